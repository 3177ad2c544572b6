//! What is told about assignments.

use hotline_proto::intake as wire;

use super::fields::Fields;
use super::words;
use crate::pull::problem::BrokenFeed;
use crate::pull::record::Told;
use crate::score::{AssignmentFact, FactKind, Visit};

impl Fields {
    pub(super) fn assigned(self, assigned: &wire::Assigned) -> Result<Told, BrokenFeed> {
        let wire::Assigned {
            assignment,
            unit,
            role,
            due_time,
            sign_due_time,
            deadline_basis: _,
        } = assigned;
        Ok(Told::Assignment(
            self.assignment("assignment", assignment)?,
            AssignmentFact::Assigned {
                unit: self.code("unit", "units", unit)?,
                role: self.word("role", *role, words::role)?,
                due: self.optional_moment("due_time", *due_time)?,
                sign_due: self.optional_moment("sign_due_time", *sign_due_time)?,
            },
        ))
    }

    pub(super) fn fact(self, assignment: &str, kind: FactKind) -> Result<Told, BrokenFeed> {
        Ok(Told::Assignment(
            self.assignment("assignment", assignment)?,
            AssignmentFact::Happened(kind),
        ))
    }

    pub(super) fn exclusion(self, exclusion: &str, kind: FactKind) -> Result<Told, BrokenFeed> {
        Ok(Told::Assignment(
            self.part("exclusion", "exclusions", exclusion)?,
            AssignmentFact::Happened(kind),
        ))
    }

    pub(super) fn completed(
        self,
        completed: &wire::AssignmentCompleted,
    ) -> Result<Told, BrokenFeed> {
        let wire::AssignmentCompleted {
            assignment,
            contact_time,
        } = completed;
        let contact = self.optional_moment("contact_time", *contact_time)?;
        self.fact(assignment, FactKind::Completed { contact })
    }

    pub(super) fn extension_requested(
        self,
        request: &wire::ExtensionRequested,
    ) -> Result<Told, BrokenFeed> {
        let wire::ExtensionRequested {
            extension,
            reason: _,
            due_time,
        } = request;
        let due = self.moment("due_time", *due_time)?;
        self.extension(extension, FactKind::ExtensionRequested { due })
    }

    /// A granted extension counts from the decision on.
    pub(super) fn extension_decided(
        self,
        decision: &wire::ExtensionDecided,
    ) -> Result<Told, BrokenFeed> {
        let wire::ExtensionDecided {
            extension,
            granted,
            due_time,
        } = decision;
        let kind = if *granted {
            FactKind::Extended {
                due: self.moment("due_time", *due_time)?,
            }
        } else {
            FactKind::ExtensionRefused
        };
        self.extension(extension, kind)
    }

    fn extension(self, extension: &str, kind: FactKind) -> Result<Told, BrokenFeed> {
        Ok(Told::Assignment(
            self.part("extension", "extensions", extension)?,
            AssignmentFact::Happened(kind),
        ))
    }

    pub(super) fn card(self, issued: &wire::CardIssued) -> Result<Told, BrokenFeed> {
        let wire::CardIssued {
            assignment,
            card,
            due_time,
        } = issued;
        let kind = FactKind::CardIssued {
            colour: self.word("card", *card, words::card)?,
            due: self.moment("due_time", *due_time)?,
        };
        self.fact(assignment, kind)
    }

    pub(super) fn visited(self, visited: &wire::ReturnVisited) -> Result<Told, BrokenFeed> {
        let wire::ReturnVisited {
            return_visit,
            channel: _,
            result,
            process_grade,
            outcome_grade,
            resolved,
        } = visited;
        let is_rated = self.word("result", *result, words::is_rated)?;
        let kind = if is_rated {
            FactKind::Visited(Visit {
                process: self.word("process_grade", *process_grade, words::grade)?,
                outcome: self.word("outcome_grade", *outcome_grade, words::grade)?,
                resolved: self.word("resolved", *resolved, words::resolved)?,
            })
        } else {
            FactKind::VisitedUnrated
        };
        Ok(Told::Assignment(
            self.part("return_visit", "returnVisits", return_visit)?,
            AssignmentFact::Happened(kind),
        ))
    }
}
