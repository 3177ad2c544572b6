//! What happens to an assignment.
//!
//! Facts may be recorded late and out of order. A new fact is judged by how the assignment stood when it happened, as the table of states
//! and moves says, and by whether what is known to have happened later still makes sense after it.

mod exclusion;
mod extension;
mod known;
mod refusal;

use hotline_common::time::Moment;

use super::{Context, Decided, deadline, order_not_found};
use crate::domain::assignment::moves::{Outcome, outcome};
use crate::domain::assignment::{
    Assignment, Change, Fact, Move, Obstacle, RedoReason, Standing, Visit,
};
use crate::domain::command::{AssignmentAction, AssignmentTarget};
use crate::domain::deadline::NewDue;
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
        world,
        assignment,
        at,
        actor: context.actor,
        next_sequence: context.next_sequence,
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
        AssignmentAction::SignFor => "sign_time",
        AssignmentAction::TakeInHand => "take_time",
        AssignmentAction::RequestSendBack { .. } => "request_time",
        AssignmentAction::DecideSendBack { .. }
        | AssignmentAction::DecideExtension { .. }
        | AssignmentAction::DecideExclusion { .. } => "decide_time",
        AssignmentAction::RequestExtension { .. } => "extension.request_time",
        AssignmentAction::AppealExclusion { .. } => "appeal_time",
        AssignmentAction::Withdraw { .. } => "withdraw_time",
        AssignmentAction::Complete { .. } => "complete_time",
        AssignmentAction::Close => "close_time",
        AssignmentAction::Redo { .. } => "redo_time",
        AssignmentAction::Visit { .. } => "return_visit.visit_time",
        AssignmentAction::RequestExclusion { .. } => "exclusion.request_time",
    }
}

/// The text of an action; personal.
pub(super) fn text(action: &AssignmentAction) -> &str {
    match action {
        AssignmentAction::RequestSendBack { note, .. }
        | AssignmentAction::DecideSendBack { note, .. }
        | AssignmentAction::Withdraw { note, .. }
        | AssignmentAction::Redo { note, .. }
        | AssignmentAction::Visit { note, .. }
        | AssignmentAction::RequestExtension { note, .. }
        | AssignmentAction::RequestExclusion { note, .. }
        | AssignmentAction::AppealExclusion { note, .. } => note,
        AssignmentAction::Complete { reply, .. } => reply,
        AssignmentAction::SignFor
        | AssignmentAction::TakeInHand
        | AssignmentAction::Close
        | AssignmentAction::DecideExtension { .. }
        | AssignmentAction::DecideExclusion { .. } => "",
    }
}

/// An assignment, when something happens to it, and who does it.
struct Case<'a> {
    world: &'a World,
    assignment: &'a Assignment,
    at: Moment,
    actor: &'a str,
    next_sequence: i64,
}

impl Case<'_> {
    /// Judges what is done: by the state in which the assignment stood, by the rules of the particular move, and by what happened later.
    fn change(&self, action: &AssignmentAction) -> Result<Change, Rejection> {
        self.must_be_allowed(action.what())?;
        let change = self.particular(action)?;
        let fact = Fact {
            happened: self.at,
            sequence: self.next_sequence,
            actor: self.actor.to_owned(),
            change,
        };
        match self.assignment.first_hurt_by(&fact) {
            Some(later) => Err(self.overtaken(later)),
            None => Ok(fact.change),
        }
    }

    fn particular(&self, action: &AssignmentAction) -> Result<Change, Rejection> {
        Ok(match action {
            AssignmentAction::SignFor => Change::SignedFor,
            AssignmentAction::TakeInHand => Change::TakenInHand,
            AssignmentAction::RequestSendBack { reason, .. } => {
                Change::SendBackRequested { reason: *reason }
            }
            AssignmentAction::DecideSendBack { accept, .. } => {
                Change::SendBackDecided { accepted: *accept }
            }
            AssignmentAction::Withdraw { reason, .. } => Change::Withdrawn { reason: *reason },
            AssignmentAction::Complete { contact, .. } => self.complete(*contact)?,
            AssignmentAction::Close => Change::Closed,
            AssignmentAction::Redo { due, reason, .. } => self.redone(due, *reason)?,
            AssignmentAction::Visit {
                channel, result, ..
            } => Change::Visited(Visit {
                number: self.next_number(|change| matches!(change, Change::Visited(_))),
                channel: *channel,
                result: *result,
            }),
            AssignmentAction::RequestExtension { reason, due, .. } => {
                self.request_extension(*reason, *due)?
            }
            AssignmentAction::DecideExtension { number, grant, due } => {
                self.decide_extension(*number, *grant, *due)?
            }
            AssignmentAction::AppealExclusion { number, .. } => self.appeal_exclusion(*number)?,
            AssignmentAction::RequestExclusion { reason, .. } => self.request_exclusion(*reason)?,
            AssignmentAction::DecideExclusion { number, approve } => {
                self.decide_exclusion(*number, *approve)?
            }
        })
    }

    fn complete(&self, contact: Option<Moment>) -> Result<Change, Rejection> {
        let assigned = self.assignment.assigned;
        match contact {
            Some(contact) if contact < assigned => Err(Rejection::invalid(
                "contact_time",
                format!("must not be before the assignment, at {assigned}"),
            )),
            contact => Ok(Change::Completed { contact }),
        }
    }

    /// A redo, with the deadline that it gives.
    fn redone(&self, wanted: &NewDue, reason: RedoReason) -> Result<Change, Rejection> {
        let number = self.assignment.id.order;
        let order = self.world.order(number);
        let order = order.ok_or_else(|| Rejection::not_found(&Subject::WorkOrder(number)))?;
        let (due, basis) = deadline::renewed(self.world, order, wanted, self.at)?;
        Ok(Change::Redone { due, reason, basis })
    }

    /// How the assignment stood when it happened.
    fn standing(&self) -> Standing {
        self.assignment.standing_at(self.at)
    }

    /// The table must allow the move. A redo that is recorded late may lie before a completion that was recorded earlier.
    fn must_be_allowed(&self, what: Move) -> Result<(), Rejection> {
        match outcome(self.standing().state, what) {
            Outcome::To(_) | Outcome::Stays | Outcome::Back => Ok(()),
            Outcome::No(Obstacle::NotDone) if what == Move::Redo && self.is_completed_later() => {
                Ok(())
            }
            Outcome::No(obstacle) => Err(self.hindered(what, obstacle)),
        }
    }

    fn is_completed_later(&self) -> bool {
        let later = self.assignment.facts_after(self.at);
        later.iter().any(Fact::is_completion)
    }

    fn next_number(&self, counts: impl Fn(&Change) -> bool) -> u32 {
        // Numbers are never used again, not even those of facts that were annulled.
        let count = self
            .assignment
            .as_recorded()
            .filter(|fact| counts(&fact.change))
            .count();
        u32::try_from(count).map_or(u32::MAX, |count| count + 1)
    }
}
