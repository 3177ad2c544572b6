//! Where transactions begin and end.

use diesel::connection::{
    AnsiTransactionManager, SimpleConnection as _, TransactionManager, TransactionManagerStatus,
};

use super::{AnyConnection, DbError};

/// Runs `work` in a transaction that holds the write lock from its first statement.
///
/// Commits when `work` succeeds and the commit is on disk; else rolls back and gives the error. Afterwards the
/// connection is fit for the next transaction, whatever happened.
///
/// # Errors
/// Whatever `work` gives, or the database when it cannot begin or commit.
pub fn write_transaction<T, E>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<DbError>,
{
    // A deferred transaction that turns into a writing one gets "database is locked" in spite of the busy timeout.
    let begin = |connection: &mut AnyConnection| match connection {
        AnyConnection::Sqlite(sqlite) => {
            AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE")
        }
    };
    transaction(connection, begin, work)
}

/// After something was removed for good: makes sure that no log holds it any more. `false` where others that use the database did not let it;
/// try again later. For a connection without a transaction.
///
/// # Errors
/// When the database fails.
pub fn empty_log(connection: &mut AnyConnection) -> Result<bool, DbError> {
    match connection {
        AnyConnection::Sqlite(sqlite) => super::sqlite::empty_log(sqlite),
    }
}

/// Runs `work` on one state of the database, so that several selects agree.
pub(super) fn read_transaction<T, E>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<DbError>,
{
    let begin = |connection: &mut AnyConnection| match connection {
        AnyConnection::Sqlite(sqlite) => {
            AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN DEFERRED")
        }
    };
    transaction(connection, begin, work)
}

fn transaction<T, E>(
    connection: &mut AnyConnection,
    begin: impl FnOnce(&mut AnyConnection) -> diesel::QueryResult<()>,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<DbError>,
{
    begin(connection).map_err(DbError::from)?;
    let outcome = work(connection).and_then(|value| {
        AnyConnection::commit_transaction(connection).map_err(DbError::from)?;
        Ok(value)
    });
    if outcome.is_err() {
        abandon(connection);
    }
    outcome
}

/// Leaves no transaction open. The database may have rolled back by itself (a full disk), then there is nothing to
/// roll back, which Diesel would take for a broken connection.
fn abandon(connection: &mut AnyConnection) {
    let _ = connection.batch_execute("ROLLBACK");
    match connection {
        AnyConnection::Sqlite(sqlite) => {
            *AnsiTransactionManager::transaction_manager_status_mut(sqlite) =
                TransactionManagerStatus::default();
        }
    }
}
