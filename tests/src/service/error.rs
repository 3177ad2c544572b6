//! What can go wrong with a service's process.

use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

/// A service is not as it should be.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// There is no binary.
    #[error(
        "{name} is not built: run `cargo build --workspace --bins` with the profile of {} first",
        beside.display()
    )]
    NotBuilt {
        /// The binary.
        name: &'static str,
        /// The program that runs.
        beside: PathBuf,
    },
    /// It cannot be started.
    #[error("{name} cannot be started")]
    Start {
        /// Which.
        name: &'static str,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It ended.
    #[error("{name} ended at once ({status}); its log:\n{log}")]
    Ended {
        /// Which.
        name: &'static str,
        /// How.
        status: ExitStatus,
        /// What it logged.
        log: String,
    },
    /// It takes too long.
    #[error("{name} did not {what} in time; its log:\n{log}")]
    TooSlow {
        /// Which.
        name: &'static str,
        /// To do what.
        what: &'static str,
        /// What it logged.
        log: String,
    },
    /// Its health cannot be had.
    #[error("its health cannot be had: {status}; its log:\n{log}")]
    Health {
        /// Why.
        status: tonic::Status,
        /// What it logged.
        log: String,
    },
    /// Its files cannot be used, or its process not be reached.
    #[error("its files or its process cannot be used")]
    Files(#[source] io::Error),
}
