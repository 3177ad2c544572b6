//! Wrong pages and cursors.

use hotline_proto::intake::*;
use hotline_tests::pair::IntakeClients;
use tonic::Code;

use crate::bad_input::Refusals;
use crate::support::{scene, start_intake};

pub(super) async fn pages_and_cursors(refusals: &mut Refusals, clients: &IntakeClients) {
    let mut calls = clients.calls.clone();
    let answer = calls
        .list_calls(ListCallsRequest {
            page_size: -1,
            ..ListCallsRequest::default()
        })
        .await;
    refusals.invalid("a negative page", answer, &["page_size"]);
    let answer = calls
        .list_calls(ListCallsRequest {
            page_token: "none".to_owned(),
            ..ListCallsRequest::default()
        })
        .await;
    refusals.invalid("a token that is none", answer, &["page_token"]);
    let answer = calls
        .list_calls(ListCallsRequest {
            outcome: 99,
            ..ListCallsRequest::default()
        })
        .await;
    refusals.invalid("an unknown outcome", answer, &["outcome"]);
    let first = calls
        .list_calls(ListCallsRequest {
            page_size: 1,
            ..ListCallsRequest::default()
        })
        .await
        .expect("a page")
        .into_inner();
    let answer = calls
        .list_calls(ListCallsRequest {
            page_size: 1,
            page_token: first.next_page_token,
            outcome: CallOutcome::Missed.into(),
            ..ListCallsRequest::default()
        })
        .await;
    refusals.invalid("a token with other fields", answer, &["page_token"]);

    let mut feed = clients.feed.clone();
    let answer = feed
        .stream_events(StreamEventsRequest {
            after: "no cursor".to_owned(),
            follow: false,
        })
        .await
        .map(|_| tonic::Response::new(()));
    refusals.invalid("a cursor that is none", answer, &["after"]);

    let (other, _directory) = start_intake().await;
    let other = IntakeClients::new(&other);
    scene::set(&other).await;
    let answer = feed
        .stream_events(StreamEventsRequest {
            after: other.head().await.expect("a head").cursor,
            follow: false,
        })
        .await
        .map(|_| tonic::Response::new(()));
    refusals.expect(
        "a cursor of another feed",
        answer,
        Code::OutOfRange,
        "FEED_RESET",
        &[],
    );
}
