//! Who was shown a citizen's data.

use hotline_common::time::Moment;

use super::names::{LedgerId, OrderNumber, Subject, UnitCode};
use super::numbered::numbered;

numbered! {
    /// What a citizen's data is needed for.
    RevealPurpose {
        /// To handle the request.
        Handling = 1 "handling",
        /// To visit the citizen 回访.
        ReturnVisit = 2 "return visit",
        /// To examine a dispute or a complaint about the handling.
        Review = 3 "review",
        /// At the request of a court or another authority.
        Legal = 4 "legal request",
        /// The citizen asked what is stored.
        CitizensRequest = 5 "citizen's request",
        /// Something else.
        Other = 6 "other",
    }
}

/// Whose data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RevealTarget {
    /// The requester of an order.
    Order(OrderNumber),
    /// The caller.
    Call(LedgerId),
}

impl RevealTarget {
    /// The order's or the call's name.
    pub fn subject(self) -> Subject {
        match self {
            RevealTarget::Order(order) => Subject::WorkOrder(order),
            RevealTarget::Call(call) => Subject::Call(call),
        }
    }

    /// The order, if it is one.
    pub fn order(self) -> Option<OrderNumber> {
        match self {
            RevealTarget::Order(order) => Some(order),
            RevealTarget::Call(_) => None,
        }
    }
}

/// Somebody was shown a citizen's data; without the note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reveal {
    /// The ledger's number.
    pub id: LedgerId,
    /// Whose data.
    pub target: RevealTarget,
    /// What for.
    pub purpose: RevealPurpose,
    /// The unit on whose behalf.
    pub unit: Option<UnitCode>,
    /// To whom.
    pub actor: String,
    /// When.
    pub revealed: Moment,
}
