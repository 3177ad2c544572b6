//! How far the feed was pulled: one row that changes in the transaction of what the events change.

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::Moment;

use super::schema::cursor;
use super::values;

/// The place in the feed up to which everything is applied.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Cursor {
    /// The feed's own text for it; empty before the first batch.
    pub feed_cursor: String,
    /// The last sequence that was applied; 0 for none.
    pub sequence: i64,
    /// The head as the last applied batch told it.
    pub head_sequence: i64,
    /// The hotline's zone as the feed says; empty before the first batch.
    pub time_zone: String,
    /// When something was last applied.
    pub applied: Option<Moment>,
}

/// Where the pulling stands.
pub fn read(connection: &mut AnyConnection) -> Result<Cursor, DbError> {
    let (feed_cursor, sequence, head_sequence, time_zone, applied): (
        String,
        i64,
        i64,
        String,
        Option<i64>,
    ) = cursor::table
        .select((
            cursor::feed_cursor,
            cursor::sequence,
            cursor::head_sequence,
            cursor::time_zone,
            cursor::applied,
        ))
        .filter(cursor::id.eq(1))
        .first(connection)?;
    Ok(Cursor {
        feed_cursor,
        sequence,
        head_sequence,
        time_zone,
        applied: values::optional_moment("cursor.applied", applied)?,
    })
}

/// Moves from `old` to `new` and answers `true`; `false` when the row is not at `old` any more, because another puller
/// moved it or a rebuild cleared it.
pub fn advance(
    connection: &mut AnyConnection,
    old: &Cursor,
    new: &Cursor,
) -> Result<bool, DbError> {
    let stands = cursor::table
        .filter(cursor::id.eq(1))
        .filter(cursor::feed_cursor.eq(&old.feed_cursor))
        .filter(cursor::sequence.eq(old.sequence))
        .filter(cursor::time_zone.eq(&old.time_zone));
    let moved = diesel::update(stands)
        .set((
            cursor::feed_cursor.eq(&new.feed_cursor),
            cursor::sequence.eq(new.sequence),
            cursor::head_sequence.eq(new.head_sequence),
            cursor::time_zone.eq(&new.time_zone),
            cursor::applied.eq(new.applied.map(Moment::micros)),
        ))
        .execute(connection)?;
    Ok(moved == 1)
}

/// Lets no other writer in until the transaction ends: the row of the cursor is what each of them locks first.
pub fn lock(connection: &mut AnyConnection) -> Result<(), DbError> {
    match connection {
        // A writing transaction has the whole file to itself.
        AnyConnection::Sqlite(_) => {}
        AnyConnection::Postgres(postgres) => {
            cursor::table
                .select(cursor::id)
                .filter(cursor::id.eq(1))
                .for_update()
                .first::<i32>(postgres)?;
        }
    }
    Ok(())
}

/// How often everything was forgotten.
pub fn rebuilds(connection: &mut AnyConnection) -> Result<i64, DbError> {
    let rebuilds = cursor::table
        .select(cursor::rebuilds)
        .filter(cursor::id.eq(1))
        .first(connection)?;
    Ok(rebuilds)
}

/// Back to the beginning of the feed, and everything that was pulled is forgotten. Policies and sealed revisions stay.
pub fn forget(connection: &mut AnyConnection) -> Result<(), DbError> {
    use super::schema::{
        assignments, categories, former_places, orders, records, tallies, topics, units,
    };
    lock(connection)?;
    diesel::delete(tallies::table).execute(connection)?;
    diesel::delete(former_places::table).execute(connection)?;
    diesel::delete(records::table).execute(connection)?;
    diesel::delete(assignments::table).execute(connection)?;
    diesel::delete(orders::table).execute(connection)?;
    diesel::delete(topics::table).execute(connection)?;
    diesel::delete(categories::table).execute(connection)?;
    diesel::delete(units::table).execute(connection)?;
    diesel::update(cursor::table.filter(cursor::id.eq(1)))
        .set((
            cursor::feed_cursor.eq(""),
            cursor::sequence.eq(0),
            cursor::head_sequence.eq(0),
            cursor::time_zone.eq(""),
            cursor::applied.eq(None::<i64>),
            cursor::rebuilds.eq(cursor::rebuilds + 1),
        ))
        .execute(connection)?;
    Ok(())
}
