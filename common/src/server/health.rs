//! Whether the services are ready, over `grpc.health.v1`.

use std::sync::Arc;

use tokio::sync::{Mutex, watch};
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

/// Says whether the services of a [`Server`](super::Server) are ready. Cheap to clone; usable from any thread.
///
/// All services and the whole (the empty name) share one state. It starts as `NOT_SERVING`.
#[derive(Clone, Debug)]
pub struct Health {
    state: Arc<watch::Sender<State>>,
    published: Arc<Mutex<Option<Published>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    NotServing,
    Serving,
    /// The last one.
    Stopping,
}

#[derive(Debug)]
struct Published {
    reporter: HealthReporter,
    names: Vec<&'static str>,
}

impl Health {
    pub(super) fn new() -> Health {
        Health {
            state: Arc::new(watch::Sender::new(State::NotServing)),
            published: Arc::default(),
        }
    }

    /// `SERVING` from now on, unless the server is draining.
    pub fn ready(&self) {
        if self.change(State::Serving) {
            tracing::info!("ready: SERVING");
        }
    }

    /// `NOT_SERVING` until [`Health::ready`]; the reason is logged.
    pub fn not_ready(&self, reason: &str) {
        if self.change(State::NotServing) {
            tracing::warn!(reason, "not ready: NOT_SERVING");
        }
    }

    /// Whether it says `SERVING`.
    pub fn is_ready(&self) -> bool {
        *self.state.borrow() == State::Serving
    }

    /// Connects the state with the service that clients ask, until [`Health::stop`].
    pub(super) async fn publish(&self, reporter: HealthReporter, names: &[&'static str]) {
        let names = std::iter::once("").chain(names.iter().copied()).collect();
        *self.published.lock().await = Some(Published { reporter, names });
        let mut changes = self.state.subscribe();
        self.tell().await;
        let health = self.clone();
        tokio::spawn(async move {
            while changes.changed().await.is_ok() {
                health.tell().await;
                if *changes.borrow_and_update() == State::Stopping {
                    break;
                }
            }
        });
    }

    /// `NOT_SERVING` for good, told before this returns.
    pub(super) async fn stop(&self) {
        self.change(State::Stopping);
        self.tell().await;
    }

    /// Tells clients the present state. The lock keeps an older state from overtaking a newer one.
    async fn tell(&self) {
        let published = self.published.lock().await;
        let Some(Published { reporter, names }) = &*published else {
            return;
        };
        let status = if self.is_ready() {
            ServingStatus::Serving
        } else {
            ServingStatus::NotServing
        };
        for name in names {
            reporter.set_service_status(name, status).await;
        }
    }

    fn change(&self, to: State) -> bool {
        self.state.send_if_modified(|state| {
            let changes = *state != to && *state != State::Stopping;
            if changes {
                *state = to;
            }
            changes
        })
    }
}
