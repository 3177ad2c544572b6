//! Why something may not be done to an assignment: in words that say what to do.

use super::Case;
use crate::domain::assignment::{Change, Fact, Move, Obstacle};
use crate::domain::names::Subject;
use crate::domain::rejection::Rejection;
use hotline_common::time::Moment;

impl Case<'_> {
    pub(super) fn refuse(&self, reason: &'static str, description: impl Into<String>) -> Rejection {
        Rejection::state(reason, Subject::Assignment(self.assignment.id), description)
    }

    /// The state stands in the way.
    pub(super) fn hindered(&self, what: Move, obstacle: Obstacle) -> Rejection {
        let standing = self.standing();
        let when = |moment: Option<Moment>| moment.unwrap_or(self.at);
        let description = match obstacle {
            Obstacle::Signed => {
                format!("it was signed for already, at {}", when(standing.signed))
            }
            Obstacle::InHand => format!("the unit had it in hand already at {}", self.at),
            Obstacle::AskedBack => {
                "a send-back was asked for already and is not decided; decide it with DecideSendBack first"
                    .to_owned()
            }
            Obstacle::NotAskedBack => {
                format!("no send-back was waiting for a decision at {}", self.at)
            }
            Obstacle::Done => format!(
                "it was completed at {}; open it again with RedoAssignment first",
                when(standing.completed)
            ),
            Obstacle::NotDone => {
                let done = match what {
                    Move::Redo => "opened again",
                    Move::Close => "closed",
                    _ => "visited",
                };
                format!(
                    "it was not completed at {}; only a completed assignment is {done}",
                    self.at
                )
            }
            Obstacle::Closed => format!(
                "it was closed at {}, for good; assign the order again if there is more to do",
                when(standing.closed)
            ),
            Obstacle::Gone => format!(
                "it was sent back or withdrawn at {}; assign the order again",
                when(standing.removed)
            ),
        };
        self.refuse(obstacle.reason(), description)
    }

    /// Something that is known to have happened later would make no sense any more.
    pub(super) fn overtaken(&self, later: &Fact) -> Rejection {
        let at = later.happened;
        let (reason, what) = match &later.change {
            Change::SignedFor => ("ASSIGNMENT_SIGNED_FOR", "the unit signed for it"),
            Change::TakenInHand => ("ASSIGNMENT_IN_HAND", "the unit took it in hand"),
            Change::SendBackRequested { .. } => {
                ("SEND_BACK_REQUESTED", "the unit asked to send it back")
            }
            Change::SendBackDecided { .. } | Change::Withdrawn { .. } => {
                ("ASSIGNMENT_REMOVED", "it was sent back or withdrawn")
            }
            Change::Completed { .. } => ("ASSIGNMENT_COMPLETED", "it was completed"),
            Change::Visited(_) => ("ASSIGNMENT_VISITED", "the citizen was visited"),
            Change::Closed => ("ASSIGNMENT_CLOSED", "it was closed"),
            Change::Redone { .. } => ("ASSIGNMENT_REDONE", "it was opened again"),
            Change::ExtensionRequested { .. } => {
                ("EXTENSION_REQUESTED", "the unit asked for a later deadline")
            }
            Change::Assigned { .. }
            | Change::ExtensionDecided { .. }
            | Change::ExclusionRequested { .. }
            | Change::ExclusionAppealed { .. }
            | Change::ExclusionDecided { .. }
            | Change::CardIssued { .. } => ("ASSIGNMENT_CHANGED", "something was done to it"),
        };
        self.refuse(
            reason,
            format!("{what} later, at {at}, which would make no sense after this"),
        )
    }
}
