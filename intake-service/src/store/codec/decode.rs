//! What is stored → the changes of assignments, to replay their histories from.

use hotline_common::time::Moment;
use hotline_proto::intake::{self as proto, event::Detail};
use prost_types::Timestamp;

use super::super::return_visits;
use super::Unreadable;
use crate::domain::assignment::{
    AssignmentRole, Change, ExclusionReason, ExtensionReason, RedoReason, SendBackReason, Visit,
    VisitChannel, WithdrawalReason,
};
use crate::domain::card::Card;
use crate::domain::deadline::Basis;
use crate::domain::names::{AssignmentId, PartId, Subject, UnitCode};

/// What the event changes of which assignment; `None` where it is about something else.
pub(in crate::store) fn fact(detail: Detail) -> Result<Option<(AssignmentId, Change)>, Unreadable> {
    Ok(Some(match detail {
        Detail::Assigned(proto::Assigned {
            assignment,
            unit,
            role,
            due_time,
            sign_due_time,
            deadline_basis,
        }) => {
            let change = Change::Assigned {
                unit: unit_code(&unit)?,
                role: known(AssignmentRole::from_number(role))?,
                due: due_time.map(moment).transpose()?,
                sign_due: sign_due_time.map(moment).transpose()?,
                basis: deadline_basis.map(basis).transpose()?,
            };
            (assignment_id(&assignment)?, change)
        }
        Detail::SendBackRequested(proto::SendBackRequested { assignment, reason }) => {
            let reason = known(SendBackReason::from_number(reason))?;
            (
                assignment_id(&assignment)?,
                Change::SendBackRequested { reason },
            )
        }
        Detail::SendBackDecided(proto::SendBackDecided {
            assignment,
            accepted,
        }) => (
            assignment_id(&assignment)?,
            Change::SendBackDecided { accepted },
        ),
        Detail::AssignmentWithdrawn(proto::AssignmentWithdrawn { assignment, reason }) => {
            let reason = known(WithdrawalReason::from_number(reason))?;
            (assignment_id(&assignment)?, Change::Withdrawn { reason })
        }
        Detail::AssignmentSignedFor(proto::AssignmentSignedFor { assignment }) => {
            (assignment_id(&assignment)?, Change::SignedFor)
        }
        Detail::AssignmentTakenInHand(proto::AssignmentTakenInHand { assignment }) => {
            (assignment_id(&assignment)?, Change::TakenInHand)
        }
        Detail::AssignmentCompleted(proto::AssignmentCompleted {
            assignment,
            contact_time,
        }) => {
            let contact = contact_time.map(moment).transpose()?;
            (assignment_id(&assignment)?, Change::Completed { contact })
        }
        Detail::AssignmentClosed(proto::AssignmentClosed { assignment }) => {
            (assignment_id(&assignment)?, Change::Closed)
        }
        Detail::AssignmentRedone(proto::AssignmentRedone {
            assignment,
            due_time,
            reason,
            deadline_basis,
        }) => {
            let change = Change::Redone {
                due: due_time.map(moment).transpose()?,
                reason: known(RedoReason::from_number(reason))?,
                basis: deadline_basis.map(basis).transpose()?,
            };
            (assignment_id(&assignment)?, change)
        }
        Detail::ReturnVisited(visited) => {
            let (id, visit) = visit(&visited)?;
            (id.assignment, Change::Visited(visit))
        }
        Detail::ExtensionRequested(proto::ExtensionRequested {
            extension,
            reason,
            due_time,
        }) => {
            let PartId { assignment, number } = extension_id(&extension)?;
            let change = Change::ExtensionRequested {
                number,
                reason: known(ExtensionReason::from_number(reason))?,
                due: moment(known(due_time)?)?,
            };
            (assignment, change)
        }
        Detail::ExtensionDecided(proto::ExtensionDecided {
            extension,
            granted,
            due_time,
        }) => {
            let PartId { assignment, number } = extension_id(&extension)?;
            let due = due_time.map(moment).transpose()?;
            if granted != due.is_some() {
                return Err(Unreadable);
            }
            let granted = due;
            (assignment, Change::ExtensionDecided { number, granted })
        }
        Detail::ExclusionAppealed(proto::ExclusionAppealed { exclusion }) => {
            let PartId { assignment, number } = exclusion_id(&exclusion)?;
            (assignment, Change::ExclusionAppealed { number })
        }
        Detail::ExclusionRequested(proto::ExclusionRequested { exclusion, reason }) => {
            let PartId { assignment, number } = exclusion_id(&exclusion)?;
            let reason = known(ExclusionReason::from_number(reason))?;
            (assignment, Change::ExclusionRequested { number, reason })
        }
        Detail::ExclusionDecided(proto::ExclusionDecided {
            exclusion,
            approved,
        }) => {
            let PartId { assignment, number } = exclusion_id(&exclusion)?;
            (assignment, Change::ExclusionDecided { number, approved })
        }
        Detail::CardIssued(proto::CardIssued {
            assignment,
            card,
            due_time,
        }) => {
            let change = Change::CardIssued {
                card: known(Card::from_number(card))?,
                due: known(due_time).and_then(moment)?,
            };
            (assignment_id(&assignment)?, change)
        }
        Detail::UnitUpdated(_)
        | Detail::CategoryUpdated(_)
        | Detail::TopicUpdated(_)
        | Detail::CallRecorded(_)
        | Detail::CallCalledBack(_)
        | Detail::CallNotified(_)
        | Detail::WorkOrderAccepted(_)
        | Detail::WorkOrderHandledDirectly(_)
        | Detail::SupervisionIssued(_)
        | Detail::SupervisionLifted(_)
        | Detail::LeaderSessionRecorded(_)
        | Detail::AppreciationRecorded(_)
        | Detail::ActivityRecorded(_)
        | Detail::TypicalCaseChosen(_)
        | Detail::CalendarUpdated(_)
        | Detail::DeadlineRuleUpdated(_)
        | Detail::DuplicateLinked(_)
        | Detail::FactCorrected(_)
        | Detail::RequesterRevealed(_)
        | Detail::PersonalDataPurged(_) => return Ok(None),
    }))
}

/// How deadlines came about.
fn basis(basis: proto::DeadlineBasis) -> Result<Basis, Unreadable> {
    let proto::DeadlineBasis {
        rule,
        rule_sequence,
        calendar_sequence,
    } = basis;
    let Subject::DeadlineRule(rule) = rule.parse()? else {
        return Err(Unreadable);
    };
    Ok(Basis {
        rule,
        rule_sequence,
        calendar_sequence,
    })
}

/// Which visit it is, and what came of it.
pub(super) fn visit(visited: &proto::ReturnVisited) -> Result<(PartId, Visit), Unreadable> {
    let proto::ReturnVisited {
        return_visit,
        channel,
        result,
        process_grade,
        outcome_grade,
        resolved,
    } = visited;
    let Subject::ReturnVisit(id) = return_visit.parse()? else {
        return Err(Unreadable);
    };
    let rating = (*process_grade, *outcome_grade, *resolved);
    let rating = (rating != (0, 0, 0)).then_some(rating);
    let visit = Visit {
        number: id.number,
        channel: known(VisitChannel::from_number(*channel))?,
        result: known(return_visits::result(*result, rating))?,
    };
    Ok((id, visit))
}

pub(super) fn known<T>(value: Option<T>) -> Result<T, Unreadable> {
    value.ok_or(Unreadable)
}

pub(super) fn moment(timestamp: Timestamp) -> Result<Moment, Unreadable> {
    known(Moment::from_parts(timestamp.seconds, timestamp.nanos))
}

pub(super) fn unit_code(name: &str) -> Result<UnitCode, Unreadable> {
    match name.parse()? {
        Subject::Unit(code) => Ok(code),
        _ => Err(Unreadable),
    }
}

pub(super) fn assignment_id(name: &str) -> Result<AssignmentId, Unreadable> {
    match name.parse()? {
        Subject::Assignment(id) => Ok(id),
        _ => Err(Unreadable),
    }
}

pub(super) fn exclusion_id(name: &str) -> Result<PartId, Unreadable> {
    match name.parse()? {
        Subject::Exclusion(id) => Ok(id),
        _ => Err(Unreadable),
    }
}

pub(super) fn extension_id(name: &str) -> Result<PartId, Unreadable> {
    match name.parse()? {
        Subject::Extension(id) => Ok(id),
        _ => Err(Unreadable),
    }
}
