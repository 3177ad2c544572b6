//! What each record contributes to the tallies: a pure function of the record alone (design §5).
//!
//! Every contribution is written the same way: the counts *as of* a day, said as the rules say them,
//! and the differences between the days on which anything can change.

mod assignments;
mod calls;
mod events;
mod orders;

use hotline_common::time::{Day, Month};

use super::measure::Measure;
use super::tally::{Counting, Tally};

pub use assignments::{assignment_contribution, count_assignment};
pub use calls::call_contribution;
pub use events::{
    activity_contribution, appreciation_contribution, leader_session_contribution,
    supervision_contribution,
};
pub use orders::{count_order, disposition, order_contribution};

/// The subject of figures of the whole city.
const CITY: &str = "";

/// What a record counts in as of one day, each thing once. There are few, so they are looked through.
#[derive(Default)]
struct Counts<'a>(Vec<(Measure, Month, &'a str)>);

impl<'a> Counts<'a> {
    fn add(&mut self, month: Month, subject: &'a str, measure: Measure) {
        self.0.push((measure, month, subject));
    }
}

/// The days on which a record's counts can change, few of them.
#[derive(Default)]
struct Days(Vec<Day>);

impl Days {
    fn insert(&mut self, day: Day) {
        if let Err(place) = self.0.binary_search(&day) {
            self.0.insert(place, day);
        }
    }
}

impl Extend<Day> for Days {
    fn extend<I: IntoIterator<Item = Day>>(&mut self, days: I) {
        for day in days {
            self.insert(day);
        }
    }
}

impl FromIterator<Day> for Days {
    fn from_iter<I: IntoIterator<Item = Day>>(found: I) -> Days {
        let mut days = Days::default();
        days.extend(found);
        days
    }
}

/// Counts the differences between the counts as of the given days, the first one against nothing.
fn differences<'a>(
    days: &Days,
    into: &mut impl Counting,
    mut counts_as_of: impl FnMut(Day, &mut Counts<'a>),
) {
    let mut before = Counts::default();
    let mut now = Counts::default();
    for day in &days.0 {
        now.0.clear();
        counts_as_of(*day, &mut now);
        if now.0 != before.0 {
            for (list, other, sign) in [(&now.0, &before.0, 1), (&before.0, &now.0, -1)] {
                for counted in list.iter().filter(|counted| !other.contains(counted)) {
                    let (measure, month, subject) = *counted;
                    into.take_in(month, subject, measure, *day, sign);
                }
            }
        }
        std::mem::swap(&mut before, &mut now);
    }
}

/// What is counted, as rows.
fn rows(count: impl FnOnce(&mut Vec<Tally>)) -> Vec<Tally> {
    let mut rows = Vec::new();
    count(&mut rows);
    rows
}
