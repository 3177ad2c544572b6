//! Brings the schema up to date when a service starts.

use diesel::migration::{Migration, MigrationSource};
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::Sqlite;
use diesel::{QueryableByName, RunQueryDsl as _, SqliteConnection, sql_query};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _};

use super::{AnyConnection, OpenError, write_transaction};

/// A service's migrations, one tree for each backend.
pub struct Migrations {
    /// The tree for SQLite.
    pub sqlite: EmbeddedMigrations,
    /// A table that the first migration makes and no other service has.
    pub landmark: &'static str,
}

impl std::fmt::Debug for Migrations {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Migrations").finish_non_exhaustive()
    }
}

/// Runs what is pending in one transaction: all of it or nothing, and only once when several processes start together.
pub(super) fn migrate(
    connection: &mut AnyConnection,
    migrations: &Migrations,
) -> Result<(), OpenError> {
    let applied = write_transaction(connection, |connection| match connection {
        AnyConnection::Sqlite(sqlite) => apply(sqlite, migrations),
    })?;
    for migration in applied {
        tracing::info!(migration, "applied a migration");
    }
    Ok(())
}

/// The names of the migrations that were pending and are applied now.
fn apply(
    connection: &mut SqliteConnection,
    migrations: &Migrations,
) -> Result<Vec<String>, OpenError> {
    let mut pending = MigrationSource::<Sqlite>::migrations(&migrations.sqlite)
        .map_err(|error| failed("list", error.as_ref()))?;
    pending.sort_unstable_by(|one, other| one.name().version().cmp(&other.name().version()));
    let done = connection
        .applied_migrations()
        .map_err(|error| failed("list", error.as_ref()))?;
    if !done.is_empty() && !has_table(connection, migrations.landmark)? {
        return Err(OpenError::OtherService);
    }
    for version in done {
        let Some(index) = pending
            .iter()
            .position(|migration| migration.name().version() == version)
        else {
            return Err(OpenError::SchemaTooNew {
                version: version.to_string(),
            });
        };
        pending.remove(index);
    }
    let mut applied = Vec::with_capacity(pending.len());
    for migration in pending {
        let name = name_of(migration.as_ref());
        connection
            .run_migration(migration.as_ref())
            .map_err(|error| failed(&name, error.as_ref()))?;
        applied.push(name);
    }
    Ok(applied)
}

fn has_table(connection: &mut SqliteConnection, name: &str) -> Result<bool, OpenError> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        tables: i64,
    }
    let query = "SELECT count(*) AS tables FROM sqlite_master WHERE type = 'table' AND name = ?";
    let count: Count = sql_query(query)
        .bind::<Text, _>(name)
        .get_result(connection)?;
    Ok(0 < count.tables)
}

fn name_of(migration: &dyn Migration<Sqlite>) -> String {
    migration.name().to_string()
}

fn failed(name: &str, error: &(dyn std::error::Error + Send + Sync + 'static)) -> OpenError {
    OpenError::Migration {
        name: name.to_owned(),
        reason: error.to_string(),
    }
}
