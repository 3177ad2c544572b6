//! The ranking worked out straight from the facts: small, slow, and without a line of the services' code.
//!
//! It counts nothing up and keeps nothing: each figure is found by going through all the facts again.

use std::collections::BTreeMap;

/// A fact of an assignment, in microseconds of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Completed,
    Redone(Option<i64>),
    Extended(i64),
    SentBack,
    Withdrawn,
    Excluded,
    /// The grades from 1 (best) to 5, and whether the matter is resolved from 1 (yes) to 3.
    Graded(usize, usize, usize),
    /// A visit without grades.
    Unreached,
    /// Something that changes no figure of the ranking.
    Other,
}

#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) county: bool,
    pub(super) position: i64,
}

#[derive(Clone, Debug)]
pub(super) struct Assignment {
    pub(super) unit: String,
    pub(super) lead: bool,
    pub(super) assigned: i64,
    pub(super) due: Option<i64>,
    /// In the order recorded: the sequence, when it happened, what. What was annulled is not there.
    pub(super) facts: Vec<(i64, i64, What)>,
    pub(super) visits: usize,
}

/// Everything that was told.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) units: BTreeMap<String, Unit>,
    pub(super) assignments: BTreeMap<(String, usize), Assignment>,
    /// Unit and time.
    pub(super) supervisions: Vec<(String, i64)>,
    /// The numbers of the visits within their assignments, by sequence.
    pub(super) visits: BTreeMap<i64, usize>,
}

/// How a month is scored.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) cut_off: i64,
    /// Of satisfaction, completion and supervision.
    pub(super) weights: [i64; 3],
    /// In thousandths, best first.
    pub(super) grades: [i64; 5],
    pub(super) on_time: bool,
}

/// A unit's line; rates and scores in hundredths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) unit: String,
    pub(super) rank: Option<i64>,
    pub(super) volume: i64,
    pub(super) excluded: i64,
    pub(super) not_due: i64,
    pub(super) rated: i64,
    pub(super) completed: i64,
    pub(super) on_time: i64,
    pub(super) visited: i64,
    pub(super) grades: [i64; 5],
    pub(super) sent_back: i64,
    pub(super) withdrawn: i64,
    pub(super) assisted: i64,
    pub(super) supervisions: i64,
    pub(super) completion_rate: Option<i64>,
    pub(super) on_time_rate: Option<i64>,
    pub(super) satisfaction_rate: Option<i64>,
    pub(super) supervision_ratio: i64,
    pub(super) composite: Option<i64>,
}

impl Facts {
    /// A table in printed order: those with a rank, then those with volume and without one, then those without volume.
    pub(super) fn table(&self, rules: &Rules, county: bool) -> Vec<Line> {
        let members = self.units.iter().filter(|(_, unit)| unit.county == county);
        let mut lines: Vec<(i64, Line)> = members
            .map(|(code, unit)| (unit.position, self.line(rules, code)))
            .collect();
        let place = |(position, line): &(i64, Line)| {
            let section = match line {
                Line { volume: 0, .. } => 2,
                Line {
                    composite: None, ..
                } => 1,
                _ => 0,
            };
            let best_first = if section == 0 {
                -line.composite.unwrap_or_default()
            } else {
                0
            };
            (
                section,
                best_first,
                -line.volume,
                *position,
                line.unit.clone(),
            )
        };
        lines.sort_by_key(place);
        let mut lines: Vec<Line> = lines.into_iter().map(|(_, line)| line).collect();
        let scores: Vec<i64> = lines
            .iter()
            .filter(|line| line.volume != 0)
            .filter_map(|line| line.composite)
            .collect();
        for line in &mut lines {
            line.rank = line
                .composite
                .filter(|_| line.volume != 0)
                .map(|composite| {
                    let better = scores.iter().filter(|score| composite < **score).count();
                    i64::try_from(better).expect("few units") + 1
                });
        }
        lines
    }

    fn line(&self, rules: &Rules, unit: &str) -> Line {
        let mut line = Line {
            unit: unit.to_owned(),
            ..Line::default()
        };
        for assignment in self.assignments.values() {
            let in_month = rules.from <= assignment.assigned && assignment.assigned < rules.to;
            if assignment.unit == unit && in_month {
                assignment.count(rules.cut_off, &mut line);
            }
        }
        let in_month = |(_, at): &&(String, i64)| rules.from <= *at && *at < rules.to;
        let all = self.supervisions.iter().filter(in_month).count();
        let own = self.supervisions.iter().filter(in_month);
        let own = own.filter(|(of, _)| of == unit).count();
        line.supervisions = i64::try_from(own).expect("few");
        let all = i64::try_from(all).expect("few");
        line.supervision_ratio = if all == 0 {
            0
        } else {
            percent(line.supervisions, all)
        };
        line.rates(rules);
        line
    }
}

impl Line {
    fn rates(&mut self, rules: &Rules) {
        let given: i64 = self.grades.iter().sum();
        let worth: i64 = self
            .grades
            .iter()
            .zip(rules.grades)
            .map(|(count, worth)| count * worth)
            .sum();
        if self.rated == 0 {
            return;
        }
        self.satisfaction_rate = (given != 0).then(|| percent(worth, 1_000 * given));
        self.completion_rate = Some(percent(self.completed, self.rated));
        self.on_time_rate = Some(percent(self.on_time, self.rated));
        if self.completed == 0 {
            self.satisfaction_rate = Some(0);
            self.composite = Some(0);
            return;
        }
        let completion = if rules.on_time {
            self.on_time_rate
        } else {
            self.completion_rate
        };
        let parts = [
            (rules.weights[0], self.satisfaction_rate),
            (rules.weights[1], completion),
            (rules.weights[2], Some(10_000 - self.supervision_ratio)),
        ];
        let present = parts
            .into_iter()
            .filter_map(|(weight, rate)| Some((weight, rate?)));
        let (weights, points) = present.fold((0, 0), |(weights, points), (weight, rate)| {
            (weights + weight, points + weight * rate)
        });
        self.composite = (weights != 0).then(|| rounded(points, weights));
    }
}

impl Assignment {
    /// Adds what this assignment counts at a cut-off.
    fn count(&self, cut_off: i64, line: &mut Line) {
        let mut facts: Vec<(i64, What)> = self
            .facts
            .iter()
            .map(|(_, at, what)| (*at, *what))
            .filter(|(at, _)| *at < cut_off)
            .collect();
        // The sort is stable: at the same instant as recorded.
        facts.sort_by_key(|(at, _)| *at);

        let removal = facts
            .iter()
            .find(|(_, what)| matches!(what, What::SentBack | What::Withdrawn));
        if let Some((_, what)) = removal {
            if self.lead {
                match what {
                    What::SentBack => line.sent_back += 1,
                    _ => line.withdrawn += 1,
                }
            }
            return;
        }
        if !self.lead {
            line.assisted += 1;
            return;
        }
        line.volume += 1;
        if facts.iter().any(|(_, what)| *what == What::Excluded) {
            line.excluded += 1;
            return;
        }
        if let Some((process, outcome, _)) = facts.iter().rev().find_map(|(_, what)| match what {
            What::Graded(process, outcome, resolved) => Some((*process, *outcome, *resolved)),
            _ => None,
        }) {
            line.visited += 1;
            line.grades[process - 1] += 1;
            line.grades[outcome - 1] += 1;
        }
        let due = facts.iter().rev().find_map(|(_, what)| match what {
            What::Redone(due) => *due,
            What::Extended(due) => Some(*due),
            _ => None,
        });
        let due = due.or(self.due);
        let last_move = facts
            .iter()
            .rev()
            .find(|(_, what)| matches!(what, What::Completed | What::Redone(_)));
        let completed = match last_move {
            Some((at, What::Completed)) => Some(*at),
            _ => None,
        };
        match (completed, due) {
            (Some(at), due) => {
                line.rated += 1;
                line.completed += 1;
                line.on_time += i64::from(due.is_none_or(|due| at <= due));
            }
            (None, Some(due)) if due <= cut_off => line.rated += 1,
            (None, _) => line.not_due += 1,
        }
    }
}

/// In percent with two decimals, half up: 99.30 is 9930.
fn percent(part: i64, whole: i64) -> i64 {
    rounded(part * 10_000, whole)
}

/// A quotient of numbers that are not negative, half up.
const fn rounded(numerator: i64, denominator: i64) -> i64 {
    (2 * numerator + denominator) / (2 * denominator)
}
