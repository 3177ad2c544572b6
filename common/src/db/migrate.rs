//! Brings the schema up to date when a service starts.

use diesel::backend::Backend;
use diesel::connection::SimpleConnection as _;
use diesel::migration::{Migration, MigrationSource};
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness};

use super::{AnyConnection, OpenError, write_transaction};

/// A service's migrations, one tree for each backend.
pub struct Migrations {
    /// The tree for SQLite.
    pub sqlite: EmbeddedMigrations,
    /// The tree for PostgreSQL, with the same names.
    pub postgres: EmbeddedMigrations,
    /// A table that the first migration makes and no other service has.
    pub landmark: &'static str,
}

impl std::fmt::Debug for Migrations {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Migrations").finish_non_exhaustive()
    }
}

/// Of the lock under which processes that start together on one PostgreSQL database take turns ("hotline" in ASCII).
const LOCK: i64 = 0x68_6f74_6c69_6e65;

/// Runs what is pending in one transaction: all of it or nothing, and only once when several processes start together.
pub(super) fn migrate(
    connection: &mut AnyConnection,
    migrations: &Migrations,
) -> Result<(), OpenError> {
    let applied = write_transaction(connection, |connection| {
        if let AnyConnection::Postgres(postgres) = connection {
            postgres.batch_execute(&format!("SELECT pg_advisory_xact_lock({LOCK})"))?;
        }
        let is_ours = has_table(connection, migrations.landmark)?;
        match connection {
            AnyConnection::Sqlite(sqlite) => apply(sqlite, &migrations.sqlite, is_ours),
            AnyConnection::Postgres(postgres) => apply(postgres, &migrations.postgres, is_ours),
        }
    })?;
    for migration in applied {
        tracing::info!(migration, "applied a migration");
    }
    Ok(())
}

/// The names of the migrations that were pending and are applied now.
fn apply<DB: Backend, C: MigrationHarness<DB>>(
    connection: &mut C,
    tree: &EmbeddedMigrations,
    is_ours: bool,
) -> Result<Vec<String>, OpenError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    let mut pending =
        MigrationSource::<DB>::migrations(tree).map_err(|error| failed("list", error.as_ref()))?;
    pending.sort_unstable_by(|one, other| one.name().version().cmp(&other.name().version()));
    let done = connection
        .applied_migrations()
        .map_err(|error| failed("list", error.as_ref()))?;
    if !done.is_empty() && !is_ours {
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

fn has_table(connection: &mut AnyConnection, name: &str) -> Result<bool, OpenError> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        tables: i64,
    }
    let count: Count = match connection {
        AnyConnection::Sqlite(sqlite) => sql_query(
            "SELECT count(*) AS tables FROM sqlite_master WHERE type = 'table' AND name = ?",
        )
        .bind::<Text, _>(name)
        .get_result(sqlite)?,
        AnyConnection::Postgres(postgres) => sql_query(
            "SELECT count(*) AS tables FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1",
        )
        .bind::<Text, _>(name)
        .get_result(postgres)?,
    };
    Ok(0 < count.tables)
}

fn name_of<DB: Backend>(migration: &dyn Migration<DB>) -> String {
    migration.name().to_string()
}

fn failed(name: &str, error: &(dyn std::error::Error + Send + Sync + 'static)) -> OpenError {
    OpenError::Migration {
        name: name.to_owned(),
        reason: error.to_string(),
    }
}
