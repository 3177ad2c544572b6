//! Events: what the ledger records. The public part becomes the feed; the private part never leaves intake.

use std::sync::Arc;

use hotline_common::time::Moment;
use serde::{Deserialize, Serialize};

use super::activity::{Activity, Appreciation, LeaderSession, TypicalCase};
use super::assignment::{Change, Fact};
use super::calendar::CalendarYear;
use super::call::Call;
use super::correction::{Correction, FactKind};
use super::deadline::DeadlineRule;
use super::names::{AssignmentId, LedgerId, OrderNumber, PartId, Subject};
use super::personal::Reveal;
use super::registry::{Category, Topic, Unit};
use super::supervision::Supervision;
use super::work_order::WorkOrder;

/// What happened. Holds no personal data: by its types, not by care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A unit as it is from now on.
    UnitUpdated(Unit),
    /// A category as it is from now on.
    CategoryUpdated(Category),
    /// A topic as it is from now on.
    TopicUpdated(Topic),
    /// A year of the calendar as it is from now on.
    CalendarUpdated(Box<CalendarYear>),
    /// A rule for deadlines as it is from now on.
    DeadlineRuleUpdated(Box<DeadlineRule>),
    /// A call came in.
    CallRecorded(Arc<Call>),
    /// A missed call was called back.
    CallCalledBack {
        /// Which call.
        call: LedgerId,
        /// The agent's id.
        agent: String,
    },
    /// The caller of a missed call was notified by SMS.
    CallNotified {
        /// Which call.
        call: LedgerId,
    },
    /// An order was accepted.
    WorkOrderAccepted(Box<WorkOrder>),
    /// An order was handled directly.
    WorkOrderHandledDirectly {
        /// Which order.
        order: OrderNumber,
    },
    /// An order was linked to another as its duplicate.
    DuplicateLinked {
        /// The duplicate.
        order: OrderNumber,
        /// The order that it repeats.
        original: OrderNumber,
    },
    /// Something happened to an assignment.
    Assignment {
        /// Which assignment.
        id: AssignmentId,
        /// What happened.
        change: Change,
    },
    /// A unit was supervised.
    SupervisionIssued(Supervision),
    /// A supervision was lifted.
    SupervisionLifted {
        /// Which supervision.
        supervision: LedgerId,
        /// The order that it is about, if any.
        order: Option<OrderNumber>,
    },
    /// A leader answered calls.
    LeaderSessionRecorded(LeaderSession),
    /// A citizen gave thanks.
    AppreciationRecorded(Appreciation),
    /// An activity took place.
    ActivityRecorded(Activity),
    /// An order was chosen as a typical case.
    TypicalCaseChosen(TypicalCase),
    /// An earlier fact was corrected.
    FactCorrected(Box<Correction>),
    /// Somebody was shown a citizen's data.
    RequesterRevealed(Reveal),
    /// Old personal data was removed.
    PersonalDataPurged {
        /// The ledger's number.
        id: LedgerId,
        /// What was recorded before this time was removed.
        before: Moment,
        /// From how many events.
        events: i64,
    },
}

/// The personal data and texts of an event. Kept apart from the public part.
///
/// Stored as JSON; a field that is empty is left out.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Private {
    /// A citizen's number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// A citizen's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// A text in which people may write both: a request, an answer, a reply, a note.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Why a fact was corrected, in words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// References to attachments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<String>,
    /// Where a call's recording lies.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub recording: String,
}

impl Private {
    /// Only a text.
    pub fn text(text: &str) -> Private {
        Private {
            text: text.to_owned(),
            ..Private::default()
        }
    }

    /// Nothing to keep.
    pub fn is_empty(&self) -> bool {
        *self == Private::default()
    }
}

/// Says only that there is something: a private part is never printed.
impl std::fmt::Debug for Private {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_empty() {
            "Private(empty)"
        } else {
            "Private(…)"
        })
    }
}

/// An event that was decided and has no place in the ledger yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// When it happened.
    pub happened: Moment,
    /// What happened.
    pub event: Event,
    /// The private part.
    pub private: Private,
}

impl NewEvent {
    /// An event without a private part.
    pub fn public(happened: Moment, event: Event) -> NewEvent {
        NewEvent {
            happened,
            event,
            private: Private::default(),
        }
    }
}

/// An event with its place in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The sequence: 1, 2, 3 and so on without gaps.
    pub sequence: i64,
    /// When it happened.
    pub happened: Moment,
    /// When it was recorded.
    pub recorded: Moment,
    /// Who did it, as the request said.
    pub actor: String,
    /// What happened.
    pub event: Event,
    /// The private part.
    pub private: Private,
}

impl Recorded {
    /// The fact of an assignment's history that this event is, if it is one.
    pub fn fact(&self) -> Option<(AssignmentId, Fact)> {
        let Event::Assignment { id, change } = &self.event else {
            return None;
        };
        Some((
            *id,
            Fact {
                happened: self.happened,
                sequence: self.sequence,
                actor: self.actor.clone(),
                change: change.clone(),
            },
        ))
    }
}

impl Event {
    /// The order whose timeline the event belongs to.
    pub fn order(&self) -> Option<OrderNumber> {
        match self {
            Event::WorkOrderAccepted(order) => Some(order.number),
            Event::WorkOrderHandledDirectly { order } | Event::DuplicateLinked { order, .. } => {
                Some(*order)
            }
            Event::Assignment { id, .. } => Some(id.order),
            Event::SupervisionIssued(supervision) => supervision.assignment.map(|id| id.order),
            Event::SupervisionLifted { order, .. } => *order,
            Event::TypicalCaseChosen(case) => Some(case.order),
            Event::FactCorrected(correction) => correction.fact.order,
            Event::RequesterRevealed(reveal) => reveal.target.order(),
            Event::UnitUpdated(_)
            | Event::CategoryUpdated(_)
            | Event::TopicUpdated(_)
            | Event::CalendarUpdated(_)
            | Event::DeadlineRuleUpdated(_)
            | Event::CallRecorded(_)
            | Event::CallCalledBack { .. }
            | Event::CallNotified { .. }
            | Event::LeaderSessionRecorded(_)
            | Event::AppreciationRecorded(_)
            | Event::ActivityRecorded(_)
            | Event::PersonalDataPurged { .. } => None,
        }
    }

    /// Whether it changed the registry.
    pub fn is_of_registry(&self) -> bool {
        matches!(
            self,
            Event::UnitUpdated(_)
                | Event::CategoryUpdated(_)
                | Event::TopicUpdated(_)
                | Event::CalendarUpdated(_)
                | Event::DeadlineRuleUpdated(_)
        )
    }

    /// Another order on whose timeline the event stands as well.
    pub fn other_order(&self) -> Option<OrderNumber> {
        match self {
            Event::DuplicateLinked { original, .. } => Some(*original),
            Event::FactCorrected(correction) => match correction.fact.kind {
                FactKind::DuplicateLinked(original) => Some(original),
                _ => None,
            },
            _ => None,
        }
    }

    /// The record that the event is about.
    pub fn subject(&self) -> Subject {
        match self {
            Event::UnitUpdated(unit) => Subject::Unit(unit.code.clone()),
            Event::CategoryUpdated(category) => Subject::Category(category.code.clone()),
            Event::TopicUpdated(topic) => Subject::Topic(topic.code.clone()),
            Event::CalendarUpdated(year) => Subject::Calendar(year.year),
            Event::DeadlineRuleUpdated(rule) => Subject::DeadlineRule(rule.code.clone()),
            Event::CallRecorded(call) => Subject::Call(call.id),
            Event::CallCalledBack { call, .. } | Event::CallNotified { call } => {
                Subject::Call(*call)
            }
            Event::WorkOrderAccepted(order) => Subject::WorkOrder(order.number),
            Event::WorkOrderHandledDirectly { order } | Event::DuplicateLinked { order, .. } => {
                Subject::WorkOrder(*order)
            }
            Event::Assignment { id, change } => match change {
                Change::Visited(visit) => Subject::ReturnVisit(PartId {
                    assignment: *id,
                    number: visit.number,
                }),
                Change::ExtensionRequested { number, .. }
                | Change::ExtensionDecided { number, .. } => Subject::Extension(PartId {
                    assignment: *id,
                    number: *number,
                }),
                Change::ExclusionRequested { number, .. }
                | Change::ExclusionAppealed { number }
                | Change::ExclusionDecided { number, .. } => Subject::Exclusion(PartId {
                    assignment: *id,
                    number: *number,
                }),
                Change::Assigned { .. }
                | Change::SignedFor
                | Change::TakenInHand
                | Change::SendBackRequested { .. }
                | Change::SendBackDecided { .. }
                | Change::Withdrawn { .. }
                | Change::Completed { .. }
                | Change::Closed
                | Change::Redone { .. }
                | Change::CardIssued { .. } => Subject::Assignment(*id),
            },
            Event::SupervisionIssued(supervision) => Subject::Supervision(supervision.id),
            Event::SupervisionLifted { supervision, .. } => Subject::Supervision(*supervision),
            Event::LeaderSessionRecorded(session) => Subject::LeaderSession(session.id),
            Event::AppreciationRecorded(appreciation) => Subject::Appreciation(appreciation.id),
            Event::ActivityRecorded(activity) => Subject::Activity(activity.id),
            Event::TypicalCaseChosen(case) => Subject::TypicalCase(case.id),
            Event::FactCorrected(correction) => Subject::Correction(correction.id),
            Event::RequesterRevealed(reveal) => Subject::Reveal(reveal.id),
            Event::PersonalDataPurged { id, .. } => Subject::Purge(*id),
        }
    }
}
