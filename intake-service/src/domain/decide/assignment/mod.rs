//! What happens to an assignment.
//!
//! Facts may be recorded late and out of order. A new fact is judged by how the assignment stood when it happened, and by whether what
//! is known to have happened later still makes sense after it.

mod exclusion;
mod known;

use hotline_common::time::Moment;

use super::{Context, Decided, order_not_found};
use crate::domain::assignment::{Assignment, AssignmentState, Change, Fact, Standing, Visit};
use crate::domain::command::{AssignmentAction, AssignmentTarget};
use crate::domain::event::{Event, NewEvent, Private};
use crate::domain::names::Subject;
use crate::domain::rejection::Rejection;
use crate::domain::world::World;

/// The assignment that a target names.
pub(super) fn find<'a>(
    world: &'a World,
    target: &AssignmentTarget,
) -> Result<&'a Assignment, Rejection> {
    match world.assignment(target) {
        Some((_, assignment)) => Ok(assignment),
        None => Err(match world.dossier(&target.order) {
            None => order_not_found(&target.order),
            Some(dossier) => Rejection::NotFound {
                kind: "assignment",
                name: format!(
                    "workOrders/{}/assignments/{}",
                    dossier.order.number, target.number
                ),
            },
        }),
    }
}

pub(super) fn act(
    world: &World,
    target: &AssignmentTarget,
    at: Moment,
    action: &AssignmentAction,
    context: Context<'_>,
) -> Result<Decided, Rejection> {
    let assignment = find(world, target)?;
    let case = Case {
        assignment,
        at,
        actor: context.actor,
    };
    if context.import
        && let Some((subject, sequence)) = case.known(action)
    {
        return Ok(Decided::Known { subject, sequence });
    }
    if at < assignment.assigned {
        return Err(Rejection::invalid(
            time_field(action),
            format!(
                "must not be before the assignment, at {}",
                assignment.assigned
            ),
        ));
    }
    let change = case.change(action)?;
    Ok(Decided::event(NewEvent {
        happened: at,
        private: Private::text(text(action)),
        event: Event::Assignment {
            id: assignment.id,
            change,
        },
    }))
}

/// The field of the request that holds the action's time.
fn time_field(action: &AssignmentAction) -> &'static str {
    match action {
        AssignmentAction::RequestSendBack { .. } => "request_time",
        AssignmentAction::DecideSendBack { .. } | AssignmentAction::DecideExclusion { .. } => {
            "decide_time"
        }
        AssignmentAction::Withdraw { .. } => "withdraw_time",
        AssignmentAction::Complete { .. } => "complete_time",
        AssignmentAction::Redo { .. } => "redo_time",
        AssignmentAction::Visit { .. } => "return_visit.visit_time",
        AssignmentAction::RequestExclusion { .. } => "exclusion.request_time",
    }
}

/// The text of an action; personal.
fn text(action: &AssignmentAction) -> &str {
    match action {
        AssignmentAction::RequestSendBack { note, .. }
        | AssignmentAction::DecideSendBack { note, .. }
        | AssignmentAction::Withdraw { note, .. }
        | AssignmentAction::Redo { note, .. }
        | AssignmentAction::Visit { note, .. }
        | AssignmentAction::RequestExclusion { note, .. } => note,
        AssignmentAction::Complete { reply } => reply,
        AssignmentAction::DecideExclusion { .. } => "",
    }
}

/// An assignment, when something happens to it, and who does it.
struct Case<'a> {
    assignment: &'a Assignment,
    at: Moment,
    actor: &'a str,
}

impl Case<'_> {
    fn change(&self, action: &AssignmentAction) -> Result<Change, Rejection> {
        match action {
            AssignmentAction::RequestSendBack { reason, .. } => {
                self.must_be_open()?;
                if self.standing().state == AssignmentState::SendBackRequested {
                    return Err(self.refuse(
                        "SEND_BACK_REQUESTED",
                        "a send-back was asked for already and is not decided",
                    ));
                }
                Ok(Change::SendBackRequested { reason: *reason })
            }
            AssignmentAction::DecideSendBack { accept, .. } => {
                self.must_not_be_removed()?;
                if self.standing().state != AssignmentState::SendBackRequested {
                    return Err(self.refuse(
                        "NO_SEND_BACK_REQUESTED",
                        format!("no send-back was waiting for a decision at {}", self.at),
                    ));
                }
                if *accept {
                    self.must_be_last()?;
                }
                Ok(Change::SendBackDecided { accepted: *accept })
            }
            AssignmentAction::Withdraw { reason, .. } => {
                self.must_be_open()?;
                self.must_be_last()?;
                Ok(Change::Withdrawn { reason: *reason })
            }
            AssignmentAction::Complete { .. } => {
                self.must_be_open()?;
                // What is known to have happened next must be possible after a completion: only a redo is.
                match self.next_move() {
                    None
                    | Some(Fact {
                        change: Change::Redone { .. },
                        ..
                    }) => Ok(Change::Completed),
                    Some(later) => Err(self.overtaken(later)),
                }
            }
            AssignmentAction::Redo { due, reason, .. } => {
                self.must_not_be_removed()?;
                // A redo that is recorded late may lie before a completion that was recorded earlier.
                let completed_later = self
                    .assignment
                    .facts_after(self.at)
                    .iter()
                    .any(|fact| fact.change == Change::Completed);
                if self.standing().completed.is_none() && !completed_later {
                    return Err(self.not_completed("opened again"));
                }
                Ok(Change::Redone {
                    due: *due,
                    reason: *reason,
                })
            }
            AssignmentAction::Visit {
                channel, result, ..
            } => {
                self.must_not_be_removed()?;
                if self.standing().completed.is_none() {
                    return Err(self.not_completed("visited"));
                }
                Ok(Change::Visited(Visit {
                    number: self.next_number(|change| matches!(change, Change::Visited(_))),
                    channel: *channel,
                    result: *result,
                }))
            }
            AssignmentAction::RequestExclusion { reason, .. } => {
                self.must_not_be_removed()?;
                for exclusion in self.assignment.exclusions() {
                    match &exclusion.decision {
                        None => {
                            return Err(self.refuse(
                                "EXCLUSION_REQUESTED",
                                format!(
                                    "exclusion {} was asked for and is not decided",
                                    exclusion.number
                                ),
                            ));
                        }
                        Some(decision) if decision.approved => {
                            return Err(self.refuse(
                                "ASSIGNMENT_EXCLUDED",
                                format!(
                                    "it is excluded already, by exclusion {}",
                                    exclusion.number
                                ),
                            ));
                        }
                        Some(_) => {}
                    }
                }
                Ok(Change::ExclusionRequested {
                    number: self
                        .next_number(|change| matches!(change, Change::ExclusionRequested { .. })),
                    reason: *reason,
                })
            }
            AssignmentAction::DecideExclusion { number, approve } => {
                self.decide_exclusion(*number, *approve)
            }
        }
    }

    /// How the assignment stood when it happened.
    fn standing(&self) -> Standing {
        self.assignment.standing_at(self.at)
    }

    /// The first later fact that moves the assignment to another state.
    fn next_move(&self) -> Option<&Fact> {
        let moves = |fact: &&Fact| {
            matches!(
                fact.change,
                Change::Completed | Change::Redone { .. } | Change::SendBackRequested { .. }
            ) || is_removal(&fact.change)
        };
        self.assignment.facts_after(self.at).iter().find(moves)
    }

    fn must_not_be_removed(&self) -> Result<(), Rejection> {
        match self.standing().removed {
            Some(removed) => Err(self.removed(removed)),
            None => Ok(()),
        }
    }

    fn must_be_open(&self) -> Result<(), Rejection> {
        self.must_not_be_removed()?;
        match self.standing().completed {
            Some(completed) => Err(self.completed(completed)),
            None => Ok(()),
        }
    }

    /// Nothing that moves the assignment may have happened later: what is decided now is final.
    fn must_be_last(&self) -> Result<(), Rejection> {
        match self.next_move() {
            None => Ok(()),
            Some(later) => Err(self.overtaken(later)),
        }
    }

    /// A later fact that makes this one impossible.
    fn overtaken(&self, later: &Fact) -> Rejection {
        match &later.change {
            Change::SendBackRequested { .. } => self.refuse(
                "SEND_BACK_REQUESTED",
                format!(
                    "the unit asked to send it back later, at {}",
                    later.happened
                ),
            ),
            change if is_removal(change) => self.removed(later.happened),
            _ => self.completed(later.happened),
        }
    }

    fn next_number(&self, counts: impl Fn(&Change) -> bool) -> u32 {
        let count = self
            .assignment
            .facts()
            .iter()
            .filter(|fact| counts(&fact.change))
            .count();
        u32::try_from(count).map_or(u32::MAX, |count| count + 1)
    }

    fn refuse(&self, reason: &'static str, description: impl Into<String>) -> Rejection {
        Rejection::state(reason, Subject::Assignment(self.assignment.id), description)
    }

    fn removed(&self, at: Moment) -> Rejection {
        self.refuse(
            "ASSIGNMENT_REMOVED",
            format!("it was sent back or withdrawn at {at}; assign the order again"),
        )
    }

    fn completed(&self, at: Moment) -> Rejection {
        self.refuse(
            "ASSIGNMENT_COMPLETED",
            format!("it was completed at {at}; open it again with RedoAssignment first"),
        )
    }

    fn not_completed(&self, what: &str) -> Rejection {
        self.refuse(
            "ASSIGNMENT_NOT_COMPLETED",
            format!(
                "it was not completed at {}; only a completed assignment is {what}",
                self.at
            ),
        )
    }
}

fn is_removal(change: &Change) -> bool {
    matches!(
        change,
        Change::Withdrawn { .. } | Change::SendBackDecided { accepted: true }
    )
}
