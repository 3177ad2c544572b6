//! Finding what belongs to one citizen, without showing the number.

use diesel::prelude::*;
use hotline_common::db::AnyConnection;

use super::StoreError;
use super::schema::citizen_numbers as numbers;
use crate::vault::Vault;

/// The sequences of the events that recorded this number, after one of them, at most `limit`; none where the text holds no number.
pub fn by_number(
    connection: &mut AnyConnection,
    vault: &Vault,
    number: &str,
    after: i64,
    limit: u32,
) -> Result<Vec<i64>, StoreError> {
    let Some(hash) = vault.hash().of_number(number) else {
        return Ok(Vec::new());
    };
    let found = numbers::table
        .filter(numbers::number_hash.eq(hash.as_slice()))
        .filter(numbers::sequence.gt(after))
        .order(numbers::sequence)
        .limit(limit.into())
        .select(numbers::sequence)
        .load(connection)?;
    Ok(found)
}
