//! The timeline of an order: everything that happened to it, without personal data.

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, MultiBackend};
use hotline_common::time::Moment;

use super::corrections::{self, Beside};
use super::schema::{events as table, other_timelines};
use super::{StoreError, codec, events, load};
use crate::domain::assignment::Assignment;
use crate::domain::event::Recorded;
use crate::domain::names::{OrderNumber, Subject};

/// An event stands on the timeline of one more order than its own.
#[derive(Insertable)]
#[diesel(table_name = other_timelines, treat_none_as_default_value = false)]
pub(super) struct OtherTimelineRow {
    order_number: i64,
    sequence: i64,
}

impl OtherTimelineRow {
    pub(super) fn of(recorded: &Recorded) -> Option<OtherTimelineRow> {
        Some(OtherTimelineRow {
            order_number: recorded.event.other_order()?.number(),
            sequence: recorded.sequence,
        })
    }
}

/// One fact of an order's life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// The sequence of the event.
    pub sequence: i64,
    /// When it happened.
    pub happened: Moment,
    /// When it was recorded.
    pub recorded: Moment,
    /// Who did it; empty where the request did not say.
    pub actor: String,
    /// What kind of event it is, one word a kind.
    pub kind: String,
    /// What it is about.
    pub subject: Subject,
    /// What happened, in a sentence.
    pub description: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = table)]
struct TimelineRow {
    sequence: i64,
    kind: String,
    happened: i64,
    recorded: i64,
    actor: String,
    payload: Vec<u8>,
}

/// At most `limit` entries after a place in the timeline: by the time they happened, then as recorded.
///
/// An order that exists has one entry at least.
pub fn list(
    connection: &mut AnyConnection,
    order: OrderNumber,
    after: Option<(Moment, i64)>,
    limit: u32,
) -> Result<Vec<TimelineEntry>, StoreError> {
    // Few or none: they are looked up first, so that the query below needs no join.
    let others: Vec<i64> = other_timelines::table
        .filter(other_timelines::order_number.eq(order.number()))
        .select(other_timelines::sequence)
        .load(connection)?;
    let mut query = table::table
        .order((table::happened, table::sequence))
        .limit(limit.into())
        .select(TimelineRow::as_select())
        .into_boxed::<MultiBackend>();
    let own = table::order_number.eq(order.number());
    query = if others.is_empty() {
        query.filter(own)
    } else {
        query.filter(own.or(table::sequence.eq_any(others).nullable()))
    };
    if let Some((happened, sequence)) = after {
        query = query.filter(table::happened.ge(happened.micros())).filter(
            table::happened
                .gt(happened.micros())
                .or(table::sequence.gt(sequence)),
        );
    }
    let rows: Vec<TimelineRow> = query.load(connection)?;
    let corrections = rows
        .iter()
        .filter(|row| ["corrected", "annulled"].contains(&row.kind.as_str()));
    let sequences: Vec<i64> = corrections.map(|row| row.sequence).collect();
    let before = corrections::befores(connection, &sequences)?;
    let dossier = if rows.is_empty() {
        None
    } else {
        load::dossier(connection, order)?
    };
    let assignments = dossier.map(|one| one.assignments).unwrap_or_default();
    rows.into_iter()
        .map(|row| {
            let before = before.get(&row.sequence);
            entry(row, before, &assignments)
        })
        .collect()
}

fn entry(
    row: TimelineRow,
    before: Option<&Beside>,
    assignments: &[Assignment],
) -> Result<TimelineEntry, StoreError> {
    let corrupt = || StoreError::corrupt(events::TABLE, row.sequence);
    let detail = codec::decode(row.sequence, &row.payload)?;
    let described = match before {
        Some(before) => codec::describe_correction(detail, before),
        None => codec::describe(detail),
    };
    let (subject, mut description) = described.map_err(|_| corrupt())?;
    if let Some((before, after)) = assignments
        .iter()
        .find_map(|assignment| assignment.around(row.sequence))
    {
        description.push_str(&codec::difference(&before, &after));
    }
    Ok(TimelineEntry {
        sequence: row.sequence,
        happened: Moment::from_micros(row.happened).ok_or_else(corrupt)?,
        recorded: Moment::from_micros(row.recorded).ok_or_else(corrupt)?,
        actor: row.actor,
        kind: row.kind,
        subject,
        description,
    })
}
