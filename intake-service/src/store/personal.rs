//! Finding what belongs to one citizen, without showing the number.

use diesel::prelude::*;
use hotline_common::db::AnyConnection;
use hotline_common::time::Moment;

use super::private::part_at;
use super::schema::{citizen_numbers as numbers, events, work_orders as orders};
use super::{StoreError, work_orders};
use crate::domain::names::{OrderNumber, Subject};
use crate::domain::personal::RevealTarget;
use crate::vault::Vault;

/// The kind of the events that accept an order, and of those that record a call.
const ACCEPTED: &str = "accepted";

/// The hash of a number.
pub type NumberHash = [u8; 16];

/// An order or a call of a citizen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The sequence of the event that recorded it.
    pub sequence: i64,
    /// Its name.
    pub subject: Subject,
    /// When it was received, or came in.
    pub happened: Moment,
    /// The order, or one that the call led to, is confidential.
    pub confidential: bool,
}

/// The hash of the number of an order's requester or of a caller; `None` where there is no number, or it was purged.
pub fn number_of(
    connection: &mut AnyConnection,
    vault: &Vault,
    target: RevealTarget,
) -> Result<Option<NumberHash>, StoreError> {
    let sequence = match target {
        RevealTarget::Call(call) => call,
        RevealTarget::Order(order) => match work_orders::find(connection, order)? {
            Some(order) => order.accepted_sequence,
            None => return Ok(None),
        },
    };
    let part = part_at(connection, vault, sequence)?;
    Ok(vault.hash().of_number(&part.private.number))
}

/// Whether an order is confidential, or a call led to such an order.
pub fn is_confidential(
    connection: &mut AnyConnection,
    target: RevealTarget,
) -> Result<bool, StoreError> {
    let confidential = orders::table
        .filter(orders::confidential)
        .select(orders::number);
    let found: Option<i64> = match target {
        RevealTarget::Order(order) => confidential
            .filter(orders::number.eq(order.number()))
            .first(connection)
            .optional()?,
        RevealTarget::Call(call) => confidential
            .filter(orders::call.eq(call))
            .first(connection)
            .optional()?,
    };
    Ok(found.is_some())
}

/// At most `limit` orders and calls with this number after a sequence, as recorded; or only the orders.
pub fn by_number(
    connection: &mut AnyConnection,
    hash: &NumberHash,
    orders_only: bool,
    after: i64,
    limit: u32,
) -> Result<Vec<Found>, StoreError> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    let mut after = after;
    while found.len() < limit {
        let sequences: Vec<i64> = numbers::table
            .filter(numbers::number_hash.eq(hash.as_slice()))
            .filter(numbers::sequence.gt(after))
            .order(numbers::sequence)
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .select(numbers::sequence)
            .load(connection)?;
        let Some(last) = sequences.last() else {
            break;
        };
        after = *last;
        let rows: Vec<(i64, String, Option<i64>, i64)> = events::table
            .filter(events::sequence.eq_any(&sequences))
            .order(events::sequence)
            .select((
                events::sequence,
                events::kind,
                events::order_number,
                events::happened,
            ))
            .load(connection)?;
        for (sequence, kind, order, happened) in rows {
            if orders_only && kind != ACCEPTED {
                continue;
            }
            found.push(one(connection, sequence, order, happened)?);
        }
    }
    found.truncate(limit);
    Ok(found)
}

fn one(
    connection: &mut AnyConnection,
    sequence: i64,
    order: Option<i64>,
    happened: i64,
) -> Result<Found, StoreError> {
    let corrupt = || StoreError::corrupt("events", sequence);
    let target = match order {
        Some(number) => RevealTarget::Order(OrderNumber::from_number(number).ok_or_else(corrupt)?),
        None => RevealTarget::Call(sequence),
    };
    Ok(Found {
        sequence,
        subject: target.subject(),
        happened: Moment::from_micros(happened).ok_or_else(corrupt)?,
        confidential: is_confidential(connection, target)?,
    })
}
