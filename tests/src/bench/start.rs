//! From the start of a process to `SERVING`, with much and with little in the database.

use std::time::Instant;

use super::Failure;
use super::row::Measured;
use super::sample::Sample;
use super::work::Bench;
use crate::service::Launch;

pub(super) const START: &str = "start_growth";

/// Starts both in turn. Each database was made before.
pub(super) async fn pair(
    bench: &Bench,
    grown: &Launch,
    empty: &Launch,
    size: String,
) -> Result<Measured, Failure> {
    // Makes the empty one; and both programs and files are in memory.
    milliseconds(empty).await?;
    milliseconds(grown).await?;
    // What was just made is still on its way to the disk, and whoever starts on it would wait for that.
    tokio::process::Command::new("sync").status().await?;
    let (mut large, mut small) = (Sample::default(), Sample::default());
    // Starts are short, and differ much from one to the next.
    for _ in 0..3 * bench.sizes.rounds {
        small.add(milliseconds(empty).await?);
        large.add(milliseconds(grown).await?);
    }
    Ok(Measured::pair(START, large.median(), small.median(), size))
}

async fn milliseconds(launch: &Launch) -> Result<f64, Failure> {
    let started = Instant::now();
    let service = launch.start().await?;
    let elapsed = started.elapsed();
    service.terminate().await?;
    Ok(elapsed.as_secs_f64() * 1_000.0)
}
