//! `serve`: from the flags to a running service and back.

use std::error::Error;
use std::sync::Arc;

use hotline_common::args::{ServiceArgs, ServiceDefaults};
use hotline_common::db::Database;
use hotline_common::server::{Health, Server};
use hotline_common::shutdown::Shutdown;
use hotline_common::telemetry;
use tokio::sync::watch;
use tonic::transport::Endpoint;

use crate::api::{self, Context};
use crate::clock::Clock;
use crate::intake::Intake;
use crate::live::{Live, Memory};
use crate::publisher::Publisher;
use crate::pull::{Puller, State, Status};
use crate::schedule::{self, Schedule};
use crate::store;
use hotline_common::args::endpoint;

/// Where scoring listens and stores unless told otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Defaults;

impl ServiceDefaults for Defaults {
    const PORT: u16 = 50_052;
    const DATABASE_URL: &'static str = "sqlite:scoring.db";
}

/// The flags of `serve`.
#[derive(Clone, Debug, clap::Args)]
pub struct Serve {
    #[command(flatten)]
    service: ServiceArgs<Defaults>,

    /// Where intake-service listens
    #[arg(long, env = "INTAKE_ENDPOINT", value_name = "URL", default_value = "http://127.0.0.1:50051",
          value_parser = endpoint)]
    intake_endpoint: Endpoint,

    /// When to publish the previous month: a cron expression in the hotline's zone, for instance "0 2 11 * *"; never if
    /// not given. What is sealed already stays; what is not ready is tried again until it is, or until the next time
    #[arg(long, env = "PUBLISH_SCHEDULE", value_name = "CRON")]
    publish_schedule: Option<Schedule>,
}

/// Serves until SIGINT or SIGTERM, by the system's clock.
///
/// # Errors
/// When the service cannot start, or calls had to be broken off at its end.
pub async fn serve(flags: Serve) -> Result<(), Box<dyn Error + Send + Sync>> {
    telemetry::init(flags.service.log_format)?;
    let shutdown = Shutdown::new();
    shutdown.listen_for_signals()?;
    let server = Server::bind(&flags.service.server(), shutdown.clone()).await?;
    let database = Database::open(flags.service.database_url.clone(), &store::MIGRATIONS).await?;
    let intake = Intake::at(flags.intake_endpoint);
    let schedule = flags.publish_schedule;
    run(
        server,
        database,
        intake,
        schedule,
        Clock::system(),
        shutdown,
    )
    .await
}

/// Pulls, publishes by the schedule, and serves on a bound server until the shutdown.
///
/// Health is `SERVING` from the start, also while intake is away: answers come from what was pulled. It is
/// `NOT_SERVING` while the pulling has stopped for good (`FEED_RESET`, `FAILED`) and waits for an operator, in every process
/// on the database; calls are answered all the same. And it is `NOT_SERVING` while a database server cannot be reached.
///
/// # Errors
/// When the server fails, or calls had to be broken off at its end.
pub async fn run(
    server: Server,
    database: Database,
    intake: Intake,
    schedule: Option<Schedule>,
    clock: Clock,
    shutdown: Shutdown,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let memory = Memory::default();
    let puller = Puller::start(
        database.clone(),
        intake.clone(),
        clock.clone(),
        memory.clone(),
        shutdown.clone(),
    );
    let publisher = Publisher::new(database.clone(), intake, puller.watch(), clock.clone());
    if let Some(schedule) = schedule {
        let (publisher, status) = (publisher.clone(), puller.watch());
        tokio::spawn(schedule::run(
            schedule,
            publisher,
            status,
            clock.clone(),
            shutdown.clone(),
        ));
    }
    tokio::spawn(tell_health(puller.watch(), server.health()));
    let live = Live::start(database.clone(), memory, puller.watch(), clock.clone());
    let context = Context {
        database,
        live,
        puller,
        publisher,
        clock,
        policy_set: Arc::new(watch::Sender::new(())),
        shutdown,
    };
    api::add_services(server, &context).serve().await?;
    Ok(())
}

/// Keeps health in step with the puller. The server itself says `NOT_SERVING` once it drains.
async fn tell_health(mut status: watch::Receiver<Status>, health: Health) {
    loop {
        {
            let status = status.borrow_and_update();
            match status.state {
                _ if !status.has_database => health.not_ready("the database cannot be reached"),
                State::Connecting | State::Pulling | State::CaughtUp => health.ready(),
                State::FeedReset | State::Failed => health.not_ready(&status.problem),
            }
        }
        if status.changed().await.is_err() {
            return;
        }
    }
}
