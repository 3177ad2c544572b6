//! `rekey`: what old keys sealed is sealed with the active one.

use std::process::ExitCode;
use std::time::Duration;

use hotline_common::db::{AnyConnection, DatabaseUrl, empty_log, write_transaction};

use super::{Exit, Failure, open, say};
use crate::store::{StoreError, data_keys, head, sealing};
use crate::vault::{KeyArgs, Seal};

/// How many private parts one transaction moves: the service waits for it no longer than for a large batch of its own.
const ROWS: u32 = 500;
/// How often progress is told, in rows.
const TOLD: usize = 50_000;
/// How often everything is looked through, where the service sealed with another key until now.
const PASSES: usize = 3;
/// After this a service has read its key file again, which it does once a second, and what it sealed with the former key is there.
const READ_AGAIN: Duration = Duration::from_secs(2);

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
    let mut read_again = others_in_use(&mut connection, seal)?.is_empty();
    for passes in 1..=PASSES {
        let alone = pass(&mut connection, seal, &mut moved)?;
        if (alone && read_again) || passes == PASSES {
            break;
        }
        tokio::time::sleep(READ_AGAIN).await;
        read_again = true;
    }
    write_transaction(&mut connection, |connection| {
        head::lock_head(connection)?;
        sealing::reseal_hash_key(connection, seal)
    })?;
    let emptied = empty_log(&mut connection)?;
    let active = seal.active();
    let others = others_in_use(&mut connection, seal)?;
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

fn others_in_use(connection: &mut AnyConnection, seal: &Seal) -> Result<Vec<String>, StoreError> {
    let mut ids = data_keys::in_use(connection)?;
    ids.retain(|id| id != seal.active().as_str());
    Ok(ids)
}

/// Looks through everything once. `true` where nobody sealed with another key meanwhile: then no other is in use.
fn pass(
    connection: &mut AnyConnection,
    seal: &Seal,
    moved: &mut usize,
) -> Result<bool, StoreError> {
    let active = seal.active();
    write_transaction(connection, |connection| {
        let mut head = head::lock_head(connection)?;
        sealing::begin_resealing(connection, &mut head, &active)
    })?;
    let mut alone = true;
    let mut after = 0;
    loop {
        let step = write_transaction(connection, |connection| -> Result<_, StoreError> {
            // Else a purge could come between reading a value and writing it back.
            let mut head = head::lock_head(connection)?;
            alone &= head.sealing_key == active.as_str();
            let step = sealing::reseal(connection, &mut head, seal, after, ROWS)?;
            if step.last.is_none() && alone {
                sealing::end_resealing(connection, &active)?;
            }
            Ok(step)
        })?;
        let Some(last) = step.last else {
            return Ok(alone);
        };
        after = last;
        let told = *moved / TOLD;
        *moved += step.count;
        if told < *moved / TOLD {
            say(&format!("{moved} moved"));
        }
    }
}
