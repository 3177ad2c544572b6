//! Sealing rows of an older version, and moving rows from one key to another.

use diesel::prelude::*;
use hotline_common::db::AnyConnection;

use super::head::{self, Head};
use super::private::{NumberRow, PrivateRow, TABLE, decode};
use super::schema::event_private as table;
use super::{StoreError, data_keys, save_postgres, save_sqlite, sealing_keys};
use crate::vault::{KeyId, OpenError, Seal, Sealed, Vault};

/// How many sequences one step of moving rows looks at.
const LOOKED_AT: i64 = 5_000;

/// What one step did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// The sequence up to which it is done; `None` where nothing was left.
    pub last: Option<i64>,
    /// How many rows were sealed.
    pub count: usize,
}

/// Checks that every key that is in use is there, and opens the first part that it sealed.
///
/// # Errors
/// [`StoreError::Sealed`] with what cannot be opened.
pub fn check_keys(connection: &mut AnyConnection, seal: &Seal) -> Result<(), StoreError> {
    let end = head::find_head(connection)?.map_or(0, |head| head.last_sequence);
    for (key_id, noted) in sealing_keys::list(connection)? {
        let row: Option<PrivateRow> = table::table
            .filter(table::key_id.eq(&key_id))
            .filter(table::sequence.ge(noted))
            .order(table::sequence)
            .select(PrivateRow::as_select())
            .first(connection)
            .optional()?;
        let begins = match row {
            Some(PrivateRow {
                sequence,
                payload,
                key_id,
            }) => {
                seal.open_part(sequence, &Sealed { key_id, payload })
                    .map_err(|source| unopened(sequence, source))?;
                sequence
            }
            // All of it was purged, up to the end as it was before.
            None => end,
        };
        if noted < begins {
            // So that the next start need not look through all that again.
            sealing_keys::begins_later(connection, &key_id, (noted, begins))?;
        }
    }
    Ok(())
}

fn unopened(sequence: i64, source: OpenError) -> StoreError {
    StoreError::Sealed {
        table: TABLE,
        key: sequence.to_string(),
        source,
    }
}

/// Seals the rows after a sequence that are not sealed, at most `limit`, and makes their numbers findable.
pub fn seal_plain(
    connection: &mut AnyConnection,
    head: &mut Head,
    vault: &Vault,
    after: i64,
    limit: u32,
) -> Result<Step, StoreError> {
    let rows: Vec<PrivateRow> = table::table
        .filter(table::key_id.eq(""))
        .filter(table::sequence.gt(after))
        .order(table::sequence)
        .limit(limit.into())
        .select(PrivateRow::as_select())
        .load(connection)?;
    let last = rows.last().map(|row| row.sequence);
    let mut sealer = vault.seal().sealer(rows.len())?;
    let mut numbers = Vec::new();
    let mut changed = Vec::with_capacity(rows.len());
    // An empty one was purged.
    for row in rows.into_iter().filter(|row| !row.payload.is_empty()) {
        let private = decode(row.sequence, &row.payload)?;
        numbers.extend(NumberRow::of(row.sequence, &private, vault.hash()));
        changed.push(PrivateRow::sealed(row.sequence, &row.payload, &mut sealer));
    }
    if let Some(first) = changed.first() {
        sealing_keys::note_from(connection, head, &first.key_id, first.sequence)?;
    }
    match connection {
        AnyConnection::Sqlite(sqlite) => save_sqlite::add_numbers(sqlite, &numbers)?,
        AnyConnection::Postgres(postgres) => save_postgres::add_numbers(postgres, &numbers)?,
    }
    update(connection, &changed)?;
    Ok(Step {
        last,
        count: changed.len(),
    })
}

/// Begins to move everything to a key: it is in use from now on. The head is locked.
pub fn begin_resealing(
    connection: &mut AnyConnection,
    head: &mut Head,
    key: &KeyId,
) -> Result<(), StoreError> {
    sealing_keys::note_from(connection, head, key.as_str(), 0)
}

/// Moves rows after a sequence from other keys to the active one: at most `limit`, and of a few thousand sequences. `last` of the step is how far it
/// came: the next one goes on there. Nothing is left where it is absent.
pub fn reseal(
    connection: &mut AnyConnection,
    head: &mut Head,
    seal: &Seal,
    after: i64,
    limit: u32,
) -> Result<Step, StoreError> {
    let active = seal.active();
    let up_to = head.last_sequence.min(after.saturating_add(LOOKED_AT));
    if up_to <= after {
        return Ok(Step::default());
    }
    let rows: Vec<PrivateRow> = table::table
        .filter(table::sequence.gt(after))
        .filter(table::sequence.le(up_to))
        // Those without a key are purged.
        .filter(table::key_id.ne(""))
        .filter(table::key_id.ne(active.as_str()))
        .order(table::sequence)
        .limit(limit.into())
        .select(PrivateRow::as_select())
        .load(connection)?;
    let mut sealer = seal.sealer(rows.len())?;
    let mut changed = Vec::with_capacity(rows.len());
    for PrivateRow {
        sequence,
        payload,
        key_id,
    } in rows
    {
        let plain = seal
            .open_part(sequence, &Sealed { key_id, payload })
            .map_err(|source| unopened(sequence, source))?;
        changed.push(PrivateRow::sealed(sequence, &plain, &mut sealer));
    }
    if let Some(first) = changed.first() {
        sealing_keys::note_from(connection, head, &first.key_id, 0)?;
    }
    update(connection, &changed)?;
    let last = match changed.last() {
        Some(row) if changed.len() == limit as usize => row.sequence,
        _ => up_to,
    };
    Ok(Step {
        last: Some(last),
        count: changed.len(),
    })
}

/// Everything has been moved to a key: no other is in use. The head is locked.
pub fn end_resealing(connection: &mut AnyConnection, key: &KeyId) -> Result<(), StoreError> {
    sealing_keys::forget_others(connection, key.as_str())
}

/// Seals the key of the keyed hashes with the active key. `false` where it is already.
pub fn reseal_hash_key(connection: &mut AnyConnection, seal: &Seal) -> Result<bool, StoreError> {
    let sealed = data_keys::find_hash_key(connection)?
        .ok_or_else(|| StoreError::missing("data_keys", "hash"))?;
    if sealed.key_id == seal.active().as_str() {
        return Ok(false);
    }
    let plain = seal
        .open_hash_key(&sealed)
        .map_err(|source| StoreError::Sealed {
            table: "data_keys",
            key: "hash".to_owned(),
            source,
        })?;
    let sealed = seal.sealer(1)?.hash_key(&plain);
    data_keys::update_hash_key(connection, &sealed)?;
    Ok(true)
}

fn update(connection: &mut AnyConnection, rows: &[PrivateRow]) -> Result<(), StoreError> {
    match connection {
        AnyConnection::Sqlite(sqlite) => save_sqlite::update_private(sqlite, rows)?,
        AnyConnection::Postgres(postgres) => save_postgres::update_private(postgres, rows)?,
    }
    Ok(())
}
