//! The private parts of events, sealed, and citizens' numbers as keyed hashes.

use diesel::prelude::*;
use hotline_common::db::AnyConnection;

use super::StoreError;
use super::schema::{citizen_numbers, event_private};
use crate::domain::event::{Private, Recorded};
use crate::vault::{KeyedHash, Sealed, Sealer, Vault};

/// The table of the private parts.
pub(super) const TABLE: &str = "event_private";

#[derive(Queryable, Selectable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = event_private, primary_key(sequence), treat_none_as_default_value = false)]
pub(super) struct PrivateRow {
    pub(super) sequence: i64,
    pub(super) payload: Vec<u8>,
    pub(super) key_id: String,
}

impl PrivateRow {
    /// `None` where there is nothing to keep.
    pub(super) fn of(recorded: &Recorded, sealer: &mut Sealer) -> Option<PrivateRow> {
        if recorded.private.is_empty() {
            return None;
        }
        Some(PrivateRow::sealed(
            recorded.sequence,
            &encode(&recorded.private),
            sealer,
        ))
    }

    pub(super) fn sealed(sequence: i64, plain: &[u8], sealer: &mut Sealer) -> PrivateRow {
        let Sealed { key_id, payload } = sealer.part(sequence, plain);
        PrivateRow {
            sequence,
            payload,
            key_id,
        }
    }
}

fn encode(private: &Private) -> Vec<u8> {
    serde_json::to_vec(private).expect("texts are always JSON")
}

/// What the bytes of a private part say.
pub(super) fn decode(sequence: i64, plain: &[u8]) -> Result<Private, StoreError> {
    // The cause is left out: it may quote what it could not read.
    serde_json::from_slice(plain).map_err(|_| StoreError::corrupt(TABLE, sequence))
}

/// A citizen's number, as the hash by which it is found.
#[derive(Insertable)]
#[diesel(table_name = citizen_numbers, treat_none_as_default_value = false)]
pub(super) struct NumberRow {
    pub(super) number_hash: Vec<u8>,
    pub(super) sequence: i64,
}

impl NumberRow {
    /// `None` where there is no number.
    pub(super) fn of(sequence: i64, private: &Private, hash: &KeyedHash) -> Option<NumberRow> {
        let number_hash = hash.of_number(&private.number)?.to_vec();
        Some(NumberRow {
            number_hash,
            sequence,
        })
    }
}

/// The private part of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Part {
    /// The part; empty where the event has none, or it was purged.
    pub(super) private: Private,
    /// It was there and was purged.
    pub(super) purged: bool,
}

/// The private part of an event; empty where it has none.
///
/// Whole and unmasked: what answers show goes through [`masked`](super::masked).
pub(super) fn part_at(
    connection: &mut AnyConnection,
    vault: &Vault,
    sequence: i64,
) -> Result<Part, StoreError> {
    let row: Option<PrivateRow> = event_private::table
        .filter(event_private::sequence.eq(sequence))
        .select(PrivateRow::as_select())
        .first(connection)
        .optional()?;
    match row {
        None => Ok(Part::default()),
        Some(row) => open(vault, row),
    }
}

pub(super) fn open(vault: &Vault, row: PrivateRow) -> Result<Part, StoreError> {
    let PrivateRow {
        sequence,
        payload,
        key_id,
    } = row;
    if payload.is_empty() {
        return Ok(Part {
            private: Private::default(),
            purged: true,
        });
    }
    let plain = vault
        .seal()
        .open_part(sequence, &Sealed { key_id, payload })
        .map_err(|source| StoreError::Sealed {
            table: TABLE,
            key: sequence.to_string(),
            source,
        })?;
    Ok(Part {
        private: decode(sequence, &plain)?,
        purged: false,
    })
}
