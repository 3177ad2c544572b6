//! Wrong fields of orders and assignments.

use hotline_proto::intake::*;
use hotline_tests::pair::IntakeClients;

use super::FUTURE;
use crate::bad_input::Refusals;
use crate::support::{at, sample};

fn with_order(change: impl FnOnce(&mut WorkOrder)) -> AcceptWorkOrderRequest {
    let mut request = sample::accept_order("new");
    change(request.work_order.as_mut().expect("an order"));
    request
}

pub(super) async fn orders(refusals: &mut Refusals, clients: &IntakeClients) {
    let mut orders = clients.orders.clone();
    let answer = orders
        .accept_work_order(AcceptWorkOrderRequest::default())
        .await;
    refusals.invalid("no order", answer, &["work_order"]);
    let answer = orders
        .accept_work_order(with_order(|order| {
            order.channel = 99;
            order.nature = 99;
            order.urgency = 99;
        }))
        .await;
    refusals.invalid(
        "unknown numbers of enums",
        answer,
        &[
            "work_order.channel",
            "work_order.nature",
            "work_order.urgency",
        ],
    );
    let answer = orders
        .accept_work_order(with_order(|order| {
            order.channel = 0;
            order.nature = 0;
            order.receive_time = None;
        }))
        .await;
    refusals.invalid(
        "nothing of what is required",
        answer,
        &[
            "work_order.channel",
            "work_order.nature",
            "work_order.receive_time",
        ],
    );
    let answer = orders
        .accept_work_order(with_order(|order| {
            order.text = "长".repeat(10_001);
            order.area = "x".repeat(65);
            order.attachments = vec!["x".repeat(501)];
            order.requester = Some(Requester {
                full_name: "x".repeat(101),
                phone_number: "no number".to_owned(),
                ..Requester::default()
            });
            order.external_reference = Some(ExternalReference {
                source: String::new(),
                id: "x".repeat(201),
            });
        }))
        .await;
    refusals.invalid(
        "texts that are too long",
        answer,
        &[
            "work_order.area",
            "work_order.attachments[0]",
            "work_order.external_reference.id",
            "work_order.external_reference.source",
            "work_order.requester.full_name",
            "work_order.requester.phone_number",
            "work_order.text",
        ],
    );
    let answer = orders
        .accept_work_order(with_order(|order| order.receive_time = at(FUTURE)))
        .await;
    refusals.invalid(
        "received in the future",
        answer,
        &["work_order.receive_time"],
    );
    for (what, answer) in [
        (
            "category",
            with_order(|order| order.category = String::from("categories/nowhere")),
        ),
        (
            "topic",
            with_order(|order| order.topics = vec!["topics/nowhere".to_owned()]),
        ),
        (
            "call",
            with_order(|order| order.call = String::from("calls/999999")),
        ),
    ] {
        let answer = orders.accept_work_order(answer).await;
        refusals.missing(&format!("an unknown {what}"), answer);
    }
    let answer = orders
        .handle_directly(sample::handle("workOrders/20150601-999999"))
        .await;
    refusals.missing("an unknown order", answer);
    for name in [
        "workOrders/1",
        "workOrders/20150632-000001",
        "orders/20150601-000001",
        "workOrders/-",
    ] {
        let answer = orders.handle_directly(sample::handle(name)).await;
        refusals.invalid(name, answer, &["work_order"]);
    }
}

pub(super) async fn assignments(refusals: &mut Refusals, clients: &IntakeClients) {
    let mut orders = clients.orders.clone();
    let accepted = orders
        .accept_work_order(sample::accept_order("scene"))
        .await;
    let order = accepted.expect("the first answer again").into_inner().name;

    let answer = orders
        .assign_work_order(sample::assign(&order, "nowhere"))
        .await;
    refusals.missing("an unknown unit", answer);
    let mut request = sample::assign(&order, "chiping");
    request.role = 0;
    request.assign_time = None;
    let answer = orders.assign_work_order(request).await;
    refusals.invalid("neither role nor time", answer, &["assign_time", "role"]);
    let mut request = sample::assign(&order, "chiping");
    request.assign_time = at("2015-06-01T02:59:59.999999Z");
    let answer = orders.assign_work_order(request).await;
    refusals.invalid("assigned before it was received", answer, &["assign_time"]);
    let mut request = sample::assign(&order, "chiping");
    request.due_time = at("2015-06-01T03:59:59Z");
    let answer = orders.assign_work_order(request).await;
    refusals.invalid("a deadline before the assignment", answer, &["due_time"]);

    let mut request = sample::decide_send_back(sample::ASSIGNMENT, true);
    request.accept = None;
    let answer = orders.decide_send_back(request).await;
    refusals.invalid("neither accepted nor refused", answer, &["accept"]);
    let mut request = sample::complete(sample::ASSIGNMENT);
    request.reply = String::new();
    let answer = orders.complete_assignment(request).await;
    refusals.invalid("no reply", answer, &["reply"]);
    let mut request = sample::complete("workOrders/20150601-000001/assignments/2");
    request.complete_time = at(FUTURE);
    let answer = orders.complete_assignment(request).await;
    refusals.invalid("completed in the future", answer, &["complete_time"]);
    let answer = orders
        .complete_assignment(sample::complete("workOrders/20150601-000001/assignments/2"))
        .await;
    refusals.missing("an unknown assignment", answer);
    let mut request = sample::redo(sample::ASSIGNMENT);
    request.reason = 99;
    request.note = "长".repeat(2_001);
    let answer = orders.redo_assignment(request).await;
    refusals.invalid("a wrong reason and note", answer, &["note", "reason"]);

    let mut request = sample::visit(sample::ASSIGNMENT);
    request.return_visit = None;
    refusals.invalid(
        "no visit",
        orders.record_return_visit(request).await,
        &["return_visit"],
    );
    let mut request = sample::visit(sample::ASSIGNMENT);
    if let Some(visit) = &mut request.return_visit {
        visit.outcome_grade = 0;
        visit.resolved = 99;
    }
    let answer = orders.record_return_visit(request).await;
    refusals.invalid(
        "half of the grades",
        answer,
        &["return_visit.outcome_grade", "return_visit.resolved"],
    );
    let mut request = sample::visit(sample::ASSIGNMENT);
    if let Some(visit) = &mut request.return_visit {
        visit.result = VisitResult::Unreachable.into();
    }
    let answer = orders.record_return_visit(request).await;
    refusals.invalid(
        "grades of somebody who was not reached",
        answer,
        &[
            "return_visit.outcome_grade",
            "return_visit.process_grade",
            "return_visit.resolved",
        ],
    );
}
