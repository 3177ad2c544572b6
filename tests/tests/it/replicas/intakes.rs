//! Four intakes write to one database, and one of them is killed again and again.

use std::collections::BTreeMap;

use hotline_proto::intake::event::Detail;
use hotline_proto::intake::{Event, StreamEventsRequest};
use hotline_tests::pair::IntakeClients;
use hotline_tests::service::{Launch, Service};
use tempfile::TempDir;

use super::{Callers, channels, request};
use crate::support::{Numbers, directory, feed};

const REPLICAS: usize = 4;
const ROUNDS: usize = 8;
const CALLERS: usize = 12;

#[tokio::test(flavor = "multi_thread")]
async fn four_intakes_lose_nothing_and_double_nothing_while_one_is_killed_again_and_again() {
    if hotline_common::testing::postgres().is_none() {
        return;
    }
    let directories: Vec<TempDir> = (0..REPLICAS).map(|_| directory()).collect();
    let first = Launch::intake(directories[0].path());
    let launches: Vec<Launch> = directories
        .iter()
        .map(|directory| Launch::intake(directory.path()).beside(&first))
        .collect();
    // All at once on an empty database; the first made the keys that all share.
    first.make_keys().expect("keys are made");
    first.database().make();
    let starting: Vec<_> = launches
        .iter()
        .cloned()
        .map(|launch| tokio::spawn(async move { launch.start().await }))
        .collect();
    let mut services = Vec::new();
    for started in starting {
        services.push(started.await.expect("no panic").expect("intake starts"));
    }

    let follower = tokio::spawn(follow(services[0].channel()));
    // The one that is killed comes back at the same address.
    let address = services[REPLICAS - 1].address().to_string();
    let callers = Callers::start(&channels(&services), CALLERS);
    let mut victim: Option<Service> = services.pop();
    let mut numbers = Numbers(42);
    for _ in 0..ROUNDS {
        let further = 1 + usize::try_from(numbers.below(120)).expect("small");
        callers.more(further).await;
        victim
            .take()
            .expect("it runs")
            .kill()
            .await
            .expect("killed");
        callers.more(1 + further / 2).await;
        let started = launches[REPLICAS - 1].start_at(&address).await;
        victim = Some(started.expect("it starts again"));
    }
    let acknowledged = callers.end().await;

    // Each acknowledged call is in the feed once, where its answer says; nothing else is, and nothing is missing.
    let clients = IntakeClients::new(&services[1]);
    let head = clients.head().await.expect("a head").sequence;
    let events = feed::events(&clients).await;
    assert_eq!(i64::try_from(events.len()), Ok(head));
    let places: BTreeMap<String, i64> = acknowledged
        .iter()
        .map(|(_, call)| {
            let sequence = call.name.strip_prefix("calls/").expect("a call's name");
            (call.name.clone(), sequence.parse().expect("its sequence"))
        })
        .collect();
    assert_eq!(
        places.len(),
        acknowledged.len(),
        "each call has a name of its own"
    );
    assert_eq!(places.len(), events.len(), "nobody else recorded anything");
    for event in &events {
        assert_eq!(places.get(&call_of(event)), Some(&event.sequence));
    }
    // Whoever asks again, at whichever replica, gets the same answer.
    for (number, call) in acknowledged.iter().take(200) {
        let mut calls = IntakeClients::new(&services[number % services.len()]).calls;
        let again = calls.record_call(request(*number)).await;
        assert_eq!(&again.expect("a repeat is answered").into_inner(), call);
    }

    // A follower at one replica saw what all of them wrote, in order.
    let last = services.remove(0);
    assert!(last.terminate().await.expect("it stops").success());
    let seen = follower.await.expect("no panic");
    for (expected, sequence) in (1..).zip(&seen) {
        assert_eq!(*sequence, expected);
    }
    assert_eq!(seen.last(), Some(&head));
}

fn call_of(event: &Event) -> String {
    match &event.detail {
        Some(Detail::CallRecorded(recorded)) => recorded.call.clone(),
        other => panic!("only calls were recorded: {other:?}"),
    }
}

/// The sequences that a follower is told, until the service ends.
async fn follow(channel: tonic::transport::Channel) -> Vec<i64> {
    let mut feed = hotline_proto::intake::feed_service_client::FeedServiceClient::new(channel);
    let request = StreamEventsRequest {
        follow: true,
        ..StreamEventsRequest::default()
    };
    let mut stream = feed
        .stream_events(request)
        .await
        .expect("a stream")
        .into_inner();
    let mut sequences = Vec::new();
    while let Ok(Some(batch)) = stream.message().await {
        sequences.extend(batch.events.iter().map(|event| event.sequence));
    }
    sequences
}
