//! Pulling a month, tallies and all, beside bare inserts of the facts that came of it.

use std::time::Instant;

use super::Failure;
use super::bare::Rows;
use super::database::database_file;
use super::following::Following;
use super::row::Measured;
use super::sample::{Sample, per_second};
use super::size::Count;
use super::work::{Bench, say};
use crate::service::Launch;

pub(super) const PULL: &str = "pull_vs_insert";
/// The tables of the facts.
const FACTS: [&str; 3] = ["orders", "assignments", "records"];
/// Where nobody listens.
const NOWHERE: &str = "http://127.0.0.1:9";

pub(super) async fn run(bench: &Bench) -> Result<Vec<Measured>, Failure> {
    let lives = bench.sizes.pull;
    let mut written: Option<Rows> = None;
    let (mut pulls, mut inserts) = (Sample::default(), Sample::default());
    for round in 1..=bench.sizes.rounds {
        let started = Instant::now();
        let following = Following::start(bench, lives).await?;
        following.caught_up().await?;
        let pulled = started.elapsed();
        let events = u64::try_from(following.feed.head())?;
        let database = database_file(&following.scoring)?;
        following.scoring.terminate().await?;

        let directory = bench.directory("diesel")?;
        let empty = Launch::scoring(&directory, NOWHERE).start().await?;
        let into = database_file(&empty)?;
        empty.terminate().await?;
        // Every pull writes the same rows.
        let inserting = tokio::task::spawn_blocking(move || {
            let rows = match written {
                Some(rows) => rows,
                None => Rows::read(&database, |table| FACTS.contains(&table))?,
            };
            let elapsed = rows.insert(&into)?;
            Ok::<_, Failure>((rows, elapsed))
        });
        let (rows, inserted) = inserting.await??;
        let facts = u64::try_from(rows.count())?;
        pulls.add(per_second(facts, pulled));
        inserts.add(per_second(facts, inserted));
        written = Some(rows);
        say(format_args!(
            "  pull: round {round} of {} ({:.0} events/s)",
            bench.sizes.rounds,
            per_second(events, pulled)
        ));
    }
    let size = format!("{} assignments", Count(lives));
    Ok(vec![Measured::pair(
        PULL,
        pulls.median(),
        inserts.median(),
        size,
    )])
}
