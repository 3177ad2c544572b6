//! The records of an order and of its assignments' lives.

use hotline_common::time::Moment;
use hotline_proto::intake::import_request::Record;
use hotline_proto::intake::{
    AcceptWorkOrderRequest, AssignWorkOrderRequest, CompleteAssignmentRequest,
    DecideExclusionRequest, DecideSendBackRequest, Exclusion, ExclusionReason, ExternalReference,
    Grade, HandleDirectlyRequest, ImportRequest, RecordReturnVisitRequest, RedoAssignmentRequest,
    RedoReason, RequestExclusionRequest, RequestSendBackRequest, Requester, Resolved, ReturnVisit,
    SendBackReason, Urgency, VisitChannel, VisitResult, WithdrawAssignmentRequest,
    WithdrawalReason, WorkOrder,
};

use super::calls::{PlannedCalls, agent};
use super::life::{Life, Step, Visit};
use super::orders::{Fate, Order, PlannedOrders};
use super::record::{about_order, phone_number, time};

/// The order that the record's reference is about.
pub(super) const ORDER: &str = "workOrders/-";
/// Places that orders are about.
const AREAS: [&str; 6] = ["东昌府区", "临清", "莘县", "冠县", "高唐", "茌平"];

impl PlannedOrders {
    /// How the old system calls an order.
    pub(super) fn reference(&self, index: usize) -> ExternalReference {
        ExternalReference {
            source: "old-hotline".to_owned(),
            id: format!("{}-{:06}", self.month, index + 1),
        }
    }

    /// Every record of an order, in the order in which things happened to it.
    pub(super) fn records(
        &self,
        index: usize,
        calls: &PlannedCalls,
        units: &[String],
    ) -> Vec<ImportRequest> {
        let order = &self.orders[index];
        let reference = self.reference(index);
        let mut records = vec![accepted(order, index, calls, reference.clone())];
        let mut about = |record| records.push(about_order(reference.clone(), record));
        match &order.fate {
            Fate::Pending => {}
            Fate::Direct(handled) => about(Record::HandleDirectly(HandleDirectlyRequest {
                work_order: ORDER.to_owned(),
                handle_time: time(*handled),
                answer: format!("已就{}问题当场解答。", order.subject.name),
                actor: agent(index),
                ..HandleDirectlyRequest::default()
            })),
            Fate::Transferred(lives) => {
                for (number, life) in (1..).zip(lives) {
                    life.records(number, &units[life.unit], &mut about);
                }
            }
        }
        records
    }
}

fn accepted(
    order: &Order,
    index: usize,
    calls: &PlannedCalls,
    reference: ExternalReference,
) -> ImportRequest {
    let anonymous = index % 20 == 7;
    let full_name = if anonymous {
        String::new()
    } else {
        format!("测试市民{:05}", index + 1)
    };
    let call = order.call.map(|call| calls.id(call));
    let work_order = WorkOrder {
        external_reference: Some(reference),
        channel: order.channel.into(),
        call: call
            .as_ref()
            .map_or_else(String::new, |_| "calls/-".to_owned()),
        requester: Some(Requester {
            full_name,
            phone_number: phone_number(order.call.unwrap_or(50_000 + index)),
            anonymous,
            confidential: index % 33 == 5,
        }),
        nature: order.subject.nature.into(),
        urgency: match index % 50 {
            11 | 31 => Urgency::Urgent,
            23 => Urgency::Critical,
            _ => Urgency::Normal,
        }
        .into(),
        category: format!("categories/{}", order.subject.category),
        topics: order
            .subject
            .topics
            .iter()
            .map(|topic| format!("topics/{topic}"))
            .collect(),
        area: AREAS[index % AREAS.len()].to_owned(),
        text: format!("市民反映{}方面的问题，请核实处理。", order.subject.name),
        receive_time: time(order.received),
        ..WorkOrder::default()
    };
    ImportRequest {
        telephone_system_id: call.unwrap_or_default(),
        record: Some(Record::AcceptWorkOrder(AcceptWorkOrderRequest {
            work_order: Some(work_order),
            actor: agent(index),
            ..AcceptWorkOrderRequest::default()
        })),
        ..ImportRequest::default()
    }
}

impl Life {
    fn records(&self, number: usize, unit: &str, about: &mut impl FnMut(Record)) {
        about(Record::AssignWorkOrder(AssignWorkOrderRequest {
            work_order: ORDER.to_owned(),
            unit: format!("units/{unit}"),
            role: self.role.into(),
            assign_time: time(self.assigned),
            due_time: self.due.and_then(time),
            actor: "dispatch-1".to_owned(),
            ..AssignWorkOrderRequest::default()
        }));
        let assignment = format!("{ORDER}/assignments/{number}");
        let mut exclusions = 0;
        for (moment, step) in &self.steps {
            if let Step::AskExclusion = step {
                exclusions += 1;
            }
            let exclusion = format!("{assignment}/exclusions/{exclusions}");
            about(record(*step, *moment, assignment.clone(), exclusion, unit));
        }
    }
}

fn record(step: Step, moment: Moment, assignment: String, exclusion: String, unit: &str) -> Record {
    match step {
        Step::AskSendBack => Record::RequestSendBack(RequestSendBackRequest {
            assignment,
            request_time: time(moment),
            reason: SendBackReason::NotResponsible.into(),
            note: "不属于本单位职责。".to_owned(),
            actor: unit.to_owned(),
            ..RequestSendBackRequest::default()
        }),
        Step::DecideSendBack { accept } => Record::DecideSendBack(DecideSendBackRequest {
            assignment,
            decide_time: time(moment),
            accept: Some(accept),
            actor: "dispatch-2".to_owned(),
            ..DecideSendBackRequest::default()
        }),
        Step::Withdraw => Record::WithdrawAssignment(WithdrawAssignmentRequest {
            assignment,
            withdraw_time: time(moment),
            reason: WithdrawalReason::WrongUnit.into(),
            actor: "dispatch-2".to_owned(),
            ..WithdrawAssignmentRequest::default()
        }),
        Step::Complete => Record::CompleteAssignment(CompleteAssignmentRequest {
            assignment,
            complete_time: time(moment),
            reply: "已调查处理，并答复来电人。".to_owned(),
            actor: unit.to_owned(),
            ..CompleteAssignmentRequest::default()
        }),
        Step::Redo { due } => Record::RedoAssignment(RedoAssignmentRequest {
            assignment,
            redo_time: time(moment),
            due_time: due.and_then(time),
            reason: RedoReason::Dissatisfied.into(),
            actor: "dispatch-2".to_owned(),
            ..RedoAssignmentRequest::default()
        }),
        Step::Visit(visit) => Record::RecordReturnVisit(RecordReturnVisitRequest {
            assignment,
            return_visit: Some(visited(visit, moment)),
            actor: "visit-1".to_owned(),
            ..RecordReturnVisitRequest::default()
        }),
        Step::AskExclusion => Record::RequestExclusion(RequestExclusionRequest {
            assignment,
            exclusion: Some(Exclusion {
                reason: ExclusionReason::InOtherProcedure.into(),
                requested_by: format!("clerk-{unit}"),
                request_time: time(moment),
                ..Exclusion::default()
            }),
            ..RequestExclusionRequest::default()
        }),
        Step::DecideExclusion { approve } => Record::DecideExclusion(DecideExclusionRequest {
            exclusion,
            approve: Some(approve),
            decided_by: "supervisor-1".to_owned(),
            decide_time: time(moment),
            ..DecideExclusionRequest::default()
        }),
    }
}

fn visited(visit: Visit, moment: Moment) -> ReturnVisit {
    let result = match visit {
        Visit::Rated(_) => VisitResult::Rated,
        Visit::Unreachable => VisitResult::Unreachable,
        Visit::Refused => VisitResult::Refused,
        Visit::Invalid => VisitResult::Invalid,
    };
    let visit_message = ReturnVisit {
        visit_time: time(moment),
        channel: VisitChannel::Phone.into(),
        result: result.into(),
        ..ReturnVisit::default()
    };
    let Visit::Rated((process, outcome)) = visit else {
        return visit_message;
    };
    let resolved = match outcome {
        Grade::VerySatisfied | Grade::Satisfied => Resolved::Yes,
        Grade::BasicallySatisfied => Resolved::Partly,
        _ => Resolved::No,
    };
    ReturnVisit {
        process_grade: process.into(),
        outcome_grade: outcome.into(),
        resolved: resolved.into(),
        ..visit_message
    }
}
