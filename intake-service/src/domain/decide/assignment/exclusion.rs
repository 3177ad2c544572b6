//! Exclusions: asked for by one person, decided by another; after a refusal appealed against once, and decided for good by a third.

use super::Case;
use crate::domain::assignment::{Change, Exclusion, ExclusionReason, ExclusionState};
use crate::domain::names::{PartId, Subject};
use crate::domain::rejection::Rejection;

impl Case<'_> {
    pub(super) fn request_exclusion(&self, reason: ExclusionReason) -> Result<Change, Rejection> {
        if let Some(exclusion) = self.assignment.exclusions().last() {
            let number = exclusion.number;
            let (reason, description) = match exclusion.state() {
                ExclusionState::Requested => (
                    "EXCLUSION_REQUESTED",
                    format!("exclusion {number} was asked for and is not decided"),
                ),
                ExclusionState::Appealed => (
                    "EXCLUSION_REQUESTED",
                    format!("exclusion {number} was appealed against and is not decided"),
                ),
                ExclusionState::Approved => (
                    "ASSIGNMENT_EXCLUDED",
                    format!("it is excluded already, by exclusion {number}"),
                ),
                ExclusionState::Refused if exclusion.final_decision.is_some() => (
                    "EXCLUSION_REFUSED",
                    format!("exclusion {number} was refused on appeal, for good"),
                ),
                ExclusionState::Refused => (
                    "EXCLUSION_REFUSED",
                    format!(
                        "exclusion {number} was refused; appeal against that with AppealExclusion"
                    ),
                ),
            };
            return Err(self.refuse(reason, description));
        }
        Ok(Change::ExclusionRequested {
            number: self.next_number(|change| matches!(change, Change::ExclusionRequested { .. })),
            reason,
        })
    }

    pub(super) fn decide_exclusion(&self, number: u32, approve: bool) -> Result<Change, Rejection> {
        let (subject, exclusion) = self.exclusion(number)?;
        let decided = match (&exclusion.appeal, &exclusion.final_decision) {
            (Some(_), decided) => decided,
            (None, _) => &exclusion.decision,
        };
        if let Some(decision) = decided {
            let word = exclusion.state().word();
            let next = if !decision.approved && exclusion.appeal.is_none() {
                "; appeal against that with AppealExclusion"
            } else {
                ""
            };
            let description = format!("it was {word} already, at {}{next}", decision.decided);
            return Err(Rejection::state("EXCLUSION_DECIDED", subject, description));
        }
        let (since, what) = match &exclusion.appeal {
            Some(appeal) => (appeal.appealed, "appealed against"),
            None => (exclusion.requested, "asked for"),
        };
        if self.at < since {
            return Err(Rejection::invalid(
                "decide_time",
                format!("must not be before it was {what}, at {since}"),
            ));
        }
        let first = exclusion.decision.iter().map(|one| &one.decided_by);
        let appellant = exclusion.appeal.iter().map(|one| &one.appealed_by);
        let mut others = first.chain(appellant).chain([&exclusion.requested_by]);
        if others.any(|other| is_same_person(self.actor, other)) {
            let description = if exclusion.appeal.is_some() {
                "an appeal must be decided by somebody who neither asked for it, nor appealed, nor decided before"
            } else {
                "it must be decided by somebody else than the person who asked for it"
            };
            return Err(Rejection::state("SAME_PERSON", subject, description));
        }
        Ok(Change::ExclusionDecided {
            number,
            approved: approve,
        })
    }

    pub(super) fn appeal_exclusion(&self, number: u32) -> Result<Change, Rejection> {
        let (subject, exclusion) = self.exclusion(number)?;
        if let Some(appeal) = &exclusion.appeal {
            let description = format!(
                "it was appealed against already, at {}; there is one appeal",
                appeal.appealed
            );
            return Err(Rejection::state("EXCLUSION_APPEALED", subject, description));
        }
        match &exclusion.decision {
            Some(decision) if decision.approved => Err(Rejection::state(
                "EXCLUSION_NOT_REFUSED",
                subject,
                format!("it was approved, at {}", decision.decided),
            )),
            Some(decision) if self.at < decision.decided => Err(Rejection::invalid(
                "appeal_time",
                format!("must not be before it was refused, at {}", decision.decided),
            )),
            Some(_) => Ok(Change::ExclusionAppealed { number }),
            None => Err(Rejection::state(
                "EXCLUSION_NOT_REFUSED",
                subject,
                "it is not decided; only against a refusal there is an appeal",
            )),
        }
    }

    fn exclusion(&self, number: u32) -> Result<(Subject, Exclusion), Rejection> {
        let subject = Subject::Exclusion(PartId {
            assignment: self.assignment.id,
            number,
        });
        let mut exclusions = self.assignment.exclusions().into_iter();
        match exclusions.find(|one| one.number == number) {
            Some(exclusion) => Ok((subject, exclusion)),
            None => Err(Rejection::not_found(&subject)),
        }
    }
}

/// Whether two ids of the staff are the same but for white space and case: nobody approves what they asked for by adding a space.
pub(super) fn is_same_person(one: &str, other: &str) -> bool {
    let letters = |id: &str| -> String {
        let visible = id.chars().filter(|character| !character.is_whitespace());
        visible.flat_map(char::to_lowercase).collect()
    };
    letters(one) == letters(other)
}
