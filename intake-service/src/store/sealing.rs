//! Sealing rows of an older version, and moving rows from one key to another.

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, MultiBackend};

use super::private::{NumberRow, PrivateRow, TABLE, decode};
use super::schema::event_private as table;
use super::{StoreError, data_keys, save_postgres, save_sqlite};
use crate::vault::{OpenError, Seal, Sealed, Vault};

/// What one step did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// The sequence of the last row; `None` where none was left.
    pub last: Option<i64>,
    /// How many rows were sealed.
    pub count: usize,
}

/// Checks that every key that is in use is there, and opens what it sealed.
///
/// # Errors
/// [`StoreError::Sealed`] with what cannot be opened.
pub fn check_keys(connection: &mut AnyConnection, seal: &Seal) -> Result<(), StoreError> {
    for key_id in data_keys::in_use(connection)? {
        let row: Option<PrivateRow> = table::table
            .filter(table::key_id.eq(&key_id))
            .select(PrivateRow::as_select())
            .first(connection)
            .optional()?;
        if let Some(PrivateRow {
            sequence,
            payload,
            key_id,
        }) = row
        {
            seal.open_part(sequence, &Sealed { key_id, payload })
                .map_err(|source| unopened(sequence, source))?;
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

/// Moves at most `limit` rows from other keys to the active one. Nothing is left when none was moved.
pub fn reseal(connection: &mut AnyConnection, seal: &Seal, limit: u32) -> Result<Step, StoreError> {
    let active = seal.active();
    let limit_rows = i64::from(limit);
    let query = || {
        table::table
            .order((table::key_id, table::sequence))
            .limit(limit_rows)
            .select(PrivateRow::as_select())
            .into_boxed::<MultiBackend>()
    };
    // Two ranges, so that the index finds them; those without a key are purged.
    let mut rows: Vec<PrivateRow> = query()
        .filter(table::key_id.gt(""))
        .filter(table::key_id.lt(active.as_str()))
        .load(connection)?;
    if rows.is_empty() {
        rows = query()
            .filter(table::key_id.gt(active.as_str()))
            .load(connection)?;
    }
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
    update(connection, &changed)?;
    Ok(Step {
        last: changed.last().map(|row| row.sequence),
        count: changed.len(),
    })
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
