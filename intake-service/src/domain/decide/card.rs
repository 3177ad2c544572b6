//! Cards: issued by the service itself.

use super::{Context, Decided, assignment};
use crate::domain::assignment::Change;
use crate::domain::card::due_card;
use crate::domain::command::AssignmentTarget;
use crate::domain::event::{Event, NewEvent};
use crate::domain::names::Subject;
use crate::domain::rejection::Rejection;
use crate::domain::world::World;

/// The card that the assignment is to get now; nothing where it has it already, so that several may ask for it.
pub(super) fn issue(
    world: &World,
    target: &AssignmentTarget,
    context: Context<'_>,
) -> Result<Decided, Rejection> {
    let assignment = assignment::find(world, target)?;
    let known = Decided::Known {
        subject: Subject::Assignment(assignment.id),
        sequence: assignment.sequence(),
    };
    let standing = assignment.standing();
    let card = due_card(
        &standing,
        &world.registry.calendar,
        &world.zone,
        context.now,
    );
    let (Some((card, happened)), Some(due)) = (card, standing.due) else {
        return Ok(known);
    };
    let change = Change::CardIssued { card, due };
    // Whatever the history says of it, one card is issued once.
    let same =
        |fact: &crate::domain::assignment::Fact| fact.happened == happened && fact.change == change;
    if assignment.facts().iter().any(same) {
        return Ok(known);
    }
    Ok(Decided::event(NewEvent::public(
        happened,
        Event::Assignment {
            id: assignment.id,
            change,
        },
    )))
}
