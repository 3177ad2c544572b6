//! One unit's line in a ranking.

use std::cmp::{Ordering, Reverse};

use hotline_common::time::{Day, Month};
use serde::{Deserialize, Serialize};

use super::UnitInfo;
use super::counts::UnitCounts;
use crate::score::measure::Measure;
use crate::score::policy::Policy;
use crate::score::rate::{Figure, Hundredths};
use crate::score::tallies::Tallies;
use crate::score::words::{Group, Resolved, ScoredMeasure};

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
    /// What is the same for every unit, as far as the policy weighs it; absent otherwise.
    pub hotline: HotlineFigures,
    /// Whether its volume is under the policy's minimum, so that it is listed apart, without a rank.
    pub small_sample: bool,
    /// 综合得分.
    pub composite: Option<Hundredths>,
}

/// The figures of the whole hotline that a policy may weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HotlineFigures {
    /// Calls answered at once ÷ calls.
    pub first_answer: Figure,
    /// Calls answered within 15 seconds ÷ calls (GB/T 33358-2016).
    pub answered_soon: Figure,
}

impl HotlineFigures {
    /// Reads them from the tallies of the month as of the end of a local day.
    pub fn read(tallies: &Tallies, month: Month, day: Day) -> HotlineFigures {
        let count = |measure| tallies.city(month, measure, day);
        let calls = count(Measure::Calls);
        HotlineFigures {
            first_answer: Figure::new(count(Measure::CallsAnswered), calls),
            answered_soon: Figure::new(count(Measure::CallsAnsweredSoon), calls),
        }
    }

    /// Those that a policy weighs; the others are absent.
    #[must_use]
    pub fn weighed_by(self, policy: &Policy) -> HotlineFigures {
        let weighed = |measure, figure| {
            if policy.weighs(measure) {
                figure
            } else {
                Figure::new(0, 0)
            }
        };
        HotlineFigures {
            first_answer: weighed(ScoredMeasure::FirstAnswer, self.first_answer),
            answered_soon: weighed(ScoredMeasure::AnsweredSoon, self.answered_soon),
        }
    }
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
    /// 按时签收率: signed for in time ÷ those whose limit for signing has passed or that are signed for.
    pub sign_for: Figure,
    /// 重办率: opened again ÷ completed at least once.
    pub redo: Figure,
    /// 退回率: sent back ÷ volume and sent back.
    pub send_back: Figure,
    /// 解决率: resolved, as the citizen says ÷ assignments with a rated visit.
    pub resolved: Figure,
}

impl Row {
    /// `hotline` has the figures that the policy weighs, and no others.
    pub(super) fn new(
        code: &str,
        unit: Option<&UnitInfo>,
        counts: &UnitCounts,
        all_supervisions: i64,
        hotline: HotlineFigures,
        policy: &Policy,
        month: Month,
    ) -> Row {
        let mut row = Row {
            rank: None,
            code: code.to_owned(),
            name: unit.map_or(code, |unit| &unit.name).to_owned(),
            group: unit.map(|unit| unit.group),
            position: unit.map_or(u32::MAX, |unit| unit.position),
            active: unit.is_some_and(|unit| unit.is_active_in(month)),
            counts: *counts,
            rates: (0 < counts.rated).then(|| Rates::new(counts, policy)),
            supervision_ratio: Figure::or_zero(counts.all_supervisions(), all_supervisions),
            hotline,
            small_sample: is_small(counts, policy),
            composite: None,
        };
        row.composite = row.composite_by(policy);
        row
    }

    /// A measure of the unit, exact and as printed; `None` when nothing is rated, unless it is the hotline's.
    pub fn figure(&self, measure: ScoredMeasure) -> Option<Figure> {
        let rate = |choose: fn(&Rates) -> Figure| self.rates.as_ref().map(choose);
        match measure {
            ScoredMeasure::Satisfaction => rate(|rates| rates.satisfaction),
            ScoredMeasure::Completion => rate(|rates| rates.completion),
            ScoredMeasure::OnTimeCompletion => rate(|rates| rates.on_time_completion),
            ScoredMeasure::Supervision => Some(self.supervision_ratio),
            ScoredMeasure::SignFor => rate(|rates| rates.sign_for),
            ScoredMeasure::Redo => rate(|rates| rates.redo),
            ScoredMeasure::SendBack => rate(|rates| rates.send_back),
            ScoredMeasure::Resolved => rate(|rates| rates.resolved),
            ScoredMeasure::Coverage => rate(|rates| rates.coverage),
            ScoredMeasure::FirstAnswer => Some(self.hotline.first_answer),
            ScoredMeasure::AnsweredSoon => Some(self.hotline.answered_soon),
        }
    }

    /// The same unit's line with other counts: rates and composite score by them, name and rank as they are. Supervisions that it has
    /// more or less, all units together have too.
    #[must_use]
    pub fn with_counts(&self, counts: &UnitCounts, policy: &Policy) -> Row {
        let supervised = counts.all_supervisions();
        let others = self.supervision_ratio.rate.denominator - self.counts.all_supervisions();
        let mut row = Row {
            counts: *counts,
            rates: (0 < counts.rated).then(|| Rates::new(counts, policy)),
            supervision_ratio: Figure::or_zero(supervised, others + supervised),
            small_sample: is_small(counts, policy),
            ..self.clone()
        };
        row.composite = row.composite_by(policy);
        row
    }

    /// The composite score by a policy. A unit that completed nothing has 0.00, which the bare formula would not give; one with
    /// nothing rated has none.
    fn composite_by(&self, policy: &Policy) -> Option<Hundredths> {
        self.rates?;
        if self.counts.completed == 0 {
            return Some(Hundredths::ZERO);
        }
        policy.composite(|measure| self.figure(measure)?.printed)
    }

    /// What the unit claims and citizens do not confirm: the printed completion rate less the printed resolved rate, in hundredths; negative where
    /// more is confirmed than claimed. `None` where either is absent.
    pub fn claim_gap(&self) -> Option<Hundredths> {
        let rates = self.rates?;
        let (claimed, confirmed) = (rates.completion.printed?, rates.resolved.printed?);
        Some(Hundredths(claimed.0 - confirmed.0))
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

fn is_small(counts: &UnitCounts, policy: &Policy) -> bool {
    counts.volume != 0 && counts.volume < i64::from(policy.lists.minimum_volume)
}

impl Rates {
    fn new(counts: &UnitCounts, policy: &Policy) -> Rates {
        Rates {
            completion: Figure::new(counts.completed, counts.rated),
            on_time_completion: Figure::new(counts.on_time, counts.rated),
            satisfaction: counts.satisfaction(&policy.grade_weights),
            coverage: Figure::new(counts.visited, counts.volume - counts.excluded),
            sign_for: Figure::new(counts.signed_in_time, counts.sign_limited),
            redo: Figure::new(counts.redone, counts.completed_once),
            send_back: Figure::new(counts.sent_back, counts.volume + counts.sent_back),
            resolved: Figure::new(
                counts.resolutions[usize::from(Resolved::Yes.index())],
                counts.visited,
            ),
        }
    }
}
