//! Roles and states of assignments.

use crate::domain::numbered::numbered;

numbered! {
    /// Whether a unit leads an order or assists.
    AssignmentRole {
        /// 主办: the unit answers for the order.
        Lead = 1 "lead",
        /// 协办: the unit helps.
        Assist = 2 "assist",
    }
}

numbered! {
    /// Where an assignment stands.
    AssignmentState {
        /// With the unit, not completed (or opened again).
        Assigned = 1 "assigned",
        /// The unit asked to send it back.
        SendBackRequested = 2 "send-back requested",
        /// Completed.
        Completed = 3 "completed",
        /// Sent back, and the centre accepted.
        SentBack = 4 "sent back",
        /// Withdrawn by the centre.
        Withdrawn = 5 "withdrawn",
        /// 签收: the unit signed for it.
        SignedFor = 6 "signed for",
        /// The unit works on it.
        InHand = 7 "in hand",
        /// Completed, and the citizen was visited: rated, or refused to answer.
        Visited = 8 "visited",
        /// 结案: completed, and closed by the centre.
        Closed = 9 "closed",
    }
}
