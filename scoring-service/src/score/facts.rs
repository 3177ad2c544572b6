//! The dated history of one assignment: enough to say how it stood at any cut-off.

use hotline_common::time::Moment;
use serde::{Deserialize, Serialize};

use super::words::{CardColour, Grade, Resolved, Role};

/// One order given to one unit 承办, and everything about it that scoring reads (design §5), as it is known at some
/// position of the feed: an [`AssignmentLog`](super::AssignmentLog) makes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentHistory {
    /// The order's number `YYYYMMDD-NNNNNN`, written as one whole number.
    pub order: i64,
    /// The assignment's own number within the order.
    pub number: u32,
    /// The code of the handling unit.
    pub unit: String,
    /// Lead or assist.
    pub role: Role,
    /// When it was assigned; its local month is the cohort that it belongs to.
    pub assigned: Moment,
    /// The deadline it was given, if any.
    pub due: Option<Moment>,
    /// By when the unit must sign for it 签收, if there is such a limit.
    pub sign_due: Option<Moment>,
    /// Whether the order came by the governor's mailbox 省长信箱.
    pub governors_mailbox: bool,
    /// When its order was linked to another as its duplicate; `None` while it is not.
    pub duplicate: Option<Moment>,
    /// What happened to it since.
    pub facts: Facts,
}

/// Facts in the order in which they happened; at the same instant, as recorded (design §4, Time).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts(Vec<Fact>);

impl Facts {
    /// Puts a fact in its place, whenever it arrives. Answers whether it is new: a sequence number
    /// that is already there changes nothing.
    pub fn insert(&mut self, fact: Fact) -> bool {
        let known = |there: &Fact| there.recorded_sequence == fact.recorded_sequence;
        if self.0.iter().any(known) {
            return false;
        }
        let place = self.0.partition_point(|there| there.order() < fact.order());
        self.0.insert(place, fact);
        true
    }

    /// The facts from the first to the last.
    pub fn iter(&self) -> std::slice::Iter<'_, Fact> {
        self.0.iter()
    }

    /// The facts that happened before an instant.
    pub fn before(&self, cut_off: Moment) -> &[Fact] {
        let end = self.0.partition_point(|fact| fact.happened < cut_off);
        &self.0[..end]
    }
}

impl<'a> IntoIterator for &'a Facts {
    type Item = &'a Fact;
    type IntoIter = std::slice::Iter<'a, Fact>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl FromIterator<Fact> for Facts {
    fn from_iter<I: IntoIterator<Item = Fact>>(facts: I) -> Facts {
        let mut sorted = Facts::default();
        for fact in facts {
            sorted.insert(fact);
        }
        sorted
    }
}

/// One thing that happened to an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// When it happened; for a decision, when it was decided.
    pub happened: Moment,
    /// The feed's sequence number of the event that told it.
    pub recorded_sequence: i64,
    /// When it was recorded.
    pub recorded: Moment,
    /// The sequence number of the correction that made it what it is, if there is one.
    pub corrected: Option<i64>,
    /// What happened.
    pub kind: FactKind,
}

impl Fact {
    fn order(&self) -> (Moment, i64) {
        (self.happened, self.recorded_sequence)
    }
}

/// What can happen to an assignment. Stored by place: variants are only ever appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FactKind {
    /// 办结: the unit reported it done.
    Completed {
        /// When the unit last spoke with the citizen, as it said.
        contact: Option<Moment>,
    },
    /// 重办: opened again.
    Redone {
        /// The new deadline; without one the old deadline stays.
        due: Option<Moment>,
    },
    /// 延期: an extension was granted.
    Extended {
        /// The new deadline.
        due: Moment,
    },
    /// 退回: the centre accepted the unit's send-back. It counts nowhere from then on.
    SendBackAccepted,
    /// The centre took it back. It counts nowhere from then on.
    Withdrawn,
    /// 剔除: its exclusion from rating was approved.
    Excluded,
    /// 回访: the citizen was asked and gave both grades.
    Visited(Visit),
    /// The citizen was not reached, refused or gave no valid answer. It counts nowhere.
    VisitedUnrated,
    /// 签收: the unit signed for it.
    SignedFor,
    /// The unit took it in hand.
    TakenInHand,
    /// 退回: the unit asked to send it back.
    SendBackRequested,
    /// The centre refused a send-back.
    SendBackRefused,
    /// 延期: the unit asked for a later deadline.
    ExtensionRequested {
        /// The deadline that it asked for.
        due: Moment,
    },
    /// An extension was refused.
    ExtensionRefused,
    /// 结案: the centre closed it. It counts as before.
    Closed,
    /// It became due soon, or overdue. It counts as before.
    CardIssued {
        /// Which card.
        colour: CardColour,
        /// The deadline that the card is about.
        due: Moment,
    },
    /// Its exclusion was asked for.
    ExclusionRequested,
    /// Its exclusion was refused.
    ExclusionRefused,
    /// The refusal was appealed against.
    ExclusionAppealed,
}

impl FactKind {
    /// Its name in capitals.
    pub const fn name(self) -> &'static str {
        match self {
            FactKind::Completed { .. } => "COMPLETED",
            FactKind::Redone { .. } => "REDONE",
            FactKind::Extended { .. } => "EXTENDED",
            FactKind::SendBackAccepted => "SEND_BACK_ACCEPTED",
            FactKind::Withdrawn => "WITHDRAWN",
            FactKind::Excluded => "EXCLUDED",
            FactKind::Visited(_) => "VISITED",
            FactKind::VisitedUnrated => "VISITED_UNRATED",
            FactKind::SignedFor => "SIGNED_FOR",
            FactKind::TakenInHand => "TAKEN_IN_HAND",
            FactKind::SendBackRequested => "SEND_BACK_REQUESTED",
            FactKind::SendBackRefused => "SEND_BACK_REFUSED",
            FactKind::ExtensionRequested { .. } => "EXTENSION_REQUESTED",
            FactKind::ExtensionRefused => "EXTENSION_REFUSED",
            FactKind::Closed => "CLOSED",
            FactKind::CardIssued { .. } => "CARD_ISSUED",
            FactKind::ExclusionRequested => "EXCLUSION_REQUESTED",
            FactKind::ExclusionRefused => "EXCLUSION_REFUSED",
            FactKind::ExclusionAppealed => "EXCLUSION_APPEALED",
        }
    }

    /// Completed, without a word about a contact.
    pub const COMPLETED: FactKind = FactKind::Completed { contact: None };
}

/// A rated return visit 回访: both aspects are always there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The grade for the handling.
    pub process: Grade,
    /// The grade for the result.
    pub outcome: Grade,
    /// Whether the matter is resolved.
    pub resolved: Resolved,
}
