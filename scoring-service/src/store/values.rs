//! Between stored values and the types of the core. What cannot be read is [`DbError::Decode`], with its column.

use hotline_common::db::DbError;
use hotline_common::time::{Day, Moment, Month};

/// A column holds a value that this version does not know.
pub(super) fn unreadable(column: &str) -> DbError {
    DbError::Decode {
        column: Some(column.to_owned()),
    }
}

pub(super) fn moment(column: &str, micros: i64) -> Result<Moment, DbError> {
    Moment::from_micros(micros).ok_or_else(|| unreadable(column))
}

pub(super) fn optional_moment(
    column: &str,
    micros: Option<i64>,
) -> Result<Option<Moment>, DbError> {
    micros.map(|micros| moment(column, micros)).transpose()
}

pub(super) fn day(column: &str, number: i32) -> Result<Day, DbError> {
    Day::from_number(number).ok_or_else(|| unreadable(column))
}

pub(super) fn month(column: &str, number: i32) -> Result<Month, DbError> {
    Month::from_number(number).ok_or_else(|| unreadable(column))
}

/// A word by its place in its list.
pub(super) fn word<T: Copy>(column: &str, all: &[T], place: i16) -> Result<T, DbError> {
    usize::try_from(place)
        .ok()
        .and_then(|place| all.get(place))
        .copied()
        .ok_or_else(|| unreadable(column))
}

pub(super) fn number<T: TryFrom<i64>>(column: &str, value: i64) -> Result<T, DbError> {
    T::try_from(value).map_err(|_| unreadable(column))
}
