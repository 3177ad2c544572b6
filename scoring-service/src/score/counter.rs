//! Adds up many counts fast.

use std::collections::HashMap;

use hotline_common::time::{Day, Month};

use super::measure::Measure;
use super::tally::{Counting, Tally};

/// Counts that are being added up. [`Tallies`](super::Tallies) are for asking; here a record's counts are taken in without comparing texts: most
/// are about the subject of the one before, or about the city.
#[derive(Debug)]
pub struct Counter {
    /// Where each subject is in `subjects`.
    places: HashMap<String, usize>,
    /// The city is the first.
    subjects: Vec<Subject>,
    /// The subject of the last count that was not the city's.
    last: usize,
}

#[derive(Debug)]
struct Subject {
    name: String,
    months: Vec<(Month, Measures)>,
}

/// By the measure's code: counts by day, ascending.
type Measures = Vec<Vec<(Day, i64)>>;

const CITY: usize = 0;

impl Default for Counter {
    fn default() -> Counter {
        let mut counter = Counter {
            places: HashMap::new(),
            subjects: Vec::new(),
            last: CITY,
        };
        counter.place_of("");
        counter
    }
}

impl Counter {
    /// Every count that is not zero.
    pub fn rows(&self) -> impl Iterator<Item = Tally> {
        self.subjects.iter().flat_map(|subject| {
            subject.months.iter().flat_map(move |(month, measures)| {
                (0..).zip(measures).flat_map(move |(code, days)| {
                    let measure = Measure::from_code(code);
                    let counted = days.iter().filter(|(_, count)| *count != 0);
                    counted.filter_map(move |(day, count)| {
                        Some(Tally {
                            month: *month,
                            subject: subject.name.clone(),
                            measure: measure?,
                            day: *day,
                            count: *count,
                        })
                    })
                })
            })
        })
    }

    fn place_of(&mut self, subject: &str) -> usize {
        if let Some(place) = self.places.get(subject) {
            return *place;
        }
        let place = self.subjects.len();
        self.places.insert(subject.to_owned(), place);
        self.subjects.push(Subject {
            name: subject.to_owned(),
            months: Vec::new(),
        });
        place
    }
}

impl Subject {
    fn measures(&mut self, month: Month) -> &mut Measures {
        let found = self.months.iter().position(|(there, _)| *there == month);
        let place = found.unwrap_or_else(|| {
            self.months.push((month, Measures::new()));
            self.months.len() - 1
        });
        &mut self.months[place].1
    }
}

impl Counting for Counter {
    fn take_in(&mut self, month: Month, subject: &str, measure: Measure, day: Day, count: i64) {
        let place = if subject.is_empty() {
            CITY
        } else {
            if self.subjects[self.last].name != subject {
                self.last = self.place_of(subject);
            }
            self.last
        };
        let measures = self.subjects[place].measures(month);
        // Codes are small and not negative.
        let code = usize::try_from(measure.code()).unwrap_or_default();
        if measures.len() <= code {
            measures.resize_with(code + 1, Vec::new);
        }
        let days = &mut measures[code];
        match days.binary_search_by_key(&day, |(there, _)| *there) {
            Ok(there) => days[there].1 += count,
            Err(there) => days.insert(there, (day, count)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Tallies;

    #[test]
    fn what_is_added_up_is_what_tallies_would_hold() {
        let month = |number| Month::new(2015, number).expect("a month");
        let (mut counter, mut tallies) = (Counter::default(), Tallies::default());
        let subjects = ["", "a", "a", "b", "", "a", "c"];
        let measures = [
            Measure::Volume,
            Measure::CityVolume,
            Measure::Calls,
            Measure::Redone,
        ];
        let mut told: Vec<Tally> = Vec::new();
        for step in 0..2_000_usize {
            told.push(Tally {
                month: month(1 + i8::try_from(step % 3).expect("it is small")),
                subject: subjects[step % 7].to_owned(),
                measure: measures[step / 3 % 4],
                day: month(6).day(u8::try_from(1 + step * step % 28).expect("it is small")),
                count: [1, -1, 2, 1, -3, 1][step / 7 % 6],
            });
        }
        // Some come to nothing.
        let taken_back = told.iter().take(500).map(|tally| Tally {
            count: -tally.count,
            ..tally.clone()
        });
        let taken_back: Vec<Tally> = taken_back.collect();
        for tally in told.iter().chain(&taken_back) {
            let Tally {
                month,
                subject,
                measure,
                day,
                count,
            } = tally;
            counter.take_in(*month, subject, *measure, *day, *count);
            tallies.add(tally);
        }
        assert_eq!(counter.rows().collect::<Tallies>(), tallies);
        assert!(counter.rows().all(|row| row.count != 0));
    }
}
