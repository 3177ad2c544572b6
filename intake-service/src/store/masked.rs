//! Private parts as answers show them. What leaves the store on any other way than [`reveals`](super::reveals) is masked here.

use diesel::prelude::*;
use hotline_common::db::AnyConnection;

use super::private::part_at;
use super::schema::work_orders as orders;
use super::{StoreError, work_orders};
use crate::domain::masking::{Mask, Masked};
use crate::domain::names::{LedgerId, OrderNumber};
use crate::vault::Vault;

/// The private part of an event that belongs to an order, or to none; empty where it has none.
pub(super) fn part(
    connection: &mut AnyConnection,
    vault: &Vault,
    order: Option<OrderNumber>,
    sequence: i64,
) -> Result<Masked, StoreError> {
    let mask = match order {
        Some(order) => of_order(connection, vault, order)?,
        None => Mask::default(),
    };
    part_with(connection, vault, &mask, sequence)
}

/// As [`part`], with a mask that is known.
pub(super) fn part_with(
    connection: &mut AnyConnection,
    vault: &Vault,
    mask: &Mask,
    sequence: i64,
) -> Result<Masked, StoreError> {
    let part = part_at(connection, vault, sequence)?;
    Ok(Masked {
        purged: part.purged,
        ..mask.private(&part.private)
    })
}

/// How what belongs to an order is masked.
pub(super) fn of_order(
    connection: &mut AnyConnection,
    vault: &Vault,
    number: OrderNumber,
) -> Result<Mask, StoreError> {
    let Some(order) = work_orders::find(connection, number)? else {
        return Ok(Mask::default());
    };
    let request = part_at(connection, vault, order.accepted_sequence)?;
    Ok(Mask::new(&request.private.name, order.confidential))
}

/// How a call is masked: it may have led to a confidential order.
pub(super) fn of_call(connection: &mut AnyConnection, call: LedgerId) -> Result<Mask, StoreError> {
    let confidential: Option<i64> = orders::table
        .filter(orders::confidential)
        .filter(orders::call.eq(call))
        .select(orders::number)
        .first(connection)
        .optional()?;
    Ok(Mask::new("", confidential.is_some()))
}
