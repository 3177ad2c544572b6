//! The public part of an event as it is stored and sent: a `hotline.intake.v1.Event` with nothing but its detail.
//!
//! What is not in here never leaves intake: no private part, and neither agents nor actors, areas or external references.

mod correction;
mod decode;
mod describe;
mod encode;

use hotline_proto::intake::{self as proto, event::Detail};
use prost::Message as _;

pub(super) use correction::{correction, describe_correction, known};
pub(super) use decode::fact;
pub(super) use describe::{describe, difference};

use super::{StoreError, events};
use crate::domain::assignment::Change;
use crate::domain::correction::{Dated, KnownFact};
use crate::domain::event::Event;
use crate::domain::names::InvalidName;

/// One word for what kind of event it is, as timelines show it.
pub(super) fn kind(event: &Event) -> &'static str {
    match event {
        Event::UnitUpdated(_) => "unit_updated",
        Event::CategoryUpdated(_) => "category_updated",
        Event::TopicUpdated(_) => "topic_updated",
        Event::CalendarUpdated(_) => "calendar_updated",
        Event::DeadlineRuleUpdated(_) => "deadline_rule_updated",
        Event::CallRecorded(_) => "call_recorded",
        Event::CallCalledBack { .. } => "called_back",
        Event::CallNotified { .. } => "notified",
        Event::WorkOrderAccepted(_) => "accepted",
        Event::WorkOrderHandledDirectly { .. } => "handled_directly",
        Event::DuplicateLinked { .. } => "duplicate_linked",
        Event::Assignment { change, .. } => match change {
            Change::Assigned { .. } => "assigned",
            Change::SendBackRequested { .. } => "send_back_requested",
            Change::SendBackDecided { .. } => "send_back_decided",
            Change::Withdrawn { .. } => "withdrawn",
            Change::SignedFor => "signed_for",
            Change::TakenInHand => "taken_in_hand",
            Change::Completed { .. } => "completed",
            Change::Closed => "closed",
            Change::Redone { .. } => "redone",
            Change::Visited(_) => "visited",
            Change::ExtensionRequested { .. } => "extension_requested",
            Change::ExtensionDecided { .. } => "extension_decided",
            Change::ExclusionAppealed { .. } => "exclusion_appealed",
            Change::ExclusionRequested { .. } => "exclusion_requested",
            Change::ExclusionDecided { .. } => "exclusion_decided",
            Change::CardIssued { .. } => "card_issued",
        },
        Event::SupervisionIssued(_) => "supervised",
        Event::SupervisionLifted { .. } => "supervision_lifted",
        Event::LeaderSessionRecorded(_) => "leader_session",
        Event::AppreciationRecorded(_) => "appreciation",
        Event::ActivityRecorded(_) => "activity",
        Event::TypicalCaseChosen(_) => "typical_case",
        Event::FactCorrected(correction) if correction.after.is_none() => "annulled",
        Event::FactCorrected(_) => "corrected",
        Event::RequesterRevealed(_) => "requester_revealed",
        Event::PersonalDataPurged { .. } => "personal_data_purged",
    }
}

/// The bytes to store.
pub(super) fn encode(event: &Event) -> Vec<u8> {
    let message = proto::Event {
        sequence: 0,
        happen_time: None,
        record_time: None,
        detail: Some(encode::detail(event)),
    };
    message.encode_to_vec()
}

/// The bytes of a fact as it stood before a correction.
pub(super) fn encode_fact(fact: &KnownFact, dated: &Dated) -> Vec<u8> {
    encode::corrected(fact, dated).encode_to_vec()
}

/// What the stored bytes say.
pub(super) fn decode(sequence: i64, payload: &[u8]) -> Result<Detail, StoreError> {
    proto::Event::decode(payload)
        .ok()
        .and_then(|event| event.detail)
        .ok_or_else(|| StoreError::corrupt(events::TABLE, sequence))
}

/// A stored event holds something that this version does not know.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unreadable;

impl From<InvalidName> for Unreadable {
    fn from(_: InvalidName) -> Unreadable {
        Unreadable
    }
}
