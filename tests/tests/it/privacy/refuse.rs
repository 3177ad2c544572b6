//! Every write that takes personal data, each refused for one reason or another.

use hotline_proto::intake::*;
use hotline_tests::pair::IntakeClients;

use super::watch::Watch;
use super::write::{Written, order};
use crate::support::sample;

/// Requests that fail: for a wrong personal field, for another wrong field, and for the state.
pub(super) async fn refuse_everything(
    clients: &IntakeClients,
    watch: &mut Watch,
    written: &Written,
) {
    let (mut calls, mut orders, mut activities) = (
        clients.calls.clone(),
        clients.orders.clone(),
        clients.activities.clone(),
    );
    let assignment = format!("{}/assignments/1", written.order);

    for wrong in ["x", "(office)", &"0".repeat(40)] {
        let mut request = sample::call("canary-3");
        request.call.as_mut().expect("a call").caller_number = format!("{}{wrong}", watch.number());
        watch.refused(
            "RecordCall, a wrong number",
            calls.record_call(request).await,
        );
    }
    let mut request = sample::call("canary-1");
    request.call.as_mut().expect("a call").caller_number = watch.number();
    watch.refused(
        "RecordCall, another content",
        calls.record_call(request).await,
    );
    let answer = calls
        .record_callback(sample::callback(&written.missed_call))
        .await;
    watch.quiet("RecordCallback, again", answer);

    let mut request = order(watch, "canary-4");
    let too_long = format!("{}{}", watch.text(), "长".repeat(10_000));
    let wrong = request.work_order.as_mut().expect("an order");
    wrong.text.clone_from(&too_long);
    wrong.attachments = vec![too_long.clone()];
    wrong.requester = Some(Requester {
        full_name: too_long.clone(),
        phone_number: watch.text(),
        ..Requester::default()
    });
    let answer = orders.accept_work_order(request).await;
    watch.refused("AcceptWorkOrder, too long", answer);
    let mut request = order(watch, "canary-5");
    request.work_order.as_mut().expect("an order").category = String::from("categories/nowhere");
    let answer = orders.accept_work_order(request).await;
    watch.refused("AcceptWorkOrder, no category", answer);
    let request = order(watch, "canary-1");
    let answer = orders.accept_work_order(request).await;
    watch.refused("AcceptWorkOrder, another", answer);

    for text in [watch.text(), too_long.clone()] {
        let mut request = sample::handle(&written.order);
        request.answer.clone_from(&text);
        let answer = orders.handle_directly(request).await;
        watch.refused("HandleDirectly", answer);
        let mut request = sample::ask_send_back(&assignment);
        request.note.clone_from(&text);
        let answer = orders.request_send_back(request).await;
        watch.refused("RequestSendBack", answer);
        let mut request =
            sample::decide_send_back("workOrders/20150601-000009/assignments/1", true);
        request.note.clone_from(&text);
        let answer = orders.decide_send_back(request).await;
        watch.refused("DecideSendBack", answer);
        let mut request = sample::withdraw("workOrders/20150601-000009/assignments/1");
        request.note.clone_from(&text);
        let answer = orders.withdraw_assignment(request).await;
        watch.refused("WithdrawAssignment", answer);
        let mut request = sample::complete("workOrders/20150601-000009/assignments/1");
        request.reply.clone_from(&text);
        let answer = orders.complete_assignment(request).await;
        watch.refused("CompleteAssignment", answer);
        let mut request = sample::redo("workOrders/20150601-000009/assignments/1");
        request.note.clone_from(&text);
        let answer = orders.redo_assignment(request).await;
        watch.refused("RedoAssignment", answer);
        let mut request = sample::visit("workOrders/20150601-000009/assignments/1");
        request
            .return_visit
            .as_mut()
            .expect("a visit")
            .note
            .clone_from(&text);
        let answer = orders.record_return_visit(request).await;
        watch.refused("RecordReturnVisit", answer);
        let mut request = sample::supervise("nowhere");
        request
            .supervision
            .as_mut()
            .expect("a supervision")
            .note
            .clone_from(&text);
        let answer = orders.issue_supervision(request).await;
        watch.refused("IssueSupervision", answer);
        let mut request = sample::ask_exclusion("workOrders/20150601-000009/assignments/1");
        request
            .exclusion
            .as_mut()
            .expect("an exclusion")
            .note
            .clone_from(&text);
        let answer = orders.request_exclusion(request).await;
        watch.refused("RequestExclusion", answer);
        let mut request = sample::appreciation();
        let thanks = request.appreciation.as_mut().expect("an appreciation");
        thanks.note.clone_from(&text);
        thanks.unit = String::from("units/nowhere");
        let answer = activities.record_appreciation(request).await;
        watch.refused("RecordAppreciation", answer);
    }
}
