//! Removing old personal data.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use hotline_common::db::AnyConnection;
use hotline_common::time::Moment;

use super::StoreError;
use super::private::{PrivateRow, open};
use super::schema::{citizen_numbers as numbers, event_private as table, events};
use super::sealing::Step;
use crate::vault::Vault;

/// The sequence of the last event that was recorded before a time; 0 where there is none. Looks at every event.
pub fn last_before(connection: &mut AnyConnection, before: Moment) -> Result<i64, StoreError> {
    let last: Option<i64> = events::table
        .filter(events::recorded.lt(before.micros()))
        .select(diesel::dsl::max(events::sequence))
        .first(connection)?;
    Ok(last.unwrap_or(0))
}

/// Removes the private parts and the number hashes of what was recorded before a time: looks at `limit` rows at most, after one sequence and up to
/// another. What is removed leaves an empty row, which says so.
pub fn purge(
    connection: &mut AnyConnection,
    vault: &Vault,
    before: Moment,
    (after, up_to): (i64, i64),
    limit: u32,
) -> Result<Step, StoreError> {
    let mut rows: Vec<PrivateRow> = table::table
        .filter(table::sequence.gt(after))
        .filter(table::sequence.le(up_to))
        .filter(table::key_id.ne(""))
        .order(table::sequence)
        .limit(limit.into())
        .select(PrivateRow::as_select())
        .load(connection)?;
    let last = rows.last().map(|row| row.sequence);
    let sequences: Vec<i64> = rows.iter().map(|row| row.sequence).collect();
    let old: Vec<i64> = events::table
        .filter(events::sequence.eq_any(&sequences))
        .filter(events::recorded.lt(before.micros()))
        .order(events::sequence)
        .select(events::sequence)
        .load(connection)?;
    rows.retain(|row| old.binary_search(&row.sequence).is_ok());
    let count = rows.len();
    for row in rows {
        let sequence = row.sequence;
        let part = open(vault, row)?;
        if let Some(hash) = vault.hash().of_number(&part.private.number) {
            let found = numbers::table
                .filter(numbers::number_hash.eq(hash.as_slice()))
                .filter(numbers::sequence.eq(sequence));
            diesel::delete(found).execute(connection)?;
        }
        diesel::update(table::table.filter(table::sequence.eq(sequence)))
            .set((table::payload.eq(Vec::<u8>::new()), table::key_id.eq("")))
            .execute(connection)?;
    }
    Ok(Step { last, count })
}

/// After a purge: has a server give back the room of what was removed, of which it keeps the former rows until then. For a connection without a
/// transaction. A file overwrites what is removed at once.
pub fn give_back(connection: &mut AnyConnection) -> Result<(), StoreError> {
    if let AnyConnection::Postgres(postgres) = connection {
        postgres.batch_execute("VACUUM event_private, citizen_numbers")?;
    }
    Ok(())
}
