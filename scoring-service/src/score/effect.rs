//! What a single assignment does to its unit's line: which counts it is part of, and what the composite score would be
//! without it.

use hotline_common::time::{Day, Zone};

use super::contribution::assignment_contribution;
use super::facts::AssignmentHistory;
use super::policy::Policy;
use super::ranking::{Row, UnitCounts};
use super::rate::Hundredths;
use super::tallies::Tallies;

/// What an assignment does to its unit's line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// What the unit's composite score would be without it; `None` without a score.
    pub composite_without: Option<Hundredths>,
    /// By how many hundredths of a point the score would be higher without it; `None` where either score is absent.
    pub cost: Option<i64>,
}

impl UnitCounts {
    /// What one assignment adds to its unit's counts as of the end of a local day. The sum over a unit's assignments of a
    /// month is its counts, but for supervisions and leader sessions.
    pub fn of_assignment(
        history: &AssignmentHistory,
        policy: &Policy,
        zone: &Zone,
        day: Day,
    ) -> UnitCounts {
        let tallies: Tallies = assignment_contribution(history, zone).into_iter().collect();
        let month = zone.month_of(history.assigned);
        UnitCounts::read(&tallies, month, &history.unit, day, policy.duplicates)
    }
}

/// What an assignment that adds this to its unit's counts does to the unit's line. Takes the same time however large the
/// cohort is.
pub fn effect(row: &Row, adds: UnitCounts, policy: &Policy) -> Effect {
    let composite_without = row.with_counts(&(row.counts - adds), policy).composite;
    let cost = composite_without
        .zip(row.composite)
        .map(|(without, with)| without.0 - with.0);
    Effect {
        composite_without,
        cost,
    }
}
