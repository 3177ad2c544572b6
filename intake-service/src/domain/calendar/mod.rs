//! The calendar: which local days are worked.
//!
//! Saturdays and Sundays are free, all other days are worked, unless the year's calendar says otherwise: public holidays 节假日 are free, make-up
//! working days 调休 are worked. A year without a calendar has only its weekends.

#[cfg(test)]
pub(crate) mod china;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::{BTreeMap, BTreeSet};

use hotline_common::time::Day;

/// The fewest working days that a year may have. Less is a mistake (working days given as holidays), and would make counting long.
pub const FEWEST_WORKING_DAYS: usize = 100;

/// What a local day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// Worked, as most days are.
    Worked,
    /// 调休: a Saturday or Sunday that is worked.
    MakeUp,
    /// A free Saturday or Sunday.
    Weekend,
    /// 节假日: a public holiday.
    Holiday,
}

impl DayKind {
    /// Whether it counts as a working day.
    pub const fn is_worked(self) -> bool {
        matches!(self, DayKind::Worked | DayKind::MakeUp)
    }
}

/// A year of the calendar, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarYear {
    /// The year, 1 to 9998.
    pub year: i16,
    /// The public holidays, all within the year.
    pub holidays: BTreeSet<Day>,
    /// The make-up working days, all within the year, none a holiday.
    pub working_days: BTreeSet<Day>,
    /// The sequence of the last change: the version.
    pub sequence: i64,
}

impl CalendarYear {
    /// What a day of this year is.
    fn kind_of(&self, day: Day) -> DayKind {
        let worked = self.working_days.contains(&day);
        if self.holidays.contains(&day) {
            DayKind::Holiday
        } else if day.is_weekend() {
            if worked {
                DayKind::MakeUp
            } else {
                DayKind::Weekend
            }
        } else {
            DayKind::Worked
        }
    }

    /// How many days of the year are worked.
    pub fn count_worked(&self) -> usize {
        let first = Day::from_ymd(self.year, 1, 1);
        std::iter::successors(first, |day| Some(day.next()))
            .take_while(|day| day.ymd().0 == self.year)
            .filter(|day| self.kind_of(*day).is_worked())
            .count()
    }
}

/// The calendar: the years that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeMap<i16, CalendarYear>,
}

impl Calendar {
    /// A calendar of these years.
    pub fn new(years: impl IntoIterator<Item = CalendarYear>) -> Calendar {
        let years = years.into_iter().map(|year| (year.year, year));
        Calendar {
            years: years.collect(),
        }
    }

    /// The year, if it is known.
    pub fn year(&self, year: i16) -> Option<&CalendarYear> {
        self.years.get(&year)
    }

    /// Makes a year known, in place of what was known of it.
    pub fn insert(&mut self, year: CalendarYear) {
        self.years.insert(year.year, year);
    }

    /// The version: the largest sequence of all years; 0 where none is known.
    pub fn sequence(&self) -> i64 {
        let sequences = self.years.values().map(|year| year.sequence);
        sequences.max().unwrap_or(0)
    }

    /// What a day is.
    pub fn kind_of(&self, day: Day) -> DayKind {
        match self.years.get(&day.ymd().0) {
            Some(year) => year.kind_of(day),
            None if day.is_weekend() => DayKind::Weekend,
            None => DayKind::Worked,
        }
    }

    /// Whether a day is worked.
    pub fn is_worked(&self, day: Day) -> bool {
        self.kind_of(day).is_worked()
    }

    /// The working day number `count` after a day, which is not counted itself. The day itself for 0; the last day of all where there are
    /// not so many.
    pub fn working_day_after(&self, day: Day, count: u32) -> Day {
        self.count(day, count, Day::next)
    }

    /// As [`Calendar::working_day_after`], backwards.
    pub fn working_day_before(&self, day: Day, count: u32) -> Day {
        self.count(day, count, Day::previous)
    }

    fn count(&self, day: Day, count: u32, step: impl Fn(Day) -> Day) -> Day {
        let mut current = day;
        let mut left = count;
        while 0 < left {
            let following = step(current);
            if following == current {
                break;
            }
            current = following;
            if self.is_worked(current) {
                left -= 1;
            }
        }
        current
    }

    /// The years of the days after `from` up to and including `to` that have no calendar.
    pub fn years_unknown(&self, from: Day, to: Day) -> Vec<i16> {
        let (first, last) = (from.next().ymd().0, to.ymd().0);
        (first..=last)
            .filter(|year| !self.years.contains_key(year))
            .collect()
    }
}

/// A year of the calendar as it is to be from now on, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateCalendar {
    /// The year.
    pub year: i16,
    /// The public holidays, all within the year.
    pub holidays: BTreeSet<Day>,
    /// The make-up working days, all within the year, none a holiday.
    pub working_days: BTreeSet<Day>,
}

impl UpdateCalendar {
    /// The year as it will be, with this version.
    pub fn year(&self, sequence: i64) -> CalendarYear {
        CalendarYear {
            year: self.year,
            holidays: self.holidays.clone(),
            working_days: self.working_days.clone(),
            sequence,
        }
    }
}
