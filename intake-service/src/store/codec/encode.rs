//! Events of the domain → what is stored and sent.
//!
//! Everything is destructured in full, so that a new field breaks the build until somebody decides whether it is public.

use hotline_common::decode::timestamp;
use hotline_proto::intake::{self as proto, event::Detail};

use super::super::return_visits;
use crate::domain::activity::{Activity, ActivityCounts, Appreciation, LeaderSession, TypicalCase};
use crate::domain::assignment::{Change, Visit};
use crate::domain::call::Call;
use crate::domain::event::Event;
use crate::domain::names::{AssignmentId, Code, PartId, Subject};
use crate::domain::registry::{Category, Topic, Unit};
use crate::domain::supervision::Supervision;
use crate::domain::work_order::WorkOrder;

/// The public part of an event.
pub(super) fn detail(event: &Event) -> Detail {
    match event {
        Event::UnitUpdated(unit) => Detail::UnitUpdated(self::unit(unit)),
        Event::CategoryUpdated(category) => Detail::CategoryUpdated(self::category(category)),
        Event::TopicUpdated(topic) => Detail::TopicUpdated(self::topic(topic)),
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
            Detail::LeaderSessionRecorded(leader_session(session))
        }
        Event::AppreciationRecorded(thanks) => Detail::AppreciationRecorded(appreciation(thanks)),
        Event::ActivityRecorded(activity) => Detail::ActivityRecorded(self::activity(activity)),
        Event::TypicalCaseChosen(case) => Detail::TypicalCaseChosen(typical_case(case)),
    }
}

fn assignment(id: AssignmentId, change: &Change) -> Detail {
    let assignment = id.to_string();
    let part = |number| PartId {
        assignment: id,
        number,
    };
    match change {
        Change::Assigned { unit, role, due } => Detail::Assigned(proto::Assigned {
            assignment,
            unit: unit_name(unit),
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
            accepted: *accepted,
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

fn unit(unit: &Unit) -> proto::Unit {
    let Unit {
        code,
        display_name,
        group,
        position,
        parent,
        active_from,
        active_to,
        sequence,
    } = unit;
    proto::Unit {
        name: unit_name(code),
        display_name: display_name.clone(),
        group: group.number(),
        position: *position,
        parent: parent.as_ref().map(unit_name).unwrap_or_default(),
        active_from_date: active_from.map(|day| day.to_string()).unwrap_or_default(),
        active_to_date: active_to.map(|day| day.to_string()).unwrap_or_default(),
        sequence: *sequence,
    }
}

fn category(category: &Category) -> proto::Category {
    let Category {
        code,
        display_name,
        parent,
        sequence,
    } = category;
    proto::Category {
        name: category_name(code),
        display_name: display_name.clone(),
        parent: parent.as_ref().map(category_name).unwrap_or_default(),
        sequence: *sequence,
    }
}

fn topic(topic: &Topic) -> proto::Topic {
    let Topic {
        code,
        display_name,
        sequence,
    } = topic;
    proto::Topic {
        name: topic_name(code),
        display_name: display_name.clone(),
        sequence: *sequence,
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
        recording_reference: _,
        called_back: _,
        notified: _,
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

fn leader_session(session: &LeaderSession) -> proto::LeaderSession {
    let LeaderSession {
        id,
        unit,
        leader_post,
        leader_name,
        date,
        calls_answered,
        topics,
    } = session;
    proto::LeaderSession {
        name: Subject::LeaderSession(*id).to_string(),
        unit: unit_name(unit),
        leader_post: leader_post.clone(),
        leader_name: leader_name.clone(),
        session_date: date.to_string(),
        calls_answered: *calls_answered,
        topics: topics.iter().map(topic_name).collect(),
        sequence: *id,
    }
}

fn appreciation(appreciation: &Appreciation) -> proto::Appreciation {
    let Appreciation {
        id,
        kind,
        date,
        unit,
    } = appreciation;
    proto::Appreciation {
        name: Subject::Appreciation(*id).to_string(),
        kind: kind.number(),
        occur_date: date.to_string(),
        unit: unit.as_ref().map(unit_name).unwrap_or_default(),
        note: String::new(),
        sequence: *id,
    }
}

fn activity(activity: &Activity) -> proto::Activity {
    let Activity {
        id,
        kind,
        date,
        title,
        counts:
            ActivityCounts {
                newspaper_articles,
                online_articles,
                leaflets,
                consultations,
                suggestions,
                units_inspected,
            },
    } = activity;
    proto::Activity {
        name: Subject::Activity(*id).to_string(),
        kind: kind.number(),
        occur_date: date.to_string(),
        title: title.clone(),
        counts: Some(proto::ActivityCounts {
            newspaper_articles: *newspaper_articles,
            online_articles: *online_articles,
            leaflets: *leaflets,
            consultations: *consultations,
            suggestions: *suggestions,
            units_inspected: *units_inspected,
        }),
        sequence: *id,
    }
}

fn typical_case(case: &TypicalCase) -> proto::TypicalCase {
    let TypicalCase {
        id,
        order,
        month,
        topic,
    } = case;
    proto::TypicalCase {
        name: Subject::TypicalCase(*id).to_string(),
        work_order: Subject::WorkOrder(*order).to_string(),
        month: month.to_string(),
        topic: topic_name(topic),
        sequence: *id,
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
