//! Where transactions begin and end.

use diesel::connection::{
    AnsiTransactionManager, SimpleConnection as _, TransactionManager, TransactionManagerStatus,
};

use super::{AnyConnection, DbError, postgres};

/// Runs `work` in a writing transaction.
///
/// On SQLite it holds the write lock from its beginning. On PostgreSQL it is at READ COMMITTED, and holds what `work` locks: writers that
/// must take turns lock the same row first.
///
/// Commits when `work` succeeds and the commit is on disk; else rolls back and gives the error. Afterwards the
/// connection is fit for the next transaction, unless the error is [`DbError::Disconnected`] or [`DbError::CommitUnknown`]: then drop it.
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
    begin_writing(connection)?;
    run(connection, work)
}

/// Begins what [`run`] ends.
pub(super) fn begin_writing(connection: &mut AnyConnection) -> Result<(), DbError> {
    // On SQLite a deferred transaction that turns into a writing one gets "database is locked" in spite of the busy timeout.
    begin(
        connection,
        "BEGIN IMMEDIATE",
        "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
    )
}

/// Begins what [`run`] ends: one state of the database, so that several selects agree.
pub(super) fn begin_reading(connection: &mut AnyConnection) -> Result<(), DbError> {
    begin(
        connection,
        "BEGIN DEFERRED",
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    )
}

fn begin(
    connection: &mut AnyConnection,
    sqlite_text: &str,
    postgres_text: &str,
) -> Result<(), DbError> {
    let begun = match connection {
        AnyConnection::Sqlite(sqlite) => {
            AnsiTransactionManager::begin_transaction_sql(sqlite, sqlite_text)
        }
        AnyConnection::Postgres(postgres) => {
            AnsiTransactionManager::begin_transaction_sql(postgres, postgres_text)
        }
    };
    begun.map_err(|error| {
        let error = DbError::from(error);
        if abandon(connection) == Session::Lost {
            return lost(&error);
        }
        error
    })
}

/// After something was removed for good: makes sure that no log holds it any more. `false` where others that use the database did not let it;
/// try again later. For a connection without a transaction.
///
/// On PostgreSQL there is nothing to do: its write-ahead log is the server's, with its archive and standbys.
///
/// # Errors
/// When the database fails.
pub fn empty_log(connection: &mut AnyConnection) -> Result<bool, DbError> {
    match connection {
        AnyConnection::Sqlite(sqlite) => super::sqlite::empty_log(sqlite),
        AnyConnection::Postgres(_) => Ok(true),
    }
}

/// Runs `work` in the transaction that was begun, and ends it.
pub(super) fn run<T, E>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<DbError>,
{
    let value = match work(connection) {
        Ok(value) => value,
        Err(error) => {
            return Err(match abandon(connection) {
                Session::Usable => error,
                // Whatever `work` made of it: the session's end is what the caller must know.
                Session::Lost => lost(&DbError::Disconnected("it was lost".to_owned())).into(),
            });
        }
    };
    match AnyConnection::commit_transaction(connection) {
        Ok(()) => Ok(value),
        Err(error) => Err(match abandon(connection) {
            Session::Usable => DbError::from(error),
            Session::Lost => DbError::CommitUnknown,
        }
        .into()),
    }
}

/// Whether a session can go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Session {
    Usable,
    Lost,
}

/// Leaves no transaction open. SQLite may have rolled back by itself (a full disk), then there is nothing to
/// roll back, which Diesel would take for a broken connection.
fn abandon(connection: &mut AnyConnection) -> Session {
    match connection {
        AnyConnection::Sqlite(sqlite) => {
            let _ = sqlite.batch_execute("ROLLBACK");
            *AnsiTransactionManager::transaction_manager_status_mut(sqlite) =
                TransactionManagerStatus::default();
            Session::Usable
        }
        AnyConnection::Postgres(session) => {
            if postgres::end_transaction(session).is_err() {
                // For the pool: a connection in this state is not used again.
                AnsiTransactionManager::transaction_manager_status_mut(session).set_in_error();
                return Session::Lost;
            }
            *AnsiTransactionManager::transaction_manager_status_mut(session) =
                TransactionManagerStatus::default();
            Session::Usable
        }
    }
}

fn lost(error: &DbError) -> DbError {
    match error {
        DbError::Disconnected(_) => error.clone(),
        other => DbError::Disconnected(other.to_string()),
    }
}
