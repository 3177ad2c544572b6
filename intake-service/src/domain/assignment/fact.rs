//! What can happen to an assignment, and when it did.

use hotline_common::time::Moment;

use super::{
    AssignmentRole, ExclusionReason, ExtensionReason, Move, RedoReason, SendBackReason, Visit,
    WithdrawalReason,
};
use crate::domain::card::Card;
use crate::domain::deadline::Basis;
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
        /// By when the unit must sign for it.
        sign_due: Option<Moment>,
        /// How the deadlines came about, where a rule gave them.
        basis: Option<Basis>,
    },
    /// 签收: the unit signed for it.
    SignedFor,
    /// The unit took it in hand.
    TakenInHand,
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
    Completed {
        /// When the unit last spoke with the citizen about it, as it said.
        contact: Option<Moment>,
    },
    /// 结案: the centre closed it.
    Closed,
    /// The centre opened it again.
    Redone {
        /// The new deadline; `None`: the old one stays.
        due: Option<Moment>,
        /// Why.
        reason: RedoReason,
        /// How the new deadline came about, where a rule gave it.
        basis: Option<Basis>,
    },
    /// The citizen was visited.
    Visited(Visit),
    /// A later deadline was asked for, by the fact's actor.
    ExtensionRequested {
        /// The extension's number within the assignment, from 1.
        number: u32,
        /// Why.
        reason: ExtensionReason,
        /// The deadline that is asked for.
        due: Moment,
    },
    /// An extension was decided, by the fact's actor.
    ExtensionDecided {
        /// The extension's number.
        number: u32,
        /// The new deadline; `None`: it was refused.
        granted: Option<Moment>,
    },
    /// An exclusion was asked for, by the fact's actor.
    ExclusionRequested {
        /// The exclusion's number within the assignment, from 1.
        number: u32,
        /// Why.
        reason: ExclusionReason,
    },
    /// A refused exclusion was appealed against, by the fact's actor.
    ExclusionAppealed {
        /// The exclusion's number.
        number: u32,
    },
    /// An exclusion was decided, by the fact's actor; after an appeal for good.
    ExclusionDecided {
        /// The exclusion's number.
        number: u32,
        /// Whether it was approved.
        approved: bool,
    },
    /// It became due soon, or overdue.
    CardIssued {
        /// Which card.
        card: Card,
        /// The deadline that it is about.
        due: Moment,
    },
}

impl Change {
    /// The move that it is; `None` for the first fact, which makes the assignment.
    pub const fn what(&self) -> Option<Move> {
        Some(match self {
            Change::Assigned { .. } => return None,
            Change::SignedFor => Move::SignFor,
            Change::TakenInHand => Move::TakeInHand,
            Change::SendBackRequested { .. } => Move::RequestSendBack,
            Change::SendBackDecided { accepted: false } => Move::RefuseSendBack,
            Change::SendBackDecided { accepted: true } => Move::AcceptSendBack,
            Change::Withdrawn { .. } => Move::Withdraw,
            Change::Completed { .. } => Move::Complete,
            Change::Visited(visit) => visit.result.what(),
            Change::Closed => Move::Close,
            Change::Redone { .. } => Move::Redo,
            Change::ExtensionRequested { .. } => Move::RequestExtension,
            Change::ExtensionDecided { .. } => Move::DecideExtension,
            Change::ExclusionAppealed { .. } => Move::AppealExclusion,
            Change::ExclusionRequested { .. } => Move::RequestExclusion,
            Change::ExclusionDecided { .. } => Move::DecideExclusion,
            Change::CardIssued { .. } => Move::IssueCard,
        })
    }
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

impl Fact {
    /// Whether it is a completion.
    pub const fn is_completion(&self) -> bool {
        matches!(self.change, Change::Completed { .. })
    }
}
