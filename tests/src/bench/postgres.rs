//! `RecordCall` on PostgreSQL, beside `pgbench` on the same cluster.

use std::path::Path;

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use tokio::process::Command;

use super::Failure;
use super::calls::Calls;
use super::cluster::Server;
use super::row::Measured;
use super::sample::Sample;
use super::size::Count;
use super::work::{Bench, say};
use crate::postgres::ClusterError;
use crate::service::{Database, Launch};

/// What this measures.
pub(super) const ID: &str = "record_call_postgres_vs_pgbench";
/// Numbers of clients of `pgbench`; the better one counts.
const CLIENTS: [u64; 2] = [16, 64];
/// A row about as large as a call, in a transaction of its own.
const TABLE: &str = "CREATE TABLE bare_calls (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    started bigint NOT NULL,
    agent text NOT NULL,
    body bytea NOT NULL
)";
const INSERT: &str = "\\set started random(1, 1000000000)
INSERT INTO bare_calls (started, agent, body)
VALUES (:started, 'agent-07', decode(repeat('5a', 100), 'hex'));
";

pub(super) async fn run(bench: &Bench) -> Result<Vec<Measured>, Failure> {
    let directory = bench.directory("postgres")?;
    let server = match Server::start().await {
        Ok(server) => server,
        Err(ClusterError::NotInstalled | ClusterError::NoUser) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let database = Database::on(server.url(), &directory);
    let launch = Launch::intake(&directory).with_database(&database);
    let intake = launch.start().await?;
    let calls = Calls::of(&intake, &directory)?;
    create_table(server.url()).await?;
    let script = directory.join("insert.sql");
    std::fs::write(&script, INSERT)?;

    let count = bench.sizes.requests / 4;
    let mut recorded = Sample::default();
    let mut inserted = CLIENTS.map(|clients| (clients, Sample::default()));
    for round in 0..=bench.sizes.rounds {
        let rate = calls.record(count).await?;
        // The first is for the caches' sake.
        if 0 < round {
            recorded.add(rate);
        }
        for (clients, sample) in &mut inserted {
            let rate = pgbench(server.url(), &script, *clients, count).await?;
            if 0 < round {
                sample.add(rate);
            }
        }
        say(format_args!(
            "  postgres: round {round} of {}",
            bench.sizes.rounds
        ));
    }
    intake.terminate().await?;
    let best = inserted.iter().map(|(_, sample)| sample.median());
    let best = best.fold(0.0, f64::max);
    let size = format!("{} calls a run", Count(count));
    Ok(vec![Measured::pair(ID, recorded.median(), best, size)])
}

async fn create_table(url: &str) -> Result<(), Failure> {
    let url = url.to_owned();
    let create = move || {
        let mut connection = PgConnection::establish(&url)?;
        Ok::<_, Failure>(connection.batch_execute(TABLE)?)
    };
    tokio::task::spawn_blocking(create).await?
}

/// Transactions in a second.
async fn pgbench(url: &str, script: &Path, clients: u64, count: u64) -> Result<f64, Failure> {
    let output = Command::new("pgbench")
        .args(["--no-vacuum", "--protocol", "prepared", "--jobs", "2"])
        .args(["--client", &clients.to_string()])
        .args(["--transactions", &(count / clients).to_string()])
        .arg("--file")
        .arg(script)
        .arg(url)
        .kill_on_drop(true)
        .output()
        .await?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let failed = || {
        let problem = String::from_utf8_lossy(&output.stderr);
        format!("pgbench failed:\n{printed}{problem}")
    };
    if !output.status.success() {
        return Err(failed().into());
    }
    Ok(transactions(&printed).ok_or_else(failed)?)
}

fn transactions(printed: &str) -> Option<f64> {
    let line = printed
        .lines()
        .find_map(|line| line.strip_prefix("tps = "))?;
    line.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_read() {
        let printed =
            "latency average = 1.5 ms\ntps = 10457.75 (without initial connection time)\n";
        let rate = transactions(printed).map(|rate| format!("{rate:.1}"));
        assert_eq!(rate.as_deref(), Some("10457.8"));
    }
}
