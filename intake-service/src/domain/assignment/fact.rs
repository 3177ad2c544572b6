//! What can happen to an assignment, and when it did.

use hotline_common::time::Moment;

use super::{AssignmentRole, ExclusionReason, RedoReason, SendBackReason, Visit, WithdrawalReason};
use crate::domain::names::UnitCode;

/// What can happen to an assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was given to a unit. Always the first fact.
    Assigned {
        /// To whom.
        unit: UnitCode,
        /// Lead or assist.
        role: AssignmentRole,
        /// The deadline.
        due: Option<Moment>,
    },
    /// The unit asked to send it back.
    SendBackRequested {
        /// Why.
        reason: SendBackReason,
    },
    /// The centre decided about the send-back.
    SendBackDecided {
        /// Whether it accepted.
        accepted: bool,
    },
    /// The centre withdrew it.
    Withdrawn {
        /// Why.
        reason: WithdrawalReason,
    },
    /// The unit completed it.
    Completed,
    /// The centre opened it again.
    Redone {
        /// The new deadline; `None`: the old one stays.
        due: Option<Moment>,
        /// Why.
        reason: RedoReason,
    },
    /// The citizen was visited.
    Visited(Visit),
    /// An exclusion was asked for, by the fact's actor.
    ExclusionRequested {
        /// The exclusion's number within the assignment, from 1.
        number: u32,
        /// Why.
        reason: ExclusionReason,
    },
    /// An exclusion was decided, by the fact's actor.
    ExclusionDecided {
        /// The exclusion's number.
        number: u32,
        /// Whether it was approved.
        approved: bool,
    },
}

/// A dated fact of an assignment's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// When it happened.
    pub happened: Moment,
    /// The sequence of its event.
    pub sequence: i64,
    /// Who did it.
    pub actor: String,
    /// What happened.
    pub change: Change,
}
