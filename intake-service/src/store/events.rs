//! The events' rows: the public part.

use diesel::prelude::*;

use super::codec;
use super::feed::Position;
use super::schema::events;
use crate::domain::event::Recorded;
use crate::domain::names::OrderNumber;

/// The table of the public parts.
pub(super) const TABLE: &str = "events";

#[derive(Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
pub(super) struct EventRow {
    pub(super) sequence: i64,
    pub(super) kind: &'static str,
    pub(super) happened: i64,
    pub(super) recorded: i64,
    pub(super) order_number: Option<i64>,
    pub(super) actor: String,
    pub(super) check_value: i64,
    pub(super) payload: Vec<u8>,
}

impl EventRow {
    pub(super) fn of(recorded: &Recorded, check_value: i64) -> EventRow {
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
            actor: actor.clone(),
            check_value,
            payload: codec::encode(event),
        }
    }

    pub(super) fn position(&self) -> Position {
        Position {
            sequence: self.sequence,
            check_value: self.check_value,
        }
    }
}
