//! The calendar of working days, a row a year.

use std::collections::BTreeSet;

use diesel::prelude::*;
use hotline_common::db::AnyConnection;
use hotline_common::time::Day;

use super::StoreError;
use super::row::{Row, read_all, read_one};
use super::schema::calendars;
use crate::domain::calendar::{Calendar, CalendarYear};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = calendars)]
pub(super) struct CalendarRow {
    year: i32,
    holidays: String,
    working_days: String,
    sequence: i64,
}

impl From<CalendarYear> for CalendarRow {
    fn from(year: CalendarYear) -> CalendarRow {
        let CalendarYear {
            year,
            holidays,
            working_days,
            sequence,
        } = year;
        CalendarRow {
            year: year.into(),
            holidays: join(&holidays),
            working_days: join(&working_days),
            sequence,
        }
    }
}

fn join(days: &BTreeSet<Day>) -> String {
    let days: Vec<String> = days.iter().map(Day::to_string).collect();
    days.join(",")
}

fn split(stored: &str) -> Option<BTreeSet<Day>> {
    let days = stored.split(',').filter(|day| !day.is_empty());
    days.map(|day| day.parse().ok()).collect()
}

impl Row for CalendarRow {
    type Record = CalendarYear;
    const TABLE: &'static str = "calendars";

    fn key(&self) -> String {
        self.year.to_string()
    }

    fn record(self) -> Option<CalendarYear> {
        Some(CalendarYear {
            year: self.year.try_into().ok()?,
            holidays: split(&self.holidays)?,
            working_days: split(&self.working_days)?,
            sequence: self.sequence,
        })
    }
}

/// The calendar of this year.
pub fn get(connection: &mut AnyConnection, year: i16) -> Result<Option<CalendarYear>, StoreError> {
    let row = calendars::table
        .filter(calendars::year.eq(i32::from(year)))
        .select(CalendarRow::as_select())
        .first(connection)
        .optional()?;
    read_one(row)
}

/// At most `limit` years after a year.
pub fn list(
    connection: &mut AnyConnection,
    after: Option<i16>,
    limit: u32,
) -> Result<Vec<CalendarYear>, StoreError> {
    let rows = calendars::table
        .filter(calendars::year.gt(after.map_or(0, i32::from)))
        .order(calendars::year)
        .limit(limit.into())
        .select(CalendarRow::as_select())
        .load(connection)?;
    read_all(rows)
}

/// All years.
pub fn whole(connection: &mut AnyConnection) -> Result<Calendar, StoreError> {
    let rows = calendars::table
        .select(CalendarRow::as_select())
        .load(connection)?;
    Ok(Calendar::new(read_all(rows)?))
}
