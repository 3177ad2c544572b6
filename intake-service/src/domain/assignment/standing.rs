//! How an assignment stands: read from its facts, by the table of states and moves.

use hotline_common::time::Moment;

use super::moves::{Move, Obstacle, Outcome, outcome};
use super::{AssignmentState, Change, Fact};
use crate::domain::card::Card;

/// How an assignment stands at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The state.
    pub state: AssignmentState,
    /// The deadline in force.
    pub due: Option<Moment>,
    /// Since when that deadline is in force on an open assignment: the assignment, the redo, or whatever changed it last.
    pub due_since: Option<Moment>,
    /// By when the unit must sign for it.
    pub sign_due: Option<Moment>,
    /// The card for the deadline in force.
    pub card: Option<Card>,
    /// When the unit first signed for it.
    pub signed: Option<Moment>,
    /// When it was last completed, if it is completed.
    pub completed: Option<Moment>,
    /// When it was closed.
    pub closed: Option<Moment>,
    /// When its send-back was accepted or it was withdrawn.
    pub removed: Option<Moment>,
}

impl Standing {
    /// As an assignment without a deadline stands from its first fact on.
    pub(in crate::domain) const fn new() -> Standing {
        Standing {
            state: AssignmentState::Assigned,
            due: None,
            due_since: None,
            sign_due: None,
            card: None,
            signed: None,
            completed: None,
            closed: None,
            removed: None,
        }
    }

    /// Whether the unit still has to complete it.
    pub fn is_open(&self) -> bool {
        self.completed.is_none() && self.removed.is_none()
    }

    /// Whether the deadline in force passed before the completion, or has passed by a time while it is open.
    pub fn is_overdue(&self, now: Moment) -> bool {
        let late = |due: Moment| due < self.completed.unwrap_or(now);
        self.removed.is_none() && self.due.is_some_and(late)
    }

    /// Sets another deadline, whose cards are still to come.
    fn set_due(&mut self, due: Option<Moment>, since: Moment) {
        if self.due != due {
            self.card = None;
        }
        self.due = due;
        self.due_since = due.map(|_| since);
    }
}

/// How an assignment stands after these facts.
pub(super) fn standing(facts: &[Fact]) -> Standing {
    let mut course = Course::new();
    for fact in facts {
        let _ = course.take(fact);
    }
    course.standing
}

/// The sequences of the facts that make no sense where they stand, by the time they happened.
///
/// The table decides, with these leniencies, which come of facts that are recorded late:
/// - a redo may lie before a completion that was recorded earlier;
/// - a visit may lie after such a redo;
/// - a send-back may be asked for again, and refused after it has lapsed;
/// - of an assignment that was removed, exclusions and extensions may have been asked for or decided: they have no effect.
pub fn misfits(facts: &[Fact]) -> Vec<i64> {
    let mut course = Course::new();
    let mut misfits = Vec::new();
    for (place, fact) in facts.iter().enumerate() {
        let completed_ever = || facts.iter().any(Fact::is_completion);
        let completed_before = || facts[..place].iter().any(Fact::is_completion);
        let fits = match (fact.change.what(), course.take(fact)) {
            (_, Ok(()))
            | (Some(Move::RequestSendBack), Err(Obstacle::AskedBack))
            | (
                Some(
                    Move::RequestExclusion
                    | Move::DecideExclusion
                    | Move::AppealExclusion
                    | Move::IssueCard,
                ),
                Err(_),
            ) => true,
            // Nobody decides about what is closed for good.
            (Some(Move::RefuseSendBack | Move::DecideExtension), Err(obstacle)) => {
                obstacle != Obstacle::Closed
            }
            (Some(Move::Redo), Err(Obstacle::NotDone)) => completed_ever(),
            (Some(Move::Visit | Move::VisitInVain), Err(Obstacle::NotDone)) => completed_before(),
            (_, Err(_)) => false,
        };
        if !fits {
            misfits.push(fact.sequence);
        }
    }
    misfits
}

/// A history while it is read.
struct Course {
    standing: Standing,
    /// The state before a send-back was asked for.
    before: AssignmentState,
}

impl Course {
    fn new() -> Course {
        Course {
            standing: Standing::new(),
            before: AssignmentState::Assigned,
        }
    }

    /// Takes the next fact; what makes no sense has no effect, but for a redo that was recorded late.
    fn take(&mut self, fact: &Fact) -> Result<(), Obstacle> {
        let Some(what) = fact.change.what() else {
            if let Change::Assigned { due, sign_due, .. } = fact.change {
                self.standing.set_due(due, fact.happened);
                self.standing.sign_due = sign_due;
            }
            return Ok(());
        };
        let state = self.standing.state;
        let (next, answer) = match outcome(state, what) {
            Outcome::To(next) => (next, Ok(())),
            Outcome::Stays => (state, Ok(())),
            Outcome::Back => (self.before, Ok(())),
            Outcome::No(Obstacle::NotDone) if what == Move::Redo => {
                (AssignmentState::Assigned, Err(Obstacle::NotDone))
            }
            Outcome::No(obstacle) => return Err(obstacle),
        };
        if next == AssignmentState::SendBackRequested {
            self.before = state;
        }
        self.standing.state = next;
        self.remember(fact);
        answer
    }

    /// What a fact that has an effect leaves beside the state.
    fn remember(&mut self, fact: &Fact) {
        let standing = &mut self.standing;
        let happened = fact.happened;
        match &fact.change {
            Change::SignedFor => standing.signed = standing.signed.or(Some(happened)),
            Change::SendBackDecided { accepted: true } | Change::Withdrawn { .. } => {
                standing.removed = Some(happened);
            }
            Change::Completed { .. } => standing.completed = Some(happened),
            Change::Closed => standing.closed = Some(happened),
            Change::Redone { due, .. } => {
                standing.completed = None;
                standing.set_due(due.or(standing.due), happened);
            }
            Change::CardIssued { card, due } => {
                // A card that was issued before a completion was recorded late is none.
                if standing.is_open() && standing.due == Some(*due) {
                    standing.card = Some(*card);
                }
            }
            Change::ExtensionDecided {
                granted: Some(due), ..
            } => standing.due = Some(*due),
            Change::Assigned { .. }
            | Change::TakenInHand
            | Change::SendBackRequested { .. }
            | Change::SendBackDecided { accepted: false }
            | Change::Visited(_)
            | Change::ExtensionRequested { .. }
            | Change::ExtensionDecided { granted: None, .. }
            | Change::ExclusionRequested { .. }
            | Change::ExclusionAppealed { .. }
            | Change::ExclusionDecided { .. } => {}
        }
    }
}
