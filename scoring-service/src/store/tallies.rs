//! The tallies.

use std::ops::RangeInclusive;

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::Month;

use super::schema::tallies;
use super::values;
use crate::score::{Measure, Tallies, Tally};

#[derive(Queryable, Selectable)]
#[diesel(table_name = tallies)]
pub(super) struct TallyRow {
    pub(super) month: i32,
    pub(super) subject: String,
    pub(super) measure: i16,
    pub(super) day: i32,
    pub(super) count: i64,
}

impl TallyRow {
    pub(super) fn of(tally: &Tally) -> TallyRow {
        TallyRow {
            month: tally.month.number(),
            subject: tally.subject.clone(),
            measure: tally.measure.code(),
            day: tally.day.number(),
            count: tally.count,
        }
    }

    fn tally(self) -> Result<Tally, DbError> {
        Ok(Tally {
            month: values::month("tallies.month", self.month)?,
            subject: self.subject,
            measure: Measure::from_code(self.measure)
                .ok_or_else(|| values::unreadable("tallies.measure"))?,
            day: values::day("tallies.day", self.day)?,
            count: self.count,
        })
    }
}

/// Every tally of a month.
pub fn of_month(connection: &mut AnyConnection, month: Month) -> Result<Tallies, DbError> {
    let rows: Vec<TallyRow> = tallies::table
        .filter(tallies::month.eq(month.number()))
        .select(TallyRow::as_select())
        .load(connection)?;
    rows.into_iter().map(TallyRow::tally).collect()
}

/// Every tally of a month, and those of the whole city for the other months that its bulletin reads.
pub fn for_bulletin(connection: &mut AnyConnection, month: Month) -> Result<Tallies, DbError> {
    let mut tallies = of_month(connection, month)?;
    let months = Tallies::months_read(month);
    let rows: Vec<TallyRow> = tallies::table
        .filter(tallies::month.ge(months.start().number()))
        .filter(tallies::month.lt(month.number()))
        .filter(tallies::subject.eq(""))
        .select(TallyRow::as_select())
        .load(connection)?;
    for row in rows {
        tallies.add(&row.tally()?);
    }
    Ok(tallies)
}

/// Whether anything is tallied of a unit in some months.
pub fn has_unit(
    connection: &mut AnyConnection,
    unit: &str,
    months: RangeInclusive<Month>,
) -> Result<bool, DbError> {
    let found = tallies::table
        .filter(tallies::month.between(months.start().number(), months.end().number()))
        .filter(tallies::subject.eq(unit))
        .select(tallies::month)
        .first::<i32>(connection)
        .optional()?;
    Ok(found.is_some())
}
