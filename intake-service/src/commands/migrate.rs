//! `migrate`: bring the database's schema up to date, and have a cluster share the large tables, without serving.

use std::io::Write as _;
use std::process::ExitCode;

use hotline_common::args::ServiceDefaults as _;
use hotline_common::db::{Database, DatabaseUrl, DistributeError};

use super::{Exit, Failure};
use crate::serve::Defaults;
use crate::store::{MIGRATIONS, SPREADS};

/// The flags of `migrate`.
#[derive(Clone, Debug, clap::Args)]
pub struct Migrate {
    /// Where the data is: sqlite:FILE or `postgres://USER@HOST/DATABASE`
    #[arg(long, env = "DATABASE_URL", value_name = "URL", default_value = Defaults::DATABASE_URL)]
    database_url: DatabaseUrl,

    /// Distribute the large tables over the nodes of a cluster of Citus as well; those that are distributed already stay as they are
    #[arg(long)]
    distribute: bool,
}

/// Migrates, and says what was done.
///
/// # Errors
/// When the database cannot be opened, brought up to date or distributed, or standard output cannot be written to.
pub async fn migrate(flags: Migrate) -> Result<ExitCode, Failure> {
    // Before a file is made.
    if flags.distribute && flags.database_url.file().is_some() {
        return Err(DistributeError::File.into());
    }
    let database = Database::open(flags.database_url, &MIGRATIONS).await?;
    let mut output = std::io::stdout();
    writeln!(output, "{}: the schema is up to date", database.url())?;
    if flags.distribute {
        // Nothing else runs in this program, so it may block.
        let done = database.distribute(&SPREADS)?;
        for table in &done {
            writeln!(output, "{table}: distributed")?;
        }
        if done.is_empty() {
            writeln!(output, "all large tables were distributed already")?;
        }
    }
    Ok(Exit::Done.into())
}
