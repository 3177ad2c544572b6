//! Reads the whole feed.

use hotline_proto::intake::{Event, StreamEventsRequest, StreamEventsResponse};
use hotline_tests::pair::IntakeClients;

/// Every batch from the beginning to the head; the last one says that it is the end.
pub(crate) async fn batches(clients: &IntakeClients) -> Vec<StreamEventsResponse> {
    let request = StreamEventsRequest::default();
    let mut stream = clients
        .feed
        .clone()
        .stream_events(request)
        .await
        .expect("a stream")
        .into_inner();
    let mut batches = Vec::new();
    while let Some(batch) = stream.message().await.expect("a batch") {
        batches.push(batch);
    }
    assert!(
        batches.last().is_some_and(|batch| batch.end),
        "the stream ends with its bookmark"
    );
    batches
}

/// Every event.
pub(crate) async fn events(clients: &IntakeClients) -> Vec<Event> {
    let batches = batches(clients).await;
    let events: Vec<Event> = batches.into_iter().flat_map(|batch| batch.events).collect();
    for (expected, event) in (1..).zip(&events) {
        assert_eq!(event.sequence, expected, "sequences have no gaps");
    }
    events
}
