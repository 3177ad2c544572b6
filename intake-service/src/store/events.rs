//! The events' rows: the public part, and the private part where there is one.

use diesel::prelude::*;
use hotline_common::db::AnyConnection;

use super::schema::{event_private, events};
use super::{StoreError, codec};
use crate::domain::event::{Private, Recorded};
use crate::domain::names::OrderNumber;

/// The table of the public parts.
pub(super) const TABLE: &str = "events";

#[derive(Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
pub(super) struct EventRow<'a> {
    sequence: i64,
    kind: &'static str,
    happened: i64,
    recorded: i64,
    order_number: Option<i64>,
    actor: &'a str,
    check_value: i64,
    payload: Vec<u8>,
}

impl EventRow<'_> {
    pub(super) fn of(recorded: &Recorded, check_value: i64) -> EventRow<'_> {
        let Recorded {
            sequence,
            happened,
            recorded,
            actor,
            event,
            private: _,
        } = recorded;
        EventRow {
            sequence: *sequence,
            kind: codec::kind(event),
            happened: happened.micros(),
            recorded: recorded.micros(),
            order_number: event.order().map(OrderNumber::number),
            actor,
            check_value,
            payload: codec::encode(event),
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = event_private)]
pub(super) struct PrivateRow {
    sequence: i64,
    payload: Vec<u8>,
}

impl PrivateRow {
    /// `None` where there is nothing to keep.
    pub(super) fn of(recorded: &Recorded) -> Option<PrivateRow> {
        if recorded.private.is_empty() {
            return None;
        }
        Some(PrivateRow {
            sequence: recorded.sequence,
            payload: serde_json::to_vec(&recorded.private).expect("texts are always JSON"),
        })
    }
}

/// The private part of an event; empty where it has none.
pub(super) fn private_at(
    connection: &mut AnyConnection,
    sequence: i64,
) -> Result<Private, StoreError> {
    let payload: Option<Vec<u8>> = event_private::table
        .filter(event_private::sequence.eq(sequence))
        .select(event_private::payload)
        .first(connection)
        .optional()?;
    match payload {
        None => Ok(Private::default()),
        // The cause is left out: it may quote what it could not read.
        Some(payload) => serde_json::from_slice(&payload)
            .map_err(|_| StoreError::corrupt("event_private", sequence)),
    }
}
