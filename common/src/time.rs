//! Time as the hotline counts it: moments cut to microseconds, local days and months of one zone.
//!
//! design rule: a *day* is a local day of the hotline's zone, month M runs from its first instant to
//! the first instant of the next month (half open). Nothing here reads a clock except [`Moment::now`].

mod stretch;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use stretch::Stretch;

/// A point in time: whole microseconds since 1970-01-01T00:00:00Z.
///
/// Finer parts are cut off, so that every database keeps the same value.
/// Bounds: the years 1 to 9998, so that every moment has a local day in every zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(i64);

impl Moment {
    /// 0001-01-02T00:00:00Z.
    pub const MIN: Moment = Moment(-62_135_510_400_000_000);
    /// 9998-12-31T00:00:00Z.
    pub const MAX: Moment = Moment(253_370_678_400_000_000);

    /// The present moment by the system's clock.
    pub fn now() -> Moment {
        Moment(jiff::Timestamp::now().as_microsecond())
    }

    /// A moment from microseconds since the epoch; `None` outside [`Moment::MIN`]..=[`Moment::MAX`].
    pub fn from_micros(micros: i64) -> Option<Moment> {
        (Self::MIN.0..=Self::MAX.0)
            .contains(&micros)
            .then_some(Moment(micros))
    }

    /// A moment from the parts of a `google.protobuf.Timestamp`. Parts of a microsecond are cut off.
    /// `None` when `nanos` is outside 0..=999,999,999 or the time is out of bounds.
    pub fn from_parts(seconds: i64, nanos: i32) -> Option<Moment> {
        if !(0..=999_999_999).contains(&nanos) {
            return None;
        }
        let micros = seconds
            .checked_mul(1_000_000)?
            .checked_add(i64::from(nanos / 1_000))?;
        Self::from_micros(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch and the nanoseconds after them, as in `google.protobuf.Timestamp`.
    pub fn parts(self) -> (i64, i32) {
        let nanos = self.0.rem_euclid(1_000_000) * 1_000;
        (
            self.0.div_euclid(1_000_000),
            i32::try_from(nanos).expect("less than a second in nanoseconds fits an i32"),
        )
    }

    /// This moment moved by `micros` microseconds, kept within the bounds.
    #[must_use]
    pub fn plus_micros(self, micros: i64) -> Moment {
        Moment(
            self.0
                .saturating_add(micros)
                .clamp(Self::MIN.0, Self::MAX.0),
        )
    }
}

/// RFC 3339 in UTC, with microseconds only where there are any.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let timestamp = jiff::Timestamp::from_microsecond(self.0).map_err(|_| fmt::Error)?;
        write!(f, "{timestamp}")
    }
}

/// Reads RFC 3339: a time with its offset from UTC. Parts of a microsecond are cut off.
impl FromStr for Moment {
    type Err = InvalidMoment;

    fn from_str(text: &str) -> Result<Moment, InvalidMoment> {
        let bytes = text.as_bytes();
        // What reads it takes other forms as well.
        let shaped = bytes.get(10) == Some(&b'T')
            && bytes.iter().all(|byte| {
                byte.is_ascii_digit() || matches!(byte, b'-' | b':' | b'T' | b'.' | b'+' | b'Z')
            });
        let timestamp = shaped
            .then(|| text.parse::<jiff::Timestamp>().ok())
            .flatten();
        let timestamp = timestamp.ok_or(InvalidMoment)?;
        let micros = timestamp.as_nanosecond().div_euclid(1_000);
        let micros = i64::try_from(micros).map_err(|_| InvalidMoment)?;
        Moment::from_micros(micros).ok_or(InvalidMoment)
    }
}

/// The text is no time with an offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a time as RFC 3339 has it, for instance 2015-06-30T08:00:00+08:00")]
pub struct InvalidMoment;

/// A local calendar day, counted in days since 1970-01-01 (which is day 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(i32);

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

    fn from_date(date: Date) -> Day {
        let days = (date - EPOCH).get_days();
        Day(days)
    }

    fn try_date(self) -> Option<Date> {
        EPOCH
            .checked_add(jiff::Span::new().try_days(self.0).ok()?)
            .ok()
    }

    fn date(self) -> Date {
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

/// A calendar month of the hotline's zone, the years 1 to 9998.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
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

/// The hotline's time zone: decides to which local day a moment belongs.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    rules: TimeZone,
    /// Beyond them the rules are asked.
    stretches: Arc<[Stretch]>,
}

impl Zone {
    /// The zone with this IANA name, for instance `Asia/Shanghai`, from the built-in database.
    pub fn named(name: &str) -> Result<Zone, UnknownZone> {
        let rules = TimeZone::get(name).map_err(|_| UnknownZone(name.to_owned()))?;
        let name = rules.iana_name().unwrap_or(name).to_owned();
        let stretches = stretch::of(&name, &rules);
        Ok(Zone {
            name,
            rules,
            stretches,
        })
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The local day of a moment.
    pub fn day_of(&self, moment: Moment) -> Day {
        let stretch = stretch::at(&self.stretches, moment.0);
        if let Some(day) = stretch.and_then(|stretch| stretch.day_of(moment.0)) {
            return day;
        }
        let timestamp = jiff::Timestamp::from_microsecond(moment.0)
            .expect("a Moment is within the bounds of a timestamp");
        Day::from_date(self.rules.to_datetime(timestamp).date())
    }

    /// The local month of a moment.
    pub fn month_of(&self, moment: Moment) -> Month {
        self.day_of(moment).month()
    }

    /// The first moment of a local day. Where a change of clocks skips midnight, the first one there is.
    pub fn start_of(&self, day: Day) -> Moment {
        if let Some(start) = stretch::start_of(&self.stretches, day) {
            return start;
        }
        let start = day
            .date()
            .to_zoned(self.rules.clone())
            .and_then(|midnight| midnight.start_of_day())
            .map_or(Moment::MAX.0, |zoned| zoned.timestamp().as_microsecond());
        Moment(start.clamp(Moment::MIN.0, Moment::MAX.0))
    }

    /// The first moment after a local day: where its cut-off lies (half open).
    pub fn end_of(&self, day: Day) -> Moment {
        self.start_of(day.next())
    }

    /// The moment of another local day at which clocks show what they show at `moment`. Where a change of clocks skips that time, as
    /// much later as it skips; where it comes twice, the first one.
    pub fn same_clock_on(&self, moment: Moment, day: Day) -> Moment {
        let timestamp = jiff::Timestamp::from_microsecond(moment.0)
            .expect("a Moment is within the bounds of a timestamp");
        let clock = self.rules.to_datetime(timestamp).time();
        let same = day
            .date()
            .to_datetime(clock)
            .to_zoned(self.rules.clone())
            .map_or(Moment::MAX.0, |zoned| zoned.timestamp().as_microsecond());
        Moment(same.clamp(Moment::MIN.0, Moment::MAX.0))
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Zone) -> bool {
        self.name == other.name
    }
}

/// No such zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("time zone {0:?} is not known; give an IANA name, for instance Asia/Shanghai")]
pub struct UnknownZone(String);

#[cfg(test)]
mod tests {
    use super::*;

    fn shanghai() -> Zone {
        Zone::named("Asia/Shanghai").expect("built in")
    }

    fn moment(text: &str) -> Moment {
        let timestamp: jiff::Timestamp = text.parse().expect("a timestamp");
        Moment::from_micros(timestamp.as_microsecond()).expect("within bounds")
    }

    #[test]
    fn the_month_ends_at_local_midnight_not_at_utc_midnight() {
        let june = Month::new(2015, 6).expect("a month");
        let july = june.next();
        assert_eq!(shanghai().month_of(moment("2015-06-30T16:30:00Z")), july);
        assert_eq!(shanghai().month_of(moment("2015-06-30T16:00:00Z")), july);
        assert_eq!(
            shanghai().month_of(moment("2015-06-30T15:59:59.999999Z")),
            june
        );
        assert_eq!(
            shanghai().end_of(june.last_day()),
            moment("2015-06-30T16:00:00Z")
        );
    }

    #[test]
    fn the_month_of_a_day_is_the_calendars() {
        let first = Day::from_ymd(1, 1, 1).expect("a day").number();
        let last = Day::from_ymd(9998, 12, 31).expect("a day").number();
        for number in first..=last {
            let day = Day(number);
            let (year, month, _) = day.ymd();
            assert_eq!(day.month().parts(), (year, month));
        }
    }

    /// Around every change of clocks, in zones of all kinds, and where no stretch is known.
    #[test]
    fn days_are_what_the_rules_say() {
        for name in [
            "Asia/Shanghai",
            "America/New_York",
            "America/Sao_Paulo",
            "Africa/Casablanca",
            "Pacific/Apia",
            "Pacific/Kwajalein",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "Antarctica/Troll",
            "UTC",
        ] {
            let zone = Zone::named(name).expect("built in");
            let plain = Zone {
                stretches: Arc::from([]),
                ..zone.clone()
            };
            let mut moments: Vec<i64> = (0..2_600)
                .map(|step| -4_000_000_000_000_000 + step * 3_456_789_012_345)
                .collect();
            for stretch in zone.stretches.iter() {
                for near in [0, 1, -1, 3_600_000_000, -3_600_000_000, 86_400_000_000] {
                    moments.push(stretch.from() + near);
                    moments.push(stretch.from() - 2 * near);
                }
            }
            for moment in moments.into_iter().filter_map(Moment::from_micros) {
                let day = zone.day_of(moment);
                assert_eq!(day, plain.day_of(moment), "{name} {moment}");
                for day in [day.previous(), day, day.next()] {
                    assert_eq!(zone.start_of(day), plain.start_of(day), "{name} {day}");
                }
            }
        }
    }

    #[test]
    fn parts_of_a_microsecond_are_cut_off_not_rounded() {
        assert_eq!(
            Moment::from_parts(1, 999_999_999),
            Moment::from_micros(1_999_999)
        );
        assert_eq!(Moment::from_parts(-1, 999_999_999), Moment::from_micros(-1));
    }

    #[test]
    fn times_outside_the_bounds_are_refused() {
        assert_eq!(Moment::from_parts(0, -1), None);
        assert_eq!(Moment::from_parts(0, 1_000_000_000), None);
        assert_eq!(Moment::from_parts(i64::MAX, 0), None);
        assert_eq!(Moment::from_parts(i64::MIN, 0), None);
        assert_eq!(Moment::from_micros(Moment::MAX.micros() + 1), None);
    }

    #[test]
    fn every_moment_has_a_day_in_every_zone() {
        for name in [
            "Asia/Shanghai",
            "America/New_York",
            "Pacific/Kiritimati",
            "Etc/GMT+12",
        ] {
            let zone = Zone::named(name).expect("built in");
            for moment in [Moment::MIN, Moment::MAX] {
                let day = zone.day_of(moment);
                assert!(zone.start_of(day) <= moment, "{name} {moment}");
                assert!(
                    moment < zone.end_of(day) || moment == Moment::MAX,
                    "{name} {moment}"
                );
            }
        }
    }

    #[test]
    fn a_day_of_a_clock_change_has_its_real_length() {
        let zone = Zone::named("America/New_York").expect("built in");
        let hours = |text: &str| {
            let day: Day = text.parse().expect("a day");
            (zone.end_of(day).micros() - zone.start_of(day).micros()) / 3_600_000_000
        };
        assert_eq!(hours("2015-03-08"), 23);
        assert_eq!(hours("2015-11-01"), 25);
        assert_eq!(hours("2015-06-15"), 24);
    }

    #[test]
    fn the_same_clock_time_is_found_over_a_change_of_clocks() {
        let zone = Zone::named("America/New_York").expect("built in");
        let on = |at: &str, day: &str| {
            let day = day.parse().expect("a day");
            zone.same_clock_on(moment(at), day)
        };
        // 15:00 in winter is 20:00 UTC, in summer 19:00 UTC.
        assert_eq!(
            on("2015-03-06T20:00:00Z", "2015-03-09"),
            moment("2015-03-09T19:00:00Z")
        );
        assert_eq!(
            on("2015-11-02T20:00:00Z", "2015-10-30"),
            moment("2015-10-30T19:00:00Z")
        );
        // 02:30 does not exist on 8 March: clocks go from 02:00 to 03:00.
        assert_eq!(
            on("2015-03-06T07:30:00Z", "2015-03-08"),
            moment("2015-03-08T07:30:00Z")
        );
        // 01:30 comes twice on 1 November; first in summer time.
        assert_eq!(
            on("2015-10-30T05:30:00Z", "2015-11-01"),
            moment("2015-11-01T05:30:00Z")
        );
    }

    #[test]
    fn weekends_are_known() {
        let weekend = |day: &str| day.parse::<Day>().expect("a day").is_weekend();
        // 2015-06-30 was a Tuesday.
        assert!(!weekend("2015-06-30") && !weekend("2015-07-03") && !weekend("2015-07-06"));
        assert!(weekend("2015-07-04") && weekend("2015-07-05"));
        // Before 1970 as well: 1969-12-28 was a Sunday.
        assert!(weekend("1969-12-28") && !weekend("1969-12-29"));
    }

    #[test]
    fn months_and_days_are_read_strictly() {
        for wrong in [
            "2015-13",
            "2015-00",
            "2015-6",
            "15-06",
            "2015/06",
            "2015-06-01",
            "",
            "+015-06",
            "0000-01",
        ] {
            assert_eq!(wrong.parse::<Month>(), Err(InvalidMonth), "{wrong}");
        }
        for wrong in [
            "2015-02-29",
            "2015-2-01",
            "2015-06-31",
            "20150601",
            "",
            "2015-06-0a",
        ] {
            assert_eq!(wrong.parse::<Day>(), Err(InvalidDay), "{wrong}");
        }
        assert_eq!("2015-06".parse(), Ok(Month::new(2015, 6).expect("a month")));
        assert_eq!(
            "2016-02-29".parse(),
            Ok(Day::from_ymd(2016, 2, 29).expect("a day"))
        );
    }

    #[test]
    fn a_day_that_the_month_lacks_is_its_last() {
        let february = Month::new(2015, 2).expect("a month");
        assert_eq!(february.day(31), february.last_day());
        assert_eq!(february.day(10).to_string(), "2015-02-10");
        assert_eq!(february.days(), 28);
    }
}
