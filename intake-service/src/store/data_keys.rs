//! The keys of our own that the database holds, sealed; and which keys of the key file are in use.

use diesel::prelude::*;
use hotline_common::db::AnyConnection;

use super::schema::data_keys;
use super::{StoreError, sealing_keys};
use crate::vault::Sealed;

/// The name of the key of all keyed hashes.
const HASH: &str = "hash";

/// The sealed key of the keyed hashes; with an empty key id where it is not sealed yet.
pub fn find_hash_key(connection: &mut AnyConnection) -> Result<Option<Sealed>, StoreError> {
    let row: Option<(String, Vec<u8>)> = data_keys::table
        .filter(data_keys::name.eq(HASH))
        .select((data_keys::key_id, data_keys::payload))
        .first(connection)
        .optional()?;
    Ok(row.map(|(key_id, payload)| Sealed { key_id, payload }))
}

/// Keeps the key of the keyed hashes of a new database.
pub fn create_hash_key(connection: &mut AnyConnection, sealed: &Sealed) -> Result<(), StoreError> {
    diesel::insert_into(data_keys::table)
        .values((
            data_keys::name.eq(HASH),
            data_keys::key_id.eq(&sealed.key_id),
            data_keys::payload.eq(&sealed.payload),
        ))
        .execute(connection)?;
    Ok(())
}

/// Keeps the same key of the keyed hashes, sealed anew.
pub fn update_hash_key(connection: &mut AnyConnection, sealed: &Sealed) -> Result<(), StoreError> {
    diesel::update(data_keys::table.filter(data_keys::name.eq(HASH)))
        .set((
            data_keys::key_id.eq(&sealed.key_id),
            data_keys::payload.eq(&sealed.payload),
        ))
        .execute(connection)?;
    Ok(())
}

/// The ids of the keys that sealed what the database holds, in order. Those of which everything was purged are among them until a `rekey`.
pub fn in_use(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    let mut ids: Vec<String> = sealing_keys::list(connection)?
        .into_iter()
        .map(|(id, _)| id)
        .collect();
    if let Some(Sealed { key_id, .. }) = find_hash_key(connection)?
        && !key_id.is_empty()
        && !ids.contains(&key_id)
    {
        ids.push(key_id);
        ids.sort_unstable();
    }
    Ok(ids)
}
