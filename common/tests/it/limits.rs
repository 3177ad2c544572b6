//! Time limits and floods.

use std::time::Duration;

use hotline_common::args::ServerSettings;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tonic::Code;

use crate::sample::{Running, call, call_with, path, soon, stream};

async fn impatient() -> Running {
    Running::start(ServerSettings {
        request_timeout: Duration::from_millis(20),
        ..ServerSettings::default()
    })
    .await
}

#[tokio::test]
async fn a_unary_call_that_takes_too_long_exceeds_its_deadline() {
    let running = impatient().await;
    let channel = running.channel().await;
    let status = call(&channel, "Wait").await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert!(
        status.message().contains("request_id"),
        "{}",
        status.message()
    );
    call(&channel, "Echo").await.unwrap();
}

#[tokio::test]
async fn the_deadline_of_the_client_counts_and_is_called_so() {
    let running = Running::start(ServerSettings::default()).await;
    // Below tonic's client, which would watch the time itself.
    let stream = TcpStream::connect(running.address).await.unwrap();
    let (mut client, connection) = h2::client::handshake(stream).await.unwrap();
    tokio::spawn(connection);
    for timeout in ["20m", "1000u", "0S"] {
        let request = http::Request::post(format!("http://hotline{}", path("Wait")))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .header("grpc-timeout", timeout)
            .body(())
            .unwrap();
        let (answer, mut body) = client.send_request(request, false).unwrap();
        // One message without content: not compressed, no bytes long.
        body.send_data([0; 5].to_vec().into(), true).unwrap();
        let answer = soon(answer).await.unwrap();
        let code = Code::from_bytes(answer.headers()["grpc-status"].as_bytes());
        assert_eq!(code, Code::DeadlineExceeded, "{timeout}");
    }
}

#[tokio::test]
async fn a_method_that_may_take_long_has_the_time_that_its_client_gives_it() {
    let running = impatient().await;
    let channel = running.channel().await;
    let long = tokio::spawn({
        let channel = channel.clone();
        async move { call(&channel, "WaitLong").await }
    });
    running.sample.begun.notified().await;
    // As long as the limit of the others.
    let status = call(&channel, "Wait").await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert!(!long.is_finished());
    running.sample.release.notify_waiters();
    long.await.unwrap().unwrap();

    let mut request = tonic::Request::new(());
    request.set_timeout(Duration::from_millis(20));
    let status = call_with(&channel, "WaitLong", request).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn a_stream_may_last_longer_than_a_unary_call() {
    let running = impatient().await;
    let channel = running.channel().await;
    let mut messages = stream(&channel, "StreamSlowly").await;
    let mut count = 0;
    while soon(messages.message()).await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 2);
}

#[tokio::test]
async fn a_flood_of_resets_closes_the_connection() {
    let running = Running::start(ServerSettings::default()).await;
    let mut client = TcpStream::connect(running.address).await.unwrap();
    let mut bytes = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    frame(&mut bytes, 0x4, 0, 0, &[]);
    for stream in (0..2000_u32).map(|index| 2 * index + 1) {
        // POST, http, "/" of the static table; the end of headers and of the stream.
        frame(&mut bytes, 0x1, 0x5, stream, &[0x83, 0x86, 0x84]);
        frame(&mut bytes, 0x3, 0, stream, &8_u32.to_be_bytes());
    }
    // The server may close before all is written.
    let _ = client.write_all(&bytes).await;
    let mut answer = Vec::new();
    let _ = soon(client.read_to_end(&mut answer)).await;
    assert_eq!(goaway(&answer), Some(0xb), "ENHANCE_YOUR_CALM");

    call(&running.channel().await, "Echo").await.unwrap();
}

/// An import sends small records faster than they can be committed: flow control must stop it before h2 takes the frames
/// that wait to be read for a flood.
#[tokio::test]
async fn many_small_frames_that_nobody_has_read_yet_are_held_back_and_not_taken_for_a_flood() {
    const FRAMES: usize = 20_000;
    const BYTES: usize = 64;
    let running = Running::start(ServerSettings::default()).await;
    let stream = TcpStream::connect(running.address).await.unwrap();
    let (mut client, mut connection) = h2::client::handshake(stream).await.unwrap();
    let mut pings = connection.ping_pong().unwrap();
    tokio::spawn(connection);
    let request = http::Request::post(format!("http://hotline{}", path("ReadLate")))
        .body(())
        .unwrap();
    let (answer, mut body) = client.send_request(request, false).unwrap();
    soon(running.sample.begun.notified()).await;
    for frame in 1..=FRAMES {
        let is_last = frame == FRAMES;
        body.send_data(vec![0; BYTES].into(), is_last).unwrap();
    }
    // What the windows let through has arrived when the answer to a ping has come.
    soon(pings.ping(h2::Ping::opaque())).await.unwrap();
    running.sample.release.notify_one();
    let answer = soon(answer).await.unwrap();
    assert_eq!(
        answer.headers()["bytes"],
        (FRAMES * BYTES).to_string().as_str()
    );
}

#[tokio::test]
async fn headers_beyond_the_limit_are_refused() {
    let running = Running::start(ServerSettings::default()).await;
    let mut request = tonic::Request::new(());
    let large = "x".repeat(20_000);
    request
        .metadata_mut()
        .insert("x-large", large.parse().unwrap());
    let channel = running.channel().await;
    assert!(call_with(&channel, "Echo", request).await.is_err());
    call(&running.channel().await, "Echo").await.unwrap();
}

fn frame(bytes: &mut Vec<u8>, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    bytes.extend_from_slice(&length[1..]);
    bytes.extend_from_slice(&[kind, flags]);
    bytes.extend_from_slice(&stream.to_be_bytes());
    bytes.extend_from_slice(payload);
}

/// The error code of the GOAWAY frame, if there is one.
fn goaway(mut bytes: &[u8]) -> Option<u32> {
    while let Some((head, rest)) = bytes.split_at_checked(9) {
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        let (payload, rest) = rest.split_at_checked(length)?;
        if head[3] == 0x7 {
            return Some(u32::from_be_bytes(payload[4..8].try_into().ok()?));
        }
        bytes = rest;
    }
    None
}
