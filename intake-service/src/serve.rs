//! `serve`: from the flags to a running service and back.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use hotline_common::args::{ServiceArgs, ServiceDefaults};
use hotline_common::db::Database;
use hotline_common::server::{Health, Server};
use hotline_common::shutdown::Shutdown;
use hotline_common::telemetry;
use hotline_common::time::{Moment, Zone};

use tokio::task::JoinHandle;

use crate::ledger::{Ledger, Settings};
use crate::store::{self, data_keys};
use crate::vault::KeyArgs;
use crate::{api, cards, presence};

/// Where intake listens and stores unless told otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Defaults;

impl ServiceDefaults for Defaults {
    const PORT: u16 = 50_051;
    const DATABASE_URL: &'static str = "sqlite:intake.db";
}

/// The flags of `serve`.
#[derive(Clone, Debug, clap::Args)]
pub struct Serve {
    #[command(flatten)]
    service: ServiceArgs<Defaults>,

    /// The hotline's time zone, an IANA name; fixed when the database is made [default: Asia/Shanghai]
    #[arg(long, env = "TIME_ZONE", value_name = "ZONE", value_parser = parse_zone)]
    time_zone: Option<Zone>,

    #[command(flatten)]
    keys: KeyArgs,

    /// How often deadlines are looked at for yellow and red cards, in seconds; 0: never. Take 0 while an archive is imported: what is open
    /// only until its completion is imported too would get cards
    #[arg(long, env = "CARD_INTERVAL_SECONDS", value_name = "SECONDS", default_value_t = 60,
          value_parser = clap::value_parser!(u64).range(0..=86_400))]
    card_interval_seconds: u64,

    /// Threads for connections and the calls on them [default: half of the cores]. With 0 they share the threads of everything else, which answers
    /// one at a time
    #[arg(long, env = "IO_THREADS", value_name = "THREADS", value_parser = clap::value_parser!(u16).range(0..=256))]
    io_threads: Option<u16>,
}

fn parse_zone(name: &str) -> Result<Zone, String> {
    Zone::named(name).map_err(|error| error.to_string())
}

/// Half of the cores, unless told otherwise: as much work is left for the ledger's writer and for streams.
fn io_threads(chosen: Option<u16>) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    chosen.map_or((cores / 2).max(1), usize::from)
}

/// Begins to issue cards, unless they are not wanted.
fn cards(
    database: &Database,
    ledger: &Ledger,
    seconds: u64,
    shutdown: &Shutdown,
) -> Option<JoinHandle<()>> {
    let interval = Duration::from_secs(seconds);
    (!interval.is_zero()).then(|| {
        let (database, ledger) = (database.clone(), ledger.clone());
        tokio::spawn(cards::run(database, ledger, interval, shutdown.clone()))
    })
}

/// Begins to look after the database's server, where there is one.
fn presence(
    database: &Database,
    ledger: &Ledger,
    health: &Health,
    shutdown: &Shutdown,
) -> Option<JoinHandle<()>> {
    database.url().is_server().then(|| {
        let (database, ledger) = (database.clone(), ledger.clone());
        let (health, shutdown) = (health.clone(), shutdown.clone());
        tokio::spawn(presence::run(database, ledger, health, shutdown))
    })
}

/// Serves until SIGINT or SIGTERM.
///
/// # Errors
/// When the service cannot start, or calls had to be broken off at its end.
pub async fn serve(flags: Serve) -> Result<(), Box<dyn Error + Send + Sync>> {
    telemetry::init(flags.service.log_format)?;
    let shutdown = Shutdown::new();
    shutdown.listen_for_signals()?;
    let server = Server::bind(&flags.service.server(), shutdown.clone())
        .await?
        .io_threads(io_threads(flags.io_threads));
    let health = server.health();
    let database = Database::open(flags.service.database_url.clone(), &store::MIGRATIONS).await?;
    let in_use = database.read(data_keys::in_use).await?;
    let settings = Settings {
        zone: flags.time_zone,
        clock: Moment::now,
        keys: Arc::new(flags.keys.choose(&flags.service.database_url, &in_use)?),
    };
    let opening = {
        let (database, shutdown) = (database.clone(), shutdown.clone());
        tokio::task::spawn_blocking(move || Ledger::open(&database, &settings, shutdown))
    };
    let ledger = opening.await??;
    let server = api::add_services(server, &database, &ledger, &shutdown);
    let cards = cards(&database, &ledger, flags.card_interval_seconds, &shutdown);
    let presence = presence(&database, &ledger, &health, &shutdown);
    health.ready();
    let result = server.serve().await;
    shutdown.trigger("the server has ended");
    for background in [cards, presence].into_iter().flatten() {
        background.await?;
    }
    result?;
    if ledger.has_failed() {
        return Err("the ledger could not go on; see the log for the cause, and mend it before starting again".into());
    }
    Ok(())
}
