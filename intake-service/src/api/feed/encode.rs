//! Events, to the wire: their public part.

use hotline_common::decode::timestamp;
use hotline_common::time::Moment;
use hotline_proto::intake as proto;
use proto::event::Detail;

use crate::api::record::Answer as _;
use crate::api::work_order::encode::visit_result;
use crate::domain::assignment::Change;
use crate::domain::event::Event;
use crate::domain::names::{AssignmentId, PartId, Subject};
use crate::domain::supervision::Supervision;
use crate::domain::work_order::WorkOrder;

/// An event as the feed sends it.
pub(super) fn event(
    sequence: i64,
    happened: Moment,
    recorded: Moment,
    event: Event,
) -> proto::Event {
    proto::Event {
        sequence,
        happen_time: Some(timestamp(happened)),
        record_time: Some(timestamp(recorded)),
        detail: Some(detail(sequence, event)),
    }
}

fn detail(sequence: i64, event: Event) -> Detail {
    match event {
        Event::UnitUpdated(unit) => Detail::UnitUpdated(proto::Unit::from(unit).at(sequence)),
        Event::CategoryUpdated(category) => {
            Detail::CategoryUpdated(proto::Category::from(category).at(sequence))
        }
        Event::TopicUpdated(topic) => Detail::TopicUpdated(proto::Topic::from(topic).at(sequence)),
        Event::CallRecorded(call) => Detail::CallRecorded(proto::CallRecorded {
            call: Subject::Call(call.id).to_string(),
            answered: call.answered.is_some(),
            wait_milliseconds: call.wait_milliseconds(),
        }),
        Event::CallCalledBack { call, agent: _ } => Detail::CallCalledBack(proto::CallCalledBack {
            call: Subject::Call(call).to_string(),
        }),
        Event::CallNotified { call } => Detail::CallNotified(proto::CallNotified {
            call: Subject::Call(call).to_string(),
        }),
        Event::WorkOrderAccepted(order) => Detail::WorkOrderAccepted(accepted(*order)),
        Event::WorkOrderHandledDirectly { order } => {
            Detail::WorkOrderHandledDirectly(proto::WorkOrderHandledDirectly {
                work_order: Subject::WorkOrder(order).to_string(),
            })
        }
        Event::Assignment { id, change } => assignment(id, change),
        Event::SupervisionIssued(supervision) => Detail::SupervisionIssued(issued(supervision)),
        Event::SupervisionLifted {
            supervision,
            order: _,
        } => Detail::SupervisionLifted(proto::SupervisionLifted {
            supervision: Subject::Supervision(supervision).to_string(),
        }),
        Event::LeaderSessionRecorded(session) => Detail::LeaderSessionRecorded(session.into()),
        Event::AppreciationRecorded(appreciation) => {
            Detail::AppreciationRecorded(appreciation.into())
        }
        Event::ActivityRecorded(activity) => Detail::ActivityRecorded(activity.into()),
        Event::TypicalCaseChosen(case) => Detail::TypicalCaseChosen(case.into()),
    }
}

fn accepted(order: WorkOrder) -> proto::WorkOrderAccepted {
    let proto::WorkOrder {
        name,
        channel,
        nature,
        urgency,
        category,
        topics,
        call,
        ..
    } = order.into();
    proto::WorkOrderAccepted {
        work_order: name,
        channel,
        nature,
        urgency,
        category,
        topics,
        call,
    }
}

fn issued(supervision: Supervision) -> proto::SupervisionIssued {
    let proto::Supervision {
        name,
        unit,
        form,
        reason,
        assignment,
        ..
    } = supervision.into();
    proto::SupervisionIssued {
        supervision: name,
        unit,
        form,
        reason,
        assignment,
    }
}

fn assignment(id: AssignmentId, change: Change) -> Detail {
    let assignment = id.to_string();
    let part = |number| PartId {
        assignment: id,
        number,
    };
    let exclusion = |number| Subject::Exclusion(part(number)).to_string();
    match change {
        Change::Assigned { unit, role, due } => Detail::Assigned(proto::Assigned {
            assignment,
            unit: Subject::Unit(unit).to_string(),
            role: role.number(),
            due_time: due.map(timestamp),
        }),
        Change::SendBackRequested { reason } => {
            Detail::SendBackRequested(proto::SendBackRequested {
                assignment,
                reason: reason.number(),
            })
        }
        Change::SendBackDecided { accepted } => Detail::SendBackDecided(proto::SendBackDecided {
            assignment,
            accepted,
        }),
        Change::Withdrawn { reason } => Detail::AssignmentWithdrawn(proto::AssignmentWithdrawn {
            assignment,
            reason: reason.number(),
        }),
        Change::Completed => Detail::AssignmentCompleted(proto::AssignmentCompleted { assignment }),
        Change::Redone { due, reason } => Detail::AssignmentRedone(proto::AssignmentRedone {
            assignment,
            due_time: due.map(timestamp),
            reason: reason.number(),
        }),
        Change::Visited(visit) => {
            let (result, [process_grade, outcome_grade, resolved]) = visit_result(visit.result);
            Detail::ReturnVisited(proto::ReturnVisited {
                return_visit: Subject::ReturnVisit(part(visit.number)).to_string(),
                channel: visit.channel.number(),
                result,
                process_grade,
                outcome_grade,
                resolved,
            })
        }
        Change::ExclusionRequested { number, reason } => {
            Detail::ExclusionRequested(proto::ExclusionRequested {
                exclusion: exclusion(number),
                reason: reason.number(),
            })
        }
        Change::ExclusionDecided { number, approved } => {
            Detail::ExclusionDecided(proto::ExclusionDecided {
                exclusion: exclusion(number),
                approved,
            })
        }
    }
}
