//! The assignments.

use std::collections::BTreeSet;
use std::ops::Range;

use diesel::dsl::min;
use diesel::prelude::*;
use hotline_common::by_keys;
use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Month, Zone};

use super::schema::{assignments, former_places};
use super::{log, orders, values};
use crate::score::{AssignmentHistory, AssignmentLog, NOW};

/// The kind of former places that are assignments'.
pub(super) const KIND: i16 = 0;

#[derive(Queryable, Selectable)]
#[diesel(table_name = assignments)]
pub(super) struct AssignmentRow {
    pub(super) order_number: i64,
    pub(super) number: i32,
    pub(super) month: i32,
    pub(super) unit: String,
    pub(super) log: Vec<u8>,
}

impl AssignmentRow {
    pub(super) fn of(assignment: &AssignmentLog, zone: &Zone) -> Result<AssignmentRow, DbError> {
        let unreadable = || values::unreadable("assignments.log");
        let (month, unit) = assignment.place(zone).ok_or_else(unreadable)?;
        Ok(AssignmentRow {
            order_number: assignment.order,
            number: i32::try_from(assignment.number)
                .map_err(|_| values::unreadable("assignments.number"))?,
            month: month.number(),
            unit: unit.to_owned(),
            log: log::encode(&assignment.log)?,
        })
    }

    fn log(self) -> Result<AssignmentLog, DbError> {
        Ok(AssignmentLog {
            order: self.order_number,
            number: values::number("assignments.number", self.number.into())?,
            log: log::decode("assignments.log", &self.log)?,
        })
    }
}

/// The logs of every assignment of these orders, by order and number.
pub fn logs_of_orders(
    connection: &mut AnyConnection,
    orders: &[i64],
) -> Result<Vec<AssignmentLog>, DbError> {
    let rows: Vec<AssignmentRow> =
        by_keys!(connection, assignments::order_number, orders, |of_orders| {
            assignments::table
                .filter(of_orders)
                .order((assignments::order_number, assignments::number))
                .select(AssignmentRow::as_select())
        });
    rows.into_iter().map(AssignmentRow::log).collect()
}

/// Every assignment of a unit in a month, by order and number.
pub fn of_unit(
    connection: &mut AnyConnection,
    zone: &Zone,
    month: Month,
    unit: &str,
) -> Result<Vec<AssignmentHistory>, DbError> {
    of_unit_known_at(connection, zone, month, unit, NOW)
}

/// Every assignment that was a unit's in a month when the feed stood at a sequence number, as it was known then; by order and number.
pub fn of_unit_known_at(
    connection: &mut AnyConnection,
    zone: &Zone,
    month: Month,
    unit: &str,
    sequence: i64,
) -> Result<Vec<AssignmentHistory>, DbError> {
    let logs = logs_ever_of_unit(connection, month, unit)?;
    let mut histories = histories(connection, &logs, sequence)?;
    histories.retain(|one| one.unit == unit && zone.month_of(one.assigned) == month);
    Ok(histories)
}

/// The logs of every assignment that is a unit's in a month, or was before a correction moved it; by order and number.
pub fn logs_ever_of_unit(
    connection: &mut AnyConnection,
    month: Month,
    unit: &str,
) -> Result<Vec<AssignmentLog>, DbError> {
    let mut rows: Vec<AssignmentRow> = assignments::table
        .filter(assignments::month.eq(month.number()))
        .filter(assignments::unit.eq(unit))
        .select(AssignmentRow::as_select())
        .load(connection)?;
    let moved: Vec<(i64, i32)> = former_places::table
        .filter(former_places::kind.eq(KIND))
        .filter(former_places::month.eq(month.number()))
        .filter(former_places::unit.eq(unit))
        .select((former_places::id, former_places::number))
        .load(connection)?;
    add_moved(connection, &mut rows, &moved)?;
    rows.into_iter().map(AssignmentRow::log).collect()
}

/// The orders with an assignment that is in a month, or was before a correction moved it; each once, by number. A page's worth of
/// them can be read by [`logs_of_orders`].
pub fn orders_ever_in(connection: &mut AnyConnection, month: Month) -> Result<Vec<i64>, DbError> {
    let now: Vec<i64> = assignments::table
        .filter(assignments::month.eq(month.number()))
        .select(assignments::order_number)
        .distinct()
        .load(connection)?;
    let moved: Vec<i64> = former_places::table
        .filter(former_places::kind.eq(KIND))
        .filter(former_places::month.eq(month.number()))
        .select(former_places::id)
        .load(connection)?;
    let all: BTreeSet<i64> = now.into_iter().chain(moved).collect();
    Ok(all.into_iter().collect())
}

/// The orders with an assignment that is in a month, or was before a correction moved it, and whose numbers are outside of a range. Few of a
/// month's orders come from other months.
pub fn orders_outside(
    connection: &mut AnyConnection,
    month: Month,
    range: &Range<i64>,
) -> Result<Vec<i64>, DbError> {
    let mut found: Vec<i64> = former_places::table
        .filter(former_places::kind.eq(KIND))
        .filter(former_places::month.eq(month.number()))
        .select(former_places::id)
        .load(connection)?;
    found.retain(|number| !range.contains(number));
    // Unit by unit, each two short ranges of the index, since that has the units before the orders.
    let mut last = String::new();
    loop {
        let unit: Option<String> = assignments::table
            .filter(assignments::month.eq(month.number()))
            .filter(assignments::unit.gt(&last))
            .select(min(assignments::unit))
            .first(connection)?;
        let Some(unit) = unit else {
            return Ok(found);
        };
        let before: Vec<i64> = assignments::table
            .filter(assignments::month.eq(month.number()))
            .filter(assignments::unit.eq(&unit))
            .filter(assignments::order_number.lt(range.start))
            .select(assignments::order_number)
            .load(connection)?;
        let after: Vec<i64> = assignments::table
            .filter(assignments::month.eq(month.number()))
            .filter(assignments::unit.eq(&unit))
            .filter(assignments::order_number.ge(range.end))
            .select(assignments::order_number)
            .load(connection)?;
        found.extend(before.into_iter().chain(after));
        last = unit;
    }
}

/// The assignments as they were known when the feed stood at a sequence number; those that were not are left out.
pub fn histories(
    connection: &mut AnyConnection,
    logs: &[AssignmentLog],
    sequence: i64,
) -> Result<Vec<AssignmentHistory>, DbError> {
    let numbers: BTreeSet<i64> = logs.iter().map(|log| log.order).collect();
    let numbers: Vec<i64> = numbers.into_iter().collect();
    let orders = orders::known_at(connection, &numbers, sequence)?;
    let known = logs
        .iter()
        .filter_map(|log| log.known_at(orders.get(&log.order)?, sequence));
    Ok(known.collect())
}

/// Adds the rows that were moved away, and puts all in order.
fn add_moved(
    connection: &mut AnyConnection,
    rows: &mut Vec<AssignmentRow>,
    moved: &[(i64, i32)],
) -> Result<(), DbError> {
    let numbers: BTreeSet<i64> = moved.iter().map(|(order, _)| *order).collect();
    let numbers: Vec<i64> = numbers.into_iter().collect();
    let others: Vec<AssignmentRow> = by_keys!(
        connection,
        assignments::order_number,
        numbers,
        |of_orders| assignments::table
            .filter(of_orders)
            .select(AssignmentRow::as_select())
    );
    let others = others.into_iter();
    rows.extend(others.filter(|row| moved.contains(&(row.order_number, row.number))));
    rows.sort_by_key(|row| (row.order_number, row.number));
    rows.dedup_by_key(|row| (row.order_number, row.number));
    Ok(())
}
