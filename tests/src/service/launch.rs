//! How a service is started.

use std::ffi::{OsStr, OsString};
use std::fs::{File, OpenOptions};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::process::Command;
use tonic_health::pb::health_check_response::ServingStatus;

use super::{Database, PATIENCE, Program, Service, ServiceError, read};

/// How often the port file is looked for.
const LOOK_AGAIN: Duration = Duration::from_millis(1);

/// How long a service that broke its answer off has to end.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// The variable that names intake's key file.
const KEY_FILE: &str = "KEY_FILE";

/// How a service is to be started.
#[derive(Clone, Debug)]
pub struct Launch {
    program: Program,
    directory: PathBuf,
    arguments: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
    wrapper: Vec<OsString>,
    database: Database,
    key_file: PathBuf,
}

impl Launch {
    /// Intake on a free port of loopback, with its files in this directory; without cards, unless `--card-interval-seconds` is given.
    pub fn intake(directory: &Path) -> Launch {
        // The same events in every run: no cards but where a test asks for them.
        Launch::new(Program::Intake, directory).variable("CARD_INTERVAL_SECONDS", "0")
    }

    /// Scoring on a free port of loopback, with its files in this directory, pulling from this endpoint.
    pub fn scoring(directory: &Path, intake: &str) -> Launch {
        Launch::new(Program::Scoring, directory)
            .argument("--intake-endpoint")
            .argument(intake)
    }

    fn new(program: Program, directory: &Path) -> Launch {
        Launch {
            program,
            directory: directory.to_owned(),
            arguments: Vec::new(),
            environment: Vec::new(),
            wrapper: Vec::new(),
            database: Database::of(&directory.join(program.name())),
            key_file: directory.join(program.name()).with_extension("db.keys"),
        }
    }

    /// One more argument of `serve`.
    #[must_use]
    pub fn argument(mut self, argument: impl AsRef<OsStr>) -> Launch {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// An environment variable.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Launch {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// Starts it through another program, for instance a tracer.
    #[must_use]
    pub fn through(mut self, wrapper: &[&OsStr]) -> Launch {
        self.wrapper = wrapper.iter().map(|part| (*part).to_owned()).collect();
        self
    }

    /// With another database than its own.
    #[must_use]
    pub fn with_database(mut self, database: &Database) -> Launch {
        self.database = database.clone();
        self
    }

    /// With the database, and the keys, of another.
    #[must_use]
    pub fn beside(mut self, other: &Launch) -> Launch {
        self.database = other.database.clone();
        self.key_file.clone_from(&other.key_file);
        self
    }

    /// Which program it starts.
    pub const fn program(&self) -> Program {
        self.program
    }

    /// Its database.
    pub const fn database(&self) -> &Database {
        &self.database
    }

    /// The file of intake's keys: where intake makes one beside a file, and where this makes one for a server.
    pub fn key_file(&self) -> &Path {
        &self.key_file
    }

    /// The file that its log is appended to.
    pub fn log(&self) -> PathBuf {
        self.file("log")
    }

    fn file(&self, extension: &str) -> PathBuf {
        self.directory
            .join(self.program.name())
            .with_extension(extension)
    }

    /// Starts it and waits until it says `SERVING`.
    ///
    /// # Errors
    /// When it ends before, or does not get that far in a minute; with its log.
    pub async fn start(&self) -> Result<Service, ServiceError> {
        let mut service = self.start_unready().await?;
        match service.wait_until(ServingStatus::Serving).await {
            Ok(()) => Ok(service),
            // One that ends while it is asked cuts the answer off, and says why in its log.
            Err(ServiceError::Health { status, log }) => {
                match tokio::time::timeout(LAST_WORDS, service.child.wait()).await {
                    Ok(Ok(ended)) => Err(self.ended(ended)),
                    _ => Err(ServiceError::Health { status, log }),
                }
            }
            Err(error) => Err(error),
        }
    }

    /// Starts it and waits until its address is bound.
    ///
    /// # Errors
    /// When it ends before, or does not get that far in a minute; with its log.
    pub async fn start_unready(&self) -> Result<Service, ServiceError> {
        self.start_at("127.0.0.1:0").await
    }

    /// As [`Launch::start_unready`], at this address.
    ///
    /// # Errors
    /// When it ends before, or does not get that far in a minute; with its log.
    pub async fn start_at(&self, address: &str) -> Result<Service, ServiceError> {
        let port_file = self.file("port");
        match std::fs::remove_file(&port_file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(ServiceError::Files(error));
            }
            _ => {}
        }
        let mut child = self
            .command(address, &port_file)?
            .spawn()
            .map_err(|source| ServiceError::Start {
                name: self.program.name(),
                source,
            })?;
        let bound = async {
            loop {
                if let Ok(address) = std::fs::read_to_string(&port_file) {
                    break Ok(address
                        .trim()
                        .parse()
                        .expect("a port file holds an address"));
                }
                if let Some(status) = child.try_wait().map_err(ServiceError::Files)? {
                    break Err(self.ended(status));
                }
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        };
        let bound: Result<SocketAddr, ServiceError> = tokio::time::timeout(PATIENCE, bound)
            .await
            .map_err(|_| self.too_slow("bind"))?;
        let address = bound?;
        Ok(Service {
            launch: self.clone(),
            pid: child.id(),
            child,
            address,
        })
    }

    fn command(&self, address: &str, port_file: &Path) -> Result<Command, ServiceError> {
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.log());
        let log: File = log.map_err(ServiceError::Files)?;
        let program = self.program.path()?;
        let mut words = self
            .wrapper
            .iter()
            .map(OsString::as_os_str)
            .chain([program.as_os_str()]);
        self.database.make();
        self.make_keys()?;

        let mut command = Command::new(words.next().expect("at least the program"));
        command
            .args(words)
            .args(["serve", "--listen", address, "--port-file"])
            .arg(port_file)
            .arg("--database-url")
            .arg(self.database.url())
            .args(&self.arguments)
            // The variables of whoever runs this are not meant for it.
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("RUST_BACKTRACE", "1")
            .envs(self.keys())
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(log.try_clone().map_err(ServiceError::Files)?)
            .stderr(log)
            // A ctrl-C at the terminal is for whoever started it.
            .process_group(0)
            .kill_on_drop(true);
        Ok(command)
    }

    /// On a server there is no place beside the database where intake would look for its keys.
    fn keys(&self) -> Option<(&'static str, &Path)> {
        let wants_file = self.program == Program::Intake && self.database.file().is_none();
        wants_file.then_some((KEY_FILE, &self.key_file))
    }

    /// Makes the keys of an intake whose database is on a server, unless they are there.
    ///
    /// # Errors
    /// When the program does not.
    pub fn make_keys(&self) -> Result<(), ServiceError> {
        let Some((_, file)) = self.keys().filter(|(_, file)| !file.exists()) else {
            return Ok(());
        };
        let mut command = std::process::Command::new(self.program.path()?);
        command
            .env_clear()
            .arg("new-key")
            .arg("--key-file")
            .arg(file);
        let output = command.output().map_err(ServiceError::Files)?;
        if !output.status.success() {
            return Err(self.ended(output.status));
        }
        Ok(())
    }

    fn ended(&self, status: ExitStatus) -> ServiceError {
        ServiceError::Ended {
            name: self.program.name(),
            status,
            log: read(&self.log()),
        }
    }

    pub(super) fn too_slow(&self, what: &'static str) -> ServiceError {
        ServiceError::TooSlow {
            name: self.program.name(),
            what,
            log: read(&self.log()),
        }
    }
}
