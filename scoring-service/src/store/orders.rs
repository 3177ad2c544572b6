//! The orders.

use std::collections::BTreeMap;

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Moment, Month, Zone};

use super::schema::orders;
use super::{KEYS, PAGE, values};
use crate::score::{Channel, Nature, OrderFacts};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = orders)]
pub(super) struct OrderRow {
    number: i64,
    month: i32,
    received: i64,
    channel: i16,
    nature: i16,
    category: Option<String>,
    topics: String,
    handled_directly: Option<i64>,
}

impl OrderRow {
    pub(super) fn of(order: &OrderFacts, zone: &Zone) -> OrderRow {
        OrderRow {
            number: order.number,
            month: zone.month_of(order.received).number(),
            received: order.received.micros(),
            channel: order.channel.index().into(),
            nature: order.nature.index().into(),
            category: order.category.clone(),
            topics: values::join(&order.topics),
            handled_directly: order.handled_directly.map(Moment::micros),
        }
    }

    fn facts(self) -> Result<OrderFacts, DbError> {
        Ok(OrderFacts {
            number: self.number,
            received: values::moment("orders.received", self.received)?,
            channel: values::word("orders.channel", Channel::ALL, self.channel)?,
            nature: values::word("orders.nature", Nature::ALL, self.nature)?,
            category: self.category,
            topics: values::split(&self.topics),
            handled_directly: values::optional_moment(
                "orders.handled_directly",
                self.handled_directly,
            )?,
        })
    }
}

/// The orders with these numbers, as far as there are any.
pub fn by_numbers(
    connection: &mut AnyConnection,
    numbers: &[i64],
) -> Result<BTreeMap<i64, OrderFacts>, DbError> {
    let mut found = BTreeMap::new();
    for keys in numbers.chunks(KEYS) {
        let rows: Vec<OrderRow> = orders::table
            .filter(orders::number.eq_any(keys))
            .select(OrderRow::as_select())
            .load(connection)?;
        for row in rows {
            found.insert(row.number, row.facts()?);
        }
    }
    Ok(found)
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
