//! Threads that read and write connections, each with a runtime of its own.
//!
//! On such a thread a request's task never moves, and calls that are answered together are written together: what they say has been put
//! into the connection's buffer before the task that writes it has its turn. A runtime of several threads writes the first answer at once, and
//! each of the others for itself.

use std::future::Future;
use std::io;

use tokio::sync::oneshot;

/// What becomes of a thread's work; an error of the channel where the thread panicked.
pub(super) type Ended<T> = oneshot::Receiver<T>;

/// Runs a future on a new thread, with a runtime for it and all that it spawns.
pub(super) fn spawn<T, F>(work: impl FnOnce() -> F + Send + 'static) -> io::Result<Ended<T>>
where
    T: Send + 'static,
    F: Future<Output = T>,
{
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (ending, ended) = oneshot::channel();
    std::thread::Builder::new()
        .name("connections".to_owned())
        .spawn(move || {
            let outcome = runtime.block_on(async { work().await });
            // Work that still blocks a thread does not hold the end up.
            runtime.shutdown_background();
            let _ = ending.send(outcome);
        })?;
    Ok(ended)
}
