//! A throwaway PostgreSQL for the bench.

use std::io;
use std::sync::mpsc;
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use crate::postgres::{Cluster, ClusterError};

/// A server on a thread of its own, because it ends with the thread that starts it. It is stopped when this is dropped.
#[derive(Debug)]
pub(super) struct Server {
    url: String,
    stop: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(super) async fn start() -> Result<Server, ClusterError> {
        let (started, starting) = oneshot::channel();
        let (stop, stopped) = mpsc::channel();
        let thread = std::thread::spawn(move || match Cluster::start() {
            Ok(cluster) => {
                // Nobody waits when the bench was interrupted.
                let _ = started.send(Ok(cluster.url("postgres")));
                let _ = stopped.recv();
            }
            Err(error) => {
                let _ = started.send(Err(error));
            }
        });
        Ok(Server {
            url: starting
                .await
                .map_err(|_| io::Error::other("its thread panicked"))??,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// A database of it, from which others can be made.
    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It has said on standard error why it panicked, if it did.
            let _ = thread.join();
        }
    }
}
