//! Whether the record that a command changes is still as the caller saw it.

use crate::domain::command::{AssignmentAction, Command};
use crate::domain::etag::Etag;
use crate::domain::names::{PartId, Subject};
use crate::domain::rejection::Rejection;
use crate::domain::world::World;

/// Refuses a command whose record has another etag by now. A record that is missing is left to deciding, but for entries of the registry,
/// which would be made.
pub(super) fn require(world: &World, command: &Command, expected: Etag) -> Result<(), Rejection> {
    let Some(subject) = changed(world, command) else {
        return Ok(());
    };
    match world.record(&subject) {
        None => Err(Rejection::not_found(&subject)),
        Some(record) if Etag::of(record.sequence()) == expected => Ok(()),
        Some(record) => Err(Rejection::Changed {
            subject,
            etag: Etag::of(record.sequence()),
        }),
    }
}

/// The record that a command changes; `None` where there is none, or where the command only makes a new one.
fn changed(world: &World, command: &Command) -> Option<Subject> {
    match command {
        Command::IfUnchanged { command, .. } => changed(world, command),
        Command::UpdateUnit(update) => Some(Subject::Unit(update.code.clone())),
        Command::UpdateCategory(update) => Some(Subject::Category(update.code.clone())),
        Command::UpdateTopic(update) => Some(Subject::Topic(update.code.clone())),
        Command::HandleDirectly { order, .. }
        | Command::LinkDuplicate { order, .. }
        | Command::Assign { order, .. } => {
            let dossier = world.dossier(order)?;
            Some(Subject::WorkOrder(dossier.order.number))
        }
        Command::Assignment {
            assignment, action, ..
        } => {
            let (_, assignment) = world.assignment(assignment)?;
            let assignment = assignment.id;
            match action {
                AssignmentAction::DecideExclusion { number, .. }
                | AssignmentAction::AppealExclusion { number, .. } => {
                    let number = *number;
                    let id = PartId { assignment, number };
                    world.record(&Subject::Exclusion(id))?;
                    Some(Subject::Exclusion(id))
                }
                AssignmentAction::DecideExtension { number, .. } => {
                    let number = *number;
                    let id = PartId { assignment, number };
                    world.record(&Subject::Extension(id))?;
                    Some(Subject::Extension(id))
                }
                _ => Some(Subject::Assignment(assignment)),
            }
        }
        Command::LiftSupervision { supervision, .. } => {
            world.supervision(*supervision)?;
            Some(Subject::Supervision(*supervision))
        }
        Command::UpdateCalendar(_)
        | Command::UpdateDeadlineRule(_)
        | Command::IssueCard { .. }
        | Command::RecordCall(_)
        | Command::RecordCallback { .. }
        | Command::RecordSmsNotice { .. }
        | Command::AcceptWorkOrder(_)
        | Command::IssueSupervision { .. }
        | Command::RecordLeaderSession(_)
        | Command::RecordAppreciation { .. }
        | Command::RecordActivity(_)
        | Command::ChooseTypicalCase { .. }
        | Command::CorrectFact(_)
        | Command::RevealRequester { .. } => None,
    }
}
