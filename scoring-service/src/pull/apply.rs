//! Applies batches of events to the store: the cursor, the facts and the tallies in one transaction.

use std::collections::BTreeSet;

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Moment, Zone};
use serde::de::DeserializeOwned;

use super::change::{Batch, Event};
use super::problem::{BrokenFeed, Problem};
use super::working_set::{Keys, Loaded, WorkingSet};
use crate::live::Memory;
use crate::score::{Log, RecordKind};
use crate::store;
use crate::store::cursor::Cursor;
use crate::store::save::Changes;

/// Applies what the batches bring beyond `from`, and answers with the cursor after them.
///
/// Call it in a writing transaction. Events up to `from` are passed over; after them each sequence must be one more
/// than the one before. What changes is announced to `memory`.
///
/// # Errors
/// [`Problem::Overtaken`] when the stored cursor is not `from` any more, and whatever is wrong with the events. The
/// transaction must then be rolled back.
pub fn apply(
    connection: &mut AnyConnection,
    from: &Cursor,
    batches: Vec<Batch>,
    now: Moment,
    memory: &Memory,
) -> Result<Cursor, Problem> {
    let (to, events) = new_events(from, batches, now)?;
    if to == *from {
        return Ok(to);
    }
    // First, so that no other puller applies the same events in the meantime.
    if !store::cursor::advance(connection, from, &to)? {
        return Err(Problem::Overtaken);
    }
    let mut changes = Changes::default();
    if !events.is_empty() {
        let zone = Zone::named(&to.time_zone).map_err(|_| BrokenFeed::Zone)?;
        let mut working_set = load(connection, &zone, &events)?;
        for event in events {
            working_set.apply(event)?;
        }
        changes = working_set.into_changes();
        store::save::save(connection, &changes, &zone)?;
    }
    memory.announce(from, &to, changes.tallies, !changes.units.is_empty());
    Ok(to)
}

/// The events that are not applied yet, and the cursor after them.
fn new_events(
    from: &Cursor,
    batches: Vec<Batch>,
    now: Moment,
) -> Result<(Cursor, Vec<Event>), Problem> {
    let mut to = from.clone();
    let mut events = Vec::new();
    for batch in batches {
        if to.time_zone.is_empty() {
            Zone::named(&batch.time_zone).map_err(|_| BrokenFeed::Zone)?;
            to.time_zone = batch.time_zone;
        } else if to.time_zone != batch.time_zone {
            return Err(Problem::FeedReset(
                "its time zone is another one".to_owned(),
            ));
        }
        let is_old = batch
            .events
            .last()
            .is_some_and(|event| event.sequence <= to.sequence);
        for event in batch.events {
            if event.sequence <= to.sequence {
                continue;
            }
            if event.sequence != to.sequence + 1 {
                return Err(Problem::Passing(format!(
                    "event {} is missing from the feed",
                    to.sequence + 1
                )));
            }
            to.sequence = event.sequence;
            events.push(event);
        }
        if !is_old {
            to.feed_cursor = batch.next_cursor;
        }
        to.head_sequence = batch.head_sequence;
    }
    if !events.is_empty() {
        to.applied = Some(now);
    } else if to.feed_cursor == from.feed_cursor && to.time_zone == from.time_zone {
        // A sign of life is not worth a write.
        to = from.clone();
    }
    Ok((to, events))
}

fn load<'a>(
    connection: &mut AnyConnection,
    zone: &'a Zone,
    events: &[Event],
) -> Result<WorkingSet<'a>, Problem> {
    let keys = Keys::of(events);
    let last = store::orders::last_number(connection)?;
    let orders = store::orders::logs(connection, &through(&keys.orders, last))?;
    let known: Vec<i64> = orders.iter().map(|(number, _)| *number).collect();
    let loaded = Loaded {
        orders,
        assignments: store::assignments::logs_of_orders(connection, &known)?,
        calls: load_records(connection, &keys.calls)?,
        supervisions: load_records(connection, &keys.supervisions)?,
        leader_sessions: load_records(connection, &keys.leader_sessions)?,
        appreciations: load_records(connection, &keys.appreciations)?,
        activities: load_records(connection, &keys.activities)?,
        typical_cases: load_records(connection, &keys.typical_cases)?,
    };
    Ok(WorkingSet::new(zone, loaded))
}

fn load_records<T: RecordKind + DeserializeOwned>(
    connection: &mut AnyConnection,
    ids: &BTreeSet<i64>,
) -> Result<Vec<(i64, Log<T>)>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let last = store::records::last_id::<T>(connection)?;
    store::records::logs(connection, &through(ids, last))
}

/// The keys up to the last one that is stored. Most events are about what is new, which need not be looked for.
fn through(keys: &BTreeSet<i64>, last: Option<i64>) -> Vec<i64> {
    last.map_or_else(Vec::new, |last| keys.range(..=last).copied().collect())
}
