//! Why something was done to an assignment. Closed lists: the words go into the feed, so no text may.

use crate::domain::numbered::numbered;

numbered! {
    /// Why a unit sends an assignment back 退回.
    SendBackReason {
        /// Another unit is responsible.
        NotResponsible = 1 "not responsible",
        /// The order does not say enough to act on.
        InsufficientInformation = 2 "insufficient information",
        /// The matter is in another order already.
        Duplicate = 3 "duplicate",
        /// Something else.
        Other = 4 "other",
    }
}

numbered! {
    /// Why the centre withdraws an assignment.
    WithdrawalReason {
        /// It went to the wrong unit.
        WrongUnit = 1 "wrong unit",
        /// The citizen withdrew the request.
        WithdrawnByCitizen = 2 "withdrawn by the citizen",
        /// The matter is in another order already.
        Duplicate = 3 "duplicate",
        /// Something else.
        Other = 4 "other",
    }
}

numbered! {
    /// Why a completed assignment is opened again 重办.
    RedoReason {
        /// The citizen was not satisfied.
        Dissatisfied = 1 "dissatisfied",
        /// The reply does not answer the request.
        IncompleteReply = 2 "incomplete reply",
        /// The matter came up again.
        Recurred = 3 "recurred",
        /// Something else.
        Other = 4 "other",
    }
}

numbered! {
    /// Why an assignment is taken out of rating 剔除.
    ExclusionReason {
        /// The request is outside what the law lets the unit do.
        BeyondAuthority = 1 "beyond authority",
        /// The request is unreasonable.
        UnreasonableRequest = 2 "unreasonable request",
        /// The matter is with a court, a petition office or a higher authority.
        InOtherProcedure = 3 "in another procedure",
        /// The unit could not act.
        ForceMajeure = 4 "force majeure",
        /// Something else.
        Other = 5 "other",
    }
}
