//! Several processes on one PostgreSQL database: what was acknowledged is there once, in order, whoever dies.

mod intakes;
mod restarts;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hotline_proto::intake::call_service_client::CallServiceClient;
use hotline_proto::intake::{Call, RecordCallRequest};
use hotline_tests::service::Service;
use tokio::task::JoinSet;
use tonic::transport::Channel;

use crate::support::{request_id, sample};

/// How long a caller waits before it asks again.
const ASK_AGAIN: Duration = Duration::from_millis(50);
/// So many times, then it has waited too long.
const MOST: usize = 2_000;

/// Callers that record calls on several services, until they are told to stop. Whoever gets no answer asks another service with the
/// same request id, as a real caller does.
struct Callers {
    stop: Arc<AtomicBool>,
    acknowledged: Arc<Mutex<Vec<(usize, Call)>>>,
    workers: JoinSet<()>,
}

impl Callers {
    /// As many as given, each beginning with another service.
    fn start(services: &[Channel], count: usize) -> Callers {
        let next = Arc::new(AtomicUsize::new(0));
        let mut callers = Callers {
            stop: Arc::default(),
            acknowledged: Arc::default(),
            workers: JoinSet::new(),
        };
        for first in 0..count {
            let clients: Vec<_> = services
                .iter()
                .cloned()
                .map(CallServiceClient::new)
                .collect();
            let (next, stop) = (Arc::clone(&next), Arc::clone(&callers.stop));
            let acknowledged = Arc::clone(&callers.acknowledged);
            callers.workers.spawn(async move {
                while !stop.load(Ordering::SeqCst) {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    let call = record(&clients, first, number).await;
                    let mut acknowledged = acknowledged.lock().expect("not poisoned");
                    acknowledged.push((number, call));
                }
            });
        }
        callers
    }

    /// How many calls are acknowledged so far.
    fn count(&self) -> usize {
        self.acknowledged.lock().expect("not poisoned").len()
    }

    /// Waits until so many more are acknowledged.
    async fn more(&self, wanted: usize) {
        let before = self.count();
        for _ in 0..MOST {
            if before + wanted <= self.count() {
                return;
            }
            tokio::time::sleep(ASK_AGAIN).await;
        }
        panic!("{} calls were acknowledged, no more", self.count());
    }

    /// Stops them, each after its present call; every call with its number.
    async fn end(mut self) -> Vec<(usize, Call)> {
        self.stop.store(true, Ordering::SeqCst);
        while let Some(ended) = self.workers.join_next().await {
            ended.expect("a caller does not panic");
        }
        std::mem::take(&mut self.acknowledged.lock().expect("not poisoned"))
    }
}

fn request(number: usize) -> RecordCallRequest {
    RecordCallRequest {
        request_id: request_id(number),
        ..sample::call(&format!("replica-{number}"))
    }
}

async fn record(clients: &[CallServiceClient<Channel>], first: usize, number: usize) -> Call {
    for attempt in 0..MOST {
        let mut client = clients[(first + attempt) % clients.len()].clone();
        match client.record_call(request(number)).await {
            Ok(call) => return call.into_inner(),
            Err(status) if is_passing(&status) => tokio::time::sleep(ASK_AGAIN).await,
            Err(status) => panic!("call {number}: {status:?}"),
        }
    }
    panic!("call {number} was never recorded");
}

/// What a client may see of a service that dies or whose database is away; everything else is a defect.
fn is_passing(status: &tonic::Status) -> bool {
    use tonic::Code::{Cancelled, DeadlineExceeded, Unavailable, Unknown};
    match status.code() {
        Unavailable | DeadlineExceeded => true,
        // What the transport makes of a connection that breaks.
        Cancelled | Unknown => std::error::Error::source(status).is_some(),
        _ => false,
    }
}

fn channels<'a>(services: impl IntoIterator<Item = &'a Service>) -> Vec<Channel> {
    services.into_iter().map(Service::channel).collect()
}
