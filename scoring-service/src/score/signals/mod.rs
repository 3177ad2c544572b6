//! Signals of a gamed score, for auditors: reasons to look, one file a signal. They change no figure and enter no ranking.
//!
//! Each is a pure function of a unit's assignments of a month. The thresholds are in [`thresholds`]; `docs/signals.md` explains them.

mod completed_without_contact;
mod extension_burst;
mod late_send_back;
mod low_coverage;
mod partly_resolved_closed;
mod recorded_late;
mod repeated_visits;
mod rush_before_cut_off;

pub mod thresholds;

#[cfg(test)]
mod tests;

use hotline_common::time::{Moment, Month, Zone};

use super::facts::{AssignmentHistory, Fact, FactKind};
use super::rate::Rate;
use super::standing::{Place, Standing};
use super::words::Role;

/// What there may be a reason to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignalKind {
    /// Completed without contact with the citizen.
    CompletedWithoutContact,
    /// Visited until the citizen was satisfied.
    RepeatedVisits,
    /// Extensions asked for at the month's end.
    ExtensionBurst,
    /// Sent back when the deadline was near or over.
    LateSendBack,
    /// Closed although the matter is not resolved, or in part.
    PartlyResolvedClosed,
    /// Far fewer visits than in the group.
    LowCoverage,
    /// Completed just before the cut-off.
    RushBeforeCutOff,
    /// Recorded long after it happened.
    RecordedLate,
}

impl SignalKind {
    /// Every kind in order.
    pub const ALL: [SignalKind; 8] = [
        SignalKind::CompletedWithoutContact,
        SignalKind::RepeatedVisits,
        SignalKind::ExtensionBurst,
        SignalKind::LateSendBack,
        SignalKind::PartlyResolvedClosed,
        SignalKind::LowCoverage,
        SignalKind::RushBeforeCutOff,
        SignalKind::RecordedLate,
    ];

    /// The signals of this kind that a unit gives, by order and number.
    pub fn find(self, view: &UnitView<'_>) -> Vec<Signal> {
        match self {
            SignalKind::CompletedWithoutContact => completed_without_contact::find(view),
            SignalKind::RepeatedVisits => repeated_visits::find(view),
            SignalKind::ExtensionBurst => extension_burst::find(view),
            SignalKind::LateSendBack => late_send_back::find(view),
            SignalKind::PartlyResolvedClosed => partly_resolved_closed::find(view),
            SignalKind::LowCoverage => low_coverage::find(view),
            SignalKind::RushBeforeCutOff => rush_before_cut_off::find(view),
            SignalKind::RecordedLate => recorded_late::find(view),
        }
    }
}

/// An assignment, and when it was recorded that it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// The assignment as it is known.
    pub history: AssignmentHistory,
    /// When its own making was recorded.
    pub recorded: Moment,
}

/// What the signals of a unit are found in.
#[derive(Clone, Copy, Debug)]
pub struct UnitView<'a> {
    /// The unit's assignments of the month, by order and number.
    pub assignments: &'a [Observed],
    /// The month.
    pub month: Month,
    /// The hotline's zone.
    pub zone: &'a Zone,
    /// The month's cut-off: the first instant that is too late.
    pub cut_off: Moment,
    /// What happened before this instant is looked at: the cut-off, or the end of the present local day where that is earlier.
    pub as_of: Moment,
    /// The coverage of visits of all units of the unit's group together.
    pub group_coverage: Rate,
}

/// A reason to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Which.
    pub kind: SignalKind,
    /// The assignment's order and number; `None` where it is about the unit as a whole.
    pub assignment: Option<(i64, u32)>,
    /// What was seen, in words.
    pub description: String,
    /// What was counted.
    pub count: i64,
    /// Of how many; 0 where the rule compares with nothing.
    pub of: i64,
    /// The facts behind it, by assignment and time.
    pub facts: Vec<SignalFact>,
}

/// A fact behind a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignalFact {
    /// The order's number.
    pub order: i64,
    /// The assignment's number within it.
    pub number: u32,
    /// The fact.
    pub fact: Fact,
}

impl UnitView<'_> {
    /// The lead assignments that count: in the volume and not excluded; with how they stand.
    fn counted(&self) -> impl Iterator<Item = (&Observed, Standing)> {
        self.leads()
            .filter(|(_, standing)| matches!(standing.place, Place::Open | Place::Rated))
    }

    fn leads(&self) -> impl Iterator<Item = (&Observed, Standing)> {
        self.assignments
            .iter()
            .filter(|observed| observed.history.role == Role::Lead)
            .map(|observed| (observed, Standing::of(&observed.history, self.as_of)))
    }

    /// Those of the counted ones that are completed, with their last completion.
    fn completed(&self) -> impl Iterator<Item = (&Observed, Fact)> {
        self.counted()
            .filter(|(_, standing)| standing.is_completed())
            .filter_map(|(observed, _)| {
                let facts = observed.history.facts.before(self.as_of);
                let last = facts
                    .iter()
                    .rfind(|fact| matches!(fact.kind, FactKind::Completed { .. }))?;
                Some((observed, *last))
            })
    }
}

impl Observed {
    fn fact(&self, fact: Fact) -> SignalFact {
        SignalFact {
            order: self.history.order,
            number: self.history.number,
            fact,
        }
    }

    const fn key(&self) -> (i64, u32) {
        (self.history.order, self.history.number)
    }
}

/// Whether a part is at least so many thousandths of the whole.
fn is_share(part: i64, whole: i64, permille: i64) -> bool {
    whole * permille <= part * 1_000
}

fn length<T>(list: &[T]) -> i64 {
    i64::try_from(list.len()).unwrap_or(i64::MAX)
}
