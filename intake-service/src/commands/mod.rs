//! The commands beside `serve`, for operators and cron. Those that open the database work while the service runs.

mod exit;
pub mod import;
mod migrate;
mod new_key;
mod purge;
mod rekey;

use std::error::Error;
use std::io::Write as _;
use std::sync::Arc;

use hotline_common::db::{AnyConnection, Database, DatabaseUrl};

use crate::ledger::open_vault;
use crate::store::{MIGRATIONS, data_keys};
use crate::vault::{KeyArgs, Vault};

pub use exit::Exit;
pub use migrate::{Migrate, migrate};
pub use new_key::{NewKey, new_key};
pub use purge::{Purge, purge};
pub use rekey::{Rekey, rekey};

/// What goes wrong with a command.
type Failure = Box<dyn Error + Send + Sync>;

/// A writing connection to a database, and its vault.
async fn open(url: &DatabaseUrl, keys: &KeyArgs) -> Result<(AnyConnection, Vault), Failure> {
    if let Some(file) = url.file()
        && !file.exists()
    {
        return Err(format!(
            "there is no database {}; name it by --database-url",
            file.display()
        )
        .into());
    }
    let database = Database::open(url.clone(), &MIGRATIONS).await?;
    let in_use = database.read(data_keys::in_use).await?;
    let keys = Arc::new(keys.choose(url, &in_use)?);
    let mut connection = database.open_writer()?;
    let vault = open_vault(&mut connection, keys)?;
    Ok((connection, vault))
}

/// Says something on standard error; nothing can be done where nobody reads it.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
