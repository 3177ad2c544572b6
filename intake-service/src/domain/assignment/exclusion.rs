//! Exclusions 剔除: an assignment taken out of rating, with a reason and a second approver; after a refusal one appeal.

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
        /// Refused, and appealed against; not decided again.
        Appealed = 4 "appealed",
    }
}

/// An exclusion 剔除, without its notes.
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
    /// The first decision.
    pub decision: Option<Decision>,
    /// The appeal against a refusal.
    pub appeal: Option<Appeal>,
    /// The decision on the appeal, which is final.
    pub final_decision: Option<Decision>,
}

/// A decision about an exclusion.
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

/// An appeal against a refused exclusion, without its note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appeal {
    /// Who appealed.
    pub appealed_by: String,
    /// When.
    pub appealed: Moment,
    /// The sequence of the appeal.
    pub sequence: i64,
}

impl Exclusion {
    /// Where it stands.
    pub fn state(&self) -> ExclusionState {
        let decided = |decision: &Decision| {
            if decision.approved {
                ExclusionState::Approved
            } else {
                ExclusionState::Refused
            }
        };
        match (&self.decision, &self.appeal, &self.final_decision) {
            (_, _, Some(decision)) | (Some(decision), None, None) => decided(decision),
            (_, Some(_), None) => ExclusionState::Appealed,
            (None, None, None) => ExclusionState::Requested,
        }
    }

    /// The sequence of its last change.
    pub fn sequence(&self) -> i64 {
        let decisions = [&self.decision, &self.final_decision].into_iter().flatten();
        decisions
            .map(|decision| decision.sequence)
            .chain(self.appeal.iter().map(|appeal| appeal.sequence))
            .fold(self.requested_sequence, i64::max)
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
                appeal: None,
                final_decision: None,
            });
        }
    }
    for fact in facts {
        match fact.change {
            Change::ExclusionAppealed { number } => {
                if let Some(exclusion) = exclusions.iter_mut().find(|one| one.number == number) {
                    exclusion.appeal = Some(Appeal {
                        appealed_by: fact.actor.clone(),
                        appealed: fact.happened,
                        sequence: fact.sequence,
                    });
                }
            }
            Change::ExclusionDecided { number, approved } => {
                if let Some(exclusion) = exclusions.iter_mut().find(|one| one.number == number) {
                    let decision = Some(Decision {
                        approved,
                        decided_by: fact.actor.clone(),
                        decided: fact.happened,
                        sequence: fact.sequence,
                    });
                    if exclusion.appeal.is_some() {
                        exclusion.final_decision = decision;
                    } else {
                        exclusion.decision = decision;
                    }
                }
            }
            _ => {}
        }
    }
    exclusions.sort_by_key(|exclusion| exclusion.number);
    exclusions
}
