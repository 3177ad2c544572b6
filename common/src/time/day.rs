//! Local days.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use super::Month;

/// A local calendar day, counted in days since 1970-01-01 (which is day 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub(super) i32);

impl Day {
    /// A day from its number; `None` outside the years 1 to 9999.
    pub fn from_number(number: i32) -> Option<Day> {
        let day = Day(number);
        day.try_date().map(|_| day)
    }

    /// The days since 1970-01-01.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The day with this year (1 to 9999), month (1 to 12) and day of the month, if there is one.
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Option<Day> {
        if year < 1 {
            return None;
        }
        Date::new(year, month, day).ok().map(Day::from_date)
    }

    /// Year, month (1 to 12) and day of the month (1 to 31).
    pub fn ymd(self) -> (i16, i8, i8) {
        let date = self.date();
        (date.year(), date.month(), date.day())
    }

    /// The month that this day lies in.
    pub fn month(self) -> Month {
        // Years that begin with March, so that a leap day is their last, in eras of 400 years.
        let days = self.0 + 719_468;
        let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let (year, month) = if month < 10 {
            (year, month + 3)
        } else {
            (year + 1, month - 9)
        };
        Month {
            year: i16::try_from(year + era * 400).expect("a Day is within the calendar"),
            month: i8::try_from(month).expect("there are twelve"),
        }
    }

    /// The day after this one (the last one of the calendar stays).
    #[must_use]
    pub fn next(self) -> Day {
        Day::from_number(self.0 + 1).unwrap_or(self)
    }

    /// The day before this one (the first one of the calendar stays).
    #[must_use]
    pub fn previous(self) -> Day {
        Day::from_number(self.0 - 1)
            .filter(|day| 0 < day.date().year())
            .unwrap_or(self)
    }

    /// Whether it is a Saturday or a Sunday.
    pub fn is_weekend(self) -> bool {
        matches!(self.date().weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    pub(super) fn from_date(date: Date) -> Day {
        let days = (date - EPOCH).get_days();
        Day(days)
    }

    fn try_date(self) -> Option<Date> {
        EPOCH
            .checked_add(jiff::Span::new().try_days(self.0).ok()?)
            .ok()
    }

    pub(super) fn date(self) -> Date {
        self.try_date()
            .expect("a Day is only made from a calendar date")
    }
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// `YYYY-MM-DD`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date())
    }
}

/// Reads `YYYY-MM-DD`, and nothing else.
impl FromStr for Day {
    type Err = InvalidDay;

    fn from_str(text: &str) -> Result<Day, InvalidDay> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(index, byte)| match index {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shaped {
            return Err(InvalidDay);
        }
        let number = |from: usize, to: usize| text[from..to].parse::<i16>().map_err(|_| InvalidDay);
        let small = |from, to| i8::try_from(number(from, to)?).map_err(|_| InvalidDay);
        Day::from_ymd(number(0, 4)?, small(5, 7)?, small(8, 10)?).ok_or(InvalidDay)
    }
}

/// The text is no calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a calendar day as YYYY-MM-DD, for instance 2015-06-30")]
pub struct InvalidDay;
