//! Calendar months.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use super::Day;

/// A calendar month of the hotline's zone, the years 1 to 9998.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    pub(super) year: i16,
    pub(super) month: i8,
}

impl Month {
    /// The month with this year (1 to 9998) and number (1 to 12).
    pub fn new(year: i16, month: i8) -> Option<Month> {
        ((1..=9998).contains(&year) && (1..=12).contains(&month)).then_some(Month { year, month })
    }

    /// The year, and the month's number from 1 to 12.
    pub const fn parts(self) -> (i16, i8) {
        (self.year, self.month)
    }

    /// Months since year 0, so that months can be counted and stored in order.
    pub fn number(self) -> i32 {
        i32::from(self.year) * 12 + i32::from(self.month) - 1
    }

    /// The month with this [`number`](Month::number), if it is within bounds.
    pub fn from_number(number: i32) -> Option<Month> {
        let year = i16::try_from(number.div_euclid(12)).ok()?;
        let month = i8::try_from(number.rem_euclid(12)).ok()? + 1;
        Month::new(year, month)
    }

    /// The month after this one (December 9998 stays).
    #[must_use]
    pub fn next(self) -> Month {
        Month::from_number(self.number() + 1).unwrap_or(self)
    }

    /// The month before this one (January of year 1 stays).
    #[must_use]
    pub fn previous(self) -> Month {
        Month::from_number(self.number() - 1).unwrap_or(self)
    }

    /// January of the same year.
    #[must_use]
    pub fn january(self) -> Month {
        Month {
            year: self.year,
            month: 1,
        }
    }

    /// The first day.
    pub fn first_day(self) -> Day {
        Day::from_ymd(self.year, self.month, 1).expect("a Month is within the calendar")
    }

    /// The last day.
    pub fn last_day(self) -> Day {
        let first = Date::new(self.year, self.month, 1).expect("a Month is within the calendar");
        Day::from_date(first.last_of_month())
    }

    /// The day with this number; a day that the month lacks is its last.
    pub fn day(self, number: u8) -> Day {
        i8::try_from(number)
            .ok()
            .and_then(|day| Day::from_ymd(self.year, self.month, day))
            .unwrap_or_else(|| self.last_day())
    }

    /// How many days the month has: 28 to 31.
    pub fn days(self) -> u32 {
        (self.last_day().0 - self.first_day().0 + 1).unsigned_abs()
    }
}

/// `YYYY-MM`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// Reads `YYYY-MM`, and nothing else.
impl FromStr for Month {
    type Err = InvalidMonth;

    fn from_str(text: &str) -> Result<Month, InvalidMonth> {
        let (year, month) = text.split_once('-').ok_or(InvalidMonth)?;
        let digits = |part: &str, count: usize| {
            part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(month, 2) {
            return Err(InvalidMonth);
        }
        let year = year.parse().map_err(|_| InvalidMonth)?;
        let month = month.parse().map_err(|_| InvalidMonth)?;
        Month::new(year, month).ok_or(InvalidMonth)
    }
}

/// The text is no month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a month as YYYY-MM, for instance 2015-06")]
pub struct InvalidMonth;
