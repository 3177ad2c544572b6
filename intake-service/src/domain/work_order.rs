//! Work orders 工单: one request of a citizen each.

use hotline_common::time::Moment;

use super::assignment::{Assignment, AssignmentRole, Fact, FactCorrection};
use super::call::ContentHash;
use super::correction::Classification;
use super::names::{
    AssignmentId, CategoryCode, ExternalReference, LedgerId, OrderNumber, TopicCode,
};
use super::numbered::numbered;

numbered! {
    /// The way by which a request came.
    Channel {
        /// A call to the hotline.
        Phone = 1 "phone",
        /// 省长信箱: a letter to the province's governor.
        GovernorsMailbox = 2 "governor's mailbox",
        /// 领导接听: a call that a unit's leader answered.
        LeaderSession = 3 "leader session",
        /// The web site.
        Web = 4 "web",
        /// WeChat.
        Wechat = 5 "WeChat",
        /// The app.
        App = 6 "app",
        /// SMS.
        Sms = 7 "SMS",
        /// Any other way.
        Other = 8 "other",
    }
}

numbered! {
    /// What kind of request it is.
    Nature {
        /// 求助.
        Help = 1 "help",
        /// 咨询.
        Consultation = 2 "consultation",
        /// 投诉.
        Complaint = 3 "complaint",
        /// 举报.
        Report = 4 "report",
        /// 建议.
        Suggestion = 5 "suggestion",
        /// 表扬.
        Praise = 6 "praise",
        /// 其他.
        Other = 7 "other",
    }
}

numbered! {
    /// How soon it must be looked at.
    Urgency {
        /// In the usual time.
        Normal = 1 "normal",
        /// Soon.
        Urgent = 2 "urgent",
        /// At once.
        Critical = 3 "critical",
    }
}

numbered! {
    /// What the centre did with an order.
    Disposition {
        /// Nothing yet.
        Pending = 1 "pending",
        /// 直办: answered by the centre itself.
        HandledDirectly = 2 "handled directly",
        /// 转办: given to a unit; stays so when every unit has sent it back.
        Transferred = 3 "transferred",
    }
}

/// An order's link to the one that it repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The order that it repeats; no duplicate itself.
    pub original: OrderNumber,
    /// When it was decided.
    pub linked: Moment,
    /// The sequence of that event.
    pub sequence: i64,
}

/// A work order, without personal data and texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkOrder {
    /// The number.
    pub number: OrderNumber,
    /// How another system calls it.
    pub external_reference: Option<ExternalReference>,
    /// The way by which it came.
    pub channel: Channel,
    /// The call that it came from.
    pub call: Option<LedgerId>,
    /// The requester gave no name.
    pub anonymous: bool,
    /// The requester's data must not reach the units.
    pub confidential: bool,
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
    /// When it was received.
    pub received: Moment,
    /// When it was handled directly, and the sequence of the event that holds the answer: that one, or a correction.
    pub handled: Option<(Moment, i64)>,
    /// Whether it was ever given to a unit.
    pub transferred: bool,
    /// The order that it repeats, if it was linked to one.
    pub duplicate: Option<Duplicate>,
    /// The content as it was sent.
    pub content_hash: ContentHash,
    /// When it was recorded.
    pub recorded: Moment,
    /// The sequence of the event that made it: where its personal data and texts are.
    pub accepted_sequence: i64,
    /// The sequence of the last change.
    pub sequence: i64,
}

impl WorkOrder {
    /// Classifies it otherwise.
    pub fn classify(&mut self, classification: &Classification) {
        let Classification {
            channel,
            nature,
            urgency,
            category,
            topics,
            area,
        } = classification.clone();
        self.channel = channel;
        self.nature = nature;
        self.urgency = urgency;
        self.category = category;
        self.topics = topics;
        self.area = area;
    }

    /// What the centre did with it.
    pub fn disposition(&self) -> Disposition {
        if self.transferred {
            Disposition::Transferred
        } else if self.handled.is_some() {
            Disposition::HandledDirectly
        } else {
            Disposition::Pending
        }
    }
}

/// A work order with its assignments, as a command needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// The order.
    pub order: WorkOrder,
    /// Its assignments, by number: the first one is number 1.
    pub assignments: Vec<Assignment>,
}

impl Dossier {
    /// The assignment with this number.
    pub fn assignment(&self, number: u32) -> Option<&Assignment> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        self.assignments.get(index)
    }

    fn assignment_mut(&mut self, number: u32) -> Option<&mut Assignment> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        self.assignments.get_mut(index)
    }

    /// Takes a fact of one of the assignments into its history; the first one makes the assignment.
    pub fn apply(&mut self, id: AssignmentId, fact: Fact) {
        if id.number == self.next_assignment() {
            let sequence = fact.sequence;
            if let Some(assignment) = Assignment::new(id, fact) {
                self.order.transferred = true;
                self.order.sequence = self.order.sequence.max(sequence);
                self.assignments.push(assignment);
            }
        } else if let Some(assignment) = self.assignment_mut(id.number) {
            assignment.insert(fact);
        }
    }

    /// Takes a correction of a fact of one of the assignments into its history.
    pub fn correct(&mut self, id: AssignmentId, correction: FactCorrection) {
        if let Some(assignment) = self.assignment_mut(id.number) {
            assignment.correct(correction);
        }
    }

    /// The number that the next assignment gets.
    pub fn next_assignment(&self) -> u32 {
        u32::try_from(self.assignments.len()).map_or(u32::MAX, |count| count + 1)
    }

    /// Whether a unit had got the lead by this time.
    pub fn has_lead_by(&self, at: Moment) -> bool {
        self.assignments
            .iter()
            .any(|assignment| assignment.role == AssignmentRole::Lead && assignment.assigned <= at)
    }
}

/// An order to be accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptWorkOrder {
    /// How another system calls it.
    pub external_reference: Option<ExternalReference>,
    /// The way by which it came.
    pub channel: Channel,
    /// The call that it came from.
    pub call: Option<super::command::CallTarget>,
    /// Personal: the requester's name.
    pub requester_name: String,
    /// Personal: the requester's number.
    pub requester_number: String,
    /// The requester gave no name.
    pub anonymous: bool,
    /// The requester's data must not reach the units.
    pub confidential: bool,
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
    /// Personal: what the citizen says.
    pub text: String,
    /// Personal: references to attachments.
    pub attachments: Vec<String>,
    /// When it was received.
    pub received: Moment,
    /// The content as it was sent.
    pub content_hash: ContentHash,
}
