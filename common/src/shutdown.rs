//! One token that tells every task of a process to come to an end.

use std::io;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::{
    CancellationToken, WaitForCancellationFuture, WaitForCancellationFutureOwned,
};

/// Asks the process to stop: cheap to clone, triggered once, seen by all.
///
/// Streams and background tasks wait for [`Shutdown::requested`] and end by themselves; the server drains.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    token: CancellationToken,
}

impl Shutdown {
    /// A token that nobody has triggered.
    pub fn new() -> Shutdown {
        Shutdown::default()
    }

    /// Asks for the end; the reason is logged. Later calls change nothing. May be called from any thread.
    pub fn trigger(&self, reason: &str) {
        if !self.token.is_cancelled() {
            tracing::info!(reason, "shutting down");
        }
        self.token.cancel();
    }

    /// Whether the end was asked for.
    pub fn is_requested(&self) -> bool {
        self.token.is_cancelled()
    }

    /// Resolves when the end is asked for, at once when it already was.
    pub fn requested(&self) -> WaitForCancellationFuture<'_> {
        self.token.cancelled()
    }

    /// As [`Shutdown::requested`], for a stream or task that owns the future.
    pub fn requested_owned(&self) -> WaitForCancellationFutureOwned {
        self.token.clone().cancelled_owned()
    }

    /// Listens for SIGINT and SIGTERM from now on; a second signal ends the process at once with status 130 or 143.
    ///
    /// # Errors
    /// When the signals cannot be listened to.
    pub fn listen_for_signals(&self) -> io::Result<()> {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let shutdown = self.clone();
        tokio::spawn(async move {
            loop {
                let (name, status) = tokio::select! {
                    _ = interrupt.recv() => ("SIGINT", 130),
                    _ = terminate.recv() => ("SIGTERM", 143),
                };
                if shutdown.is_requested() {
                    tracing::warn!(signal = name, "second signal: stopping without draining");
                    std::process::exit(status);
                }
                shutdown.trigger(name);
            }
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_clone_sees_the_request_and_a_late_waiter_too() {
        let shutdown = Shutdown::new();
        let early = shutdown.requested_owned();
        assert!(!shutdown.is_requested());
        shutdown.clone().trigger("test");
        early.await;
        shutdown.requested().await;
        assert!(shutdown.is_requested());
    }
}
