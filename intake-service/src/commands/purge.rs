//! `purge`: personal data older than a set age is removed.

use std::process::ExitCode;

use hotline_common::db::{DatabaseUrl, empty_log};
use hotline_common::time::Moment;

use super::{Exit, Failure, open, say};
use crate::ledger::purge_step;
use crate::store::purging;
use crate::vault::KeyArgs;

/// How many private parts one transaction removes.
const ROWS: u32 = 1_000;
/// How often progress is told, in rows.
const TOLD: usize = 50_000;
/// A day, in microseconds.
const DAY: i64 = 86_400_000_000;

/// The flags of `purge`.
#[derive(Clone, Debug, clap::Args)]
pub struct Purge {
    /// Remove what was recorded more than this many days of 24 hours ago
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(0..=36_500))]
    older_than_days: i64,

    /// Where the data is: sqlite:FILE or `postgres://USER@HOST/DATABASE`
    #[arg(
        long,
        env = "DATABASE_URL",
        value_name = "URL",
        default_value = "sqlite:intake.db"
    )]
    database_url: DatabaseUrl,

    #[command(flatten)]
    keys: KeyArgs,
}

/// Removes names, numbers, texts and the hashes of numbers, in short transactions. No figure changes. May be broken off and run again at any
/// time.
///
/// # Errors
/// When a key is missing, or the database fails.
pub async fn purge(flags: Purge) -> Result<ExitCode, Failure> {
    let (mut connection, vault) = open(&flags.database_url, &flags.keys).await?;
    let before = Moment::now().plus_micros(-flags.older_than_days * DAY);
    let up_to = purging::last_before(&mut connection, before)?;
    let (mut after, mut removed) = (0, 0);
    loop {
        let step = purge_step(&mut connection, &vault, before, (after, up_to), ROWS)?;
        let Some(last) = step.last else {
            break;
        };
        after = last;
        let told = removed / TOLD;
        removed += step.count;
        if told < removed / TOLD {
            say(&format!("{removed} removed"));
        }
    }
    purging::give_back(&mut connection)?;
    if !empty_log(&mut connection)? {
        say(&format!(
            "{removed} removed, recorded before {before}; the write-ahead log could not be emptied, because others use the database: run this again"
        ));
        return Ok(Exit::TryLater.into());
    }
    say(&format!(
        "{removed} removed, recorded before {before}; older backups still hold them"
    ));
    Ok(Exit::Done.into())
}
