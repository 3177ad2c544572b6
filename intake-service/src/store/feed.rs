//! The feed: the events in the order of their commits, without gaps, read in short pages (design §6).

use diesel::prelude::*;
use hotline_common::db::AnyConnection;
use hotline_common::decode::timestamp;
use hotline_common::time::Moment;
use hotline_proto::intake as proto;

use super::schema::{events as table, feed_head};
use super::{StoreError, codec, events};

/// A place in the feed: an event that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The event's sequence; 0 before the first event.
    pub sequence: i64,
    /// The event's random check value; 0 before the first event.
    pub check_value: i64,
}

impl Position {
    /// Before the first event.
    pub const START: Position = Position {
        sequence: 0,
        check_value: 0,
    };
}

/// Some events in a row.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedPage {
    /// The events, each sequence one more than the one before.
    pub events: Vec<proto::Event>,
    /// The place of the last one; `None` where there is none.
    pub last: Option<Position>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = table)]
struct FeedRow {
    sequence: i64,
    happened: i64,
    recorded: i64,
    check_value: i64,
    payload: Vec<u8>,
}

/// What sequence and times add to an event's bytes, at most.
const FRAME_BYTES: usize = 48;

/// The events after a sequence: at most `max_rows` of them, and about `max_bytes` when they are encoded, but one at least
/// where there is one.
///
/// Stops at the first missing number: on a cluster one shard may commit a moment after another.
pub fn events_after(
    connection: &mut AnyConnection,
    after: i64,
    max_rows: u32,
    max_bytes: usize,
) -> Result<FeedPage, StoreError> {
    let rows = rows_after(connection, after, max_rows)?;
    let mut page = FeedPage {
        events: Vec::with_capacity(rows.len()),
        last: None,
    };
    let mut expected = after;
    let mut bytes = 0;
    for row in rows {
        expected += 1;
        bytes += row.payload.len() + FRAME_BYTES;
        if row.sequence != expected || (max_bytes < bytes && !page.events.is_empty()) {
            break;
        }
        page.last = Some(Position {
            sequence: row.sequence,
            check_value: row.check_value,
        });
        page.events.push(event(&row)?);
    }
    Ok(page)
}

fn rows_after(
    connection: &mut AnyConnection,
    after: i64,
    max_rows: u32,
) -> Result<Vec<FeedRow>, StoreError> {
    macro_rules! load {
        ($connection:expr) => {
            table::table
                .filter(table::sequence.gt(after))
                .order(table::sequence)
                .limit(max_rows.into())
                .select(FeedRow::as_select())
                .load($connection)?
        };
    }
    // Each backend for itself: a row that may be of either is read through one indirection more.
    Ok(match connection {
        AnyConnection::Sqlite(sqlite) => load!(sqlite),
        AnyConnection::Postgres(postgres) => load!(postgres),
    })
}

fn event(row: &FeedRow) -> Result<proto::Event, StoreError> {
    let time = |micros| {
        Moment::from_micros(micros)
            .map(timestamp)
            .ok_or_else(|| StoreError::corrupt(events::TABLE, row.sequence))
    };
    Ok(proto::Event {
        sequence: row.sequence,
        happen_time: Some(time(row.happened)?),
        record_time: Some(time(row.recorded)?),
        detail: Some(codec::decode(row.sequence, &row.payload)?),
    })
}

/// The check value of an event; `None` where there is no such event.
pub fn check_value_at(
    connection: &mut AnyConnection,
    sequence: i64,
) -> Result<Option<i64>, StoreError> {
    let value = table::table
        .filter(table::sequence.eq(sequence))
        .select(table::check_value)
        .first(connection)
        .optional()?;
    Ok(value)
}

/// The sequence of the last event; 0 in an empty feed.
pub fn head_sequence(connection: &mut AnyConnection) -> Result<i64, StoreError> {
    Ok(feed_head::table
        .select(feed_head::last_sequence)
        .first(connection)?)
}

/// The place of the last event; [`Position::START`] in an empty feed. `None` where it is missing: on a cluster its shard may be about to commit it.
pub fn head_position(connection: &mut AnyConnection) -> Result<Option<Position>, StoreError> {
    let sequence = head_sequence(connection)?;
    if sequence == 0 {
        return Ok(Some(Position::START));
    }
    let check_value = check_value_at(connection, sequence)?;
    Ok(check_value.map(|check_value| Position {
        sequence,
        check_value,
    }))
}
