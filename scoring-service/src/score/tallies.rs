//! The tallies of some months in memory, and what they answer.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use hotline_common::time::{Day, Month};

use super::measure::Measure;
use super::tally::Tally;

/// Counts by day, ascending; none is zero.
type Days = Vec<(Day, i64)>;

/// Tallies by month, measure, subject and day. Zeros are not kept, so that equal sums are equal tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tallies {
    table: BTreeMap<(Month, Measure), BTreeMap<String, Days>>,
}

impl Tallies {
    /// The months that the bulletin of a month reads: January to it, and the month before it.
    pub fn months_read(month: Month) -> RangeInclusive<Month> {
        month.january().min(month.previous())..=month
    }

    /// Adds a signed count.
    pub fn add(&mut self, tally: &Tally) {
        let Tally {
            month,
            ref subject,
            measure,
            day,
            count,
        } = *tally;
        if count == 0 {
            return;
        }
        let subjects = self.table.entry((month, measure)).or_default();
        let Some(days) = subjects.get_mut(subject) else {
            subjects.insert(subject.clone(), vec![(day, count)]);
            return;
        };
        match days.binary_search_by_key(&day, |(there, _)| *there) {
            Ok(place) => {
                days[place].1 += count;
                if days[place].1 == 0 {
                    days.remove(place);
                }
            }
            Err(place) => days.insert(place, (day, count)),
        }
        if days.is_empty() {
            subjects.remove(subject);
            if subjects.is_empty() {
                self.table.remove(&(month, measure));
            }
        }
    }

    /// A measure of one subject as of the end of a local day.
    pub fn count(&self, month: Month, measure: Measure, subject: &str, day: Day) -> i64 {
        self.table
            .get(&(month, measure))
            .and_then(|subjects| subjects.get(subject))
            .map_or(0, |days| sum(days, day))
    }

    /// A measure of the whole city as of the end of a local day.
    pub fn city(&self, month: Month, measure: Measure, day: Day) -> i64 {
        self.count(month, measure, "", day)
    }

    /// A measure of every subject as of the end of a local day; those with 0 are left out.
    pub fn by_subject(&self, month: Month, measure: Measure, day: Day) -> BTreeMap<&str, i64> {
        self.table
            .get(&(month, measure))
            .into_iter()
            .flatten()
            .map(|(subject, days)| (subject.as_str(), sum(days, day)))
            .filter(|(_, count)| *count != 0)
            .collect()
    }

    /// Each measure of each unit that has any tally in a month, as of the end of a local day: measure by measure.
    pub fn of_units(&self, month: Month, day: Day) -> impl Iterator<Item = (&str, Measure, i64)> {
        self.of_month(month)
            .filter(|(measure, _)| measure.is_of_a_unit())
            .flat_map(move |(measure, subjects)| {
                subjects
                    .iter()
                    .map(move |(unit, days)| (unit.as_str(), measure, sum(days, day)))
            })
    }

    /// Each measure of one unit in a month, as of the end of a local day.
    pub fn of_unit(
        &self,
        month: Month,
        unit: &str,
        day: Day,
    ) -> impl Iterator<Item = (Measure, i64)> {
        self.of_month(month)
            .filter(|(measure, _)| measure.is_of_a_unit())
            .filter_map(move |(measure, subjects)| Some((measure, sum(subjects.get(unit)?, day))))
    }

    fn of_month(&self, month: Month) -> impl Iterator<Item = (Measure, &BTreeMap<String, Days>)> {
        self.table
            .range((month, Measure::FIRST)..)
            .take_while(move |((of, _), _)| *of == month)
            .map(|((_, measure), subjects)| (*measure, subjects))
    }

    /// Every count as a row, in a stable order.
    pub fn rows(&self) -> impl Iterator<Item = Tally> + '_ {
        self.table.iter().flat_map(|((month, measure), subjects)| {
            subjects.iter().flat_map(move |(subject, days)| {
                days.iter().map(move |(day, count)| Tally {
                    month: *month,
                    subject: subject.clone(),
                    measure: *measure,
                    day: *day,
                    count: *count,
                })
            })
        })
    }

    /// What must be added to these tallies to get `other`: empty when they agree. For `Verify`.
    pub fn missing_from(&self, other: &Tallies) -> Vec<Tally> {
        let mut missing = other.clone();
        for tally in self.rows() {
            missing.add(&Tally {
                count: -tally.count,
                ..tally
            });
        }
        missing.rows().collect()
    }
}

fn sum(days: &Days, day: Day) -> i64 {
    let counted = days.iter().take_while(|(there, _)| *there <= day);
    counted.map(|(_, count)| count).sum()
}

impl<'a> FromIterator<&'a Tally> for Tallies {
    fn from_iter<I: IntoIterator<Item = &'a Tally>>(rows: I) -> Tallies {
        let mut tallies = Tallies::default();
        tallies.extend(rows);
        tallies
    }
}

impl FromIterator<Tally> for Tallies {
    fn from_iter<I: IntoIterator<Item = Tally>>(rows: I) -> Tallies {
        let mut tallies = Tallies::default();
        tallies.extend(rows);
        tallies
    }
}

impl<'a> Extend<&'a Tally> for Tallies {
    fn extend<I: IntoIterator<Item = &'a Tally>>(&mut self, rows: I) {
        for row in rows {
            self.add(row);
        }
    }
}

impl Extend<Tally> for Tallies {
    fn extend<I: IntoIterator<Item = Tally>>(&mut self, rows: I) {
        for row in rows {
            self.add(&row);
        }
    }
}
