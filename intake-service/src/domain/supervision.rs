//! Supervisions 督办: formal pushes on a unit.

use hotline_common::time::Moment;

use super::names::{AssignmentId, LedgerId, UnitCode};
use super::numbered::numbered;

numbered! {
    /// How a unit is pushed.
    SupervisionForm {
        /// 电话督办.
        Telephone = 1 "telephone",
        /// 书面督办.
        Written = 2 "written",
        /// 现场督办.
        OnSite = 3 "on site",
    }
}

numbered! {
    /// Why a unit is pushed.
    SupervisionReason {
        /// The deadline has passed.
        Overdue = 1 "overdue",
        /// Citizens complain again and again.
        RepeatedComplaint = 2 "repeated complaint",
        /// The work or the reply is poor.
        PoorQuality = 3 "poor quality",
        /// A matter of weight.
        MajorMatter = 4 "major matter",
        /// Something else.
        Other = 5 "other",
    }
}

/// A supervision, without its note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supervision {
    /// The ledger's number.
    pub id: LedgerId,
    /// The unit that is pushed.
    pub unit: UnitCode,
    /// How.
    pub form: SupervisionForm,
    /// When it was issued.
    pub issued: Moment,
    /// Why.
    pub reason: SupervisionReason,
    /// The assignment that it is about; `None` if it is about a matter.
    pub assignment: Option<AssignmentId>,
    /// When it was lifted.
    pub lifted: Option<Moment>,
    /// It was not issued: a correction says so.
    pub annulled: bool,
    /// The sequence of the event that holds its note.
    pub note_sequence: i64,
    /// The sequence of the last change.
    pub sequence: i64,
}
