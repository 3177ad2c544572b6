//! The services as processes: started, waited for, stopped, killed.

mod database;
mod error;
mod launch;

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::Child;
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

pub use database::Database;
pub use error::ServiceError;
pub use launch::Launch;

/// How long a service may take to start or to stop before that is a failure.
const PATIENCE: Duration = Duration::from_secs(60);

/// One of the two programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Records.
    Intake,
    /// Ranks.
    Scoring,
}

impl Program {
    /// The name of its binary.
    pub const fn name(self) -> &'static str {
        match self {
            Program::Intake => "intake-service",
            Program::Scoring => "scoring-service",
        }
    }

    /// Where its binary is: beside or above the program that runs.
    ///
    /// # Errors
    /// When it was not built.
    pub fn path(self) -> Result<PathBuf, ServiceError> {
        let this = std::env::current_exe().map_err(ServiceError::Files)?;
        let name = format!("{}{}", self.name(), std::env::consts::EXE_SUFFIX);
        this.ancestors()
            .skip(1)
            .map(|directory| directory.join(&name))
            .find(|path| path.is_file())
            .ok_or(ServiceError::NotBuilt {
                name: self.name(),
                beside: this,
            })
    }
}

/// A service that runs. It is killed when this is dropped.
#[derive(Debug)]
pub struct Service {
    launch: Launch,
    child: Child,
    pid: Option<u32>,
    address: SocketAddr,
}

impl Service {
    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens, as a URL.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How it was started.
    pub const fn launch(&self) -> &Launch {
        &self.launch
    }

    /// Its process id (that of the wrapper, if it has one).
    pub const fn pid(&self) -> Option<u32> {
        self.pid
    }

    /// Which program it is.
    pub const fn name(&self) -> &'static str {
        self.launch.program().name()
    }

    /// Whether its process is gone, or waits for nothing but being buried. As the kernel tells (Linux).
    pub fn has_ended(&self) -> bool {
        let status = self
            .pid
            .and_then(|pid| std::fs::read_to_string(format!("/proc/{pid}/status")).ok());
        status.is_none_or(|status| status.lines().any(|line| line.starts_with("State:\tZ")))
    }

    /// What it has logged, in all its lives.
    pub fn log(&self) -> String {
        read(&self.launch.log())
    }

    /// A connection to it, made when it is first used, and made again when it breaks.
    ///
    /// # Panics
    /// Never: the address is one.
    pub fn channel(&self) -> Channel {
        let endpoint = Endpoint::from_shared(self.endpoint()).expect("an address makes a URL");
        endpoint.connect_lazy()
    }

    /// Waits until health says this.
    ///
    /// # Errors
    /// When it does not in a minute, with the log.
    pub async fn wait_until(&self, wanted: ServingStatus) -> Result<(), ServiceError> {
        let watch = async {
            let request = HealthCheckRequest::default();
            let mut health = HealthClient::new(self.channel())
                .watch(request)
                .await?
                .into_inner();
            while let Some(state) = health.message().await? {
                if state.status() == wanted {
                    return Ok(());
                }
            }
            Err(tonic::Status::unavailable("health ended"))
        };
        match tokio::time::timeout(PATIENCE, watch).await {
            Ok(result) => result.map_err(|status| ServiceError::Health {
                status,
                log: self.log(),
            }),
            Err(_) => Err(self.launch.too_slow("say what is expected in its health")),
        }
    }

    /// Asks it to stop, as an operator does, and waits until it has.
    ///
    /// # Errors
    /// When it does not stop in a minute.
    pub async fn terminate(mut self) -> Result<ExitStatus, ServiceError> {
        self.signal(Signal::TERM)?;
        self.wait().await
    }

    /// Kills it, as a power cut does, and waits until it is gone.
    ///
    /// # Errors
    /// When the signal cannot be sent.
    pub async fn kill(mut self) -> Result<(), ServiceError> {
        self.child.kill().await.map_err(ServiceError::Files)
    }

    /// Sends a signal.
    ///
    /// # Errors
    /// When it is gone already.
    pub fn signal(&self, signal: Signal) -> Result<(), ServiceError> {
        let pid = self
            .child
            .id()
            .and_then(|pid| i32::try_from(pid).ok())
            .and_then(Pid::from_raw)
            .ok_or_else(|| ServiceError::Files(io::ErrorKind::NotFound.into()))?;
        kill_process(pid, signal).map_err(|error| ServiceError::Files(error.into()))
    }

    /// Waits until it has ended.
    ///
    /// # Errors
    /// When that takes more than a minute.
    pub async fn wait(&mut self) -> Result<ExitStatus, ServiceError> {
        match tokio::time::timeout(PATIENCE, self.child.wait()).await {
            Ok(status) => status.map_err(ServiceError::Files),
            Err(_) => Err(self.launch.too_slow("stop")),
        }
    }

    /// Lets it run on when this program ends.
    pub fn leave_running(self) {
        std::mem::forget(self);
    }
}

fn read(log: &Path) -> String {
    std::fs::read(log).map_or_else(
        |error| format!("({error})"),
        |bytes| String::from_utf8_lossy(&bytes).into_owned(),
    )
}
