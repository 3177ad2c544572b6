//! `RecordCall` with ids, by a client of our own: each call has a telephone id and a request id that no other has.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use hotline_proto::intake::RecordCallRequest;
use hotline_proto::intake::call_service_client::CallServiceClient;
use tokio::task::JoinSet;
use tonic::Status;
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use super::Failure;
use super::calls::request;
use super::during::during;
use super::row::Measured;
use super::sample::{Sample, per_second};
use super::size::Count;
use super::work::{Bench, say};
use crate::pair::IntakeClients;
use crate::service::Launch;

/// As `h2load` is told.
const CONNECTIONS: usize = 4;
const STREAMS: usize = 64;

/// What this measures.
pub(super) const ID: &str = "record_call_ids_vs_health";

pub(super) async fn run(bench: &Bench) -> Result<Vec<Measured>, Failure> {
    let directory = bench.directory("ids")?;
    let intake = Launch::intake(&directory).start().await?;
    let clients = IntakeClients::new(&intake);
    let endpoint = Endpoint::from_shared(intake.endpoint())?;
    let count = bench.sizes.requests / 2;

    let (mut health, mut recorded) = (Sample::default(), Sample::default());
    for round in 0..=bench.sizes.rounds {
        let checks = load(&endpoint, count, |channel, _| async {
            HealthClient::new(channel)
                .check(HealthCheckRequest::default())
                .await?;
            Ok(())
        });
        let calls = load(&endpoint, count, move |channel, number| async move {
            CallServiceClient::new(channel)
                .record_call(with_ids(round, number))
                .await?;
            Ok(())
        });
        let checks = during(&intake, checks).await?;
        let calls = during(&intake, calls).await?;
        // The first is for the caches' sake.
        if 0 < round {
            health.add(checks);
            recorded.add(calls);
        }
        say(format_args!(
            "  ids: round {round} of {}",
            bench.sizes.rounds
        ));
    }
    let wanted = i64::try_from(count)? * i64::try_from(1 + bench.sizes.rounds)?;
    let found = clients.head().await?.sequence;
    if found != wanted {
        return Err(format!("{found} calls were recorded instead of {wanted}").into());
    }
    let size = format!("{} calls a run", Count(count));
    let pair = Measured::pair(ID, recorded.median(), health.median(), size);
    Ok(vec![pair])
}

fn with_ids(round: usize, number: u64) -> RecordCallRequest {
    let mut request = request();
    if let Some(call) = &mut request.call {
        call.telephone_system_id = format!("bench-{round}-{number}");
    }
    request.request_id = format!("{round:08x}-0000-4000-8000-{number:012x}");
    request
}

/// Calls in a second, over as many connections and with as many under way as `h2load` has. The first that fails ends it.
async fn load<F, A>(endpoint: &Endpoint, count: u64, call: F) -> Result<f64, Failure>
where
    F: Fn(Channel, u64) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Result<(), Status>> + Send,
{
    let mut channels = Vec::new();
    for _ in 0..CONNECTIONS {
        channels.push(endpoint.connect().await?);
    }
    let next = Arc::new(AtomicU64::new(0));
    let started = Instant::now();
    let mut callers = JoinSet::new();
    for channel in channels {
        for _ in 0..STREAMS {
            let (channel, next, call) = (channel.clone(), Arc::clone(&next), call.clone());
            callers.spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if count <= number {
                        return Ok(());
                    }
                    call(channel.clone(), number).await?;
                }
            });
        }
    }
    while let Some(ended) = callers.join_next().await {
        let ended: Result<(), Status> = ended?;
        ended?;
    }
    Ok(per_second(count, started.elapsed()))
}
