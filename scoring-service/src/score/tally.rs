//! Tallies: signed counts on days, whose sum over the days up to D is a measure as of D.

use std::collections::BTreeMap;

use hotline_common::time::{Day, Month};

use super::measure::Measure;

/// A signed count (design §5). The sum over the days ≤ D is the measure at the end of day D.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tally {
    /// The month that it counts in: of assignment, receipt, start, issue or date, as the measure says.
    pub month: Month,
    /// Whom it is about: the code of a unit, category or topic, or the empty text for the city.
    pub subject: String,
    /// What is counted.
    pub measure: Measure,
    /// The local day on which the count changed.
    pub day: Day,
    /// By how much.
    pub count: i64,
}

/// The change from one contribution to another: equal keys merged, zeros dropped, in a stable order.
pub fn difference(old: &[Tally], new: &[Tally]) -> Vec<Tally> {
    let mut changes: BTreeMap<(Month, &str, Measure, Day), i64> = BTreeMap::new();
    let signed = old
        .iter()
        .map(|tally| (tally, -1))
        .chain(new.iter().map(|tally| (tally, 1)));
    for (tally, sign) in signed {
        let key = (
            tally.month,
            tally.subject.as_str(),
            tally.measure,
            tally.day,
        );
        *changes.entry(key).or_default() += sign * tally.count;
    }
    changes
        .into_iter()
        .filter(|(_, count)| *count != 0)
        .map(|((month, subject, measure, day), count)| Tally {
            month,
            subject: subject.to_owned(),
            measure,
            day,
            count,
        })
        .collect()
}

/// Takes counts in, one signed count on a day after another.
pub trait Counting {
    /// Takes one in.
    fn take_in(&mut self, month: Month, subject: &str, measure: Measure, day: Day, count: i64);
}

impl<T: Counting> Counting for &mut T {
    fn take_in(&mut self, month: Month, subject: &str, measure: Measure, day: Day, count: i64) {
        T::take_in(self, month, subject, measure, day, count);
    }
}

impl Counting for Vec<Tally> {
    fn take_in(&mut self, month: Month, subject: &str, measure: Measure, day: Day, count: i64) {
        self.push(Tally {
            month,
            subject: subject.to_owned(),
            measure,
            day,
            count,
        });
    }
}

/// Takes counts away from what it is given.
#[derive(Debug)]
pub struct Without<'a, T>(pub &'a mut T);

impl<T: Counting> Counting for Without<'_, T> {
    fn take_in(&mut self, month: Month, subject: &str, measure: Measure, day: Day, count: i64) {
        self.0.take_in(month, subject, measure, day, -count);
    }
}

/// Takes in what counts in one month, and passes the rest over.
#[derive(Debug)]
pub struct OfMonth<'a, T>(pub Month, pub &'a mut T);

impl<T: Counting> Counting for OfMonth<'_, T> {
    fn take_in(&mut self, month: Month, subject: &str, measure: Measure, day: Day, count: i64) {
        if month == self.0 {
            self.1.take_in(month, subject, measure, day, count);
        }
    }
}
