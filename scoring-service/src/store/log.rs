//! How a record's log is kept: one byte that says the form, then the log in it.

use hotline_common::db::DbError;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::values::unreadable;
use crate::score::Log;

/// The only form so far: postcard.
const VERSION: u8 = 1;

pub(super) fn encode<T: Serialize>(log: &Log<T>) -> Result<Vec<u8>, DbError> {
    postcard::to_extend(log, vec![VERSION])
        .map_err(|_| DbError::Other("a log cannot be stored".to_owned()))
}

pub(super) fn decode<T: DeserializeOwned>(column: &str, stored: &[u8]) -> Result<Log<T>, DbError> {
    match stored.split_first() {
        Some((&VERSION, log)) => postcard::from_bytes(log).map_err(|_| unreadable(column)),
        _ => Err(unreadable(column)),
    }
}
