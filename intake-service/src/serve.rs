//! `serve`: from the flags to a running service and back.

use std::error::Error;
use std::sync::Arc;

use hotline_common::args::{ServiceArgs, ServiceDefaults};
use hotline_common::db::Database;
use hotline_common::server::Server;
use hotline_common::shutdown::Shutdown;
use hotline_common::telemetry;
use hotline_common::time::{Moment, Zone};

use crate::api;
use crate::ledger::{Ledger, Settings};
use crate::store::{self, data_keys};
use crate::vault::KeyArgs;

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
}

fn parse_zone(name: &str) -> Result<Zone, String> {
    Zone::named(name).map_err(|error| error.to_string())
}

/// Serves until SIGINT or SIGTERM.
///
/// # Errors
/// When the service cannot start, or calls had to be broken off at its end.
pub async fn serve(flags: Serve) -> Result<(), Box<dyn Error + Send + Sync>> {
    telemetry::init(flags.service.log_format)?;
    let shutdown = Shutdown::new();
    shutdown.listen_for_signals()?;
    let server = Server::bind(&flags.service.server(), shutdown.clone()).await?;
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
    health.ready();
    server.serve().await?;
    if ledger.has_failed() {
        return Err("the ledger could not go on; see the log for the cause, and mend it before starting again".into());
    }
    Ok(())
}
