//! One unit's line in a ranking.

use std::cmp::{Ordering, Reverse};

use hotline_common::time::Month;
use serde::{Deserialize, Serialize};

use super::UnitInfo;
use super::counts::UnitCounts;
use crate::score::policy::{CompletionMeasure, Policy};
use crate::score::rate::{Figure, Hundredths};
use crate::score::words::Group;

/// One unit's line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its rank within its group, from 1; `None` without a composite score.
    pub rank: Option<u32>,
    /// Its code.
    pub code: String,
    /// Its name; the code when the registry does not know it.
    pub name: String,
    /// Its group; `None` when the registry does not know it.
    pub group: Option<Group>,
    /// Its place in official lists; the last one when the registry does not know it.
    pub position: u32,
    /// Whether it is active on some day of the month.
    pub active: bool,
    /// The counts.
    pub counts: UnitCounts,
    /// The rates; `None` when nothing is rated.
    pub rates: Option<Rates>,
    /// 督办比: its supervisions ÷ all supervisions of the month.
    pub supervision_ratio: Figure,
    /// 综合得分.
    pub composite: Option<Hundredths>,
}

/// The rates of a unit with something rated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    /// 办结率: completed ÷ rated.
    pub completion: Figure,
    /// 按时办结率: completed on time ÷ rated.
    pub on_time_completion: Figure,
    /// 满意率, in thousandths over a thousand a grade; printed as absent without grades.
    pub satisfaction: Figure,
    /// Assignments with a rated visit ÷ assignments of the volume not excluded.
    pub coverage: Figure,
}

impl Row {
    pub(super) fn new(
        code: &str,
        unit: Option<&UnitInfo>,
        counts: UnitCounts,
        all_supervisions: i64,
        policy: &Policy,
        month: Month,
    ) -> Row {
        let supervision_ratio = Figure::or_zero(counts.all_supervisions(), all_supervisions);
        let rates = (0 < counts.rated).then(|| Rates::new(&counts, policy));
        let composite = rates
            .as_ref()
            .and_then(|rates| composite(&counts, rates, supervision_ratio, policy));
        Row {
            rank: None,
            code: code.to_owned(),
            name: unit.map_or(code, |unit| &unit.name).to_owned(),
            group: unit.map(|unit| unit.group),
            position: unit.map_or(u32::MAX, |unit| unit.position),
            active: unit.is_some_and(|unit| unit.is_active_in(month)),
            counts,
            rates,
            supervision_ratio,
            composite,
        }
    }

    /// The same unit's line with other counts: rates and composite score by them, name and rank as they are. Supervisions that it has
    /// more or less, all units together have too.
    #[must_use]
    pub fn with_counts(&self, counts: UnitCounts, policy: &Policy) -> Row {
        let supervised = counts.all_supervisions();
        let others = self.supervision_ratio.rate.denominator - self.counts.all_supervisions();
        let supervision_ratio = Figure::or_zero(supervised, others + supervised);
        let rates = (0 < counts.rated).then(|| Rates::new(&counts, policy));
        Row {
            composite: rates
                .as_ref()
                .and_then(|rates| composite(&counts, rates, supervision_ratio, policy)),
            counts,
            rates,
            supervision_ratio,
            ..self.clone()
        }
    }

    /// The order of a ranking: composite, high first; then as listed.
    pub(super) fn compare(&self, other: &Row) -> Ordering {
        Reverse(self.composite)
            .cmp(&Reverse(other.composite))
            .then_with(|| self.compare_listed(other))
    }

    /// The order among equals: volume, larger first; position; code, bytewise.
    pub(super) fn compare_listed(&self, other: &Row) -> Ordering {
        Reverse(self.counts.volume)
            .cmp(&Reverse(other.counts.volume))
            .then_with(|| self.position.cmp(&other.position))
            .then_with(|| self.code.cmp(&other.code))
    }
}

impl Rates {
    fn new(counts: &UnitCounts, policy: &Policy) -> Rates {
        Rates {
            completion: Figure::new(counts.completed, counts.rated),
            on_time_completion: Figure::new(counts.on_time, counts.rated),
            satisfaction: counts.satisfaction(&policy.grade_weights),
            coverage: Figure::new(counts.visited, counts.volume - counts.excluded),
        }
    }

    /// The completion rate that scores.
    pub fn scored_completion(&self, policy: &Policy) -> Figure {
        match policy.completion_measure {
            CompletionMeasure::Completion => self.completion,
            CompletionMeasure::OnTimeCompletion => self.on_time_completion,
        }
    }
}

/// The composite score. A unit that completed nothing has 0.00, which the bare formula would not give.
fn composite(
    counts: &UnitCounts,
    rates: &Rates,
    supervision_ratio: Figure,
    policy: &Policy,
) -> Option<Hundredths> {
    if counts.completed == 0 {
        return Some(Hundredths::ZERO);
    }
    let completion = rates.scored_completion(policy).printed?;
    let supervision_ratio = supervision_ratio.printed?;
    policy.composite(rates.satisfaction.printed, completion, supervision_ratio)
}
