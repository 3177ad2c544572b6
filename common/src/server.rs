//! The gRPC server that both services are: bound early, limited, watched, drained.
//!
//! ```no_run
//! # use hotline_common::{args::ServerSettings, server::Server, shutdown::Shutdown};
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let shutdown = Shutdown::new();
//! shutdown.listen_for_signals()?;
//! let server = Server::bind(&ServerSettings::default(), shutdown).await?;
//! let health = server.health();
//! // … open the database, then:
//! health.ready();
//! server /* .descriptors(…).add_service(…) */ .serve().await?;
//! # Ok(())
//! # }
//! ```

mod call;
mod connection;
mod health;
mod io_thread;
mod reflection;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use http::{Request, Response};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tonic::body::Body;
use tonic::server::NamedService;
use tonic::service::{Routes, RoutesBuilder};

use crate::args::ServerSettings;
use crate::shutdown::Shutdown;
use call::{CallLayer, InFlight};
use connection::Lane;

pub use health::Health;

/// The largest message that a service should accept, in bytes: give it to `max_decoding_message_size`.
pub const MAX_MESSAGE_BYTES: usize = 4 * 1024 * 1024;

/// Streams that one connection may have open at once.
const MAX_STREAMS: u32 = 1024;
/// Streams that a client may reset before it is taken for a flood (CVE-2023-44487).
const MAX_RESET_STREAMS: usize = 64;
/// Streams that we may reset on a client's errors before the connection is closed.
const MAX_ERROR_RESETS: usize = 256;
/// Bytes that a stream, and a whole connection, may have sent that nobody has read yet.
///
/// h2 takes many small frames that wait to be read for a flood, and then closes the connection: its budget is half the
/// connection's window, of which a frame of n bytes costs 256 - n. So a stream's window is small, to stop a client
/// that sends small records faster than they can be committed before the budget is used up, and the connection's is large.
const STREAM_WINDOW: u32 = 64 * 1024;
const CONNECTION_WINDOW: u32 = 16 * 1024 * 1024;
/// Bytes of a request's headers.
const MAX_HEADER_BYTES: u32 = 16 * 1024;
/// How often an idle client is asked whether it is there, and how long it has to answer.
const KEEPALIVE: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(20));
/// How long an idle client has to close its connection when the server drains.
const IDLE_GRACE: Duration = Duration::from_millis(500);
/// How long connections that were cut have to disappear.
const CUT_GRACE: Duration = Duration::from_secs(1);

/// A server whose address is bound. Clients may connect already; they are answered once it serves.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    settings: ServerSettings,
    shutdown: Shutdown,
    health: Health,
    names: Vec<&'static str>,
    descriptors: Vec<&'static [u8]>,
    routes: RoutesBuilder,
    io_threads: usize,
    long_calls: Vec<&'static str>,
}

impl Server {
    /// Binds the address, logs it and writes it to the port file. Health is `NOT_SERVING` from the start.
    ///
    /// # Errors
    /// When the address cannot be bound or the file not written.
    pub async fn bind(
        settings: &ServerSettings,
        shutdown: Shutdown,
    ) -> Result<Server, ServerError> {
        let bind = async {
            let listener = TcpListener::bind(settings.listen).await?;
            let address = listener.local_addr()?;
            Ok((listener, address))
        };
        let (listener, address) = bind.await.map_err(|source| ServerError::Bind {
            address: settings.listen,
            source,
        })?;
        if !address.ip().is_loopback() {
            tracing::warn!(
                %address,
                "there is no authentication: whoever reaches this address can read and write everything"
            );
        }
        if let Some(file) = &settings.port_file {
            write_address(file, address).map_err(|source| ServerError::PortFile {
                file: file.clone(),
                source,
            })?;
        }
        tracing::info!(%address, "listening on {address}");
        Ok(Server {
            listener,
            address,
            settings: settings.clone(),
            shutdown,
            health: Health::new(),
            names: Vec::new(),
            descriptors: Vec::new(),
            routes: Routes::builder(),
            io_threads: 0,
            long_calls: Vec::new(),
        })
    }

    /// Gives connections, and the calls on them, so many threads of their own, instead of those of the runtime.
    ///
    /// Worth it where calls mostly wait, and are answered many at a time. Whatever keeps a thread busy for long belongs elsewhere.
    #[must_use]
    pub fn io_threads(mut self, threads: usize) -> Server {
        self.io_threads = threads;
        self
    }

    /// The address that is bound, with the real port.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The handle that says whether the services are ready.
    pub fn health(&self) -> Health {
        self.health.clone()
    }

    /// Shows an encoded `FileDescriptorSet` by reflection. Only services that were added are listed.
    #[must_use]
    pub fn descriptors(mut self, encoded: &'static [u8]) -> Server {
        self.descriptors.push(encoded);
        self
    }

    /// Lets a method, by its whole path, take as long as its client waits: the settings' limit is not for it.
    #[must_use]
    pub fn may_take_long(mut self, path: &'static str) -> Server {
        self.long_calls.push(path);
        self
    }

    /// Adds a service, to health and reflection as well.
    #[must_use]
    pub fn add_service<S>(mut self, service: S) -> Server
    where
        S: tower::Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        self.names.push(S::NAME);
        self.routes.add_service(service);
        self
    }

    /// Serves until a shutdown is requested and the calls in progress have ended, or had their time.
    ///
    /// On shutdown health turns to `NOT_SERVING`, no connection is accepted any more, and calls go on for as long as
    /// the settings say; streams are expected to end by themselves when the [`Shutdown`] token says so. Idle
    /// connections are closed.
    ///
    /// # Errors
    /// [`ServerError::Cut`] when calls had to be broken off.
    pub async fn serve(mut self) -> Result<(), ServerError> {
        let (reporter, health_service) = tonic_health::server::health_reporter();
        self.health.publish(reporter, &self.names).await;
        reflection::add(&mut self.routes, &self.names, &self.descriptors)?;
        self.routes.add_service(health_service);

        let cut = CancellationToken::new();
        let in_flight = InFlight::default();
        let (keepalive_interval, keepalive_timeout) = KEEPALIVE;
        let server = tonic::transport::Server::builder()
            .max_concurrent_streams(MAX_STREAMS)
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .http2_max_pending_accept_reset_streams(Some(MAX_RESET_STREAMS))
            .http2_max_local_error_reset_streams(Some(MAX_ERROR_RESETS))
            .http2_max_header_list_size(MAX_HEADER_BYTES)
            .http2_keepalive_interval(Some(keepalive_interval))
            .http2_keepalive_timeout(Some(keepalive_timeout))
            .layer(CallLayer::new(
                self.settings.request_timeout,
                self.long_calls.into(),
                in_flight.clone(),
            ))
            .add_routes(self.routes.routes());

        let health = self.health;
        let shutdown = self.shutdown;
        let draining = CancellationToken::new();
        let mut lanes = Vec::new();
        let mut serving = JoinSet::new();
        for _ in 0..self.io_threads.max(1) {
            let (lane, connections) = Lane::new(cut.clone());
            lanes.push(lane);
            let drained = draining.clone().cancelled_owned();
            let server = server.clone();
            let serve = move || server.serve_with_incoming_shutdown(connections, drained);
            if self.io_threads == 0 {
                serving.spawn(async move { serve().await.map_err(ServerError::Transport) });
                continue;
            }
            let ended = io_thread::spawn(serve).map_err(ServerError::IoThread)?;
            serving.spawn(async move {
                let outcome = ended.await.map_err(|_| ServerError::IoThreadLost)?;
                outcome.map_err(ServerError::Transport)
            });
        }
        connection::accept(self.listener, draining.clone(), lanes);
        let serving = all(serving);
        let mut serving = std::pin::pin!(serving);
        tokio::select! {
            result = &mut serving => return result,
            () = shutdown.requested() => {}
        }

        health.stop().await;
        draining.cancel();
        tracing::info!(
            calls = in_flight.count(),
            drain_seconds = self.settings.drain.as_secs(),
            "draining: no new connections, calls in progress may end"
        );
        let deadline = Instant::now() + self.settings.drain;
        let idle_from = deadline.min(Instant::now() + IDLE_GRACE);
        let finished = tokio::select! {
            result = &mut serving => Some(result),
            () = tokio::time::sleep_until(deadline) => None,
            () = async {
                tokio::time::sleep_until(idle_from).await;
                in_flight.none().await;
            } => None,
        };
        if let Some(result) = finished {
            tracing::info!("drained");
            return result;
        }
        let calls = in_flight.count();
        cut.cancel();
        // A connection that does not notice within this time ends with the process.
        let _ = tokio::time::timeout(CUT_GRACE, serving).await;
        if calls == 0 {
            tracing::info!("drained; idle connections were closed");
            return Ok(());
        }
        Err(ServerError::Cut {
            calls,
            drain_seconds: self.settings.drain.as_secs(),
        })
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server")
            .field("address", &self.address)
            .field("services", &self.names)
            .finish_non_exhaustive()
    }
}

/// Resolves when all have ended, or with the first error.
async fn all(mut serving: JoinSet<Result<(), ServerError>>) -> Result<(), ServerError> {
    while let Some(ended) = serving.join_next().await {
        ended.map_err(|_| ServerError::IoThreadLost)??;
    }
    Ok(())
}

/// Whoever waits for the file finds the whole address in it or no file.
fn write_address(file: &Path, address: SocketAddr) -> io::Result<()> {
    let mut unfinished = file.as_os_str().to_owned();
    unfinished.push(".new");
    std::fs::write(&unfinished, format!("{address}\n"))?;
    std::fs::rename(&unfinished, file)
}

/// The server could not start, or not end well.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// The address is not to be had.
    #[error("cannot listen on {address}")]
    Bind {
        /// The address wanted.
        address: SocketAddr,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The port file cannot be written.
    #[error("cannot write the address to {}", file.display())]
    PortFile {
        /// The file.
        file: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The descriptors given are none.
    #[error("the service descriptions cannot be read")]
    Descriptors(#[source] tonic_reflection::server::Error),
    /// The transport failed.
    #[error("the server failed")]
    Transport(#[source] tonic::transport::Error),
    /// A thread for connections cannot be started.
    #[error("a thread for connections cannot be started")]
    IoThread(#[source] io::Error),
    /// What serves connections panicked.
    #[error("what serves connections ended early")]
    IoThreadLost,
    /// Calls were broken off at the end of the drain.
    #[error(
        "{calls} calls were still running {drain_seconds} s after the shutdown was requested and were broken off"
    )]
    Cut {
        /// How many.
        calls: usize,
        /// How long they had, in seconds.
        drain_seconds: u64,
    },
}
