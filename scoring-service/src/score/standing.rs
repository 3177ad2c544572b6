//! How one assignment stands at a cut-off: the rules of design §4 in one place, word for word.

use hotline_common::time::Moment;
use serde::{Deserialize, Serialize};

use super::facts::{AssignmentHistory, FactKind, Visit};
use super::words::Duplicates;

/// How an assignment stands at a cut-off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it counts.
    pub place: Place,
    /// The deadline in force, if it has one: the last one set.
    pub due: Option<Moment>,
    /// The last completion, if no redo came after it.
    pub completed: Option<Moment>,
    /// The latest rated visit. It counts when the assignment [counts for
    /// satisfaction](Place::counts_for_satisfaction).
    pub visit: Option<Visit>,
    /// How it stands with signing for it.
    pub signing: Signing,
    /// Whether it was ever completed.
    pub completed_once: bool,
    /// Whether it was ever opened again.
    pub redone: bool,
    /// Whether its order was linked to another as its duplicate.
    pub is_duplicate: bool,
}

/// How an assignment stands with signing for it 签收.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signing {
    /// There is no limit for signing, or it lies ahead and nobody signed: it is in no rate.
    NotJudged,
    /// The unit signed by the limit.
    InTime,
    /// The limit passed without it.
    Late,
}

/// Where an assignment counts at a cut-off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Place {
    /// Assigned at the cut-off or later: not there yet.
    NotYetAssigned,
    /// The centre accepted its send-back 退回: it counts nowhere.
    SentBack,
    /// The centre took it back: it counts nowhere.
    Withdrawn,
    /// 剔除: in the volume, out of rating and satisfaction.
    Excluded,
    /// In the volume, not rated: open, with a deadline after the cut-off or with none.
    Open,
    /// In the volume and rated: completed, or open with its deadline passed.
    Rated,
    /// Its order is a duplicate, and the policy counts duplicates once: it counts nowhere.
    Duplicate,
}

impl Place {
    /// Whether it is part of its unit's volume 承办量.
    pub fn in_volume(self) -> bool {
        matches!(self, Place::Excluded | Place::Open | Place::Rated)
    }

    /// Whether its latest rated visit counts: in the volume and not excluded, rated or not.
    pub fn counts_for_satisfaction(self) -> bool {
        matches!(self, Place::Open | Place::Rated)
    }

    /// Its name in capitals.
    pub const fn name(self) -> &'static str {
        match self {
            Place::NotYetAssigned => "NOT_YET_ASSIGNED",
            Place::SentBack => "SENT_BACK",
            Place::Withdrawn => "WITHDRAWN",
            Place::Excluded => "EXCLUDED",
            Place::Open => "OPEN",
            Place::Rated => "RATED",
            Place::Duplicate => "DUPLICATE",
        }
    }
}

impl Standing {
    /// Reads a history up to a cut-off, which is half open: what happened at that very instant is
    /// too late, while a deadline at that very instant has passed.
    pub fn of(history: &AssignmentHistory, cut_off: Moment) -> Standing {
        let mut taken_away = None;
        let mut excluded = false;
        let mut due = history.due;
        let mut completed = None;
        let mut visit = None;
        let mut signed = None;
        let (mut completed_once, mut redone) = (false, false);
        for fact in history.facts.before(cut_off) {
            match fact.kind {
                FactKind::Completed { .. } => {
                    completed = Some(fact.happened);
                    completed_once = true;
                }
                FactKind::Redone { due: new } => {
                    completed = None;
                    redone = true;
                    due = new.or(due);
                }
                FactKind::Extended { due: new } => due = Some(new),
                FactKind::SendBackAccepted => {
                    taken_away = taken_away.or(Some(Place::SentBack));
                }
                FactKind::Withdrawn => taken_away = taken_away.or(Some(Place::Withdrawn)),
                FactKind::Excluded => excluded = true,
                FactKind::Visited(rated) => visit = Some(rated),
                FactKind::SignedFor => signed = signed.or(Some(fact.happened)),
                FactKind::VisitedUnrated
                | FactKind::TakenInHand
                | FactKind::SendBackRequested
                | FactKind::SendBackRefused
                | FactKind::ExtensionRequested { .. }
                | FactKind::ExtensionRefused
                | FactKind::Closed
                | FactKind::CardIssued { .. }
                | FactKind::ExclusionRequested
                | FactKind::ExclusionRefused
                | FactKind::ExclusionAppealed => {}
            }
        }
        let deadline_passed = due.is_some_and(|due| due <= cut_off);
        let place = if cut_off <= history.assigned {
            Place::NotYetAssigned
        } else if let Some(place) = taken_away {
            place
        } else if excluded {
            Place::Excluded
        } else if completed.is_some() || deadline_passed {
            Place::Rated
        } else {
            Place::Open
        };
        Standing {
            place,
            due,
            completed,
            visit,
            signing: Signing::of(history.sign_due, signed, cut_off),
            completed_once,
            redone,
            is_duplicate: history.duplicate.is_some_and(|linked| linked < cut_off),
        }
    }

    /// The same under a way of counting duplicates.
    #[must_use]
    pub fn under(self, duplicates: Duplicates) -> Standing {
        let is_left_out = duplicates == Duplicates::CountOnce && self.is_duplicate;
        let place = match self.place {
            Place::NotYetAssigned => Place::NotYetAssigned,
            _ if is_left_out => Place::Duplicate,
            place => place,
        };
        Standing { place, ..self }
    }

    /// Whether it counts as completed 办结: rated, and no redo after its last completion.
    pub fn is_completed(&self) -> bool {
        self.place == Place::Rated && self.completed.is_some()
    }

    /// Whether it counts as completed on time 按时办结: at or before the deadline in force, or
    /// having none.
    pub fn is_on_time(&self) -> bool {
        self.is_completed()
            && match (self.completed, self.due) {
                (Some(completed), Some(due)) => completed <= due,
                _ => true,
            }
    }

    /// The latest rated visit, if it counts.
    pub fn counted_visit(&self) -> Option<Visit> {
        self.visit.filter(|_| self.place.counts_for_satisfaction())
    }
}

impl Signing {
    /// The first signing decides. A limit at the very instant of the cut-off has passed.
    fn of(limit: Option<Moment>, signed: Option<Moment>, cut_off: Moment) -> Signing {
        match (limit, signed) {
            (Some(limit), Some(signed)) if signed <= limit => Signing::InTime,
            (Some(_), Some(_)) => Signing::Late,
            (Some(limit), None) if limit <= cut_off => Signing::Late,
            (_, _) => Signing::NotJudged,
        }
    }
}
