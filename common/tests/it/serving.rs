//! Health, reflection, panics.

use hotline_common::args::ServerSettings;
use tokio_stream::StreamExt as _;
use tonic::Code;
use tonic::server::NamedService as _;
use tonic::transport::Channel;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use crate::sample::{Running, Sample, call, soon, stream};

fn about(service: &str) -> HealthCheckRequest {
    HealthCheckRequest {
        service: service.to_owned(),
    }
}

/// Waits until health says so; hangs when it never does.
async fn until(channel: &Channel, service: &str, wanted: ServingStatus) {
    let mut client = HealthClient::new(channel.clone());
    let mut states = client.watch(about(service)).await.unwrap().into_inner();
    while soon(states.next()).await.unwrap().unwrap().status() != wanted {}
}

#[tokio::test]
async fn health_says_not_serving_until_ready_and_again_when_told() {
    let running = Running::start(ServerSettings::default()).await;
    let channel = running.channel().await;
    let mut client = HealthClient::new(channel.clone());
    for service in ["", Sample::NAME] {
        let answer = client.check(about(service)).await.unwrap().into_inner();
        assert_eq!(answer.status(), ServingStatus::NotServing, "{service:?}");
    }
    let unknown = client.check(about("hotline.Absent")).await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);

    running.health.ready();
    for service in ["", Sample::NAME] {
        until(&channel, service, ServingStatus::Serving).await;
    }
    running.health.not_ready("the feed was reset");
    for service in ["", Sample::NAME] {
        until(&channel, service, ServingStatus::NotServing).await;
    }
    running.health.ready();
    until(&channel, "", ServingStatus::Serving).await;
}

#[tokio::test]
async fn health_says_not_serving_while_the_server_drains_and_stays_so() {
    let running = Running::start(ServerSettings::default()).await;
    let channel = running.channel().await;
    running.health.ready();
    let mut client = HealthClient::new(channel.clone());
    until(&channel, "", ServingStatus::Serving).await;
    let mut states = client.watch(about("")).await.unwrap().into_inner();
    assert_eq!(
        soon(states.next()).await.unwrap().unwrap().status(),
        ServingStatus::Serving
    );

    let waiting = tokio::spawn({
        let channel = channel.clone();
        async move { call(&channel, "Wait").await }
    });
    soon(running.sample.begun.notified()).await;
    running.stop();
    assert_eq!(
        soon(states.next()).await.unwrap().unwrap().status(),
        ServingStatus::NotServing
    );
    running.health.ready();
    assert!(!running.health.is_ready());
    running.sample.release.notify_one();
    soon(waiting).await.unwrap().unwrap();
    running.ended().await.unwrap();
}

#[tokio::test]
async fn reflection_lists_the_services_in_both_versions() {
    use tonic_reflection::pb::{v1, v1alpha};
    let running = Running::start(ServerSettings::default()).await;
    let channel = running.channel().await;

    let wanted = [
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection",
        Sample::NAME,
    ];
    let list = v1::server_reflection_request::MessageRequest::ListServices(String::new());
    let request = v1::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(list),
    };
    let mut client = v1::server_reflection_client::ServerReflectionClient::new(channel.clone());
    let answers = client
        .server_reflection_info(tokio_stream::once(request))
        .await
        .unwrap();
    let answer = soon(answers.into_inner().next()).await.unwrap().unwrap();
    let Some(v1::server_reflection_response::MessageResponse::ListServicesResponse(services)) =
        answer.message_response
    else {
        panic!("no list of services");
    };
    let mut names: Vec<_> = services
        .service
        .into_iter()
        .map(|service| service.name)
        .collect();
    names.sort();
    assert_eq!(names, wanted);

    // The details of a status can be described.
    let symbol = v1alpha::server_reflection_request::MessageRequest::FileContainingSymbol(
        "google.rpc.BadRequest".to_owned(),
    );
    let request = v1alpha::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(symbol),
    };
    let mut client = v1alpha::server_reflection_client::ServerReflectionClient::new(channel);
    let answers = client
        .server_reflection_info(tokio_stream::once(request))
        .await
        .unwrap();
    let answer = soon(answers.into_inner().next()).await.unwrap().unwrap();
    assert!(
        matches!(
            answer.message_response,
            Some(v1alpha::server_reflection_response::MessageResponse::FileDescriptorResponse(_))
        ),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_panicking_call_is_internal_and_its_neighbours_go_on() {
    let running = Running::start(ServerSettings::default()).await;
    let channel = running.channel().await;
    let neighbour = tokio::spawn({
        let channel = channel.clone();
        async move { call(&channel, "Wait").await }
    });
    soon(running.sample.begun.notified()).await;
    for method in ["Panic", "PanicAtOnce"] {
        let status = call(&channel, method).await.unwrap_err();
        assert_eq!(status.code(), Code::Internal, "{method}");
        assert!(!format!("{status:?}").contains("1380013"), "{status:?}");
    }
    let mut messages = stream(&channel, "StreamThenPanic").await;
    let end = loop {
        match soon(messages.message()).await {
            Ok(Some(())) => {}
            end => break end,
        }
    };
    assert_eq!(end.unwrap_err().code(), Code::Internal);

    running.sample.release.notify_one();
    soon(neighbour).await.unwrap().unwrap();
    call(&channel, "Echo").await.unwrap();
}
