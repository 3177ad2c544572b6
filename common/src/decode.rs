//! From the fields of a message to the types of the domain.
//!
//! Each function takes the collector, the field's path and its value. `None` means that a required value is missing or
//! that a value is wrong, and then the collector has a violation (for an optional field it may also mean absent). So
//! decode every field first and let [`Violations::finish`](crate::status::Violations::finish) decide.

mod name;
mod page;
mod request_id;
mod text;

use std::ops::RangeInclusive;

use prost_types::Timestamp;

use crate::status::{Violations, shown};
use crate::time::{Day, Moment, Month};

pub use name::{name, names, optional_name};
pub use page::{DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, PageQuery, page_size, page_token};
pub use request_id::{RequestId, request_id};
pub use text::{Text, optional_text, required_text};

/// How far ahead of the server's clock a caller's may be, in microseconds.
pub const CLOCK_SKEW_MICROS: i64 = 60_000_000;

const REQUIRED: &str = "is required";

/// A time that must be given.
pub fn required_time(
    violations: &mut Violations,
    path: &str,
    value: Option<Timestamp>,
) -> Option<Moment> {
    if value.is_none() {
        violations.push(path, REQUIRED);
    }
    optional_time(violations, path, value)
}

/// A time that may be absent.
pub fn optional_time(
    violations: &mut Violations,
    path: &str,
    value: Option<Timestamp>,
) -> Option<Moment> {
    let value = value?;
    let moment = Moment::from_parts(value.seconds, value.nanos);
    if moment.is_none() {
        violations.push(
            path,
            "must be a time within the years 1 to 9998, with nanos from 0 to 999999999",
        );
    }
    moment
}

/// Refuses a time that lies further ahead of `now` than clocks differ.
pub fn not_in_future(violations: &mut Violations, path: &str, time: Option<Moment>, now: Moment) {
    if time.is_some_and(|time| now.plus_micros(CLOCK_SKEW_MICROS) < time) {
        violations.push(path, "must not be in the future");
    }
}

/// Refuses a time that lies before another; `earlier_path` is named in the violation of `path`.
pub fn not_before(
    violations: &mut Violations,
    (earlier_path, earlier): (&str, Option<Moment>),
    (path, time): (&str, Option<Moment>),
) {
    if let (Some(earlier), Some(time)) = (earlier, time)
        && time < earlier
    {
        violations.push(path, format!("must not be before {earlier_path}"));
    }
}

/// A time as it is sent.
pub fn timestamp(moment: Moment) -> Timestamp {
    let (seconds, nanos) = moment.parts();
    Timestamp { seconds, nanos }
}

/// A nested message that must be given, decoded with paths relative to it.
pub fn required_message<M, T>(
    violations: &mut Violations,
    path: &str,
    value: Option<M>,
    decode: impl FnOnce(&mut Violations, M) -> Option<T>,
) -> Option<T> {
    if value.is_none() {
        violations.push(path, REQUIRED);
    }
    optional_message(violations, path, value, decode)
}

/// A nested message that may be absent, decoded with paths relative to it.
pub fn optional_message<M, T>(
    violations: &mut Violations,
    path: &str,
    value: Option<M>,
    decode: impl FnOnce(&mut Violations, M) -> Option<T>,
) -> Option<T> {
    let value = value?;
    violations.nested(path, |violations| decode(violations, value))
}

/// An enum that must be given: neither 0 (`…_UNSPECIFIED`) nor a number that this version does not know.
pub fn required_enum<E: TryFrom<i32>>(
    violations: &mut Violations,
    path: &str,
    value: i32,
) -> Option<E> {
    if value == 0 {
        violations.push(path, "must be given, not UNSPECIFIED");
        return None;
    }
    optional_enum(violations, path, value)
}

/// An enum that may be absent: `None` for 0 (`…_UNSPECIFIED`).
pub fn optional_enum<E: TryFrom<i32>>(
    violations: &mut Violations,
    path: &str,
    value: i32,
) -> Option<E> {
    if value == 0 {
        return None;
    }
    let known = E::try_from(value).ok();
    if known.is_none() {
        violations.push(path, format!("has no value with the number {value}"));
    }
    known
}

/// A whole number within bounds.
pub fn number(
    violations: &mut Violations,
    path: &str,
    value: i64,
    bounds: RangeInclusive<i64>,
) -> Option<i64> {
    if bounds.contains(&value) {
        return Some(value);
    }
    let (least, most) = bounds.into_inner();
    violations.push(path, format!("must be from {least} to {most}"));
    None
}

/// A month as `YYYY-MM` that must be given.
pub fn month(violations: &mut Violations, path: &str, value: &str) -> Option<Month> {
    parsed(violations, path, value)
}

/// A day as `YYYY-MM-DD` that must be given.
pub fn day(violations: &mut Violations, path: &str, value: &str) -> Option<Day> {
    parsed(violations, path, value)
}

/// A month that may be absent (empty).
pub fn optional_month(violations: &mut Violations, path: &str, value: &str) -> Option<Month> {
    (!value.is_empty()).then(|| parsed(violations, path, value))?
}

/// A day that may be absent (empty).
pub fn optional_day(violations: &mut Violations, path: &str, value: &str) -> Option<Day> {
    (!value.is_empty()).then(|| parsed(violations, path, value))?
}

fn parsed<T>(violations: &mut Violations, path: &str, value: &str) -> Option<T>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    if value.is_empty() {
        violations.push(path, REQUIRED);
        return None;
    }
    match value.parse() {
        Ok(value) => Some(value),
        Err(error) => {
            violations.push(path, format!("{error}, not {}", shown(value)));
            None
        }
    }
}

#[cfg(test)]
mod tests;
