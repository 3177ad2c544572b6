//! Two dispatchers at once, over the network: one wins, the other learns it and loses nothing.

use hotline_proto::intake::{GetAssignmentRequest, GetTimelineRequest};
use hotline_tests::pair::IntakeClients;
use tonic::Code;
use tonic_types::StatusExt as _;

use crate::support::sample::{self, ASSIGNMENT, ORDER};
use crate::support::start_intake;

#[tokio::test]
async fn of_two_who_decide_on_what_they_saw_one_is_aborted_and_the_timeline_has_one_fact() {
    let (intake, _directory) = start_intake().await;
    let (one, other) = (IntakeClients::new(&intake), IntakeClients::new(&intake));
    let mut orders = one.orders.clone();
    one.registry
        .clone()
        .update_unit(sample::unit("chiping"))
        .await
        .expect("a unit");
    orders
        .accept_work_order(sample::accept_order("1"))
        .await
        .expect("an order");
    orders
        .assign_work_order(sample::assign(ORDER, "chiping"))
        .await
        .expect("an assignment");
    let get = || GetAssignmentRequest {
        name: ASSIGNMENT.to_owned(),
    };
    let seen = orders
        .get_assignment(get())
        .await
        .expect("an assignment")
        .into_inner();

    let mut withdraw = sample::withdraw(ASSIGNMENT);
    withdraw.etag.clone_from(&seen.etag);
    let mut ask = sample::ask_send_back(ASSIGNMENT);
    ask.etag.clone_from(&seen.etag);
    let (mut first, mut second) = (one.orders.clone(), other.orders.clone());
    let (withdrawn, asked) = tokio::join!(
        first.withdraw_assignment(withdraw),
        second.request_send_back(ask)
    );

    let now = orders
        .get_assignment(get())
        .await
        .expect("an assignment")
        .into_inner();
    let lost = match (withdrawn, asked) {
        (Ok(_), Err(lost)) | (Err(lost), Ok(_)) => lost,
        both => panic!("one of both wins: {both:?}"),
    };
    assert_eq!(lost.code(), Code::Aborted, "{lost}");
    let details = lost.get_error_details();
    let info = details.error_info().expect("a reason");
    assert_eq!(info.reason, "ETAG_MISMATCH");
    assert_eq!(info.metadata["resource"], ASSIGNMENT);
    assert_eq!(info.metadata["etag"], now.etag);
    assert_ne!(now.etag, seen.etag);
    let timeline = GetTimelineRequest {
        name: ORDER.to_owned(),
        ..GetTimelineRequest::default()
    };
    let entries = orders
        .get_timeline(timeline)
        .await
        .expect("a timeline")
        .into_inner()
        .entries;
    // Accepted, assigned, and what the winner did.
    assert_eq!(entries.len(), 3, "{entries:?}");
}
