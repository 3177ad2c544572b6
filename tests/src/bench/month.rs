//! A month of assignments of any size, each told from its number alone: the same for the feed that scoring pulls and for the facts that DuckDB
//! is given.

use hotline_common::time::{Day, Month};
use hotline_proto::intake::Grade;

use super::records::{DAY, HOUR, JUNE, MINUTE};
use crate::figures::{Figures, Group, UnitFigures};

/// The month, and its days.
pub(super) const MONTH: &str = "2015-06";
const DAYS: u64 = 30;
/// The first instant that is no more in it.
pub(super) const END: i64 = JUNE + 30 * DAY;
/// The end of the 10th of July 2015 in Shanghai: the first instant that is too late for the built-in policy.
pub(super) const CUT_OFF: i64 = JUNE + 40 * DAY;
/// So many lives have the same events as the next so many.
const PERIOD: u64 = 1_000;

/// A month over whose days so many orders are spread. Those after them come on its last evening.
#[derive(Clone, Debug)]
pub(super) struct SampleMonth {
    capacity: u64,
    first_day: Day,
    pub(super) units: Vec<UnitFigures>,
    /// Events of the first lives of a period; the last number is that of a whole one.
    events: Vec<u64>,
}

/// An order that was given to a unit, and what became of it. Times are seconds of UTC.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Life {
    /// The order's name: its day, and its number of that day.
    pub(super) order: String,
    /// The unit's index.
    pub(super) unit: usize,
    pub(super) received: i64,
    pub(super) assigned: i64,
    pub(super) due: Option<i64>,
    pub(super) completed: Option<i64>,
    pub(super) visit: Option<Visit>,
    /// When the unit was supervised about it.
    pub(super) supervised: Option<i64>,
}

/// A visit, and both grades where the citizen gave them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Visit {
    pub(super) visited: i64,
    pub(super) grades: Option<(Grade, Grade)>,
}

impl SampleMonth {
    pub(super) fn new(capacity: u64) -> SampleMonth {
        let month: Month = MONTH.parse().expect("a month");
        let mut month = SampleMonth {
            capacity,
            first_day: month.first_day(),
            units: Figures::june_2015().units,
            events: vec![0],
        };
        for number in 0..PERIOD {
            let before = month.events.last().copied().unwrap_or(0);
            let events = before + month.life(number).event_count();
            month.events.push(events);
        }
        month
    }

    /// How many events the registry and so many lives make.
    pub(super) fn events(&self, lives: u64) -> u64 {
        let place = |index: u64| usize::try_from(index).expect("a period is short");
        let units = u64::try_from(self.units.len()).expect("units are few");
        let whole = self.events[place(PERIOD)];
        units + lives / PERIOD * whole + self.events[place(lives % PERIOD)]
    }

    /// The life with this number, from 0. What happens to it depends on its place in the period alone, when it happens on its number.
    pub(super) fn life(&self, number: u64) -> Life {
        let day = (number * DAYS / self.capacity).min(DAYS - 1);
        let first = (day * self.capacity).div_ceil(DAYS);
        let of_day = number - first;
        // All of a day's orders come between eight and eighteen.
        let per_day = self.capacity / DAYS + 1;
        let received =
            JUNE + seconds(day) * DAY + 8 * HOUR + seconds((of_day * 36_000 / per_day).min(36_000));
        let assigned = received + 20 * MINUTE;

        let kind = mixed(number % PERIOD);
        let due = (!kind.is_multiple_of(25)).then_some(assigned + 5 * DAY);
        let completed = match (kind >> 8) % 100 {
            0..2 => None,
            // After the cut-off.
            2 => Some(CUT_OFF + HOUR),
            // Too late.
            3..9 => Some(assigned + 6 * DAY),
            hours => Some(assigned + seconds(hours) * HOUR),
        };
        let visit = completed.and_then(|completed| {
            let grades = match (kind >> 20) % 10 {
                0 => return None,
                1 => None,
                _ => Some((grade(kind >> 28), grade(kind >> 36))),
            };
            let visited = completed + DAY;
            Some(Visit { visited, grades })
        });
        // Large units get more.
        let unit = (kind >> 44) % 1_000;
        let units = u64::try_from(self.units.len()).expect("units are few");
        let unit = unit * unit * units / 1_000_000;
        let (year, month, _) = self.first_day.ymd();
        Life {
            order: format!("{year}{month:02}{:02}-{:06}", day + 1, of_day + 1),
            unit: usize::try_from(unit).expect("units are few"),
            received,
            assigned,
            due,
            completed,
            visit,
            supervised: (kind >> 52)
                .is_multiple_of(200)
                .then_some(assigned + 2 * DAY),
        }
    }
}

impl Life {
    /// Received and assigned; and what else there is.
    fn event_count(&self) -> u64 {
        2 + u64::from(self.completed.is_some())
            + u64::from(self.visit.is_some())
            + u64::from(self.supervised.is_some())
    }
}

/// The group's word in facts.
pub(super) const fn group(group: Group) -> &'static str {
    match group {
        Group::County => "COUNTY",
        Group::Department => "DEPARTMENT",
    }
}

fn grade(kind: u64) -> Grade {
    match kind % 16 {
        0 => Grade::VeryDissatisfied,
        1 => Grade::Dissatisfied,
        2..5 => Grade::BasicallySatisfied,
        5..9 => Grade::Satisfied,
        _ => Grade::VerySatisfied,
    }
}

fn seconds(count: u64) -> i64 {
    i64::try_from(count).expect("a month is short")
}

/// Bits that look random (the end of `SplitMix64`).
const fn mixed(number: u64) -> u64 {
    let z = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_counted_without_telling_them() {
        let month = SampleMonth::new(2_500);
        let mut events = month.events(0);
        for number in 0..2_500 {
            events += month.life(number).event_count();
            assert_eq!(month.events(number + 1), events);
        }
    }

    #[test]
    fn orders_are_numbered_from_one_on_each_day_of_the_month() {
        let month = SampleMonth::new(301);
        let orders: Vec<String> = (0..301).map(|number| month.life(number).order).collect();
        assert_eq!(orders.first().map(String::as_str), Some("20150601-000001"));
        assert!(
            orders
                .last()
                .is_some_and(|last| last.starts_with("20150630-"))
        );
        assert!(orders.is_sorted());
        for day in 1..=30 {
            let first = format!("201506{day:02}-000001");
            assert!(orders.contains(&first), "{first}");
        }
    }

    #[test]
    fn every_kind_of_life_is_there() {
        let month = SampleMonth::new(PERIOD);
        let lives: Vec<Life> = (0..PERIOD).map(|number| month.life(number)).collect();
        let some = |wanted: fn(&Life) -> bool| assert!(lives.iter().any(wanted));
        some(|life| life.due.is_none());
        some(|life| life.completed.is_none());
        some(|life| life.completed.is_some_and(|completed| CUT_OFF < completed));
        some(|life| life.due.is_some() && life.due < life.completed);
        some(|life| life.visit.is_some_and(|visit| visit.grades.is_none()));
        some(|life| life.supervised.is_some());
        for unit in 0..month.units.len() {
            assert!(lives.iter().any(|life| life.unit == unit), "unit {unit}");
        }
    }
}
