//! The orders.

use std::collections::BTreeMap;

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Month, Zone};

use super::schema::orders;
use super::{KEYS, PAGE, log, values};
use crate::score::{Log, NOW, OrderFact, OrderFacts};

#[derive(Queryable, Selectable)]
#[diesel(table_name = orders)]
pub(super) struct OrderRow {
    pub(super) number: i64,
    pub(super) month: i32,
    pub(super) log: Vec<u8>,
}

impl OrderRow {
    pub(super) fn of(
        number: i64,
        order: &Log<OrderFact>,
        zone: &Zone,
    ) -> Result<OrderRow, DbError> {
        // An order that was said not to have been received is where it was first told to be.
        let told = order.known_at(NOW).first().map(|known| known.happened);
        let received = told.or_else(|| order.versions().map(|(happened, _)| happened).next());
        let received = received.ok_or_else(|| values::unreadable("orders.log"))?;
        Ok(OrderRow {
            number,
            month: zone.month_of(received).number(),
            log: log::encode(order)?,
        })
    }
}

/// The logs of the orders with these numbers, as far as there are any, by number.
pub fn logs(
    connection: &mut AnyConnection,
    numbers: &[i64],
) -> Result<Vec<(i64, Log<OrderFact>)>, DbError> {
    let mut found = Vec::new();
    for keys in numbers.chunks(KEYS) {
        let rows: Vec<OrderRow> = orders::table
            .filter(orders::number.eq_any(keys))
            .order(orders::number)
            .select(OrderRow::as_select())
            .load(connection)?;
        for row in rows {
            found.push((row.number, log::decode("orders.log", &row.log)?));
        }
    }
    Ok(found)
}

/// The largest number of an order.
pub fn last_number(connection: &mut AnyConnection) -> Result<Option<i64>, DbError> {
    let last = orders::table
        .select(diesel::dsl::max(orders::number))
        .first(connection)?;
    Ok(last)
}

/// The orders with these numbers, as they were known when the feed stood at a sequence number.
pub fn known_at(
    connection: &mut AnyConnection,
    numbers: &[i64],
    sequence: i64,
) -> Result<BTreeMap<i64, OrderFacts>, DbError> {
    let logs = logs(connection, numbers)?;
    let known = logs
        .into_iter()
        .filter_map(|(number, log)| Some((number, log.order(number, sequence)?)));
    Ok(known.collect())
}

/// The orders with these numbers, as far as there are any.
pub fn by_numbers(
    connection: &mut AnyConnection,
    numbers: &[i64],
) -> Result<BTreeMap<i64, OrderFacts>, DbError> {
    known_at(connection, numbers, NOW)
}

/// The numbers after `after` of the orders received in a month, a page of them.
pub fn received_in(
    connection: &mut AnyConnection,
    month: Month,
    after: i64,
) -> Result<Vec<i64>, DbError> {
    let numbers = orders::table
        .filter(orders::month.eq(month.number()))
        .filter(orders::number.gt(after))
        .order(orders::number)
        .limit(i64::try_from(PAGE).unwrap_or(i64::MAX))
        .select(orders::number)
        .load(connection)?;
    Ok(numbers)
}
