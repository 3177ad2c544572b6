//! A service ends when it is asked to, whoever is still connected.

use hotline_proto::intake::StreamEventsRequest;
use hotline_tests::pair::IntakeClients;
use hotline_tests::service::Launch;
use rustix::process::Signal;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use crate::support::{Running, directory, sample, start_pair};

#[tokio::test]
async fn sigterm_ends_both_services_in_spite_of_idle_connections_and_open_streams() {
    let Running {
        pair,
        directory: _directory,
    } = start_pair().await;
    let clients = pair.intake_clients();
    clients
        .registry
        .clone()
        .update_unit(sample::unit("chiping"))
        .await
        .expect("a unit");
    // An idle connection, a stream of events that goes on, and scoring's own.
    let idle = IntakeClients::new(&pair.intake);
    idle.head().await.expect("a head");
    let request = StreamEventsRequest {
        follow: true,
        ..StreamEventsRequest::default()
    };
    let mut following = clients
        .feed
        .clone()
        .stream_events(request)
        .await
        .expect("a stream")
        .into_inner();
    assert!(following.message().await.expect("a batch").is_some());

    assert!(
        pair.intake
            .terminate()
            .await
            .expect("intake ends")
            .success()
    );
    // The stream ends; that it was cut off is seen by the missing bookmark.
    while let Ok(Some(batch)) = following.message().await {
        assert!(!batch.end);
    }
    idle.head().await.expect_err("nobody listens any more");
    assert!(
        pair.scoring
            .terminate()
            .await
            .expect("scoring ends")
            .success()
    );
}

#[tokio::test]
async fn health_says_not_serving_before_the_service_is_gone() {
    let directory = directory();
    let mut intake = Launch::intake(directory.path())
        .start()
        .await
        .expect("intake starts");
    let mut health = HealthClient::new(intake.channel())
        .watch(HealthCheckRequest::default())
        .await
        .expect("health")
        .into_inner();
    let first = health.message().await.expect("a state").expect("a state");
    assert_eq!(first.status(), ServingStatus::Serving);
    intake.signal(Signal::INT).expect("it runs");
    let second = health.message().await.expect("a state").expect("a state");
    assert_eq!(second.status(), ServingStatus::NotServing);
    assert!(intake.wait().await.expect("intake ends").success());
}

#[tokio::test]
async fn what_was_recorded_before_the_end_is_there_after_the_next_start() {
    let directory = directory();
    let launch = Launch::intake(directory.path());
    let intake = launch.start().await.expect("intake starts");
    let clients = IntakeClients::new(&intake);
    clients
        .registry
        .clone()
        .update_unit(sample::unit("chiping"))
        .await
        .expect("a unit");
    let before = clients.head().await.expect("a head");
    assert!(intake.terminate().await.expect("intake ends").success());
    let intake = launch.start().await.expect("intake starts again");
    assert_eq!(
        IntakeClients::new(&intake).head().await.expect("a head"),
        before
    );
}
