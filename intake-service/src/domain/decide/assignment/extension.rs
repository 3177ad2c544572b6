//! Extensions: asked for by the unit before the deadline, decided by another person.

use hotline_common::time::Moment;

use super::Case;
use super::exclusion::is_same_person;
use crate::domain::assignment::{Change, ExtensionFate, ExtensionReason};
use crate::domain::names::{PartId, Subject};
use crate::domain::rejection::Rejection;

impl Case<'_> {
    pub(super) fn request_extension(
        &self,
        reason: ExtensionReason,
        due: Moment,
    ) -> Result<Change, Rejection> {
        let Some(deadline) = self.standing().due else {
            return Err(self.refuse(
                "NO_DEADLINE",
                "it has no deadline, so there is none to extend",
            ));
        };
        if deadline <= self.at {
            return Err(self.refuse(
                "DEADLINE_PASSED",
                format!("its deadline was {deadline}; an extension must be asked for before it"),
            ));
        }
        // One at a time: all others must have ended by then.
        let mut others = self.assignment.extensions().into_iter();
        if let Some(other) = others.find(|one| one.ended().is_none_or(|ended| self.at < ended)) {
            return Err(self.refuse(
                "EXTENSION_REQUESTED",
                format!(
                    "extension {} was asked for at {} and is not decided by then; decide it with DecideExtension first",
                    other.number, other.requested
                ),
            ));
        }
        if due <= deadline {
            return Err(Rejection::invalid(
                "extension.due_time",
                format!("must be after the deadline in force, {deadline}"),
            ));
        }
        Ok(Change::ExtensionRequested {
            number: self.next_number(|change| matches!(change, Change::ExtensionRequested { .. })),
            reason,
            due,
        })
    }

    pub(super) fn decide_extension(
        &self,
        number: u32,
        grant: bool,
        due: Option<Moment>,
    ) -> Result<Change, Rejection> {
        let subject = Subject::Extension(PartId {
            assignment: self.assignment.id,
            number,
        });
        let mut extensions = self.assignment.extensions().into_iter();
        let Some(extension) = extensions.find(|one| one.number == number) else {
            return Err(Rejection::not_found(&subject));
        };
        match &extension.fate {
            ExtensionFate::Decided(decision) => {
                let word = extension.state().word();
                let description = format!("it was {word} already, at {}", decision.decided);
                return Err(Rejection::state("EXTENSION_DECIDED", subject, description));
            }
            ExtensionFate::Lapsed { at, .. } if *at <= self.at => {
                let description = format!(
                    "it lapsed at {at}, when the assignment was opened again; the unit may ask for another"
                );
                return Err(Rejection::state("EXTENSION_LAPSED", subject, description));
            }
            ExtensionFate::Lapsed { .. } | ExtensionFate::Pending => {}
        }
        if self.at < extension.requested {
            return Err(Rejection::invalid(
                "decide_time",
                format!(
                    "must not be before it was asked for, at {}",
                    extension.requested
                ),
            ));
        }
        if is_same_person(self.actor, &extension.requested_by) {
            return Err(Rejection::state(
                "SAME_PERSON",
                subject,
                "it must be decided by somebody else than the person who asked for it",
            ));
        }
        let due = due.unwrap_or(extension.due);
        match self.standing().due {
            Some(deadline) if grant && due <= deadline => Err(Rejection::invalid(
                "due_time",
                format!("must be after the deadline in force, {deadline}"),
            )),
            _ => Ok(Change::ExtensionDecided {
                number,
                granted: grant.then_some(due),
            }),
        }
    }
}
