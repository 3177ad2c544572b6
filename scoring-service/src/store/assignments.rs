//! The assignments' histories.

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Month, Zone};

use super::schema::assignments;
use super::{KEYS, history, values};
use crate::score::{AssignmentHistory, Role};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = assignments)]
pub(super) struct AssignmentRow {
    order_number: i64,
    number: i32,
    month: i32,
    unit: String,
    role: i16,
    history: Vec<u8>,
}

impl AssignmentRow {
    pub(super) fn of(history: &AssignmentHistory, zone: &Zone) -> Result<AssignmentRow, DbError> {
        Ok(AssignmentRow {
            order_number: history.order,
            number: i32::try_from(history.number)
                .map_err(|_| values::unreadable("assignments.number"))?,
            month: zone.month_of(history.assigned).number(),
            unit: history.unit.clone(),
            role: history.role.index().into(),
            history: history::encode(history)?,
        })
    }

    fn history(self) -> Result<AssignmentHistory, DbError> {
        history::decode(
            self.order_number,
            values::number("assignments.number", self.number.into())?,
            self.unit,
            values::word("assignments.role", Role::ALL, self.role)?,
            &self.history,
        )
    }
}

/// Every assignment of these orders, by order and number.
pub fn of_orders(
    connection: &mut AnyConnection,
    orders: &[i64],
) -> Result<Vec<AssignmentHistory>, DbError> {
    let mut found = Vec::new();
    for keys in orders.chunks(KEYS) {
        let rows: Vec<AssignmentRow> = assignments::table
            .filter(assignments::order_number.eq_any(keys))
            .order((assignments::order_number, assignments::number))
            .select(AssignmentRow::as_select())
            .load(connection)?;
        for row in rows {
            found.push(row.history()?);
        }
    }
    Ok(found)
}

/// Every assignment of a unit in a month, by order and number.
pub fn of_unit(
    connection: &mut AnyConnection,
    month: Month,
    unit: &str,
) -> Result<Vec<AssignmentHistory>, DbError> {
    let rows: Vec<AssignmentRow> = assignments::table
        .filter(assignments::month.eq(month.number()))
        .filter(assignments::unit.eq(unit))
        .order((assignments::order_number, assignments::number))
        .select(AssignmentRow::as_select())
        .load(connection)?;
    rows.into_iter().map(AssignmentRow::history).collect()
}

/// The orders with an assignment of the month, each once, without those received in it; by number.
///
/// Few of a month's orders come from other months, so they are read at once.
pub fn orders_from_other_months(
    connection: &mut AnyConnection,
    month: Month,
) -> Result<Vec<i64>, DbError> {
    use super::schema::orders;
    let numbers = assignments::table
        .inner_join(orders::table.on(orders::number.eq(assignments::order_number)))
        .filter(assignments::month.eq(month.number()))
        .filter(orders::month.ne(month.number()))
        .select(assignments::order_number)
        .distinct()
        .order(assignments::order_number)
        .load(connection)?;
    Ok(numbers)
}
