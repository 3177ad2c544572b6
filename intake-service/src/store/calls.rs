//! The calls 来电.

use diesel::prelude::*;
use hotline_common::by_keys;
use hotline_common::db::{AnyConnection, MultiBackend};
use hotline_common::time::Moment;

use super::row::{Row, optional, read_all, read_one};
use super::schema::calls;
use super::{Filter, StoreError, filters, masked};
use crate::domain::call::{Call, CallOutcome};
use crate::domain::masking::Masked;
use crate::domain::names::LedgerId;
use crate::filter::FilterError;
use crate::vault::Vault;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = calls, treat_none_as_default_value = false)]
pub(super) struct CallRow {
    pub(super) id: i64,
    pub(super) telephone_system_id: Option<String>,
    pub(super) started: i64,
    pub(super) queued: Option<i64>,
    pub(super) answered: Option<i64>,
    pub(super) abandoned: Option<i64>,
    pub(super) ended: Option<i64>,
    pub(super) agent: String,
    pub(super) called_back: Option<i64>,
    pub(super) notified: Option<i64>,
    pub(super) annulled: bool,
    pub(super) content_hash: Vec<u8>,
    pub(super) recorded: i64,
    pub(super) sequence: i64,
}

/// What can change of a call.
#[derive(AsChangeset, Identifiable)]
#[diesel(table_name = calls, treat_none_as_null = true)]
pub(super) struct CallChange {
    id: i64,
    agent: String,
    called_back: Option<i64>,
    notified: Option<i64>,
    annulled: bool,
    sequence: i64,
}

impl From<&Call> for CallRow {
    fn from(call: &Call) -> CallRow {
        CallRow {
            id: call.id,
            telephone_system_id: call.telephone_system_id.clone(),
            started: call.started.micros(),
            queued: call.queued.map(Moment::micros),
            answered: call.answered.map(Moment::micros),
            abandoned: call.abandoned.map(Moment::micros),
            ended: call.ended.map(Moment::micros),
            agent: call.agent.clone(),
            called_back: call.called_back.map(Moment::micros),
            notified: call.notified.map(Moment::micros),
            annulled: call.annulled,
            content_hash: call.content_hash.to_vec(),
            recorded: call.recorded.micros(),
            sequence: call.sequence,
        }
    }
}

impl From<&Call> for CallChange {
    fn from(call: &Call) -> CallChange {
        CallChange {
            id: call.id,
            agent: call.agent.clone(),
            called_back: call.called_back.map(Moment::micros),
            notified: call.notified.map(Moment::micros),
            annulled: call.annulled,
            sequence: call.sequence,
        }
    }
}

impl Row for CallRow {
    type Record = Call;
    const TABLE: &'static str = "calls";

    fn key(&self) -> String {
        self.id.to_string()
    }

    fn record(self) -> Option<Call> {
        Some(Call {
            id: self.id,
            telephone_system_id: self.telephone_system_id,
            started: Moment::from_micros(self.started)?,
            queued: optional(self.queued, Moment::from_micros)?,
            answered: optional(self.answered, Moment::from_micros)?,
            abandoned: optional(self.abandoned, Moment::from_micros)?,
            ended: optional(self.ended, Moment::from_micros)?,
            agent: self.agent,
            called_back: optional(self.called_back, Moment::from_micros)?,
            notified: optional(self.notified, Moment::from_micros)?,
            annulled: self.annulled,
            content_hash: self.content_hash.try_into().ok()?,
            recorded: Moment::from_micros(self.recorded)?,
            sequence: self.sequence,
        })
    }
}

/// Which calls are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallFilter {
    /// Only those that started at or after this time.
    pub started_from: Option<Moment>,
    /// Only those that started before this time.
    pub started_to: Option<Moment>,
    /// Only those with this outcome.
    pub outcome: Option<CallOutcome>,
    /// Only those that this holds for.
    pub condition: Option<Filter<calls::table>>,
}

/// Reads what the calls are filtered by, in the language of [`filter`](crate::filter).
///
/// # Errors
/// What is wrong, where, and which fields and values there are.
pub fn filter(text: &str) -> Result<Option<Filter<calls::table>>, FilterError> {
    Filter::read(text, filters::CALLS)
}

/// A call, with the caller's number and the recording, masked.
pub fn get(
    connection: &mut AnyConnection,
    vault: &Vault,
    id: LedgerId,
) -> Result<Option<(Call, Masked)>, StoreError> {
    let Some(call) = find(connection, id)? else {
        return Ok(None);
    };
    let mask = masked::of_call(connection, id)?;
    let private = masked::part_with(connection, vault, &mask, id)?;
    Ok(Some((call, private)))
}

/// A call.
pub(super) fn find(
    connection: &mut AnyConnection,
    id: LedgerId,
) -> Result<Option<Call>, StoreError> {
    let row = calls::table
        .filter(calls::id.eq(id))
        .select(CallRow::as_select())
        .first(connection)
        .optional()?;
    read_one(row)
}

/// At most `limit` calls after a place in the list: by start, then as recorded.
pub fn list(
    connection: &mut AnyConnection,
    filter: &CallFilter,
    after: Option<(Moment, LedgerId)>,
    limit: u32,
) -> Result<Vec<Call>, StoreError> {
    let CallFilter {
        started_from,
        started_to,
        outcome,
        condition,
    } = filter;
    let mut query = calls::table
        .order((calls::started, calls::id))
        .limit(limit.into())
        .select(CallRow::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(from) = started_from {
        query = query.filter(calls::started.ge(from.micros()));
    }
    if let Some(to) = started_to {
        query = query.filter(calls::started.lt(to.micros()));
    }
    if let Some(outcome) = outcome {
        query = query.filter(filters::outcome(*outcome));
    }
    if let Some(condition) = condition {
        query = query.filter(condition.predicate());
    }
    if let Some((started, id)) = after {
        // The first condition lets an index find the place.
        query = query
            .filter(calls::started.ge(started.micros()))
            .filter(calls::started.gt(started.micros()).or(calls::id.gt(id)));
    }
    read_all(query.load(connection)?)
}

/// Those of the calls that there are.
pub(super) fn by_ids(
    connection: &mut AnyConnection,
    ids: &[LedgerId],
) -> Result<Vec<Call>, StoreError> {
    read_all(by_keys!(connection, calls::id, ids, |known| {
        calls::table.filter(known).select(CallRow::as_select())
    }))
}

/// Those of the calls that there are, by the telephone system's ids.
pub(super) fn by_telephone_system_ids(
    connection: &mut AnyConnection,
    ids: &[&str],
) -> Result<Vec<Call>, StoreError> {
    read_all(by_keys!(
        connection,
        calls::telephone_system_id,
        ids,
        |known| calls::table.filter(known).select(CallRow::as_select())
    ))
}
