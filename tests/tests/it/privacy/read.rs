//! What shows personal data, and what does not.

use hotline_proto::intake::*;
use hotline_tests::pair::IntakeClients;
use prost::Message as _;

use super::watch::{WORD, Watch};
use super::write::Written;

/// The `Get` methods show texts, and numbers and names masked.
pub(super) async fn read_back(clients: &IntakeClients, written: &Written) -> Vec<u8> {
    const READ: &str = "what was written can be read";
    let (mut calls, mut orders) = (clients.calls.clone(), clients.orders.clone());
    let mut bytes = Vec::new();
    let name = written.call.clone();
    let call = calls
        .get_call(GetCallRequest { name })
        .await
        .expect(READ)
        .into_inner();
    assert!(call.caller_number.starts_with("770*"), "masked");
    bytes.extend(call.encode_to_vec());
    for name in [&written.order, &written.direct_order] {
        let request = GetWorkOrderRequest { name: name.clone() };
        let order = orders
            .get_work_order(request)
            .await
            .expect(READ)
            .into_inner();
        assert!(
            order
                .requester
                .as_ref()
                .is_some_and(|who| who.full_name.starts_with("金**"))
        );
        assert!(order.text.starts_with(WORD) && order.attachments[0].starts_with(WORD));
        bytes.extend(order.encode_to_vec());
    }
    let name = format!("{}/assignments/1", written.order);
    let assignment = orders
        .get_assignment(GetAssignmentRequest { name })
        .await
        .expect(READ);
    assert!(assignment.into_inner().reply.starts_with(WORD));
    let name = written.visit.clone();
    let visit = orders
        .get_return_visit(GetReturnVisitRequest { name })
        .await
        .expect(READ);
    assert!(visit.into_inner().note.starts_with(WORD));
    let name = written.supervision.clone();
    let supervision = orders
        .get_supervision(GetSupervisionRequest { name })
        .await
        .expect(READ);
    assert!(supervision.into_inner().note.starts_with(WORD));
    let name = written.exclusion.clone();
    let exclusion = orders
        .get_exclusion(GetExclusionRequest { name })
        .await
        .expect(READ);
    assert!(exclusion.into_inner().note.starts_with(WORD));
    let name = written.appreciation.clone();
    let thanks = clients
        .activities
        .clone()
        .get_appreciation(GetAppreciationRequest { name })
        .await;
    assert!(thanks.expect(READ).into_inner().note.starts_with(WORD));
    bytes
}

pub(super) async fn list_everything(clients: &IntakeClients, watch: &Watch, order: &str) {
    let (mut calls, mut orders) = (clients.calls.clone(), clients.orders.clone());
    let listed = |answer: bool| assert!(answer, "a list is given");
    listed(
        watch
            .quiet(
                "ListCalls",
                calls.list_calls(ListCallsRequest::default()).await,
            )
            .is_some(),
    );
    let answer = orders
        .list_work_orders(ListWorkOrdersRequest::default())
        .await;
    listed(watch.quiet("ListWorkOrders", answer).is_some());
    let parent = "workOrders/-".to_owned();
    let request = ListAssignmentsRequest {
        parent,
        ..ListAssignmentsRequest::default()
    };
    listed(
        watch
            .quiet("ListAssignments", orders.list_assignments(request).await)
            .is_some(),
    );
    let parent = "workOrders/-/assignments/-".to_owned();
    let request = ListReturnVisitsRequest {
        parent: parent.clone(),
        ..ListReturnVisitsRequest::default()
    };
    listed(
        watch
            .quiet("ListReturnVisits", orders.list_return_visits(request).await)
            .is_some(),
    );
    let request = ListExclusionsRequest {
        parent,
        ..ListExclusionsRequest::default()
    };
    listed(
        watch
            .quiet("ListExclusions", orders.list_exclusions(request).await)
            .is_some(),
    );
    let answer = orders
        .list_supervisions(ListSupervisionsRequest::default())
        .await;
    listed(watch.quiet("ListSupervisions", answer).is_some());
    let request = GetTimelineRequest {
        name: order.to_owned(),
        ..GetTimelineRequest::default()
    };
    listed(
        watch
            .quiet("GetTimeline", orders.get_timeline(request).await)
            .is_some(),
    );
    let answer = clients
        .activities
        .clone()
        .list_appreciations(ListAppreciationsRequest::default())
        .await;
    listed(watch.quiet("ListAppreciations", answer).is_some());
}
