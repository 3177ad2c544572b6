//! Flags that both services have. Each has an environment variable of the same name.

use std::fmt;
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use tonic::transport::Endpoint;

use crate::db::DatabaseUrl;
use crate::telemetry::LogFormat;

/// What a service listens on and stores in unless told otherwise.
pub trait ServiceDefaults: Clone + fmt::Debug + Send + Sync + 'static {
    /// The port on loopback.
    const PORT: u16;
    /// The database's URL, as of `--database-url`.
    const DATABASE_URL: &'static str;
}

/// The flags of `serve` that both services have; flatten it into the service's own.
#[derive(Clone, Debug, clap::Args)]
pub struct ServiceArgs<D: ServiceDefaults> {
    /// The address to listen on; port 0 takes a free one. There is no authentication: stay on loopback
    /// or on a network where everybody may call
    #[arg(long, env = "LISTEN", value_name = "ADDRESS:PORT", default_value_t = loopback(D::PORT))]
    pub listen: SocketAddr,

    /// Where the data is: sqlite:FILE or `postgres://USER@HOST/DATABASE`
    #[arg(long, env = "DATABASE_URL", value_name = "URL", default_value = D::DATABASE_URL)]
    pub database_url: DatabaseUrl,

    /// How log lines look; the variable `RUST_LOG` chooses which there are
    #[arg(long, env = "LOG_FORMAT", value_enum, default_value_t)]
    pub log_format: LogFormat,

    /// How many seconds calls in progress have to end after SIGINT or SIGTERM
    #[arg(long, env = "DRAIN_SECONDS", value_name = "SECONDS", default_value_t = 10,
          value_parser = clap::value_parser!(u64).range(0..=86_400))]
    pub drain_seconds: u64,

    /// How many seconds a unary call may take before it is answered with `DEADLINE_EXCEEDED`; the methods that say so in their
    /// documentation have only the client's deadline
    #[arg(long, env = "REQUEST_TIMEOUT_SECONDS", value_name = "SECONDS", default_value_t = 30,
          value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub request_timeout_seconds: u64,

    /// A file to write the address to once it is bound, for scripts that use port 0
    #[arg(long, env = "PORT_FILE", value_name = "FILE")]
    pub port_file: Option<PathBuf>,

    #[arg(skip)]
    defaults: PhantomData<fn() -> D>,
}

impl<D: ServiceDefaults> ServiceArgs<D> {
    /// What of it concerns the server.
    pub fn server(&self) -> ServerSettings {
        ServerSettings {
            listen: self.listen,
            port_file: self.port_file.clone(),
            drain: Duration::from_secs(self.drain_seconds),
            request_timeout: Duration::from_secs(self.request_timeout_seconds),
        }
    }
}

/// Where and how a server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerSettings {
    /// The address; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where to write the address once it is bound.
    pub port_file: Option<PathBuf>,
    /// How long calls in progress may go on after a shutdown was asked for.
    pub drain: Duration,
    /// How long a unary call may take, and a stream until it begins to answer.
    pub request_timeout: Duration,
}

impl Default for ServerSettings {
    /// A free port of loopback, 10 seconds to drain, 30 seconds a request.
    fn default() -> ServerSettings {
        ServerSettings {
            listen: loopback(0),
            port_file: None,
            drain: Duration::from_secs(10),
            request_timeout: Duration::from_secs(30),
        }
    }
}

const fn loopback(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

/// An endpoint as `http://HOST:PORT`.
///
/// # Errors
/// What it must look like.
pub fn endpoint(text: &str) -> Result<Endpoint, String> {
    const FORM: &str = "must be of the form http://HOST:PORT";
    // Other schemes would be taken for sockets of other kinds.
    if !text.starts_with("http://") {
        return Err(FORM.to_owned());
    }
    let endpoint = Endpoint::from_shared(text.to_owned()).map_err(|_| FORM)?;
    let uri = endpoint.uri();
    if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
        return Err(FORM.to_owned());
    }
    Ok(endpoint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{CommandFactory as _, Parser as _};

    #[derive(Clone, Debug)]
    struct Sample;

    impl ServiceDefaults for Sample {
        const PORT: u16 = 50_151;
        const DATABASE_URL: &'static str = "sqlite:sample.db";
    }

    #[derive(Debug, clap::Parser)]
    struct Serve {
        #[command(flatten)]
        service: ServiceArgs<Sample>,
    }

    #[test]
    fn the_defaults_are_loopback_and_a_file() {
        let command = Serve::command();
        let default = |flag: &str| {
            let mut arguments = command.get_arguments();
            let argument = arguments.find(|it| it.get_long() == Some(flag));
            let values = argument.expect("a flag").get_default_values();
            values
                .first()
                .and_then(|value| value.to_str())
                .map(str::to_owned)
        };
        assert_eq!(default("listen").as_deref(), Some("127.0.0.1:50151"));
        assert_eq!(default("database-url").as_deref(), Some("sqlite:sample.db"));
        assert_eq!(default("drain-seconds").as_deref(), Some("10"));
        assert_eq!(default("log-format").as_deref(), Some("text"));
    }

    #[test]
    fn what_is_given_reaches_the_server() {
        let args = Serve::parse_from([
            "serve",
            "--listen=[::1]:0",
            "--drain-seconds=3",
            "--request-timeout-seconds=4",
            "--port-file=p",
            "--database-url=sqlite:x.db",
            "--log-format=json",
        ])
        .service;
        assert_eq!(args.log_format, LogFormat::Json);
        assert_eq!(
            args.server(),
            ServerSettings {
                listen: "[::1]:0".parse().expect("an address"),
                port_file: Some("p".into()),
                drain: Duration::from_secs(3),
                request_timeout: Duration::from_secs(4),
            }
        );
    }

    #[test]
    fn every_flag_has_an_environment_variable_of_its_name() {
        let command = Serve::command();
        for argument in command
            .get_arguments()
            .filter(|argument| argument.get_id() != "help")
        {
            let flag = argument.get_long().expect("a long flag");
            let variable = argument.get_env().expect("a variable");
            assert_eq!(
                variable.to_str(),
                Some(flag.to_uppercase().replace('-', "_").as_str())
            );
        }
    }

    #[test]
    fn a_database_of_another_kind_is_wrong_usage() {
        for url in ["postgres://localhost", "mysql://x", "hotline.db"] {
            assert!(
                Serve::try_parse_from(["serve", "--database-url", url]).is_err(),
                "{url}"
            );
        }
    }

    #[test]
    fn endpoints_are_plain_http_without_a_path() {
        for right in [
            "http://127.0.0.1:50051",
            "http://[::1]:50051",
            "http://intake:50051/",
        ] {
            assert!(endpoint(right).is_ok(), "{right}");
        }
        for wrong in [
            "",
            "127.0.0.1:50051",
            "https://intake:50051",
            "http://intake/x",
            "unix:/x",
            "http://",
        ] {
            assert!(endpoint(wrong).is_err(), "{wrong}");
        }
    }
}
