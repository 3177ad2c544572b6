//! Requests that came with an id (AIP-155): a repeat gets the first answer.
//!
//! A row is written in the transaction of what the request does, and stays, also when everything is pulled anew.

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, DbError};
use hotline_common::decode::RequestId;
use hotline_common::time::Moment;
use prost::Message;
use sha2::{Digest as _, Sha256};

use super::schema::requests;

/// By which a repeated request is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey {
    id: RequestId,
    payload_hash: Vec<u8>,
}

/// Why a request is not taken for a repeat.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The id belongs to a request of another content.
    #[error("the request_id was used before, with another content")]
    Reused {
        /// What that request made or found.
        subject: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] DbError),
}

impl RequestKey {
    /// Of a method's request; `message` is without the id. Its hash is over the method, a zero byte and the message.
    pub fn of(id: RequestId, method: &str, message: &impl Message) -> RequestKey {
        let payload = [method.as_bytes(), &[0], &message.encode_to_vec()].concat();
        RequestKey {
            id,
            payload_hash: Sha256::digest(payload).to_vec(),
        }
    }
}

/// What the same request made or found before, a resource name; `None` for a new request.
///
/// # Errors
/// [`RequestError::Reused`] where the id belongs to another request.
pub fn subject(
    connection: &mut AnyConnection,
    key: Option<&RequestKey>,
) -> Result<Option<String>, RequestError> {
    let Some(RequestKey { id, payload_hash }) = key else {
        return Ok(None);
    };
    let found: Option<(Vec<u8>, String)> = requests::table
        .filter(requests::request_id.eq(id.as_bytes().to_vec()))
        .select((requests::payload_hash, requests::subject))
        .first(connection)
        .optional()
        .map_err(DbError::from)?;
    match found {
        Some((hash, subject)) if hash != *payload_hash => Err(RequestError::Reused { subject }),
        found => Ok(found.map(|(_, subject)| subject)),
    }
}

/// Keeps what a new request made or found; nothing for one without an id.
pub fn save(
    connection: &mut AnyConnection,
    key: Option<&RequestKey>,
    subject: &str,
    now: Moment,
) -> Result<(), DbError> {
    let Some(RequestKey { id, payload_hash }) = key else {
        return Ok(());
    };
    diesel::insert_into(requests::table)
        .values((
            requests::request_id.eq(id.as_bytes().to_vec()),
            requests::payload_hash.eq(payload_hash),
            requests::subject.eq(subject),
            requests::recorded.eq(now.micros()),
        ))
        .execute(connection)?;
    Ok(())
}
