//! Corrections: what is stored → the domain, and a sentence.

use hotline_proto::intake::{self as proto, event::Detail};
use prost::Message as _;

use super::super::corrections::Beside;
use super::Unreadable;
use super::decode::{fact, known as known_value, moment};
use super::describe::describe;
use crate::domain::assignment::{Change, FactCorrection};
use crate::domain::correction::{CorrectionReason, FactKind};
use crate::domain::event::Event;
use crate::domain::names::{AssignmentId, Subject};

/// What kind of fact an event is, and what it is about; `None` where it cannot be corrected.
pub(in crate::store) fn known(detail: Detail) -> Result<Option<(FactKind, Subject)>, Unreadable> {
    let (kind, subject) = match detail {
        Detail::CallRecorded(proto::CallRecorded { call, .. }) => (FactKind::CallRecorded, call),
        Detail::CallCalledBack(proto::CallCalledBack { call }) => (FactKind::CalledBack, call),
        Detail::CallNotified(proto::CallNotified { call }) => (FactKind::Notified, call),
        Detail::WorkOrderAccepted(proto::WorkOrderAccepted { work_order, .. }) => {
            (FactKind::Accepted, work_order)
        }
        Detail::WorkOrderHandledDirectly(proto::WorkOrderHandledDirectly { work_order }) => {
            (FactKind::HandledDirectly, work_order)
        }
        Detail::DuplicateLinked(proto::DuplicateLinked {
            work_order,
            original,
        }) => match original.parse()? {
            Subject::WorkOrder(original) => (FactKind::DuplicateLinked(original), work_order),
            _ => return Err(Unreadable),
        },
        Detail::SupervisionIssued(proto::SupervisionIssued { supervision, .. }) => {
            (FactKind::Supervised, supervision)
        }
        Detail::SupervisionLifted(proto::SupervisionLifted { supervision }) => {
            (FactKind::SupervisionLifted, supervision)
        }
        Detail::LeaderSessionRecorded(proto::LeaderSession { name, .. })
        | Detail::AppreciationRecorded(proto::Appreciation { name, .. })
        | Detail::ActivityRecorded(proto::Activity { name, .. }) => (FactKind::Occasion, name),
        Detail::TypicalCaseChosen(proto::TypicalCase { name, .. }) => (FactKind::TypicalCase, name),
        Detail::FactCorrected(corrected) => {
            let kind = FactKind::Correction(corrected.corrected_sequence);
            (kind, corrected.subject)
        }
        detail => {
            let Some((id, change)) = fact(detail)? else {
                return Ok(None);
            };
            // Cards follow from the deadline: the service issues them itself.
            if let Change::CardIssued { .. } = change {
                return Ok(None);
            }
            let subject = Event::Assignment { id, change }.subject();
            return Ok(Some((FactKind::Assignment(id), subject)));
        }
    };
    Ok(Some((kind, subject.parse()?)))
}

/// The correction of an assignment's fact; `None` where it is about something else. Whether it holds a text is not in the event.
pub(in crate::store) fn correction(
    sequence: i64,
    corrected: proto::FactCorrected,
) -> Result<Option<(AssignmentId, FactCorrection)>, Unreadable> {
    let proto::FactCorrected {
        corrected_sequence,
        subject,
        reason: _,
        corrected,
    } = corrected;
    let id = match subject.parse()? {
        Subject::Assignment(id) => id,
        Subject::ReturnVisit(part) | Subject::Exclusion(part) | Subject::Extension(part) => {
            part.assignment
        }
        _ => return Ok(None),
    };
    let after = match corrected.map(|event| *event) {
        None => None,
        Some(proto::Event {
            sequence: _,
            happen_time,
            record_time: _,
            detail,
        }) => {
            let happened = moment(known_value(happen_time)?)?;
            let (_, change) = known_value(fact(known_value(detail)?)?)?;
            Some((happened, change))
        }
    };
    let correction = FactCorrection {
        sequence,
        fact: corrected_sequence,
        after,
        has_text: false,
    };
    Ok(Some((id, correction)))
}

/// What a correction is about, and what it changed, in a sentence.
pub(in crate::store) fn describe_correction(
    detail: Detail,
    before: &Beside,
) -> Result<(Subject, String), Unreadable> {
    let Detail::FactCorrected(corrected) = detail else {
        return Err(Unreadable);
    };
    let proto::FactCorrected {
        corrected_sequence,
        subject,
        reason,
        corrected,
    } = *corrected;
    let reason = known_value(CorrectionReason::from_number(reason))?.word();
    let was = match &before.before {
        None => "it was annulled".to_owned(),
        Some(before) => told(proto::Event::decode(before.as_slice()).map_err(|_| Unreadable)?)?,
    };
    let mut sentence = match corrected {
        None => format!("The fact {corrected_sequence} did not happen ({reason}). Before: {was}"),
        Some(event) => format!(
            "The fact {corrected_sequence} was corrected ({reason}). Before: {was} Now: {}",
            told(*event)?
        ),
    };
    if before.area_before != before.area {
        sentence.push_str(" The area was written anew.");
    }
    if before.has_text {
        sentence.push_str(" Its text was written anew.");
    }
    Ok((subject.parse()?, sentence))
}

fn told(event: proto::Event) -> Result<String, Unreadable> {
    let at = moment(known_value(event.happen_time)?)?;
    let what = match event.detail {
        Some(Detail::CallCalledBack(_)) => "The caller was called back.".to_owned(),
        Some(Detail::CallNotified(_)) => "The caller was notified by SMS.".to_owned(),
        Some(Detail::CallRecorded(_)) => "A call came in.".to_owned(),
        Some(Detail::LeaderSessionRecorded(_)) => "A leader answered calls.".to_owned(),
        Some(Detail::AppreciationRecorded(_)) => "A citizen gave thanks.".to_owned(),
        Some(Detail::ActivityRecorded(_)) => "An activity took place.".to_owned(),
        Some(detail) => describe(detail)?.1,
        None => return Err(Unreadable),
    };
    Ok(format!("{at}: {what}"))
}
