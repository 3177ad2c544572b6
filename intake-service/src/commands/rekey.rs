//! `rekey`: what old keys sealed is sealed with the active one.

use std::process::ExitCode;

use hotline_common::db::{DatabaseUrl, empty_log, write_transaction};

use super::{Exit, Failure, open, say};
use crate::store::{data_keys, head, sealing};
use crate::vault::KeyArgs;

/// How many private parts one transaction moves: the service waits for it no longer than for a large batch of its own.
const ROWS: u32 = 500;
/// How often progress is told, in rows.
const TOLD: usize = 50_000;

/// The flags of `rekey`.
#[derive(Clone, Debug, clap::Args)]
pub struct Rekey {
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

/// Moves everything to the active key, in short transactions. May be broken off and run again at any time.
///
/// # Errors
/// When a key is missing, or the database fails.
pub async fn rekey(flags: Rekey) -> Result<ExitCode, Failure> {
    let (mut connection, vault) = open(&flags.database_url, &flags.keys).await?;
    let seal = vault.seal();
    let mut moved = 0;
    loop {
        let step = write_transaction(&mut connection, |connection| {
            // Else a purge could come between reading a value and writing it back.
            head::lock_head(connection)?;
            sealing::reseal(connection, seal, ROWS)
        })?;
        if step.count == 0 {
            break;
        }
        let told = moved / TOLD;
        moved += step.count;
        if told < moved / TOLD {
            say(&format!("{moved} moved"));
        }
    }
    write_transaction(&mut connection, |connection| {
        head::lock_head(connection)?;
        sealing::reseal_hash_key(connection, seal)
    })?;
    let emptied = empty_log(&mut connection)?;
    let active = seal.active();
    let others: Vec<String> = data_keys::in_use(&mut connection)?
        .into_iter()
        .filter(|id| id != active.as_str())
        .collect();
    if !others.is_empty() {
        say(&format!(
            "{moved} moved to {active}; meanwhile the service sealed more with {}: it reads its key file again within a second; then run this again",
            others.join(", ")
        ));
        return Ok(Exit::TryLater.into());
    }
    if !emptied {
        say(&format!(
            "{moved} moved to {active}; the write-ahead log could not be emptied, because others use the database: run this again"
        ));
        return Ok(Exit::TryLater.into());
    }
    say(&format!(
        "{moved} moved to {active}; no other key is in use; older backups still need theirs"
    ));
    Ok(Exit::Done.into())
}
