//! Corrections 更正: a wrong fact is corrected by a further fact (who, why, what it was), never by overwriting.

use hotline_common::time::Moment;

use super::command::AssignmentAction;
use super::event::Event;
use super::names::{AssignmentId, CategoryCode, LedgerId, OrderNumber, Subject, TopicCode};
use super::numbered::numbered;
use super::supervision::{SupervisionForm, SupervisionReason};
use super::work_order::{Channel, Nature, Urgency};

numbered! {
    /// Why a fact is corrected.
    CorrectionReason {
        /// It was recorded by mistake, or about the wrong record.
        Mistake = 1 "mistake",
        /// The time was wrong.
        WrongTime = 2 "wrong time",
        /// What was recorded was wrong.
        WrongContent = 3 "wrong content",
        /// Something else.
        Other = 4 "other",
    }
}

/// What kind of fact it is, as corrections tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// A call came in.
    CallRecorded,
    /// A missed call was called back.
    CalledBack,
    /// A caller was notified by SMS.
    Notified,
    /// An order was accepted.
    Accepted,
    /// An order was handled directly.
    HandledDirectly,
    /// An order was linked to this one as its duplicate.
    DuplicateLinked(OrderNumber),
    /// Something happened to this assignment.
    Assignment(AssignmentId),
    /// A unit was supervised.
    Supervised,
    /// A supervision was lifted.
    SupervisionLifted,
    /// A leader session, an appreciation or an activity took place.
    Occasion,
    /// An order was chosen as a typical case.
    TypicalCase,
    /// The fact with this sequence was corrected.
    Correction(i64),
    /// Anything else: it is changed in another way.
    Other,
}

/// A fact of the ledger, as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownFact {
    /// The sequence of its event.
    pub sequence: i64,
    /// What kind.
    pub kind: FactKind,
    /// What it is about.
    pub subject: Subject,
    /// The order on whose timeline it stands.
    pub order: Option<OrderNumber>,
    /// When it happened, as it was recorded.
    pub happened: Moment,
    /// When it was recorded.
    pub recorded: Moment,
    /// Whether its last correction says that it did not happen.
    pub annulled: bool,
}

/// How an order is classified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classification {
    /// The way by which it came.
    pub channel: Channel,
    /// What kind of request.
    pub nature: Nature,
    /// How soon it must be looked at.
    pub urgency: Urgency,
    /// The category.
    pub category: Option<CategoryCode>,
    /// The topics.
    pub topics: Vec<TopicCode>,
    /// The area that it is about.
    pub area: String,
}

/// What a fact should have said: whole, but that an empty text leaves the text as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Of an acceptance.
    Classification(Box<Classification>),
    /// Of an order handled directly; personal: the answer.
    Answer(String),
    /// Of an assignment.
    Assigned {
        /// The deadline.
        due: Option<Moment>,
        /// By when the unit must sign for it.
        sign_due: Option<Moment>,
    },
    /// Of anything that happened to an assignment.
    Action(Box<AssignmentAction>),
    /// Of a supervision.
    Supervision {
        /// How.
        form: SupervisionForm,
        /// Why.
        reason: SupervisionReason,
        /// Personal: the matter.
        note: String,
    },
}

/// The fact as it should have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// When it happened; `None`: as it was.
    pub at: Option<Moment>,
    /// What it says; `None`: as it was.
    pub content: Option<Content>,
}

/// Correct a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectFact {
    /// The wrong fact's sequence.
    pub fact: i64,
    /// What it is about, as the caller has it: a guard against a wrong sequence.
    pub subject: Subject,
    /// Why.
    pub reason: CorrectionReason,
    /// Personal: why, in words.
    pub note: String,
    /// The fact as it should have been; `None`: it did not happen.
    pub wanted: Option<Wanted>,
}

/// What happened when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// When.
    pub happened: Moment,
    /// What: an event of the fact's kind.
    pub event: Event,
}

/// A correction, as an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The ledger's number.
    pub id: LedgerId,
    /// The wrong fact.
    pub fact: KnownFact,
    /// Why.
    pub reason: CorrectionReason,
    /// The fact as it stood before; `None` where it was annulled.
    pub before: Option<Dated>,
    /// The fact as it should have been; `None`: it did not happen.
    pub after: Option<Dated>,
    /// The private part holds the fact's text anew.
    pub has_text: bool,
}

/// A correction as answers show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionRecord {
    /// The ledger's number.
    pub id: LedgerId,
    /// The wrong fact's sequence.
    pub fact: i64,
    /// What it is about.
    pub subject: Subject,
    /// Why.
    pub reason: CorrectionReason,
    /// The fact did not happen.
    pub annulled: bool,
}

impl From<&Correction> for CorrectionRecord {
    fn from(correction: &Correction) -> CorrectionRecord {
        CorrectionRecord {
            id: correction.id,
            fact: correction.fact.sequence,
            subject: correction.fact.subject.clone(),
            reason: correction.reason,
            annulled: correction.after.is_none(),
        }
    }
}
