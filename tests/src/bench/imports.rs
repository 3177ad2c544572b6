//! The import beside bare inserts of what it wrote; then a large import: its memory, its feed and its database's start.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tonic::transport::Channel;

use super::Failure;
use super::bare::Rows;
use super::database::database_file;
use super::during::during;
use super::feed_scan::{self, FEED};
use super::memory::peak_mib;
use super::records::records;
use super::row::Measured;
use super::sample::{Sample, per_second};
use super::size::Count;
use super::start::{self, START};
use super::work::{Bench, say};
use crate::client::import;
use crate::service::Launch;

pub(super) const IMPORT: &str = "import_vs_diesel";
pub(super) const MEMORY: &str = "intake_memory_mib";
/// What the large import is for.
pub(super) const LARGE: [&str; 3] = [FEED, MEMORY, START];

/// Tables that the service fills when it makes a database.
const FILLED: [&str; 2] = ["feed_head", "data_keys"];

/// `Import` beside bare inserts of the rows that it wrote.
pub(super) async fn pair(bench: &Bench) -> Result<Vec<Measured>, Failure> {
    let count = bench.sizes.import;
    let mut written: Option<Rows> = None;
    let (mut imports, mut inserts) = (Sample::default(), Sample::default());
    for round in 1..=bench.sizes.rounds {
        let directory = bench.directory("import")?;
        let intake = Launch::intake(&directory).start().await?;
        let (imported, elapsed) =
            during(&intake, Box::pin(bring_in(intake.channel(), count))).await?;
        imports.add(per_second(imported, elapsed));
        let database = database_file(&intake)?;
        intake.terminate().await?;

        // Every import writes the same rows, but for nonces and check values.
        let rows = match written.take() {
            Some(rows) => rows,
            None => read(database).await?,
        };
        let empty = empty_database(&bench.directory("diesel")?).await?;
        let (rows, elapsed) = tokio::task::spawn_blocking(move || {
            let elapsed = rows.insert(&empty);
            elapsed.map(|elapsed| (rows, elapsed))
        })
        .await??;
        inserts.add(per_second(imported, elapsed));
        let rate = per_second(u64::try_from(rows.count())?, elapsed);
        say(format_args!(
            "  import: round {round} of {} ({rate:.0} bare rows/s)",
            bench.sizes.rounds
        ));
        written = Some(rows);
    }
    let size = format!("{} records an import", Count(u64::try_from(count)?));
    let pair = Measured::pair(IMPORT, imports.median(), inserts.median(), size);
    Ok(vec![pair])
}

/// A large import, and what can be asked of its database.
pub(super) async fn large(bench: &Bench) -> Result<Vec<Measured>, Failure> {
    let count = bench.sizes.large_import;
    let directory = bench.directory("large")?;
    let intake = Launch::intake(&directory).start().await?;
    let (imported, elapsed) = during(&intake, Box::pin(bring_in(intake.channel(), count))).await?;
    let rate = per_second(imported, elapsed);
    say(format_args!("  {imported} records at {rate:.0} records/s"));
    let size = format!("{} records", Count(u64::try_from(count)?));
    let memory = peak_mib(&intake)?;
    let mut measured = vec![Measured::alone(MEMORY, memory, size.clone())];
    if bench.wants(&[FEED]) {
        measured.push(feed_scan::pair(bench, &intake).await?);
    }
    let grown = intake.launch().clone();
    intake.terminate().await?;
    if bench.wants(&[START]) {
        let empty = Launch::intake(&bench.directory("empty")?);
        measured.push(start::pair(bench, &grown, &empty, format!("intake, {size}")).await?);
    }
    Ok(measured)
}

/// Imports so many records into an empty ledger: how many there were with the registry's, and how long it took. None may be refused.
async fn bring_in(channel: Channel, count: usize) -> Result<(u64, Duration), Failure> {
    let records = tokio::task::spawn_blocking(move || records(count)).await?;
    let started = Instant::now();
    let imported = import(channel, records, |_| ()).await;
    let elapsed = started.elapsed();
    let imported = imported?;
    if let Some(rejection) = imported.rejections.first() {
        return Err(format!("a record was rejected: {rejection:?}").into());
    }
    let summary = imported.summary;
    if !summary.whole || summary.recorded_count != summary.received_count {
        return Err(format!("the import is not whole: {summary:?}").into());
    }
    Ok((u64::try_from(summary.recorded_count)?, elapsed))
}

async fn read(database: PathBuf) -> Result<Rows, Failure> {
    let reading = move || {
        Rows::read(&database, |table| {
            FILLED.iter().all(|filled| *filled != table)
        })
    };
    tokio::task::spawn_blocking(reading).await?
}

/// A database as the service makes it.
async fn empty_database(directory: &Path) -> Result<PathBuf, Failure> {
    let intake = Launch::intake(directory).start().await?;
    let database = database_file(&intake)?;
    intake.terminate().await?;
    Ok(database)
}
