//! `RecordCall` under `h2load`, beside the health check of the same server and beside etcd.

use std::path::Path;

use hotline_proto::intake::{Call, RecordCallRequest};
use prost::Message as _;
use prost_types::Timestamp;
use tonic_health::pb::HealthCheckRequest;

use super::Failure;
use super::during::during;
use super::etcd::Etcd;
use super::h2load::Target;
use super::row::Measured;
use super::sample::Sample;
use super::size::Count;
use super::tools::missing;
use super::work::{Bench, say};
use crate::pair::IntakeClients;
use crate::service::{Launch, Service};

/// 09:12 on the 3rd of June 2015, in Shanghai.
const STARTED: i64 = 1_433_293_920;
/// Before a run is counted, a part of it is run for the caches' sake.
const WARM_UP: u64 = 10;
/// The size of the health check's answer.
const SERVING: usize = 2;

const HEALTH: &str = "record_call_vs_health";
/// May be left out where there is no etcd.
pub(super) const ETCD: &str = "record_call_vs_etcd";
/// What this measures.
pub(super) const IDS: [&str; 2] = [HEALTH, ETCD];

pub(super) async fn run(bench: &Bench) -> Result<Vec<Measured>, Failure> {
    let directory = bench.directory("calls")?;
    let intake = Launch::intake(&directory).start().await?;
    let calls = Calls::of(&intake, &directory)?;
    let etcd = if bench.wants(&[ETCD]) && missing(&["etcd"]).is_none() {
        let directory = bench.directory("etcd")?;
        let etcd = Etcd::start(&directory).await?;
        let put = etcd.put(request().encode_to_vec(), &directory.join("put.bin"))?;
        Some((etcd, put))
    } else {
        None
    };

    let count = bench.sizes.requests;
    let (mut health, mut recorded, mut put) = Default::default();
    let rounds = [count / WARM_UP]
        .into_iter()
        .chain(std::iter::repeat_n(count, bench.sizes.rounds));
    for (round, count) in rounds.enumerate() {
        let add = |sample: &mut Sample, rate| {
            if 0 < round {
                sample.add(rate);
            }
        };
        add(&mut health, calls.health(count).await?);
        add(&mut recorded, calls.record(count).await?);
        if let Some((etcd, target)) = &etcd {
            add(&mut put, puts(etcd, target, count).await?);
        }
        say(format_args!(
            "  calls: round {round} of {}",
            bench.sizes.rounds
        ));
    }

    let size = format!("{} calls a run", Count(count));
    let mut measured = vec![Measured::pair(
        HEALTH,
        recorded.median(),
        health.median(),
        size.clone(),
    )];
    if etcd.is_some() {
        measured.push(Measured::pair(ETCD, recorded.median(), put.median(), size));
    }
    Ok(measured)
}

/// Both requests to an intake.
pub(super) struct Calls<'a> {
    intake: &'a Service,
    clients: IntakeClients,
    health: Target,
    record: Target,
}

impl Calls<'_> {
    pub(super) fn of<'a>(intake: &'a Service, directory: &Path) -> Result<Calls<'a>, Failure> {
        let target = |method, file| (intake.endpoint(), method, directory.join(file));
        let (endpoint, method, file) = target("grpc.health.v1.Health/Check", "health.bin");
        let health = Target::new(&endpoint, method, &HealthCheckRequest::default(), &file)?;
        let (endpoint, method, file) =
            target("hotline.intake.v1.CallService/RecordCall", "call.bin");
        let record = Target::new(&endpoint, method, &request(), &file)?;
        Ok(Calls {
            intake,
            clients: IntakeClients::new(intake),
            health,
            record,
        })
    }

    /// Health checks in a second.
    pub(super) async fn health(&self, count: u64) -> Result<f64, Failure> {
        let load = during(self.intake, self.health.load_sized(count, SERVING)).await?;
        Ok(load.rate)
    }

    /// Calls recorded in a second. Each must be in the ledger afterwards.
    pub(super) async fn record(&self, count: u64) -> Result<f64, Failure> {
        let before = self.clients.head().await?.sequence;
        let load = during(self.intake, self.record.load(count)).await?;
        let after = self.clients.head().await?.sequence;
        counted("calls recorded", before, after, count)?;
        Ok(load.rate)
    }
}

async fn puts(etcd: &Etcd, target: &Target, count: u64) -> Result<f64, Failure> {
    let before = etcd.revision().await?;
    let load = target.load(count).await?;
    let after = etcd.revision().await?;
    counted("puts of etcd", before, after, count)?;
    Ok(load.rate)
}

fn counted(what: &str, before: i64, after: i64, count: u64) -> Result<(), Failure> {
    if i64::try_from(count)? == after - before {
        return Ok(());
    }
    let counted = after - before;
    Err(format!("of {count} {what} only {counted} were counted").into())
}

/// A call as a centre records it, without ids, so that each is a new one. The caller's number and the recording are sealed.
pub(super) fn request() -> RecordCallRequest {
    let after = |seconds| {
        Some(Timestamp {
            seconds: STARTED + seconds,
            nanos: 0,
        })
    };
    RecordCallRequest {
        call: Some(Call {
            caller_number: "000 0635 8421".to_owned(),
            start_time: after(0),
            queue_time: after(4),
            answer_time: after(11),
            end_time: after(187),
            agent: "agent-07".to_owned(),
            recording_reference: "recordings/2015/06/03/091200-07".to_owned(),
            ..Call::default()
        }),
        ..RecordCallRequest::default()
    }
}
