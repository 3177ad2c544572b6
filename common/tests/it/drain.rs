//! How a server ends. A drain of an hour shows what does not wait for its end.

use std::time::Duration;

use hotline_common::args::ServerSettings;
use hotline_common::server::{Server, ServerError};
use hotline_common::shutdown::Shutdown;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use crate::sample::{Running, call, soon, stream};

fn settings(drain: Duration) -> ServerSettings {
    ServerSettings {
        drain,
        ..ServerSettings::default()
    }
}

/// On the threads of the test, and on threads of their own.
const IO_THREADS: [usize; 2] = [0, 2];
const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn idle_connections_do_not_hold_the_end_up() {
    for io_threads in IO_THREADS {
        let running = Running::start_on(io_threads, settings(HOUR)).await;
        // One that never said a word, one in the middle of its first word, one that is a client between two calls.
        let mut silent = TcpStream::connect(running.address).await.unwrap();
        let mut halting = TcpStream::connect(running.address).await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut halting, b"PRI * HT")
            .await
            .unwrap();
        let channel = running.channel().await;
        call(&channel, "Echo").await.unwrap();
        let mut watching = HealthClient::new(channel.clone());
        let _states = watching.watch(HealthCheckRequest::default()).await.unwrap();
        let address = running.address;
        running.stop();
        running.ended().await.unwrap();
        for idle in [&mut silent, &mut halting] {
            let mut rest = Vec::new();
            // Either an end or a reset; what matters is that it comes.
            let _ = soon(idle.read_to_end(&mut rest)).await;
        }
        assert!(
            TcpStream::connect(address).await.is_err(),
            "the port is free again"
        );
    }
}

#[tokio::test]
async fn a_call_in_progress_gets_its_answer() {
    for io_threads in IO_THREADS {
        let running = Running::start_on(io_threads, settings(HOUR)).await;
        let channel = running.channel().await;
        let waiting = tokio::spawn(async move { call(&channel, "Wait").await });
        soon(running.sample.begun.notified()).await;
        running.stop();
        running.sample.release.notify_one();
        soon(waiting).await.unwrap().unwrap();
        running.ended().await.unwrap();
    }
}

#[tokio::test]
async fn a_stream_that_heeds_the_token_ends_well() {
    for io_threads in IO_THREADS {
        let running = Running::start_on(io_threads, settings(HOUR)).await;
        let channel = running.channel().await;
        let mut messages = stream(&channel, "StreamUntilShutdown").await;
        assert_eq!(soon(messages.message()).await.unwrap(), Some(()));
        running.stop();
        assert_eq!(soon(messages.message()).await.unwrap(), None);
        running.ended().await.unwrap();
    }
}

#[tokio::test]
async fn a_call_that_does_not_end_is_cut_and_the_end_is_no_success() {
    for io_threads in IO_THREADS {
        let running = Running::start_on(io_threads, settings(Duration::ZERO)).await;
        let channel = running.channel().await;
        let waiting = tokio::spawn(async move { call(&channel, "Wait").await });
        soon(running.sample.begun.notified()).await;
        running.stop();
        let error = running.ended().await.unwrap_err();
        assert!(
            matches!(
                error,
                ServerError::Cut {
                    calls: 1,
                    drain_seconds: 0
                }
            ),
            "{error}"
        );
        assert_ne!(soon(waiting).await.unwrap().unwrap_err().code(), Code::Ok);
    }
}

#[tokio::test]
async fn a_shutdown_before_serving_ends_at_once() {
    let shutdown = Shutdown::new();
    let server = Server::bind(&settings(HOUR), shutdown.clone())
        .await
        .unwrap();
    shutdown.trigger("the test is over");
    soon(server.serve()).await.unwrap();
}

#[tokio::test]
async fn the_bound_address_is_in_the_port_file() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("port");
    let settings = ServerSettings {
        port_file: Some(file.clone()),
        ..ServerSettings::default()
    };
    let server = Server::bind(&settings, Shutdown::new()).await.unwrap();
    assert_ne!(server.address().port(), 0);
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        format!("{}\n", server.address())
    );

    let taken = ServerSettings {
        listen: server.address(),
        ..ServerSettings::default()
    };
    let error = Server::bind(&taken, Shutdown::new()).await.unwrap_err();
    assert!(matches!(&error, ServerError::Bind { .. }), "{error}");
    assert!(error.to_string().contains(&server.address().to_string()));
}
