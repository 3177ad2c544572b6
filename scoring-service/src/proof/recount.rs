//! Counts a month again from a proof's records.

use std::collections::BTreeMap;

use hotline_common::time::{Day, Month, Zone};

use crate::score::{
    AssignmentHistory, Group, LeaderSessionFacts, Measure, Policy, Ranking, ScoredMeasure,
    SupervisionFacts, Tallies, Tally, UnitInfo, assignment_contribution,
    leader_session_contribution, rank, supervision_contribution,
};

/// A month's figures in the making. It keeps tallies only: units × days, however many assignments there are.
#[derive(Clone, Debug)]
pub struct Recount {
    zone: Zone,
    month: Month,
    tallies: Tallies,
}

impl Recount {
    /// Nothing counted yet.
    pub fn new(zone: Zone, month: Month) -> Recount {
        Recount {
            zone,
            month,
            tallies: Tallies::default(),
        }
    }

    /// The zone that it counts in.
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// What was counted.
    pub const fn tallies(&self) -> &Tallies {
        &self.tallies
    }

    /// Whether an assignment belongs to the month's cohort.
    pub fn is_of_cohort(&self, history: &AssignmentHistory) -> bool {
        self.zone.month_of(history.assigned) == self.month
    }

    /// Whether a supervision was issued in the month.
    pub fn is_of_month(&self, facts: &SupervisionFacts) -> bool {
        self.zone.month_of(facts.issued) == self.month
    }

    /// Counts an assignment.
    pub fn assignment(&mut self, history: &AssignmentHistory) {
        self.add(assignment_contribution(history, &self.zone));
    }

    /// Counts a supervision.
    pub fn supervision(&mut self, facts: &SupervisionFacts) {
        self.add(supervision_contribution(facts, &self.zone));
    }

    fn add(&mut self, contribution: Vec<Tally>) {
        self.tallies.extend(
            contribution
                .into_iter()
                .filter(|tally| tally.month == self.month),
        );
    }

    /// The ranking as of the end of a local day. Units and leader sessions are those of the canonical text.
    pub fn ranking<'a>(
        &self,
        canonical: impl Iterator<Item = &'a str> + Clone,
        policy: &Policy,
        day: Day,
    ) -> Ranking {
        let mut tallies = self.tallies.clone();
        for session in sealed_sessions(canonical.clone()) {
            tallies.extend(leader_session_contribution(&session));
        }
        tallies.extend(sealed_calls(canonical.clone(), self.month));
        let units = sealed_units(canonical, self.month);
        rank(&tallies, &units, policy, self.month, day)
    }
}

/// The units of the canonical text's `unit` lines, as far as these can be read.
pub fn sealed_units<'a>(canonical: impl Iterator<Item = &'a str>, month: Month) -> Vec<UnitInfo> {
    canonical
        .filter_map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let ["unit", _list, _rank, group, code, name, position, active] = fields[..] else {
                return None;
            };
            // A unit that the registry did not know has no group, and none is made of it.
            let group = Group::ALL
                .iter()
                .copied()
                .find(|known| known.name() == group)?;
            Some(UnitInfo {
                code: plain(code),
                name: plain(name),
                group,
                position: position.parse().ok()?,
                parent: None,
                active_from: None,
                active_to: (active != "true").then(|| month.first_day().previous()),
            })
        })
        .collect()
}

/// The leader sessions 领导接听 of the canonical text, as far as they can be read.
pub fn sealed_sessions<'a>(canonical: impl Iterator<Item = &'a str>) -> Vec<LeaderSessionFacts> {
    canonical
        .filter_map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let ["leader_sessions", date, unit, post, name, calls, topics] = fields[..] else {
                return None;
            };
            Some(LeaderSessionFacts {
                date: date.parse().ok()?,
                unit: plain(unit),
                post: plain(post),
                name: plain(name),
                calls_answered: calls.parse().ok()?,
                topics: topics.split(',').map(str::to_owned).collect(),
            })
        })
        .collect()
}

/// The calls behind the figures of the whole hotline, as far as the policy weighs these: `measure` lines have them, the same for every unit. Proofs
/// hold no calls, so these are the ones of the canonical text.
fn sealed_calls<'a>(canonical: impl Iterator<Item = &'a str>, month: Month) -> Vec<Tally> {
    let mut found: BTreeMap<Measure, i64> = BTreeMap::new();
    for line in canonical {
        let fields: Vec<&str> = line.split('\t').collect();
        let ["measure", _unit, name, numerator, denominator, _printed] = fields[..] else {
            continue;
        };
        let measure = if name == ScoredMeasure::FirstAnswer.name() {
            Measure::CallsAnswered
        } else if name == ScoredMeasure::AnsweredSoon.name() {
            Measure::CallsAnsweredSoon
        } else {
            continue;
        };
        if let (Ok(numerator), Ok(denominator)) = (numerator.parse(), denominator.parse()) {
            found.entry(measure).or_insert(numerator);
            found.entry(Measure::Calls).or_insert(denominator);
        }
    }
    let tally = |(measure, count)| Tally {
        month,
        subject: String::new(),
        measure,
        day: month.first_day(),
        count,
    };
    found.into_iter().map(tally).collect()
}

/// A text of the canonical lines as it was before tabs and line ends were written out.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        plain.push(match character {
            '\\' => match characters.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                Some(other) => other,
                None => '\\',
            },
            other => other,
        });
    }
    plain
}
