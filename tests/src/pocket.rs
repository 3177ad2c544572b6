//! A month's ranking worked out a second way: from the records themselves, as with a pocket calculator.
//!
//! It shares no code with the services, knows one policy (that of June 2015) and takes its time.

mod assignment;

use std::collections::BTreeMap;

use hotline_common::time::{Day, Month, Zone};
use hotline_proto::intake::import_request::Record;
use hotline_proto::intake::{AssignmentRole, Channel, ImportRequest, UnitGroup};

use assignment::{Assignment, Fact, Standing};

/// The zone, the month and the cut-off of the figures that are worked out.
#[derive(Clone, Debug)]
pub struct Pocket {
    from: i64,
    to: i64,
    cut_off: i64,
    month: Month,
    units: BTreeMap<String, (UnitGroup, i32)>,
    letters: BTreeMap<String, bool>,
    assignments: BTreeMap<(String, usize), Assignment>,
    supervisions: BTreeMap<String, i64>,
    leader_sessions: BTreeMap<String, i64>,
}

/// A unit's line, in hundredths where it is a rate or a score. Absent rates are `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The unit's code.
    pub unit: String,
    /// Its place; equal scores share one.
    pub rank: i64,
    /// 承办量.
    pub volume: i64,
    /// 办结率.
    pub completion_rate: i64,
    /// 满意率.
    pub satisfaction_rate: Option<i64>,
    /// Supervisions of the month.
    pub supervisions: i64,
    /// 督办比.
    pub supervision_ratio: i64,
    /// Leader sessions of the month.
    pub leader_sessions: i64,
    /// Of the volume: by the governor's mailbox.
    pub governor_mailbox: i64,
    /// 综合得分.
    pub composite_score: i64,
}

impl Pocket {
    /// An empty one for a month, cut off at the end of the 10th of the next.
    pub fn new(zone: &Zone, month: Month) -> Pocket {
        Pocket {
            from: zone.start_of(month.first_day()).micros(),
            to: zone.end_of(month.last_day()).micros(),
            cut_off: zone.end_of(month.next().day(10)).micros(),
            month,
            units: BTreeMap::new(),
            letters: BTreeMap::new(),
            assignments: BTreeMap::new(),
            supervisions: BTreeMap::new(),
            leader_sessions: BTreeMap::new(),
        }
    }

    /// Takes in a record.
    pub fn add(&mut self, request: &ImportRequest) {
        let reference = request.work_order_reference.as_ref();
        let order = reference.map_or_else(String::new, |reference| reference.id.clone());
        let Some(record) = &request.record else {
            return;
        };
        match record {
            Record::UpdateUnit(update) => {
                let unit = update.unit.as_ref().expect("a unit");
                self.units
                    .insert(code(&unit.name), (unit.group(), unit.position));
            }
            Record::AcceptWorkOrder(accept) => {
                let accepted = accept.work_order.as_ref().expect("an order");
                let id = &accepted
                    .external_reference
                    .as_ref()
                    .expect("a reference")
                    .id;
                let letter = accepted.channel() == Channel::GovernorsMailbox;
                self.letters.insert(id.clone(), letter);
            }
            Record::AssignWorkOrder(assign) => {
                let number = self
                    .assignments
                    .range((order.clone(), 0)..)
                    .take_while(|((of, _), _)| *of == order)
                    .count();
                let assignment = Assignment::new(
                    code(&assign.unit),
                    assign.role() == AssignmentRole::Lead,
                    assign.assign_time.as_ref(),
                    assign.due_time.as_ref(),
                );
                self.assignments.insert((order, number + 1), assignment);
            }
            Record::IssueSupervision(issue) => {
                let supervision = issue.supervision.as_ref().expect("a supervision");
                let issued = assignment::micros(supervision.issue_time.as_ref());
                if self.from <= issued && issued < self.to {
                    *self
                        .supervisions
                        .entry(code(&supervision.unit))
                        .or_default() += 1;
                }
            }
            Record::RecordLeaderSession(record) => {
                let session = record.leader_session.as_ref().expect("a session");
                let day: Day = session.session_date.parse().expect("a day");
                if day.month() == self.month {
                    *self.leader_sessions.entry(code(&session.unit)).or_default() += 1;
                }
            }
            other => {
                if let Some((name, fact)) = Fact::of(other) {
                    let number = assignment::number(name);
                    let assignment = self.assignments.get_mut(&(order, number));
                    assignment
                        .expect("facts follow their assignment")
                        .facts
                        .push(fact);
                }
            }
        }
    }

    /// The lines of one table, in printed order.
    pub fn table(&self, group: UnitGroup) -> Vec<Line> {
        let mut lines: Vec<(i32, Line)> = self
            .units
            .iter()
            .filter(|(_, (of, _))| *of == group)
            .filter_map(|(unit, (_, position))| Some((*position, self.line(unit)?)))
            .collect();
        lines.sort_by(|(position, line), (other_position, other)| {
            (other.composite_score, other.volume, *position, &line.unit).cmp(&(
                line.composite_score,
                line.volume,
                *other_position,
                &other.unit,
            ))
        });
        let mut lines: Vec<Line> = lines.into_iter().map(|(_, line)| line).collect();
        let scores: Vec<i64> = lines.iter().map(|line| line.composite_score).collect();
        for line in &mut lines {
            let better = scores.iter().filter(|score| line.composite_score < **score);
            line.rank = i64::try_from(better.count()).expect("few units") + 1;
        }
        lines
    }

    /// A unit's line, if anything of it is rated.
    fn line(&self, unit: &str) -> Option<Line> {
        let mut sum = Standing::default();
        let mut governor_mailbox = 0;
        for ((order, _), assignment) in &self.assignments {
            let of_month = self.from <= assignment.assigned && assignment.assigned < self.to;
            if assignment.unit == unit && assignment.lead && of_month {
                let standing = assignment.standing(self.cut_off);
                if self.letters.get(order) == Some(&true) {
                    governor_mailbox += standing.volume;
                }
                sum.add(&standing);
            }
        }
        if sum.rated == 0 {
            return None;
        }
        let weighed: i64 = sum
            .grades
            .iter()
            .zip([100, 90, 60, 30, 0])
            .map(|(count, weight)| count * weight)
            .sum();
        let grades: i64 = sum.grades.iter().sum();
        let supervisions = self.supervisions.get(unit).copied().unwrap_or(0);
        let all_supervisions: i64 = self.supervisions.values().sum();

        let completion_rate = hundredths(sum.completed, sum.rated);
        let supervision_ratio = match all_supervisions {
            0 => 0,
            all => hundredths(supervisions, all),
        };
        let (satisfaction_rate, composite_score) = if sum.completed == 0 {
            (Some(0), 0)
        } else if grades == 0 {
            (
                None,
                rounded(3 * completion_rate + 10_000 - supervision_ratio, 4),
            )
        } else {
            let satisfaction = hundredths(weighed, 100 * grades);
            let points = 6 * satisfaction + 3 * completion_rate + 10_000 - supervision_ratio;
            (Some(satisfaction), rounded(points, 10))
        };
        Some(Line {
            unit: unit.to_owned(),
            rank: 0,
            volume: sum.volume,
            completion_rate,
            satisfaction_rate,
            supervisions,
            supervision_ratio,
            leader_sessions: self.leader_sessions.get(unit).copied().unwrap_or(0),
            governor_mailbox,
            composite_score,
        })
    }
}

/// In percent with two decimals: 99.30 is 9930.
fn hundredths(part: i64, whole: i64) -> i64 {
    rounded(part * 10_000, whole)
}

/// A quotient of numbers that are not negative, half up.
const fn rounded(numerator: i64, denominator: i64) -> i64 {
    (2 * numerator + denominator) / (2 * denominator)
}

/// The last part of a name.
fn code(name: &str) -> String {
    name.rsplit('/').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
