//! Which keys of the key file sealed the private parts that the database holds.
//!
//! The head says which one sealed the last part, so that a batch finds its own key noted without a look at the table; a key that is not the head's is noted
//! in the transaction that first seals with it, under the head's lock.

use diesel::prelude::*;
use hotline_common::db::AnyConnection;

use super::StoreError;
use super::head::{self, Head};
use super::schema::sealing_keys as table;

/// Notes the key that seals a batch's private parts, from a sequence on. `head` is locked.
pub(super) fn note(
    connection: &mut AnyConnection,
    head: &mut Head,
    key_id: &str,
    sequence: i64,
) -> Result<(), StoreError> {
    if head.sealing_key == key_id {
        return Ok(());
    }
    note_from(connection, head, key_id, sequence)
}

/// Notes a key that seals parts which were sealed before with another one. `head` is locked.
pub(super) fn note_from(
    connection: &mut AnyConnection,
    head: &mut Head,
    key_id: &str,
    sequence: i64,
) -> Result<(), StoreError> {
    let row = (table::key_id.eq(key_id), table::sequence.eq(sequence));
    match connection {
        AnyConnection::Sqlite(sqlite) => diesel::insert_or_ignore_into(table::table)
            .values(row)
            .execute(sqlite)?,
        AnyConnection::Postgres(postgres) => diesel::insert_into(table::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(postgres)?,
    };
    let later = table::table
        .filter(table::key_id.eq(key_id))
        .filter(table::sequence.gt(sequence));
    diesel::update(later)
        .set(table::sequence.eq(sequence))
        .execute(connection)?;
    head::set_sealing_key(connection, head, key_id)
}

/// The keys in order, each with the sequence from which on to look for what it sealed.
pub(super) fn list(connection: &mut AnyConnection) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(table::table
        .order(table::key_id)
        .select((table::key_id, table::sequence))
        .load(connection)?)
}

/// What a key sealed begins later than was noted, because what was before it has been purged or moved to another key.
pub(super) fn begins_later(
    connection: &mut AnyConnection,
    key_id: &str,
    (noted, sequence): (i64, i64),
) -> Result<(), StoreError> {
    let noted = table::table
        .filter(table::key_id.eq(key_id))
        .filter(table::sequence.eq(noted));
    diesel::update(noted)
        .set(table::sequence.eq(sequence))
        .execute(connection)?;
    Ok(())
}

/// Forgets all keys but this one: no private part is sealed with another. The head is locked.
pub(super) fn forget_others(
    connection: &mut AnyConnection,
    key_id: &str,
) -> Result<(), StoreError> {
    diesel::delete(table::table.filter(table::key_id.ne(key_id))).execute(connection)?;
    Ok(())
}
