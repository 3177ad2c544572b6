//! How an assignment stands: read from its facts.

use hotline_common::time::Moment;

use super::{AssignmentState, Change, Fact};

/// How an assignment stands at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The state.
    pub state: AssignmentState,
    /// The deadline in force.
    pub due: Option<Moment>,
    /// When it was last completed, if it is completed.
    pub completed: Option<Moment>,
    /// When its send-back was accepted or it was withdrawn.
    pub removed: Option<Moment>,
}

/// How an assignment stands after these facts. The moves, at a glance:
///
/// | fact | from | to |
/// |---|---|---|
/// | assigned | – | assigned |
/// | send-back requested | assigned | send-back requested |
/// | send-back refused | send-back requested | assigned |
/// | send-back accepted | send-back requested | sent back (final) |
/// | withdrawn | assigned, send-back requested | withdrawn (final) |
/// | completed | assigned, send-back requested (which lapses) | completed |
/// | redone | completed | assigned |
pub(super) fn standing(facts: &[Fact]) -> Standing {
    let mut standing = Standing {
        state: AssignmentState::Assigned,
        due: None,
        completed: None,
        removed: None,
    };
    for fact in facts {
        match &fact.change {
            Change::Assigned { due, .. } => standing.due = *due,
            Change::SendBackRequested { .. } => {
                if standing.state == AssignmentState::Assigned {
                    standing.state = AssignmentState::SendBackRequested;
                }
            }
            Change::SendBackDecided { accepted: true } => {
                standing.state = AssignmentState::SentBack;
                standing.removed = Some(fact.happened);
            }
            Change::SendBackDecided { accepted: false } => {
                // Where the request lapsed by a completion that was recorded late, there is nothing to refuse.
                if standing.state == AssignmentState::SendBackRequested {
                    standing.state = AssignmentState::Assigned;
                }
            }
            Change::Withdrawn { .. } => {
                standing.state = AssignmentState::Withdrawn;
                standing.removed = Some(fact.happened);
            }
            Change::Completed => {
                standing.state = AssignmentState::Completed;
                standing.completed = Some(fact.happened);
            }
            Change::Redone { due, .. } => {
                standing.state = AssignmentState::Assigned;
                standing.completed = None;
                standing.due = due.or(standing.due);
            }
            Change::Visited(_)
            | Change::ExclusionRequested { .. }
            | Change::ExclusionDecided { .. } => {}
        }
    }
    standing
}
