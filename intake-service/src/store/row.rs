//! Between rows and the types of the domain.

use hotline_common::time::{Day, Month};

use super::StoreError;
use crate::domain::names::{AssignmentId, Code, OrderNumber, PartId};

/// A row that a record is read from.
pub(super) trait Row: Sized {
    /// What it holds.
    type Record;
    /// The table that it is in.
    const TABLE: &'static str;

    /// Its primary key, for messages.
    fn key(&self) -> String;

    /// What it holds; `None` where a value is not one that this version knows.
    fn record(self) -> Option<Self::Record>;

    /// What it holds.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] with the table and the key.
    fn read(self) -> Result<Self::Record, StoreError> {
        let key = self.key();
        self.record()
            .ok_or_else(|| StoreError::corrupt(Self::TABLE, key))
    }
}

/// What some rows hold.
pub(super) fn read_all<R: Row>(rows: Vec<R>) -> Result<Vec<R::Record>, StoreError> {
    rows.into_iter().map(Row::read).collect()
}

/// What a row holds, if there is one.
pub(super) fn read_one<R: Row>(row: Option<R>) -> Result<Option<R::Record>, StoreError> {
    row.map(Row::read).transpose()
}

/// Reads a column that may be empty: the outer `None` where its value is not known.
#[expect(
    clippy::option_option,
    reason = "an empty column and an unknown value are told apart"
)]
pub(super) fn optional<S, T>(
    stored: Option<S>,
    read: impl FnOnce(S) -> Option<T>,
) -> Option<Option<T>> {
    match stored {
        None => Some(None),
        Some(stored) => read(stored).map(Some),
    }
}

/// Reads a code.
#[expect(clippy::needless_pass_by_value, reason = "columns are read by value")]
pub(super) fn code(stored: String) -> Option<Code> {
    stored.parse().ok()
}

/// Codes hold no comma, so a list of them is one text.
pub(super) fn join(codes: &[Code]) -> String {
    let codes: Vec<&str> = codes.iter().map(Code::as_str).collect();
    codes.join(",")
}

/// Reads what [`join`] wrote.
pub(super) fn split(stored: &str) -> Option<Vec<Code>> {
    stored
        .split(',')
        .filter(|code| !code.is_empty())
        .map(|code| code.parse().ok())
        .collect()
}

/// A number within an order or an assignment, as it is stored. Counters from 1 stay far below the bound.
pub(super) fn stored_number(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// The assignment that two columns name.
pub(super) fn assignment_id(order_number: i64, number: i32) -> Option<AssignmentId> {
    Some(AssignmentId {
        order: OrderNumber::from_number(order_number)?,
        number: u32::try_from(number).ok()?,
    })
}

/// The visit or exclusion that three columns name.
pub(super) fn part_id(order_number: i64, assignment: i32, number: i32) -> Option<PartId> {
    Some(PartId {
        assignment: assignment_id(order_number, assignment)?,
        number: u32::try_from(number).ok()?,
    })
}

/// The numbers of a month's first and last day.
pub(super) fn days_of(month: Month) -> (i32, i32) {
    (month.first_day().number(), month.last_day().number())
}

/// Reads a day.
pub(super) fn day(stored: i32) -> Option<Day> {
    Day::from_number(stored)
}
