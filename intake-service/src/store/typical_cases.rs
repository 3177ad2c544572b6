//! The typical cases of the months' bulletins.

use diesel::prelude::*;
use hotline_common::by_keys;
use hotline_common::db::{AnyConnection, MultiBackend};
use hotline_common::time::Month;

use super::StoreError;
use super::row::{Row, code, read_all, read_one};
use super::schema::typical_cases;
use crate::domain::activity::TypicalCase;
use crate::domain::names::{LedgerId, OrderNumber};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = typical_cases, treat_none_as_default_value = false)]
pub(super) struct TypicalCaseRow {
    id: i64,
    order_number: i64,
    month: i32,
    topic: String,
    annulled: Option<i64>,
}

/// What can change: it is annulled, or stands again.
#[derive(AsChangeset, Identifiable)]
#[diesel(table_name = typical_cases, treat_none_as_null = true)]
pub(super) struct TypicalCaseChange {
    id: i64,
    annulled: Option<i64>,
}

impl From<TypicalCase> for TypicalCaseChange {
    fn from(record: TypicalCase) -> TypicalCaseChange {
        TypicalCaseChange {
            id: record.id,
            annulled: record.annulled,
        }
    }
}

impl From<TypicalCase> for TypicalCaseRow {
    fn from(case: TypicalCase) -> TypicalCaseRow {
        let TypicalCase {
            id,
            order,
            month,
            topic,
            annulled,
        } = case;
        TypicalCaseRow {
            id,
            order_number: order.number(),
            month: month.number(),
            topic: topic.to_string(),
            annulled,
        }
    }
}

impl Row for TypicalCaseRow {
    type Record = TypicalCase;
    const TABLE: &'static str = "typical_cases";

    fn key(&self) -> String {
        self.id.to_string()
    }

    fn record(self) -> Option<TypicalCase> {
        Some(TypicalCase {
            id: self.id,
            order: OrderNumber::from_number(self.order_number)?,
            month: Month::from_number(self.month)?,
            topic: code(self.topic)?,
            annulled: self.annulled,
        })
    }
}

/// A typical case.
pub fn get(
    connection: &mut AnyConnection,
    id: LedgerId,
) -> Result<Option<TypicalCase>, StoreError> {
    let row = typical_cases::table
        .filter(typical_cases::id.eq(id))
        .select(TypicalCaseRow::as_select())
        .first(connection)
        .optional()?;
    read_one(row)
}

/// At most `limit` typical cases after one, as chosen; only those of a month's bulletin where one is given.
pub fn list(
    connection: &mut AnyConnection,
    month: Option<Month>,
    after: Option<LedgerId>,
    limit: u32,
) -> Result<Vec<TypicalCase>, StoreError> {
    let mut query = typical_cases::table
        .order(typical_cases::id)
        .limit(limit.into())
        .select(TypicalCaseRow::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(month) = month {
        query = query.filter(typical_cases::month.eq(month.number()));
    }
    if let Some(id) = after {
        query = query.filter(typical_cases::id.gt(id));
    }
    read_all(query.load(connection)?)
}

/// The typical cases that these orders are.
pub(super) fn of_orders(
    connection: &mut AnyConnection,
    numbers: &[i64],
) -> Result<Vec<TypicalCase>, StoreError> {
    read_all(by_keys!(
        connection,
        typical_cases::order_number,
        numbers,
        |known| typical_cases::table
            .filter(known)
            .select(TypicalCaseRow::as_select())
    ))
}
