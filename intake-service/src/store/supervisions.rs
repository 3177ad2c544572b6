//! The supervisions 督办.

use diesel::prelude::*;
use hotline_common::by_keys;
use hotline_common::db::{AnyConnection, MultiBackend};
use hotline_common::time::Moment;

use super::row::{Row, assignment_id, code, optional, read_all, read_one, stored_number};
use super::schema::supervisions;
use super::{Filter, StoreError, filters, masked};
use crate::domain::masking::Masked;
use crate::domain::names::{LedgerId, UnitCode};
use crate::domain::supervision::{Supervision, SupervisionForm, SupervisionReason};
use crate::filter::FilterError;
use crate::vault::Vault;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = supervisions, treat_none_as_default_value = false)]
pub(super) struct SupervisionRow {
    id: i64,
    unit: String,
    form: i32,
    issued: i64,
    reason: i32,
    order_number: Option<i64>,
    assignment_number: Option<i32>,
    lifted: Option<i64>,
    annulled: bool,
    note_sequence: i64,
    sequence: i64,
}

/// What can change of a supervision: it is lifted or corrected.
#[derive(AsChangeset, Identifiable)]
#[diesel(table_name = supervisions, treat_none_as_null = true)]
pub(super) struct SupervisionChange {
    id: i64,
    form: i32,
    issued: i64,
    reason: i32,
    lifted: Option<i64>,
    annulled: bool,
    note_sequence: i64,
    sequence: i64,
}

impl From<Supervision> for SupervisionRow {
    fn from(supervision: Supervision) -> SupervisionRow {
        let Supervision {
            id,
            unit,
            form,
            issued,
            reason,
            assignment,
            lifted,
            annulled,
            note_sequence,
            sequence,
        } = supervision;
        SupervisionRow {
            id,
            unit: unit.to_string(),
            form: form.number(),
            issued: issued.micros(),
            reason: reason.number(),
            order_number: assignment.map(|id| id.order.number()),
            assignment_number: assignment.map(|id| stored_number(id.number)),
            lifted: lifted.map(Moment::micros),
            annulled,
            note_sequence,
            sequence,
        }
    }
}

impl From<Supervision> for SupervisionChange {
    fn from(supervision: Supervision) -> SupervisionChange {
        SupervisionChange {
            id: supervision.id,
            form: supervision.form.number(),
            issued: supervision.issued.micros(),
            reason: supervision.reason.number(),
            lifted: supervision.lifted.map(Moment::micros),
            annulled: supervision.annulled,
            note_sequence: supervision.note_sequence,
            sequence: supervision.sequence,
        }
    }
}

impl Row for SupervisionRow {
    type Record = Supervision;
    const TABLE: &'static str = "supervisions";

    fn key(&self) -> String {
        self.id.to_string()
    }

    fn record(self) -> Option<Supervision> {
        let assignment = match (self.order_number, self.assignment_number) {
            (Some(order), Some(number)) => Some(assignment_id(order, number)?),
            (None, None) => None,
            _ => return None,
        };
        Some(Supervision {
            id: self.id,
            unit: code(self.unit)?,
            form: SupervisionForm::from_number(self.form)?,
            issued: Moment::from_micros(self.issued)?,
            reason: SupervisionReason::from_number(self.reason)?,
            assignment,
            lifted: optional(self.lifted, Moment::from_micros)?,
            annulled: self.annulled,
            note_sequence: self.note_sequence,
            sequence: self.sequence,
        })
    }
}

/// Which supervisions are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SupervisionFilter {
    /// Only those of this unit.
    pub unit: Option<UnitCode>,
    /// Only those issued at or after this time.
    pub issued_from: Option<Moment>,
    /// Only those issued before this time.
    pub issued_to: Option<Moment>,
    /// Only those that this holds for.
    pub condition: Option<Filter<supervisions::table>>,
}

/// Reads what the supervisions are filtered by, in the language of [`filter`](crate::filter).
///
/// # Errors
/// What is wrong, where, and which fields and values there are.
pub fn filter(text: &str) -> Result<Option<Filter<supervisions::table>>, FilterError> {
    Filter::read(text, filters::SUPERVISIONS)
}

/// A supervision, with the matter in the masked text.
pub fn get(
    connection: &mut AnyConnection,
    vault: &Vault,
    id: LedgerId,
) -> Result<Option<(Supervision, Masked)>, StoreError> {
    let Some(supervision) = find(connection, id)? else {
        return Ok(None);
    };
    let order = supervision.assignment.map(|id| id.order);
    let private = masked::part(connection, vault, order, supervision.note_sequence)?;
    Ok(Some((supervision, private)))
}

/// A supervision.
pub(super) fn find(
    connection: &mut AnyConnection,
    id: LedgerId,
) -> Result<Option<Supervision>, StoreError> {
    let row = supervisions::table
        .filter(supervisions::id.eq(id))
        .select(SupervisionRow::as_select())
        .first(connection)
        .optional()?;
    read_one(row)
}

/// At most `limit` supervisions after one, as recorded.
pub fn list(
    connection: &mut AnyConnection,
    filter: &SupervisionFilter,
    after: Option<LedgerId>,
    limit: u32,
) -> Result<Vec<Supervision>, StoreError> {
    let SupervisionFilter {
        unit,
        issued_from,
        issued_to,
        condition,
    } = filter;
    let mut query = supervisions::table
        .order(supervisions::id)
        .limit(limit.into())
        .select(SupervisionRow::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(unit) = unit {
        query = query.filter(supervisions::unit.eq(unit.as_str()));
    }
    if let Some(from) = issued_from {
        query = query.filter(supervisions::issued.ge(from.micros()));
    }
    if let Some(to) = issued_to {
        query = query.filter(supervisions::issued.lt(to.micros()));
    }
    if let Some(condition) = condition {
        query = query.filter(condition.predicate());
    }
    if let Some(id) = after {
        query = query.filter(supervisions::id.gt(id));
    }
    read_all(query.load(connection)?)
}

/// Those of the supervisions that there are.
pub(super) fn by_ids(
    connection: &mut AnyConnection,
    ids: &[LedgerId],
) -> Result<Vec<Supervision>, StoreError> {
    read_all(by_keys!(connection, supervisions::id, ids, |known| {
        supervisions::table
            .filter(known)
            .select(SupervisionRow::as_select())
    }))
}
