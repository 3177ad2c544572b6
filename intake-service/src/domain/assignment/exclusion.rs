//! Exclusions 剔除: an assignment taken out of rating, with a reason and a second approver.

use hotline_common::time::Moment;

use super::{Change, ExclusionReason, Fact};
use crate::domain::numbered::numbered;

numbered! {
    /// Where an exclusion stands.
    ExclusionState {
        /// Asked for, not decided.
        Requested = 1 "requested",
        /// Approved: the assignment is not rated.
        Approved = 2 "approved",
        /// Refused.
        Refused = 3 "refused",
    }
}

/// An exclusion 剔除, without its note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// The number within the assignment, from 1.
    pub number: u32,
    /// Why.
    pub reason: ExclusionReason,
    /// Who asked.
    pub requested_by: String,
    /// When it was asked for.
    pub requested: Moment,
    /// The sequence of the asking.
    pub requested_sequence: i64,
    /// The decision.
    pub decision: Option<Decision>,
}

/// The decision about an exclusion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether it was approved.
    pub approved: bool,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided: Moment,
    /// The sequence of the decision.
    pub sequence: i64,
}

impl Exclusion {
    /// Where it stands.
    pub fn state(&self) -> ExclusionState {
        match &self.decision {
            None => ExclusionState::Requested,
            Some(decision) if decision.approved => ExclusionState::Approved,
            Some(_) => ExclusionState::Refused,
        }
    }

    /// The sequence of its last change.
    pub fn sequence(&self) -> i64 {
        self.decision
            .as_ref()
            .map_or(self.requested_sequence, |decision| decision.sequence)
    }
}

/// The exclusions that these facts tell of, by number.
pub(super) fn exclusions(facts: &[Fact]) -> Vec<Exclusion> {
    let mut exclusions: Vec<Exclusion> = Vec::new();
    for fact in facts {
        if let Change::ExclusionRequested { number, reason } = fact.change {
            exclusions.push(Exclusion {
                number,
                reason,
                requested_by: fact.actor.clone(),
                requested: fact.happened,
                requested_sequence: fact.sequence,
                decision: None,
            });
        }
    }
    for fact in facts {
        if let Change::ExclusionDecided { number, approved } = fact.change
            && let Some(exclusion) = exclusions.iter_mut().find(|one| one.number == number)
        {
            exclusion.decision = Some(Decision {
                approved,
                decided_by: fact.actor.clone(),
                decided: fact.happened,
                sequence: fact.sequence,
            });
        }
    }
    exclusions.sort_by_key(|exclusion| exclusion.number);
    exclusions
}
