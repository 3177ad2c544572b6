//! What each record contributes to the tallies: a pure function of the record alone (design §5).
//!
//! Every contribution is written the same way: the counts *as of* a day, said as the rules say them,
//! and the differences between the days on which anything can change.

mod assignments;
mod calls;
mod events;
mod orders;

use std::collections::{BTreeMap, BTreeSet};

use hotline_common::time::{Day, Month};

use super::measure::Measure;
use super::tally::Tally;

pub use assignments::assignment_contribution;
pub use calls::call_contribution;
pub use events::{
    activity_contribution, appreciation_contribution, leader_session_contribution,
    supervision_contribution,
};
pub use orders::{disposition, order_contribution};

/// The subject of figures of the whole city.
const CITY: &str = "";

/// Counts as of one day.
#[derive(Default)]
struct Counts<'a>(BTreeMap<(Month, &'a str, Measure), i64>);

impl<'a> Counts<'a> {
    fn add(&mut self, month: Month, subject: &'a str, measure: Measure) {
        *self.0.entry((month, subject, measure)).or_default() += 1;
    }
}

/// The differences between the counts as of the given days, the first one against nothing.
fn differences<'a>(days: BTreeSet<Day>, counts_as_of: impl Fn(Day) -> Counts<'a>) -> Vec<Tally> {
    let mut tallies = Vec::new();
    let mut before = Counts::default();
    for day in days {
        let now = counts_as_of(day);
        let gone = before.0.iter().filter(|(key, _)| !now.0.contains_key(*key));
        let changed = now.0.iter().map(|(key, count)| {
            let earlier = before.0.get(key).copied().unwrap_or_default();
            (key, count - earlier)
        });
        tallies.extend(
            changed
                .chain(gone.map(|(key, count)| (key, -count)))
                .filter(|(_, count)| *count != 0)
                .map(|(&(month, subject, measure), count)| Tally {
                    month,
                    subject: subject.to_owned(),
                    measure,
                    day,
                    count,
                }),
        );
        before = now;
    }
    tallies
}
