//! A PostgreSQL server of our own, thrown away afterwards; no other server is ever touched.

mod programs;

use std::io;
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use diesel::{Connection as _, PgConnection};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use programs::Programs;

/// How long the server may take to start or to stop before that is a failure.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// The user of the databases.
const USER: &str = "hotline";

/// There is no server of our own.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// The programs are not there.
    #[error(
        "PostgreSQL is not installed: initdb and postgres were found neither by pg_config nor on PATH nor under /usr/lib/postgresql"
    )]
    NotInstalled,
    /// It refuses to run as root.
    #[error(
        "PostgreSQL does not run as root, and there is no user postgres or nobody to run it as"
    )]
    NoUser,
    /// A program failed.
    #[error("{program} failed ({status}): {output}")]
    Failed {
        /// Which.
        program: &'static str,
        /// How it ended.
        status: ExitStatus,
        /// What it wrote.
        output: String,
    },
    /// It does not answer.
    #[error("the server did not start or stop in time; its log:\n{0}")]
    TooSlow(String),
    /// Its files or processes cannot be used.
    #[error("the server's files or processes cannot be used")]
    Files(#[from] io::Error),
}

/// How a server is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Sessions are ended, their transactions rolled back.
    Fast,
    /// As if the power failed; it recovers when it starts again.
    Immediate,
}

/// A server. It is stopped, and its files are removed, when this is dropped.
#[derive(Debug)]
pub struct Cluster {
    programs: Programs,
    directory: TempDir,
    port: u16,
    settings: Vec<String>,
    child: Option<Child>,
}

impl Cluster {
    /// Makes one in a temporary directory, and starts it on a free port of loopback.
    ///
    /// It is as durable as a real one, and its texts are not ordered bytewise unless a column says so.
    ///
    /// # Errors
    /// See [`ClusterError`].
    pub fn start() -> Result<Cluster, ClusterError> {
        Cluster::start_with(&[])
    }

    /// As [`Cluster::start`], with more settings, each as `name=value`.
    ///
    /// # Errors
    /// See [`ClusterError`].
    pub fn start_with(settings: &[&str]) -> Result<Cluster, ClusterError> {
        let programs = Programs::find()?;
        let directory = tempfile::Builder::new()
            .prefix("hotline-postgres-")
            .tempdir()?;
        programs.make(directory.path(), USER)?;
        let mut cluster = Cluster {
            programs,
            directory,
            port: 0,
            settings: settings.iter().map(|&one| one.to_owned()).collect(),
            child: None,
        };
        cluster.start_again()?;
        Ok(cluster)
    }

    /// Its version, in words.
    pub fn version(&self) -> &str {
        self.programs.version()
    }

    /// The URL of a database of it.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    /// Stops it, and waits until it has.
    ///
    /// # Errors
    /// When it takes more than a minute.
    pub fn stop(&mut self, how: Stop) -> Result<(), ClusterError> {
        let Some(mut child) = self.child.take() else {
            return Ok(());
        };
        signal(&child, how)?;
        let deadline = Instant::now() + PATIENCE;
        while child.try_wait()?.is_none() {
            if deadline < Instant::now() {
                let _ = child.kill();
                return Err(ClusterError::TooSlow(self.log()));
            }
            std::thread::sleep(LOOK_AGAIN);
        }
        Ok(())
    }

    /// Starts it where it was.
    ///
    /// # Errors
    /// When it does not answer within a minute.
    pub fn start_again(&mut self) -> Result<(), ClusterError> {
        if self.port == 0 {
            // Another may take it in between; then the start fails.
            self.port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        }
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.log_file())?;
        let mut command = self.programs.server(self.directory.path());
        command
            .arg(format!("--port={}", self.port))
            .args(["-c", "listen_addresses=127.0.0.1"])
            .args(["-c", "max_connections=400"])
            .args(self.settings.iter().flat_map(|setting| ["-c", setting]))
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            // A ctrl-C at the terminal is for whoever started it.
            .process_group(0);
        let mut child = command.spawn()?;
        let deadline = Instant::now() + PATIENCE;
        while PgConnection::establish(&self.url("postgres")).is_err() {
            if child.try_wait()?.is_some() || deadline < Instant::now() {
                let _ = child.kill();
                return Err(ClusterError::TooSlow(self.log()));
            }
            std::thread::sleep(LOOK_AGAIN);
        }
        self.child = Some(child);
        Ok(())
    }

    fn log_file(&self) -> PathBuf {
        self.directory.path().join("log")
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Nothing of it is needed any more.
        let _ = self.stop(Stop::Immediate);
    }
}

fn signal(child: &Child, how: Stop) -> io::Result<()> {
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let pid = pid.ok_or(io::ErrorKind::NotFound)?;
    let signal = match how {
        Stop::Fast => Signal::INT,
        Stop::Immediate => Signal::QUIT,
    };
    Ok(kill_process(pid, signal)?)
}

/// The output of a program, or why there is none.
fn run(program: &'static str, command: &mut Command) -> Result<String, ClusterError> {
    let output = command.current_dir("/").stdin(Stdio::null()).output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(text);
    }
    Err(ClusterError::Failed {
        program,
        status: output.status,
        output: text + &String::from_utf8_lossy(&output.stderr),
    })
}

fn data(directory: &Path) -> PathBuf {
    directory.join("data")
}
