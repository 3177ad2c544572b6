//! Facts that are in the history already: what an import knows again.

use super::Case;
use crate::domain::assignment::{Change, Fact};
use crate::domain::command::AssignmentAction;
use crate::domain::decide::deadline::is_same_redo;
use crate::domain::event::Event;
use crate::domain::names::Subject;

impl Case<'_> {
    /// The same fact, if it was recorded already, whatever was corrected since.
    pub(super) fn known(&self, action: &AssignmentAction) -> Option<(Subject, i64)> {
        let same = |fact: &&Fact| {
            fact.happened == self.at
                && is_same(&fact.change, action)
                && (fact.actor == self.actor || !names_persons(&fact.change))
        };
        let fact = self.assignment.as_recorded().find(same)?;
        let event = Event::Assignment {
            id: self.assignment.id,
            change: fact.change.clone(),
        };
        Some((event.subject(), fact.sequence))
    }
}

/// Whether who did it is a part of the fact.
fn names_persons(change: &Change) -> bool {
    matches!(
        change,
        Change::ExtensionRequested { .. }
            | Change::ExtensionDecided { .. }
            | Change::ExclusionRequested { .. }
            | Change::ExclusionAppealed { .. }
            | Change::ExclusionDecided { .. }
    )
}

/// Whether a fact is what the action would record, but for its text.
fn is_same(change: &Change, action: &AssignmentAction) -> bool {
    match (change, action) {
        (
            Change::SendBackRequested { reason },
            AssignmentAction::RequestSendBack { reason: wanted, .. },
        ) => reason == wanted,
        (Change::SendBackDecided { accepted }, AssignmentAction::DecideSendBack { accept, .. }) => {
            accepted == accept
        }
        (Change::Withdrawn { reason }, AssignmentAction::Withdraw { reason: wanted, .. }) => {
            reason == wanted
        }
        (Change::SignedFor, AssignmentAction::SignFor)
        | (Change::TakenInHand, AssignmentAction::TakeInHand)
        | (Change::Closed, AssignmentAction::Close) => true,
        (
            Change::Completed { contact },
            AssignmentAction::Complete {
                contact: wanted, ..
            },
        ) => contact == wanted,
        (
            Change::Redone { due, reason, basis },
            AssignmentAction::Redo {
                due: wanted_due,
                reason: wanted,
                ..
            },
        ) => is_same_redo(*due, basis.as_ref(), wanted_due) && reason == wanted,
        (
            Change::Visited(visit),
            AssignmentAction::Visit {
                channel, result, ..
            },
        ) => visit.channel == *channel && visit.result == *result,
        (
            Change::ExtensionRequested { reason, due, .. },
            AssignmentAction::RequestExtension {
                reason: wanted,
                due: wanted_due,
                ..
            },
        ) => reason == wanted && due == wanted_due,
        (
            Change::ExtensionDecided { number, granted },
            AssignmentAction::DecideExtension {
                number: wanted,
                grant,
                due,
            },
        ) => number == wanted && granted.is_some() == *grant && (due.is_none() || granted == due),
        (
            Change::ExclusionAppealed { number },
            AssignmentAction::AppealExclusion { number: wanted, .. },
        ) => number == wanted,
        (
            Change::ExclusionRequested { reason, .. },
            AssignmentAction::RequestExclusion { reason: wanted, .. },
        ) => reason == wanted,
        (
            Change::ExclusionDecided { number, approved },
            AssignmentAction::DecideExclusion {
                number: wanted,
                approve,
            },
        ) => number == wanted && approved == approve,
        _ => false,
    }
}
