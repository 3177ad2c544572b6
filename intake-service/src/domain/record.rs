//! Records as answers and lists show them: without personal data and texts.

use std::sync::Arc;

use hotline_common::time::Moment;

use super::activity::{Activity, Appreciation, LeaderSession, TypicalCase};
use super::assignment::{
    Assignment, AssignmentRole, Change, Exclusion, Extension, Fact, Standing, Visit,
};
use super::calendar::CalendarYear;
use super::call::Call;
use super::correction::CorrectionRecord;
use super::deadline::{Basis, DeadlineRule};
use super::names::{AssignmentId, PartId, UnitCode};
use super::personal::Reveal;
use super::registry::{Category, Topic, Unit};
use super::supervision::Supervision;
use super::work_order::WorkOrder;

/// An assignment as it stands after all that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignmentRecord {
    /// Which.
    pub id: AssignmentId,
    /// The unit.
    pub unit: UnitCode,
    /// Lead or assist.
    pub role: AssignmentRole,
    /// When it was assigned.
    pub assigned: Moment,
    /// State, deadline in force, completion, removal.
    pub standing: Standing,
    /// How the deadline in force came about.
    pub basis: Option<Basis>,
    /// How many times it was opened again.
    pub redo_count: i32,
    /// Whether an approved exclusion takes it out of rating.
    pub excluded: bool,
    /// The sequence of the last completion's event: where the reply is.
    pub reply_sequence: Option<i64>,
    /// The sequence of the last change.
    pub sequence: i64,
}

impl From<&Assignment> for AssignmentRecord {
    fn from(assignment: &Assignment) -> AssignmentRecord {
        AssignmentRecord {
            id: assignment.id,
            unit: assignment.unit.clone(),
            role: assignment.role,
            assigned: assignment.assigned,
            standing: assignment.standing(),
            basis: assignment.deadline_basis().cloned(),
            redo_count: i32::try_from(assignment.redo_count()).unwrap_or(i32::MAX),
            excluded: assignment.is_excluded(),
            reply_sequence: assignment
                .last_completion()
                .map(|fact| assignment.text_of(fact.sequence)),
            sequence: assignment.sequence(),
        }
    }
}

/// A return visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitRecord {
    /// Which.
    pub id: PartId,
    /// When the citizen was visited.
    pub visited: Moment,
    /// How, and what came of it.
    pub visit: Visit,
    /// It did not happen: a correction says so.
    pub annulled: bool,
    /// The sequence of the event that holds its note.
    pub note_sequence: i64,
    /// The sequence of the last change.
    pub sequence: i64,
}

impl VisitRecord {
    /// The visit with this number, annulled or not.
    pub fn of(assignment: &Assignment, number: u32) -> Option<VisitRecord> {
        let visit = |fact: &Fact| match fact.change {
            Change::Visited(visit) if visit.number == number => Some((visit, fact.clone())),
            _ => None,
        };
        let stands = assignment.facts().iter().find_map(visit);
        let annulled = stands.is_none();
        let (visit, fact) = stands.or_else(|| assignment.annulled().find_map(visit))?;
        Some(VisitRecord {
            id: PartId {
                assignment: assignment.id,
                number,
            },
            visited: fact.happened,
            visit,
            annulled,
            note_sequence: assignment.text_of(fact.sequence),
            sequence: assignment.changed_by(fact.sequence),
        })
    }
}

/// An exclusion; its notes are at the sequences of the asking and of the appeal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExclusionRecord {
    /// Which.
    pub id: PartId,
    /// The exclusion.
    pub exclusion: Exclusion,
    /// It was not asked for: a correction says so.
    pub annulled: bool,
    /// The sequence of the event that holds its note.
    pub note_sequence: i64,
    /// The sequence of the last change.
    pub sequence: i64,
}

impl ExclusionRecord {
    /// The exclusion with this number, annulled or not.
    pub fn of(assignment: &Assignment, number: u32) -> Option<ExclusionRecord> {
        let find = |exclusions: Vec<Exclusion>| {
            exclusions
                .into_iter()
                .find(|exclusion| exclusion.number == number)
        };
        let (exclusion, annulled) = match find(assignment.exclusions()) {
            Some(exclusion) => (exclusion, false),
            None => (find(assignment.annulled_exclusions())?, true),
        };
        let asked = exclusion.requested_sequence;
        Some(ExclusionRecord {
            id: PartId {
                assignment: assignment.id,
                number,
            },
            annulled,
            note_sequence: assignment.text_of(asked),
            sequence: assignment
                .last_change_of(|change| change.exclusion_number() == Some(number))
                .max(asked),
            exclusion,
        })
    }
}

/// An extension; its note is at the sequence of the asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtensionRecord {
    /// Which.
    pub id: PartId,
    /// The extension.
    pub extension: Extension,
    /// It was not asked for: a correction says so.
    pub annulled: bool,
}

impl ExtensionRecord {
    /// The extension with this number, annulled or not.
    pub fn of(assignment: &Assignment, number: u32) -> Option<ExtensionRecord> {
        let find = |extensions: Vec<Extension>| {
            let mut extensions = extensions.into_iter();
            extensions.find(|extension| extension.number == number)
        };
        let (extension, annulled) = match find(assignment.extensions()) {
            Some(extension) => (extension, false),
            None => (find(assignment.annulled_extensions())?, true),
        };
        Some(ExtensionRecord {
            id: PartId {
                assignment: assignment.id,
                number,
            },
            extension,
            annulled,
        })
    }
}

impl Record {
    /// The sequence of the record's last change.
    pub fn sequence(&self) -> i64 {
        match self {
            Record::Unit(unit) => unit.sequence,
            Record::Category(category) => category.sequence,
            Record::Topic(topic) => topic.sequence,
            Record::Calendar(year) => year.sequence,
            Record::DeadlineRule(rule) => rule.sequence,
            Record::Call(call) => call.sequence,
            Record::WorkOrder(order) => order.sequence,
            Record::Assignment(assignment) => assignment.sequence,
            Record::ReturnVisit(visit) => visit.sequence,
            Record::Exclusion(exclusion) => exclusion.sequence,
            Record::Extension(record) => record.extension.sequence(),
            Record::Supervision(supervision) => supervision.sequence,
            // These never change.
            Record::LeaderSession(session) => session.id,
            Record::Appreciation(appreciation) => appreciation.id,
            Record::Activity(activity) => activity.id,
            Record::TypicalCase(case) => case.id,
            Record::Correction(correction) => correction.id,
            Record::Reveal(reveal) => reveal.id,
        }
    }
}

/// Any record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// A unit.
    Unit(Unit),
    /// A category.
    Category(Category),
    /// A topic.
    Topic(Topic),
    /// A year of the calendar.
    Calendar(CalendarYear),
    /// A rule for deadlines.
    DeadlineRule(DeadlineRule),
    /// A call.
    Call(Arc<Call>),
    /// An order.
    WorkOrder(Box<WorkOrder>),
    /// An assignment.
    Assignment(AssignmentRecord),
    /// A return visit.
    ReturnVisit(VisitRecord),
    /// An exclusion.
    Exclusion(ExclusionRecord),
    /// An extension.
    Extension(ExtensionRecord),
    /// A supervision.
    Supervision(Supervision),
    /// A leader session.
    LeaderSession(LeaderSession),
    /// An appreciation.
    Appreciation(Appreciation),
    /// An activity.
    Activity(Activity),
    /// A typical case.
    TypicalCase(TypicalCase),
    /// A correction.
    Correction(CorrectionRecord),
    /// A reveal.
    Reveal(Reveal),
}
