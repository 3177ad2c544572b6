//! The orders.

use std::collections::BTreeMap;
use std::ops::Range;

use diesel::prelude::*;
use hotline_common::by_keys;
use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Month, Zone};

use super::schema::orders;
use super::{log, values};
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
    let rows: Vec<OrderRow> = by_keys!(connection, orders::number, numbers, |known| {
        orders::table
            .filter(known)
            .order(orders::number)
            .select(OrderRow::as_select())
    });
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push((row.number, log::decode("orders.log", &row.log)?));
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

/// The orders that were received in a month and whose numbers are outside of a range. There are few: a correction moved them.
pub fn received_outside(
    connection: &mut AnyConnection,
    month: Month,
    range: &Range<i64>,
) -> Result<Vec<i64>, DbError> {
    let is_before = orders::number.lt(range.start);
    let is_after = orders::number.ge(range.end);
    let mut found: Vec<i64> = orders::table
        .filter(orders::month.eq(month.number()))
        .filter(is_before)
        .select(orders::number)
        .load(connection)?;
    let after: Vec<i64> = orders::table
        .filter(orders::month.eq(month.number()))
        .filter(is_after)
        .select(orders::number)
        .load(connection)?;
    found.extend(after);
    Ok(found)
}
