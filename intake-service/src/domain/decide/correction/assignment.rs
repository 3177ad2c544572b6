//! Facts of an assignment.

use hotline_common::time::Moment;

use super::{Case, Verdict, conflict};
use crate::domain::assignment::{Assignment, Change, FactCorrection, Visit};
use crate::domain::command::{AssignmentAction, OrderTarget};
use crate::domain::correction::{Content, Dated, Wanted};
use crate::domain::deadline::NewDue;
use crate::domain::event::Event;
use crate::domain::names::{AssignmentId, Subject};
use crate::domain::rejection::Rejection;

impl Case<'_> {
    pub(super) fn assignment(&self, id: AssignmentId) -> Result<Verdict, Rejection> {
        let dossier = self
            .world
            .dossier(&OrderTarget::Number(id.order))
            .ok_or_else(|| self.missing())?;
        let (last, annulled) = dossier
            .assignment(id.number)
            .and_then(|assignment| assignment.fact(self.fact.sequence))
            .ok_or_else(|| self.missing())?;
        let (after, text) = match self.wanted {
            None => {
                if let Change::Assigned { .. } = last.change {
                    return Err(
                        self.cannot_be_annulled("withdraw the assignment with WithdrawAssignment")
                    );
                }
                (None, "")
            }
            Some(wanted) => {
                let (change, text) = self.content(&last.change, wanted)?;
                let happened = wanted.at.unwrap_or(last.happened);
                if let Change::Assigned { .. } = change {
                    self.unit_must_be_active(dossier.assignment(id.number), happened)?;
                }
                (Some((happened, change)), text)
            }
        };
        let mut changed = dossier.clone();
        changed.correct(
            id,
            FactCorrection {
                sequence: self.next_sequence,
                fact: self.fact.sequence,
                after: after.clone(),
                has_text: false,
            },
        );
        conflict::check(&self.fact.subject, self.fact.sequence, dossier, &changed)?;
        let dated = |happened: Moment, change: &Change| Dated {
            happened,
            event: Event::Assignment {
                id,
                change: change.clone(),
            },
        };
        Ok(Verdict {
            before: (!annulled).then(|| dated(last.happened, &last.change)),
            after: after.map(|(happened, change)| dated(happened, &change)),
            text: text.to_owned(),
        })
    }

    fn unit_must_be_active(
        &self,
        assignment: Option<&Assignment>,
        at: Moment,
    ) -> Result<(), Rejection> {
        let unit = assignment.and_then(|one| self.world.registry.units.get(&one.unit));
        let day = self.world.zone.day_of(at);
        match unit {
            Some(unit) if !unit.is_active_on(day) => Err(Rejection::state(
                "UNIT_NOT_ACTIVE",
                Subject::Unit(unit.code.clone()),
                format!("the unit does not take part on {day}"),
            )),
            _ => Ok(()),
        }
    }

    /// What the fact should have said, and its text where that is said anew.
    fn content<'a>(
        &self,
        was: &Change,
        wanted: &'a Wanted,
    ) -> Result<(Change, &'a str), Rejection> {
        match &wanted.content {
            None => Ok((was.clone(), "")),
            Some(Content::Assigned { due, sign_due }) => match was {
                Change::Assigned { unit, role, .. } => Ok((
                    Change::Assigned {
                        unit: unit.clone(),
                        role: *role,
                        due: *due,
                        sign_due: *sign_due,
                        basis: None,
                    },
                    "",
                )),
                _ => Err(self.wrong_kind()),
            },
            Some(Content::Action(action)) => {
                let change = merged(was, action).ok_or_else(|| self.wrong_kind())?;
                Ok((change, super::super::assignment::text(action)))
            }
            Some(Content::Classification(_) | Content::Answer(_) | Content::Supervision { .. }) => {
                Err(self.wrong_kind())
            }
        }
    }
}

/// The change that the action says, in the place of one of the same kind; `None` where the kind is another.
fn merged(was: &Change, action: &AssignmentAction) -> Option<Change> {
    Some(match (was, action) {
        (Change::SendBackRequested { .. }, AssignmentAction::RequestSendBack { reason, .. }) => {
            Change::SendBackRequested { reason: *reason }
        }
        (Change::SendBackDecided { .. }, AssignmentAction::DecideSendBack { accept, .. }) => {
            Change::SendBackDecided { accepted: *accept }
        }
        (Change::Withdrawn { .. }, AssignmentAction::Withdraw { reason, .. }) => {
            Change::Withdrawn { reason: *reason }
        }
        (Change::Completed { .. }, AssignmentAction::Complete { contact, .. }) => {
            Change::Completed { contact: *contact }
        }
        (Change::Redone { .. }, AssignmentAction::Redo { due, reason, .. }) => Change::Redone {
            due: match due {
                NewDue::Given(due) => Some(*due),
                NewDue::Old | NewDue::Rule(_) => None,
            },
            reason: *reason,
            basis: None,
        },
        (
            Change::Visited(visit),
            AssignmentAction::Visit {
                channel, result, ..
            },
        ) => Change::Visited(Visit {
            number: visit.number,
            channel: *channel,
            result: *result,
        }),
        (
            Change::ExclusionRequested { number, .. },
            AssignmentAction::RequestExclusion { reason, .. },
        ) => Change::ExclusionRequested {
            number: *number,
            reason: *reason,
        },
        (
            Change::ExclusionDecided { number, .. },
            AssignmentAction::DecideExclusion { approve, .. },
        ) => Change::ExclusionDecided {
            number: *number,
            approved: *approve,
        },
        _ => return None,
    })
}
