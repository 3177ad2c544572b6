//! Requests that carried an id: what they asked for, as a hash, and what answered them.

use std::collections::HashMap;

use diesel::prelude::*;
use hotline_common::by_keys;
use hotline_common::db::AnyConnection;
use hotline_common::time::Moment;

use super::StoreError;
use super::row::Row;
use super::schema::requests;
use crate::domain::names::Subject;

/// A request that was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRequest {
    /// A keyed hash of what it asked for.
    pub payload_hash: [u8; 16],
    /// The sequence that it was answered with.
    pub sequence: i64,
    /// The record that it was answered with.
    pub subject: Subject,
}

/// A request that is carried out in this batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRequest {
    /// The client's id.
    pub id: [u8; 16],
    /// A keyed hash of what it asks for.
    pub payload_hash: [u8; 16],
    /// The sequence that it is answered with.
    pub sequence: i64,
    /// The record that it is answered with.
    pub subject: Subject,
    /// When it is recorded.
    pub recorded: Moment,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = requests, treat_none_as_default_value = false)]
pub(super) struct RequestRow {
    pub(super) request_id: Vec<u8>,
    pub(super) payload_hash: Vec<u8>,
    pub(super) sequence: i64,
    pub(super) subject: String,
    pub(super) recorded: i64,
}

impl From<&NewRequest> for RequestRow {
    fn from(request: &NewRequest) -> RequestRow {
        RequestRow {
            request_id: request.id.to_vec(),
            payload_hash: request.payload_hash.to_vec(),
            sequence: request.sequence,
            subject: request.subject.to_string(),
            recorded: request.recorded.micros(),
        }
    }
}

impl Row for RequestRow {
    type Record = ([u8; 16], StoredRequest);
    const TABLE: &'static str = "requests";

    /// The sequence is enough to find it; the id is the client's.
    fn key(&self) -> String {
        format!("of sequence {}", self.sequence)
    }

    fn record(self) -> Option<([u8; 16], StoredRequest)> {
        Some((
            self.request_id.try_into().ok()?,
            StoredRequest {
                payload_hash: self.payload_hash.try_into().ok()?,
                sequence: self.sequence,
                subject: self.subject.parse().ok()?,
            },
        ))
    }
}

/// Those of the requests that were carried out before.
pub fn find_requests(
    connection: &mut AnyConnection,
    ids: &[[u8; 16]],
) -> Result<HashMap<[u8; 16], StoredRequest>, StoreError> {
    let ids: Vec<&[u8]> = ids.iter().map(<[u8; 16]>::as_slice).collect();
    let rows: Vec<RequestRow> = by_keys!(connection, requests::request_id, ids, |known| {
        requests::table
            .filter(known)
            .select(RequestRow::as_select())
    });
    rows.into_iter().map(Row::read).collect()
}
