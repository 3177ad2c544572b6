//! Exclusions: asked for by one person, decided by another.

use super::Case;
use crate::domain::assignment::{Change, ExclusionReason};
use crate::domain::names::{PartId, Subject};
use crate::domain::rejection::Rejection;

impl Case<'_> {
    pub(super) fn request_exclusion(&self, reason: ExclusionReason) -> Result<Change, Rejection> {
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
                        format!("it is excluded already, by exclusion {}", exclusion.number),
                    ));
                }
                Some(_) => {}
            }
        }
        Ok(Change::ExclusionRequested {
            number: self.next_number(|change| matches!(change, Change::ExclusionRequested { .. })),
            reason,
        })
    }

    pub(super) fn decide_exclusion(&self, number: u32, approve: bool) -> Result<Change, Rejection> {
        let subject = Subject::Exclusion(PartId {
            assignment: self.assignment.id,
            number,
        });
        let exclusions = self.assignment.exclusions();
        let Some(exclusion) = exclusions.iter().find(|one| one.number == number) else {
            return Err(Rejection::not_found(&subject));
        };
        if let Some(decision) = &exclusion.decision {
            let word = if decision.approved {
                "approved"
            } else {
                "refused"
            };
            let description = format!("it was {word} already, at {}", decision.decided);
            return Err(Rejection::state("EXCLUSION_DECIDED", subject, description));
        }
        if self.at < exclusion.requested {
            return Err(Rejection::invalid(
                "decide_time",
                format!(
                    "must not be before it was asked for, at {}",
                    exclusion.requested
                ),
            ));
        }
        if is_same_person(self.actor, &exclusion.requested_by) {
            return Err(Rejection::state(
                "SAME_PERSON",
                subject,
                "it must be decided by somebody else than the person who asked for it",
            ));
        }
        Ok(Change::ExclusionDecided {
            number,
            approved: approve,
        })
    }
}

/// Whether two ids of the staff are the same but for white space and case: nobody approves what they asked for by adding a space.
fn is_same_person(one: &str, other: &str) -> bool {
    let letters = |id: &str| -> String {
        let visible = id.chars().filter(|character| !character.is_whitespace());
        visible.flat_map(char::to_lowercase).collect()
    };
    letters(one) == letters(other)
}
