//! Every write that takes personal data, each with its own canaries.

use hotline_proto::intake::*;
use hotline_tests::pair::IntakeClients;

use super::watch::Watch;
use crate::support::{at, sample};

/// What [`write_everything`] made.
pub(super) struct Written {
    pub(super) call: String,
    pub(super) missed_call: String,
    pub(super) order: String,
    pub(super) direct_order: String,
    pub(super) visit: String,
    pub(super) supervision: String,
    pub(super) exclusion: String,
    pub(super) appreciation: String,
}

pub(super) async fn write_everything(clients: &IntakeClients, watch: &mut Watch) -> Written {
    const WRITTEN: &str = "a valid request is carried out";
    let (mut registry, mut calls, mut orders, mut activities) = (
        clients.registry.clone(),
        clients.calls.clone(),
        clients.orders.clone(),
        clients.activities.clone(),
    );
    registry
        .update_unit(sample::unit("chiping"))
        .await
        .expect(WRITTEN);
    registry
        .update_topic(sample::topic("supply"))
        .await
        .expect(WRITTEN);

    let mut request = sample::call("canary-1");
    request.call.as_mut().expect("a call").caller_number = watch.number();
    let call = watch
        .quiet("RecordCall", calls.record_call(request).await)
        .expect(WRITTEN)
        .name;
    let mut request = sample::missed_call("canary-2");
    request.call.as_mut().expect("a call").caller_number = watch.number();
    let missed = watch
        .quiet("RecordCall", calls.record_call(request).await)
        .expect(WRITTEN)
        .name;
    watch.quiet(
        "RecordCallback",
        calls.record_callback(sample::callback(&missed)).await,
    );

    let accept = order(watch, "canary-1");
    let accepted = watch.quiet("AcceptWorkOrder", orders.accept_work_order(accept).await);
    let order_name = accepted.expect(WRITTEN).name;
    let accept = order(watch, "canary-2");
    let accepted = watch.quiet("AcceptWorkOrder", orders.accept_work_order(accept).await);
    let direct_order = accepted.expect(WRITTEN).name;
    let mut request = sample::handle(&direct_order);
    request.answer = watch.text();
    watch
        .quiet("HandleDirectly", orders.handle_directly(request).await)
        .expect(WRITTEN);

    let assign = orders
        .assign_work_order(sample::assign(&order_name, "chiping"))
        .await;
    let assignment = watch.quiet("AssignWorkOrder", assign).expect(WRITTEN).name;
    let mut request = sample::ask_send_back(&assignment);
    request.note = watch.text();
    watch
        .quiet("RequestSendBack", orders.request_send_back(request).await)
        .expect(WRITTEN);
    let mut request = sample::decide_send_back(&assignment, false);
    request.note = watch.text();
    watch
        .quiet("DecideSendBack", orders.decide_send_back(request).await)
        .expect(WRITTEN);
    let mut request = sample::complete(&assignment);
    request.reply = watch.text();
    watch
        .quiet(
            "CompleteAssignment",
            orders.complete_assignment(request).await,
        )
        .expect(WRITTEN);
    let mut request = sample::visit(&assignment);
    request.return_visit.as_mut().expect("a visit").note = watch.text();
    let visit = watch.quiet(
        "RecordReturnVisit",
        orders.record_return_visit(request).await,
    );
    let mut request = sample::redo(&assignment);
    request.note = watch.text();
    watch
        .quiet("RedoAssignment", orders.redo_assignment(request).await)
        .expect(WRITTEN);
    let mut request = sample::withdraw(&assignment);
    request.withdraw_time = at("2015-06-20T01:00:00Z");
    request.note = watch.text();
    let mut supervise = sample::supervise("chiping");
    supervise.supervision.as_mut().expect("a supervision").note = watch.text();
    let supervision = watch.quiet(
        "IssueSupervision",
        orders.issue_supervision(supervise).await,
    );
    let mut exclude = sample::ask_exclusion(&assignment);
    exclude.exclusion.as_mut().expect("an exclusion").note = watch.text();
    let exclusion = watch.quiet("RequestExclusion", orders.request_exclusion(exclude).await);
    watch
        .quiet(
            "WithdrawAssignment",
            orders.withdraw_assignment(request).await,
        )
        .expect(WRITTEN);
    let mut thanks = sample::appreciation();
    thanks.appreciation.as_mut().expect("an appreciation").note = watch.text();
    let thanks = watch.quiet(
        "RecordAppreciation",
        activities.record_appreciation(thanks).await,
    );
    Written {
        call,
        missed_call: missed,
        order: order_name,
        direct_order,
        visit: visit.expect(WRITTEN).name,
        supervision: supervision.expect(WRITTEN).name,
        exclusion: exclusion.expect(WRITTEN).name,
        appreciation: thanks.expect(WRITTEN).name,
    }
}

/// An order with a canary in every personal field.
pub(super) fn order(watch: &mut Watch, id: &str) -> AcceptWorkOrderRequest {
    let mut request = sample::accept_order(id);
    let order = request.work_order.as_mut().expect("an order");
    order.requester = Some(Requester {
        full_name: watch.text(),
        phone_number: watch.number(),
        ..Requester::default()
    });
    order.text = watch.text();
    order.attachments = vec![watch.text()];
    request
}
