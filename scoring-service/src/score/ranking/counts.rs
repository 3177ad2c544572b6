//! What is counted of one unit in one month.

use std::array;
use std::collections::BTreeMap;
use std::ops::{Add, Sub};

use hotline_common::time::{Day, Month};
use serde::{Deserialize, Serialize};

use crate::score::measure::Measure;
use crate::score::policy::GradeWeights;
use crate::score::rate::{Figure, Hundredths};
use crate::score::tallies::Tallies;
use crate::score::words::{Aspect, Duplicates, Grade};

/// The counts behind a unit's row. All are about the month's cohort of lead assignments, except
/// `assist_volume`, supervisions and leader sessions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitCounts {
    /// 承办量: lead assignments not sent back or withdrawn.
    pub volume: i64,
    /// Assist assignments of the month not sent back or withdrawn.
    pub assist_volume: i64,
    /// 剔除: of the volume, excluded from rating.
    pub excluded: i64,
    /// Of the volume, open with a deadline after the cut-off or with none.
    pub open: i64,
    /// Of the volume, neither excluded nor open.
    pub rated: i64,
    /// 办结: of the rated, completed.
    pub completed: i64,
    /// 按时办结: of the rated, completed by the deadline in force, or having none.
    pub on_time: i64,
    /// Of the volume not excluded, with a rated visit.
    pub visited: i64,
    /// 省长信箱: of the volume, come by the governor's mailbox.
    pub governor_mailbox: i64,
    /// Sent back 退回, and so in no other count.
    pub sent_back: i64,
    /// Withdrawn, and so in no other count.
    pub withdrawn: i64,
    /// Of the volume not excluded: with a limit for signing 签收 that has passed, or signed for with such a limit.
    pub sign_limited: i64,
    /// Of those, signed for in time.
    pub signed_in_time: i64,
    /// Of the volume not excluded: completed at least once.
    pub completed_once: i64,
    /// Of those, opened again 重办.
    pub redone: i64,
    /// Lead assignments of duplicates that are in no other count, because the policy counts duplicates once.
    pub duplicates: i64,
    /// The visits that count, by whether the matter is resolved: yes, partly, no.
    pub resolutions: [i64; 3],
    /// Grades for the process, best first.
    pub process_grades: [i64; 5],
    /// Grades for the outcome, best first.
    pub outcome_grades: [i64; 5],
    /// Supervisions 督办 issued in the month: by telephone, written, on site.
    pub supervisions: [i64; 3],
    /// Leader sessions 领导接听 in the month.
    pub leader_sessions: i64,
    /// Calls answered in them.
    pub leader_session_calls: i64,
}

impl UnitCounts {
    /// Reads them from the tallies as of the end of a local day.
    pub fn read(
        tallies: &Tallies,
        month: Month,
        unit: &str,
        day: Day,
        duplicates: Duplicates,
    ) -> UnitCounts {
        let mut counts = UnitCounts::default();
        for (measure, count) in tallies.of_unit(month, unit, day) {
            counts.take(measure, count, duplicates);
        }
        counts
    }

    /// Reads those of every unit that has any tally in the month.
    pub fn read_all(
        tallies: &Tallies,
        month: Month,
        day: Day,
        duplicates: Duplicates,
    ) -> BTreeMap<&str, UnitCounts> {
        let mut all: BTreeMap<&str, UnitCounts> = BTreeMap::new();
        for (unit, measure, count) in tallies.of_units(month, day) {
            let counts = all.entry(unit).or_default();
            counts.take(measure, count, duplicates);
        }
        all
    }

    /// Takes in a measure's count. What is counted of duplicates is in the measures themselves too, and is taken out of them where
    /// duplicates count once.
    fn take(&mut self, measure: Measure, count: i64, duplicates: Duplicates) {
        match measure.counts_duplicates_of() {
            None => {
                if let Some(field) = self.field(measure) {
                    *field += count;
                }
            }
            Some(of) if duplicates == Duplicates::CountOnce => {
                if let Some(field) = self.field(of) {
                    *field -= count;
                }
                if of == Measure::Volume {
                    self.duplicates += count;
                }
            }
            Some(_) => {}
        }
    }

    /// Where a measure is counted; `None` for one that is not of a unit.
    fn field(&mut self, measure: Measure) -> Option<&mut i64> {
        Some(match measure {
            Measure::Volume => &mut self.volume,
            Measure::AssistVolume => &mut self.assist_volume,
            Measure::Excluded => &mut self.excluded,
            Measure::Open => &mut self.open,
            Measure::Rated => &mut self.rated,
            Measure::Completed => &mut self.completed,
            Measure::OnTime => &mut self.on_time,
            Measure::Visited => &mut self.visited,
            Measure::GovernorMailbox => &mut self.governor_mailbox,
            Measure::SentBack => &mut self.sent_back,
            Measure::Withdrawn => &mut self.withdrawn,
            Measure::SignLimited => &mut self.sign_limited,
            Measure::SignedInTime => &mut self.signed_in_time,
            Measure::CompletedOnce => &mut self.completed_once,
            Measure::Redone => &mut self.redone,
            Measure::Resolution(resolved) => &mut self.resolutions[usize::from(resolved.index())],
            Measure::Graded(Aspect::Process, grade) => {
                &mut self.process_grades[usize::from(grade.index())]
            }
            Measure::Graded(Aspect::Outcome, grade) => {
                &mut self.outcome_grades[usize::from(grade.index())]
            }
            Measure::Supervision(form) => &mut self.supervisions[usize::from(form.index())],
            Measure::LeaderSession => &mut self.leader_sessions,
            Measure::LeaderSessionCalls => &mut self.leader_session_calls,
            _ => return None,
        })
    }

    /// Each count of two of them put together.
    fn combined(self, other: &UnitCounts, combine: fn(i64, i64) -> i64) -> UnitCounts {
        UnitCounts {
            volume: combine(self.volume, other.volume),
            assist_volume: combine(self.assist_volume, other.assist_volume),
            excluded: combine(self.excluded, other.excluded),
            open: combine(self.open, other.open),
            rated: combine(self.rated, other.rated),
            completed: combine(self.completed, other.completed),
            on_time: combine(self.on_time, other.on_time),
            visited: combine(self.visited, other.visited),
            governor_mailbox: combine(self.governor_mailbox, other.governor_mailbox),
            sent_back: combine(self.sent_back, other.sent_back),
            withdrawn: combine(self.withdrawn, other.withdrawn),
            sign_limited: combine(self.sign_limited, other.sign_limited),
            signed_in_time: combine(self.signed_in_time, other.signed_in_time),
            completed_once: combine(self.completed_once, other.completed_once),
            redone: combine(self.redone, other.redone),
            duplicates: combine(self.duplicates, other.duplicates),
            resolutions: each(self.resolutions, other.resolutions, combine),
            process_grades: each(self.process_grades, other.process_grades, combine),
            outcome_grades: each(self.outcome_grades, other.outcome_grades, combine),
            supervisions: each(self.supervisions, other.supervisions, combine),
            leader_sessions: combine(self.leader_sessions, other.leader_sessions),
            leader_session_calls: combine(self.leader_session_calls, other.leader_session_calls),
        }
    }

    /// All supervisions, whatever the form.
    pub fn all_supervisions(&self) -> i64 {
        self.supervisions.iter().sum()
    }

    /// The number of grades given: two for each visit.
    pub fn grades(&self) -> i64 {
        let all = self.process_grades.iter().chain(&self.outcome_grades);
        all.sum()
    }

    /// 满意率: Σ grade weight ÷ number of grades, in thousandths over a thousand a grade. 0.00 for a
    /// unit with something rated and nothing completed, absent without grades.
    pub fn satisfaction(&self, weights: &GradeWeights) -> Figure {
        let worth: i64 = Grade::ALL
            .iter()
            .map(|grade| {
                let index = usize::from(grade.index());
                let given = self.process_grades[index] + self.outcome_grades[index];
                given * i64::from(weights.of(*grade))
            })
            .sum();
        let figure = Figure::new(worth, self.grades() * i64::from(GradeWeights::FULL));
        if 0 < self.rated && self.completed == 0 {
            figure.printed_as(Hundredths::ZERO)
        } else {
            figure
        }
    }
}

impl Add for UnitCounts {
    type Output = UnitCounts;

    fn add(self, other: UnitCounts) -> UnitCounts {
        self.combined(&other, i64::saturating_add)
    }
}

impl Sub for UnitCounts {
    type Output = UnitCounts;

    fn sub(self, other: UnitCounts) -> UnitCounts {
        self.combined(&other, i64::saturating_sub)
    }
}

fn each<const N: usize>(left: [i64; N], right: [i64; N], combine: fn(i64, i64) -> i64) -> [i64; N] {
    array::from_fn(|index| combine(left[index], right[index]))
}
