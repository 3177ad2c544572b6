//! Records for an import of any length: a month of calls, orders, assignments, completions and return visits, in the order in which they came.
//!
//! Of ten records two are calls and no more; three are a call, its order, and the answer that handled it directly; five are a call, its
//! order, the assignment, the completion and the return visit.

use hotline_proto::intake::import_request::Record;
use hotline_proto::intake::{
    AcceptWorkOrderRequest, AssignWorkOrderRequest, AssignmentRole, Call, Channel,
    CompleteAssignmentRequest, ExternalReference, Grade, HandleDirectlyRequest, ImportRequest,
    Nature, RecordCallRequest, RecordReturnVisitRequest, Requester, Resolved, ReturnVisit, Urgency,
    VisitChannel, VisitResult, WorkOrder,
};
use prost_types::Timestamp;

use crate::figures::Figures;
use crate::june::{June, Scope};

/// The first instant of June 2015 in Shanghai.
pub(super) const JUNE: i64 = 1_433_088_000;
pub(super) const MINUTE: i64 = 60;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;
/// What is ten records.
const TEN: usize = 10;
/// All calls come in these days, so that the rest happens in the past as well.
const DAYS: i64 = 28;

/// The registry of June 2015, and at least so many other records.
pub(super) fn records(count: usize) -> impl Iterator<Item = ImportRequest> + Send + use<> {
    let figures = Figures::june_2015();
    let registry = June::plan(&figures, Scope::Ranking).registry();
    let units: Vec<String> = figures
        .units
        .iter()
        .map(|unit| format!("units/{}", unit.unit_code))
        .collect();
    let tens = count.div_ceil(TEN);
    registry.chain((0..tens).flat_map(move |ten| of_ten(ten, tens, &units[ten % units.len()])))
}

fn of_ten(ten: usize, tens: usize, unit: &str) -> [ImportRequest; TEN] {
    let width = i64::try_from(tens).unwrap_or(i64::MAX);
    let start = JUNE + i64::try_from(ten).unwrap_or(i64::MAX) * (DAYS * DAY / width.max(1));
    let call = |index: usize| {
        let after = i64::try_from(index).unwrap_or(i64::MAX);
        call(ten * 4 + index, start + after)
    };
    let handled = order(ten * 2, ten * 4, start + 3 * MINUTE);
    let assigned = order(ten * 2 + 1, ten * 4 + 1, start + 4 * MINUTE);
    let about = |order: &ImportRequest, record| ImportRequest {
        work_order_reference: reference(order),
        record: Some(record),
        ..ImportRequest::default()
    };
    let direct = HandleDirectlyRequest {
        work_order: "workOrders/-".to_owned(),
        handle_time: time(start + 6 * MINUTE),
        answer: "已向来电人解释有关规定，来电人表示理解。".to_owned(),
        actor: agent(ten),
        ..HandleDirectlyRequest::default()
    };
    let assign = AssignWorkOrderRequest {
        work_order: "workOrders/-".to_owned(),
        unit: unit.to_owned(),
        role: AssignmentRole::Lead.into(),
        assign_time: time(start + 30 * MINUTE),
        due_time: time(start + 5 * DAY),
        actor: "dispatch-1".to_owned(),
        ..AssignWorkOrderRequest::default()
    };
    let hours = i64::try_from(ten % 100).unwrap_or(0);
    let complete = CompleteAssignmentRequest {
        assignment: "workOrders/-/assignments/1".to_owned(),
        complete_time: time(start + (2 + hours) * HOUR),
        reply: "已派工作人员到现场核实，问题已处理完毕，并将结果告知来电人。".to_owned(),
        actor: "clerk-3".to_owned(),
        ..CompleteAssignmentRequest::default()
    };
    let visit = RecordReturnVisitRequest {
        assignment: "workOrders/-/assignments/1".to_owned(),
        return_visit: Some(ReturnVisit {
            visit_time: time(start + (26 + hours) * HOUR),
            channel: VisitChannel::Phone.into(),
            result: VisitResult::Rated.into(),
            process_grade: Grade::Satisfied.into(),
            outcome_grade: if ten.is_multiple_of(7) {
                Grade::Dissatisfied.into()
            } else {
                Grade::VerySatisfied.into()
            },
            resolved: Resolved::Yes.into(),
            ..ReturnVisit::default()
        }),
        actor: "visit-2".to_owned(),
        ..RecordReturnVisitRequest::default()
    };
    [
        call(0),
        call(1),
        call(2),
        call(3),
        handled.clone(),
        about(&handled, Record::HandleDirectly(direct)),
        assigned.clone(),
        about(&assigned, Record::AssignWorkOrder(assign)),
        about(&assigned, Record::CompleteAssignment(complete)),
        about(&assigned, Record::RecordReturnVisit(visit)),
    ]
}

fn call(number: usize, start: i64) -> ImportRequest {
    let call = Call {
        telephone_system_id: telephone_system_id(number),
        caller_number: phone_number(number),
        start_time: time(start),
        queue_time: time(start + 3),
        answer_time: time(start + 9),
        end_time: time(start + 170),
        agent: agent(number),
        recording_reference: format!("recordings/{number:09}"),
        ..Call::default()
    };
    ImportRequest {
        record: Some(Record::RecordCall(RecordCallRequest {
            call: Some(call),
            ..RecordCallRequest::default()
        })),
        ..ImportRequest::default()
    }
}

fn order(number: usize, call: usize, receive: i64) -> ImportRequest {
    let work_order = WorkOrder {
        external_reference: Some(ExternalReference {
            source: "old-hotline".to_owned(),
            id: format!("{number:09}"),
        }),
        channel: Channel::Phone.into(),
        call: "calls/-".to_owned(),
        requester: Some(Requester {
            full_name: format!("测试市民{number:07}"),
            phone_number: phone_number(call),
            ..Requester::default()
        }),
        nature: if number.is_multiple_of(3) {
            Nature::Complaint.into()
        } else {
            Nature::Help.into()
        },
        urgency: Urgency::Normal.into(),
        category: "categories/utilities".to_owned(),
        topics: vec!["topics/water_supply".to_owned()],
        area: "东昌府区".to_owned(),
        text: "市民反映小区自来水水压不足，高层住户用水困难，请有关部门核实处理。".to_owned(),
        receive_time: time(receive),
        ..WorkOrder::default()
    };
    ImportRequest {
        telephone_system_id: telephone_system_id(call),
        record: Some(Record::AcceptWorkOrder(AcceptWorkOrderRequest {
            work_order: Some(work_order),
            actor: agent(number),
            ..AcceptWorkOrderRequest::default()
        })),
        ..ImportRequest::default()
    }
}

/// The reference of the order that a record accepts.
fn reference(accepted: &ImportRequest) -> Option<ExternalReference> {
    match &accepted.record {
        Some(Record::AcceptWorkOrder(accept)) => {
            accept.work_order.as_ref()?.external_reference.clone()
        }
        _ => None,
    }
}

fn telephone_system_id(number: usize) -> String {
    format!("call-{number:09}")
}

fn agent(number: usize) -> String {
    format!("agent-{:02}", number % 60)
}

/// A number that no telephone has: the area code 000 is nobody's.
fn phone_number(caller: usize) -> String {
    let digits = caller.wrapping_mul(7_919) % 100_000_000;
    format!("000 {:04} {:04}", digits / 10_000, digits % 10_000)
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a message field is an Option in the generated types"
)]
pub(super) fn time(seconds: i64) -> Option<Timestamp> {
    Some(Timestamp { seconds, nanos: 0 })
}
