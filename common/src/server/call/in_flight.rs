//! How many calls are in progress.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

/// Counts calls from their first byte to the last of their answer. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(in crate::server) struct InFlight {
    calls: Arc<Calls>,
}

#[derive(Debug, Default)]
struct Calls {
    count: AtomicUsize,
    none: Notify,
}

impl InFlight {
    pub(super) fn enter(&self) -> Guard {
        self.calls.count.fetch_add(1, Ordering::SeqCst);
        Guard {
            calls: Arc::clone(&self.calls),
        }
    }

    pub(in crate::server) fn count(&self) -> usize {
        self.calls.count.load(Ordering::SeqCst)
    }

    /// Resolves when no call is in progress.
    pub(in crate::server) async fn none(&self) {
        let mut changed = std::pin::pin!(self.calls.none.notified());
        loop {
            // Listening begins before the count is read, so that no change is missed in between.
            changed.as_mut().enable();
            if self.count() == 0 {
                return;
            }
            changed.as_mut().await;
            changed.set(self.calls.none.notified());
        }
    }
}

/// One call in progress.
#[derive(Debug)]
pub(super) struct Guard {
    calls: Arc<Calls>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        if self.calls.count.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.calls.none.notify_waiters();
        }
    }
}
