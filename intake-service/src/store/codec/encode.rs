//! Events of the domain → what is stored and sent.
//!
//! Everything is destructured in full, so that a new field breaks the build until somebody decides whether it is public.

use hotline_common::decode::timestamp;
use hotline_proto::intake::{self as proto, event::Detail};

use super::super::return_visits;
use crate::domain::assignment::{Change, Visit};
use crate::domain::call::Call;
use crate::domain::correction::{Correction, Dated, KnownFact};
use crate::domain::event::Event;
use crate::domain::names::{AssignmentId, Code, PartId, Subject};
use crate::domain::personal::Reveal;
use crate::domain::supervision::Supervision;
use crate::domain::work_order::WorkOrder;

/// The public part of an event.
pub(super) fn detail(event: &Event) -> Detail {
    match event {
        Event::UnitUpdated(unit) => Detail::UnitUpdated(proto::Unit {
            etag: String::new(),
            ..unit.clone().into()
        }),
        Event::CategoryUpdated(category) => Detail::CategoryUpdated(proto::Category {
            etag: String::new(),
            ..category.clone().into()
        }),
        Event::TopicUpdated(topic) => Detail::TopicUpdated(proto::Topic {
            etag: String::new(),
            ..topic.clone().into()
        }),
        Event::CalendarUpdated(year) => Detail::CalendarUpdated(year.as_ref().clone().into()),
        Event::DeadlineRuleUpdated(rule) => {
            Detail::DeadlineRuleUpdated(rule.as_ref().clone().into())
        }
        Event::CallRecorded(call) => Detail::CallRecorded(call_recorded(call)),
        Event::CallCalledBack { call, agent: _ } => Detail::CallCalledBack(proto::CallCalledBack {
            call: Subject::Call(*call).to_string(),
        }),
        Event::CallNotified { call } => Detail::CallNotified(proto::CallNotified {
            call: Subject::Call(*call).to_string(),
        }),
        Event::WorkOrderAccepted(order) => Detail::WorkOrderAccepted(work_order_accepted(order)),
        Event::WorkOrderHandledDirectly { order } => {
            Detail::WorkOrderHandledDirectly(proto::WorkOrderHandledDirectly {
                work_order: Subject::WorkOrder(*order).to_string(),
            })
        }
        Event::DuplicateLinked { order, original } => {
            Detail::DuplicateLinked(proto::DuplicateLinked {
                work_order: Subject::WorkOrder(*order).to_string(),
                original: Subject::WorkOrder(*original).to_string(),
            })
        }
        Event::Assignment { id, change } => assignment(*id, change),
        Event::SupervisionIssued(supervision) => {
            Detail::SupervisionIssued(supervision_issued(supervision))
        }
        Event::SupervisionLifted {
            supervision,
            order: _,
        } => Detail::SupervisionLifted(proto::SupervisionLifted {
            supervision: Subject::Supervision(*supervision).to_string(),
        }),
        Event::LeaderSessionRecorded(session) => {
            Detail::LeaderSessionRecorded(session.clone().into())
        }
        Event::AppreciationRecorded(thanks) => Detail::AppreciationRecorded(thanks.clone().into()),
        Event::ActivityRecorded(activity) => Detail::ActivityRecorded(activity.clone().into()),
        Event::TypicalCaseChosen(case) => Detail::TypicalCaseChosen(case.clone().into()),
        Event::FactCorrected(correction) => {
            Detail::FactCorrected(Box::new(fact_corrected(correction)))
        }
        Event::RequesterRevealed(Reveal {
            id: _,
            target,
            purpose,
            unit: _,
            actor: _,
            revealed: _,
        }) => Detail::RequesterRevealed(proto::RequesterRevealed {
            subject: target.subject().to_string(),
            purpose: purpose.number(),
        }),
        Event::PersonalDataPurged {
            id: _,
            before,
            events,
        } => Detail::PersonalDataPurged(proto::PersonalDataPurged {
            before_time: Some(timestamp(*before)),
            event_count: *events,
        }),
    }
}

fn assignment(id: AssignmentId, change: &Change) -> Detail {
    let assignment = id.to_string();
    let part = |number| PartId {
        assignment: id,
        number,
    };
    match change {
        Change::Assigned {
            unit,
            role,
            due,
            sign_due,
            basis,
        } => Detail::Assigned(proto::Assigned {
            assignment,
            unit: unit_name(unit),
            role: role.number(),
            due_time: due.map(timestamp),
            sign_due_time: sign_due.map(timestamp),
            deadline_basis: basis.clone().map(Into::into),
        }),
        Change::SendBackRequested { reason } => {
            Detail::SendBackRequested(proto::SendBackRequested {
                assignment,
                reason: reason.number(),
            })
        }
        Change::SendBackDecided { accepted } => Detail::SendBackDecided(proto::SendBackDecided {
            assignment,
            accepted: *accepted,
        }),
        Change::Withdrawn { reason } => Detail::AssignmentWithdrawn(proto::AssignmentWithdrawn {
            assignment,
            reason: reason.number(),
        }),
        Change::SignedFor => Detail::AssignmentSignedFor(proto::AssignmentSignedFor { assignment }),
        Change::TakenInHand => {
            Detail::AssignmentTakenInHand(proto::AssignmentTakenInHand { assignment })
        }
        Change::Completed { contact } => Detail::AssignmentCompleted(proto::AssignmentCompleted {
            assignment,
            contact_time: contact.map(timestamp),
        }),
        Change::Closed => Detail::AssignmentClosed(proto::AssignmentClosed { assignment }),
        Change::Redone { due, reason, basis } => {
            Detail::AssignmentRedone(proto::AssignmentRedone {
                assignment,
                due_time: due.map(timestamp),
                reason: reason.number(),
                deadline_basis: basis.clone().map(Into::into),
            })
        }
        Change::CardIssued { card, due } => Detail::CardIssued(proto::CardIssued {
            assignment,
            card: card.number(),
            due_time: Some(timestamp(*due)),
        }),
        Change::Visited(Visit {
            number,
            channel,
            result,
        }) => {
            let (process_grade, outcome_grade, resolved) =
                return_visits::rating(*result).unwrap_or_default();
            Detail::ReturnVisited(proto::ReturnVisited {
                return_visit: Subject::ReturnVisit(part(*number)).to_string(),
                channel: channel.number(),
                result: return_visits::result_number(*result),
                process_grade,
                outcome_grade,
                resolved,
            })
        }
        Change::ExtensionRequested {
            number,
            reason,
            due,
        } => Detail::ExtensionRequested(proto::ExtensionRequested {
            extension: Subject::Extension(part(*number)).to_string(),
            reason: reason.number(),
            due_time: Some(timestamp(*due)),
        }),
        Change::ExtensionDecided { number, granted } => {
            Detail::ExtensionDecided(proto::ExtensionDecided {
                extension: Subject::Extension(part(*number)).to_string(),
                granted: granted.is_some(),
                due_time: granted.map(timestamp),
            })
        }
        Change::ExclusionAppealed { number } => {
            Detail::ExclusionAppealed(proto::ExclusionAppealed {
                exclusion: Subject::Exclusion(part(*number)).to_string(),
            })
        }
        Change::ExclusionRequested { number, reason } => {
            Detail::ExclusionRequested(proto::ExclusionRequested {
                exclusion: Subject::Exclusion(part(*number)).to_string(),
                reason: reason.number(),
            })
        }
        Change::ExclusionDecided { number, approved } => {
            Detail::ExclusionDecided(proto::ExclusionDecided {
                exclusion: Subject::Exclusion(part(*number)).to_string(),
                approved: *approved,
            })
        }
    }
}

fn fact_corrected(correction: &Correction) -> proto::FactCorrected {
    let Correction {
        id: _,
        fact,
        reason,
        before: _,
        after,
        has_text: _,
    } = correction;
    proto::FactCorrected {
        corrected_sequence: fact.sequence,
        subject: fact.subject.to_string(),
        reason: reason.number(),
        corrected: after.as_ref().map(|dated| Box::new(corrected(fact, dated))),
    }
}

/// A fact as it should have been, or as it was, in the place of the one that was recorded.
pub(super) fn corrected(fact: &KnownFact, dated: &Dated) -> proto::Event {
    proto::Event {
        sequence: fact.sequence,
        happen_time: Some(timestamp(dated.happened)),
        record_time: Some(timestamp(fact.recorded)),
        detail: Some(detail(&dated.event)),
    }
}

fn call_recorded(call: &Call) -> proto::CallRecorded {
    let wait_milliseconds = call.wait_milliseconds();
    let Call {
        id,
        telephone_system_id: _,
        started: _,
        queued: _,
        answered,
        abandoned: _,
        ended: _,
        agent: _,
        called_back: _,
        notified: _,
        annulled: _,
        content_hash: _,
        recorded: _,
        sequence: _,
    } = call;
    proto::CallRecorded {
        call: Subject::Call(*id).to_string(),
        answered: answered.is_some(),
        wait_milliseconds,
    }
}

fn work_order_accepted(order: &WorkOrder) -> proto::WorkOrderAccepted {
    let WorkOrder {
        number,
        external_reference: _,
        channel,
        call,
        anonymous: _,
        confidential: _,
        nature,
        urgency,
        category,
        topics,
        area: _,
        received: _,
        handled: _,
        transferred: _,
        duplicate: _,
        content_hash: _,
        recorded: _,
        accepted_sequence: _,
        sequence: _,
    } = order;
    proto::WorkOrderAccepted {
        work_order: Subject::WorkOrder(*number).to_string(),
        channel: channel.number(),
        nature: nature.number(),
        urgency: urgency.number(),
        category: category.as_ref().map(category_name).unwrap_or_default(),
        topics: topics.iter().map(topic_name).collect(),
        call: call
            .map(|call| Subject::Call(call).to_string())
            .unwrap_or_default(),
    }
}

fn supervision_issued(supervision: &Supervision) -> proto::SupervisionIssued {
    let Supervision {
        id,
        unit,
        form,
        issued: _,
        reason,
        assignment,
        lifted: _,
        annulled: _,
        note_sequence: _,
        sequence: _,
    } = supervision;
    proto::SupervisionIssued {
        supervision: Subject::Supervision(*id).to_string(),
        unit: unit_name(unit),
        form: form.number(),
        reason: reason.number(),
        assignment: assignment.map(|id| id.to_string()).unwrap_or_default(),
    }
}

fn unit_name(code: &Code) -> String {
    format!("units/{code}")
}

fn category_name(code: &Code) -> String {
    format!("categories/{code}")
}

fn topic_name(code: &Code) -> String {
    format!("topics/{code}")
}
