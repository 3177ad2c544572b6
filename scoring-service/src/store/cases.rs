//! Orders with their assignments, many at once: read as they are stored, so that another thread can make sense of them.

use std::ops::Range;

use diesel::prelude::*;
use hotline_common::by_keys;
use hotline_common::db::{AnyConnection, DbError};

use super::schema::{assignments, orders};
use super::{PAGE, log, values};
use crate::score::{AssignmentLog, Log, OrderFact};

/// Some orders with all their assignments, by number.
#[derive(Debug, Default)]
pub struct StoredCases {
    orders: Vec<(i64, Vec<u8>)>,
    assignments: Vec<(i64, i32, Vec<u8>)>,
}

/// What was told about an order and its assignments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseLogs {
    /// The order's number.
    pub number: i64,
    /// What was told about the order.
    pub order: Log<OrderFact>,
    /// What was told about its assignments, by number.
    pub assignments: Vec<AssignmentLog>,
}

/// A page of the orders with these numbers.
pub fn between(
    connection: &mut AnyConnection,
    numbers: Range<i64>,
) -> Result<StoredCases, DbError> {
    let orders: Vec<(i64, Vec<u8>)> = orders::table
        .filter(orders::number.ge(numbers.start))
        .filter(orders::number.lt(numbers.end))
        .order(orders::number)
        .limit(i64::try_from(PAGE).unwrap_or(i64::MAX))
        .select((orders::number, orders::log))
        .load(connection)?;
    let (Some((first, _)), Some((last, _))) = (orders.first(), orders.last()) else {
        return Ok(StoredCases::default());
    };
    let assignments = assignments::table
        .filter(assignments::order_number.ge(first))
        .filter(assignments::order_number.le(last))
        .order((assignments::order_number, assignments::number))
        .select((
            assignments::order_number,
            assignments::number,
            assignments::log,
        ))
        .load(connection)?;
    Ok(StoredCases {
        orders,
        assignments,
    })
}

/// The orders with these numbers, which ascend.
pub fn of_orders(connection: &mut AnyConnection, numbers: &[i64]) -> Result<StoredCases, DbError> {
    let orders = by_keys!(connection, orders::number, numbers, |known| {
        orders::table
            .filter(known)
            .order(orders::number)
            .select((orders::number, orders::log))
    });
    let assignments = by_keys!(
        connection,
        assignments::order_number,
        numbers,
        |of_orders| assignments::table
            .filter(of_orders)
            .order((assignments::order_number, assignments::number))
            .select((
                assignments::order_number,
                assignments::number,
                assignments::log,
            ))
    );
    Ok(StoredCases {
        orders,
        assignments,
    })
}

impl StoredCases {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty()
    }

    /// The number of the last order.
    pub fn last(&self) -> Option<i64> {
        self.orders.last().map(|(number, _)| *number)
    }

    /// Each order with its assignments, by number.
    pub fn logs(&self) -> impl Iterator<Item = Result<CaseLogs, DbError>> {
        let mut rest = self.assignments.as_slice();
        self.orders.iter().map(move |(number, order)| {
            // Both are sorted by order, and no assignment is without its order.
            let before = rest.partition_point(|(of, ..)| of < number);
            let end = rest.partition_point(|(of, ..)| of <= number);
            let mine = &rest[before..end];
            rest = &rest[end..];
            Ok(CaseLogs {
                number: *number,
                order: log::decode("orders.log", order)?,
                assignments: mine.iter().map(assignment).collect::<Result<_, _>>()?,
            })
        })
    }
}

fn assignment((order, number, stored): &(i64, i32, Vec<u8>)) -> Result<AssignmentLog, DbError> {
    Ok(AssignmentLog {
        order: *order,
        number: values::number("assignments.number", i64::from(*number))?,
        log: log::decode("assignments.log", stored)?,
    })
}
