//! Extensions 延期: a unit asks for a later deadline, somebody else grants or refuses it.

use hotline_common::time::Moment;

use super::{Change, Fact};
use crate::domain::numbered::numbered;

numbered! {
    /// Why a unit asks for a later deadline.
    ExtensionReason {
        /// The matter is hard: it needs surveys, works or several units.
        ComplexMatter = 1 "complex matter",
        /// The unit waits for a higher authority, a court, another unit.
        WaitingForOthers = 2 "waiting for others",
        /// The citizen must do or send something first.
        WaitingForCitizen = 3 "waiting for the citizen",
        /// Weather, disaster, lack of means outside the unit's power.
        ForceMajeure = 4 "force majeure",
        /// Something else.
        Other = 5 "other",
    }
}

numbered! {
    /// Where an extension stands.
    ExtensionState {
        /// Asked for, not decided.
        Requested = 1 "requested",
        /// Granted: there is a new deadline.
        Granted = 2 "granted",
        /// Refused: the deadline stays.
        Refused = 3 "refused",
        /// Never decided, and now pointless: the assignment was opened again, closed, sent back or withdrawn.
        Lapsed = 4 "lapsed",
    }
}

/// An extension 延期, without its note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The number within the assignment, from 1.
    pub number: u32,
    /// Why.
    pub reason: ExtensionReason,
    /// The deadline that was asked for.
    pub due: Moment,
    /// Who asked.
    pub requested_by: String,
    /// When it was asked for.
    pub requested: Moment,
    /// The sequence of the asking.
    pub requested_sequence: i64,
    /// What became of it.
    pub fate: ExtensionFate,
}

/// What became of an extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExtensionFate {
    /// Nothing yet.
    Pending,
    /// It was decided.
    Decided(ExtensionDecision),
    /// It was never decided, and now it is pointless.
    Lapsed {
        /// Since when.
        at: Moment,
        /// The sequence of the fact that made it so.
        sequence: i64,
    },
}

/// The decision about an extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtensionDecision {
    /// The new deadline where it was granted.
    pub granted: Option<Moment>,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided: Moment,
    /// The sequence of the decision.
    pub sequence: i64,
}

impl Extension {
    /// Where it stands.
    pub fn state(&self) -> ExtensionState {
        match &self.fate {
            ExtensionFate::Pending => ExtensionState::Requested,
            ExtensionFate::Decided(decision) if decision.granted.is_some() => {
                ExtensionState::Granted
            }
            ExtensionFate::Decided(_) => ExtensionState::Refused,
            ExtensionFate::Lapsed { .. } => ExtensionState::Lapsed,
        }
    }

    /// The sequence of its last change.
    pub fn sequence(&self) -> i64 {
        match &self.fate {
            ExtensionFate::Pending => self.requested_sequence,
            ExtensionFate::Decided(decision) => decision.sequence,
            ExtensionFate::Lapsed { sequence, .. } => *sequence,
        }
        .max(self.requested_sequence)
    }

    /// When it ceased to wait for a decision; `None`: it waits.
    pub fn ended(&self) -> Option<Moment> {
        match &self.fate {
            ExtensionFate::Pending => None,
            ExtensionFate::Decided(decision) => Some(decision.decided),
            ExtensionFate::Lapsed { at, .. } => Some(*at),
        }
    }
}

/// The extensions that these facts tell of, by number.
pub(super) fn extensions(facts: &[Fact]) -> Vec<Extension> {
    let mut extensions: Vec<Extension> = Vec::new();
    for fact in facts {
        match &fact.change {
            Change::ExtensionRequested {
                number,
                reason,
                due,
            } => extensions.push(Extension {
                number: *number,
                reason: *reason,
                due: *due,
                requested_by: fact.actor.clone(),
                requested: fact.happened,
                requested_sequence: fact.sequence,
                fate: ExtensionFate::Pending,
            }),
            Change::ExtensionDecided { number, granted } => {
                if let Some(extension) = extensions.iter_mut().find(|one| one.number == *number) {
                    extension.fate = ExtensionFate::Decided(ExtensionDecision {
                        granted: *granted,
                        decided_by: fact.actor.clone(),
                        decided: fact.happened,
                        sequence: fact.sequence,
                    });
                }
            }
            change if ends_extensions(change) => {
                let pending = |one: &&mut Extension| one.fate == ExtensionFate::Pending;
                for extension in extensions.iter_mut().filter(pending) {
                    extension.fate = ExtensionFate::Lapsed {
                        at: fact.happened,
                        sequence: fact.sequence,
                    };
                }
            }
            _ => {}
        }
    }
    extensions.sort_by_key(|extension| extension.number);
    extensions
}

/// Whether extensions that wait for a decision lapse by it.
const fn ends_extensions(change: &Change) -> bool {
    matches!(
        change,
        Change::Redone { .. }
            | Change::Closed
            | Change::Withdrawn { .. }
            | Change::SendBackDecided { accepted: true }
    )
}
