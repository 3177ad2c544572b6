//! What can go wrong with a database, without the values that were in it.

use std::path::PathBuf;
use std::time::Duration;

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, DeserializeFieldError, Error};

/// A query or transaction failed. Neither its text nor its causes hold a stored or bound value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DbError {
    /// No such row where one was asked for.
    #[error("no such row")]
    NotFound,
    /// A row broke a rule of the schema.
    #[error("{kind} violated: {name}")]
    Constraint {
        /// Which kind of rule.
        kind: Constraint,
        /// The constraint, or the columns it is about, as the database names it.
        name: String,
    },
    /// The disk is full (`SQLITE_FULL`, or PostgreSQL's "No space left on device"): the transaction was rolled back, later ones may succeed.
    #[error("the database's disk is full")]
    Full,
    /// Reading or writing the disk failed (`SQLITE_IOERR`). What was committed last may not be on disk: stop, do not retry.
    #[error("reading or writing the database's disk failed")]
    Fatal,
    /// The file is damaged or not a database.
    #[error("the database file is damaged")]
    Corrupt,
    /// Another writer held the lock for too long.
    #[error("the database is locked by another writer")]
    Busy,
    /// No connection became free in time.
    #[error("no database connection became free within {} s", .0.as_secs())]
    Unavailable(Duration),
    /// The connection is lost or could not be opened. Nothing of the transaction was committed.
    #[error("no connection to the database: {0}")]
    Disconnected(String),
    /// The connection was lost during the commit: it may be on disk or not.
    #[error("the connection to the database was lost during a commit")]
    CommitUnknown,
    /// Transactions got into each other's way, and this one was rolled back: it may be tried again.
    #[error("the transaction was rolled back in favour of another")]
    Contended,
    /// A stored value is not of the form that this version knows.
    #[error("a stored value cannot be read{}", column.as_ref().map(|name| format!(", column {name}")).unwrap_or_default())]
    Decode {
        /// The column, where it is known.
        column: Option<String>,
    },
    /// The task that ran the query ended without an answer (it panicked or the process is stopping).
    #[error("the database task ended early")]
    Interrupted,
    /// Anything else: a defect of ours.
    #[error("the database refused: {0}")]
    Other(String),
}

/// A kind of rule that a schema enforces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Constraint {
    /// `UNIQUE` or a primary key.
    Unique,
    /// A foreign key.
    ForeignKey,
    /// `NOT NULL`.
    NotNull,
    /// `CHECK`.
    Check,
}

impl std::fmt::Display for Constraint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Constraint::Unique => "unique constraint",
            Constraint::ForeignKey => "foreign key",
            Constraint::NotNull => "not-null constraint",
            Constraint::Check => "check constraint",
        })
    }
}

impl From<Error> for DbError {
    fn from(error: Error) -> DbError {
        match error {
            Error::NotFound => DbError::NotFound,
            Error::DatabaseError(kind, information) => from_database(kind, information.as_ref()),
            Error::DeserializationError(cause) => DbError::Decode {
                column: cause
                    .downcast_ref::<DeserializeFieldError>()
                    .and_then(|field| field.field_name.clone()),
            },
            // The commit failed first; that the rollback failed as well only follows from it.
            Error::RollbackErrorOnCommit { commit_error, .. } => DbError::from(*commit_error),
            // Its text may hold the value that could not be written.
            Error::SerializationError(_) => DbError::Other("a value cannot be stored".to_owned()),
            Error::BrokenTransactionManager => {
                DbError::Disconnected("a transaction broke off".to_owned())
            }
            Error::InvalidCString(_) => DbError::Other("a statement holds a NUL".to_owned()),
            Error::AlreadyInTransaction => {
                DbError::Other("a transaction is open already".to_owned())
            }
            Error::NotInTransaction => DbError::Other("no transaction is open".to_owned()),
            Error::RollbackTransaction => {
                DbError::Other("the transaction was rolled back".to_owned())
            }
            _ => DbError::Other("an unexpected error of the query builder".to_owned()),
        }
    }
}

fn from_database(kind: DatabaseErrorKind, information: &dyn DatabaseErrorInformation) -> DbError {
    let constraint = |kind| DbError::Constraint {
        kind,
        name: information
            .constraint_name()
            .map_or_else(|| constraint_name(information.message()), str::to_owned),
    };
    match kind {
        DatabaseErrorKind::UniqueViolation => constraint(Constraint::Unique),
        DatabaseErrorKind::ForeignKeyViolation => constraint(Constraint::ForeignKey),
        DatabaseErrorKind::NotNullViolation => constraint(Constraint::NotNull),
        DatabaseErrorKind::CheckViolation => constraint(Constraint::Check),
        DatabaseErrorKind::ClosedConnection => DbError::Disconnected("it was closed".to_owned()),
        DatabaseErrorKind::SerializationFailure => DbError::Contended,
        // A server that was the first and is now a standby.
        DatabaseErrorKind::ReadOnlyTransaction => {
            DbError::Disconnected("the server takes no writes".to_owned())
        }
        // Diesel keeps SQLite's result code to itself; its texts are fixed in SQLite's source.
        _ => match information.message() {
            "database or disk is full" => DbError::Full,
            "disk I/O error" => DbError::Fatal,
            "database disk image is malformed" | "file is not a database" => DbError::Corrupt,
            // The last one and what follows are PostgreSQL's words; Diesel keeps its codes to itself too. In another language they are
            // `Other`, unless the session ended.
            "database is locked"
            | "database table is locked"
            | "canceling statement due to lock timeout" => DbError::Busy,
            "deadlock detected" => DbError::Contended,
            message if message.ends_with("No space left on device") => DbError::Full,
            message if message.starts_with("terminating connection") => {
                DbError::Disconnected("the server ended it".to_owned())
            }
            message => DbError::Other(without_value(message).to_owned()),
        },
    }
}

/// `UNIQUE constraint failed: calls.id` → `calls.id`.
fn constraint_name(message: &str) -> String {
    without_value(
        message
            .split_once("failed: ")
            .map_or("unnamed", |(_, name)| name),
    )
    .to_owned()
}

/// Cuts off what a database quotes after a colon: `invalid input syntax for type uuid: "138…"`.
fn without_value(message: &str) -> &str {
    message.split_once(": \"").map_or(message, |(text, _)| text)
}

/// A database could not be opened or brought up to date.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The directory of the file is missing.
    #[error("the directory {} of the database does not exist; create it (mkdir -p {}) or give another --database-url", .0.display(), .0.display())]
    NoDirectory(PathBuf),
    /// The file cannot be opened.
    #[error("the database {file} cannot be opened: {reason}", file = file.display())]
    Unopened {
        /// The file.
        file: PathBuf,
        /// What the database library says.
        reason: String,
    },
    /// The SQLite library has a known defect in its write-ahead log.
    #[error(
        "SQLite {found} is too old: its write-ahead log can lose data; at least {} is needed",
        super::sqlite::MINIMUM_VERSION_TEXT
    )]
    SqliteTooOld {
        /// The version found.
        found: String,
    },
    /// A setting that durability depends on did not take.
    #[error(
        "SQLite did not accept {setting} = {wanted}, it stays {found}; is the file on a local disk that allows locking?"
    )]
    Setting {
        /// The pragma.
        setting: &'static str,
        /// The value it must have.
        wanted: &'static str,
        /// The value it has.
        found: String,
    },
    /// The schema was made by a later version of the program.
    #[error(
        "the database's schema is newer than this program (it has migration {version}); use the version that made it, or a later one"
    )]
    SchemaTooNew {
        /// The newest migration that this program does not know.
        version: String,
    },
    /// The database was made by another program.
    #[error("the database belongs to another service; give this one its own --database-url")]
    OtherService,
    /// A migration failed; the schema is as it was before.
    #[error("migration {name} failed, the schema is unchanged: {reason}")]
    Migration {
        /// The migration's name.
        name: String,
        /// What the database says.
        reason: String,
    },
    /// The server does not answer or does not let us in.
    #[error("the database server cannot be used: {0}")]
    Unreachable(String),
    /// The server is too old.
    #[error("PostgreSQL {found} is too old: at least version 13 is needed")]
    PostgresTooOld {
        /// The version found.
        found: String,
    },
    /// A setting of the server with which data would be lost.
    #[error(
        "the database server has {setting} = {found}, and data could be lost; set it to {wanted}"
    )]
    ServerSetting {
        /// The setting.
        setting: &'static str,
        /// The value it must have.
        wanted: &'static str,
        /// The value it has.
        found: String,
    },
    /// A query failed.
    #[error("the database cannot be prepared")]
    Query(#[from] DbError),
}

impl From<Error> for OpenError {
    fn from(error: Error) -> OpenError {
        OpenError::Query(error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database(kind: DatabaseErrorKind, message: &str) -> DbError {
        DbError::from(Error::DatabaseError(kind, Box::new(message.to_owned())))
    }

    #[test]
    fn a_full_disk_an_io_error_and_a_lock_are_told_apart() {
        let unknown = |message| database(DatabaseErrorKind::Unknown, message);
        assert_eq!(unknown("database or disk is full"), DbError::Full);
        assert_eq!(unknown("disk I/O error"), DbError::Fatal);
        assert_eq!(unknown("database is locked"), DbError::Busy);
        assert_eq!(
            unknown("database disk image is malformed"),
            DbError::Corrupt
        );
        assert_eq!(
            unknown("no such table: x"),
            DbError::Other("no such table: x".to_owned())
        );
    }

    #[test]
    fn a_failed_commit_counts_although_its_rollback_failed_too() {
        let error = Error::RollbackErrorOnCommit {
            rollback_error: Box::new(Error::NotInTransaction),
            commit_error: Box::new(Error::DatabaseError(
                DatabaseErrorKind::Unknown,
                Box::new("disk I/O error".to_owned()),
            )),
        };
        assert_eq!(DbError::from(error), DbError::Fatal);
    }

    #[test]
    fn no_value_gets_into_the_text() {
        let number = "13800138000";
        let errors = [
            database(
                DatabaseErrorKind::Unknown,
                &format!("invalid input syntax for type uuid: \"{number}\""),
            ),
            DbError::from(Error::DeserializationError(number.into())),
            DbError::from(Error::SerializationError(number.into())),
            DbError::from(Error::QueryBuilderError(number.into())),
        ];
        for error in errors {
            assert!(!format!("{error} {error:?}").contains(number), "{error}");
            assert!(std::error::Error::source(&error).is_none());
        }
    }

    #[test]
    fn a_broken_rule_is_named() {
        let error = database(
            DatabaseErrorKind::UniqueViolation,
            "UNIQUE constraint failed: calls.source, calls.source_id",
        );
        assert_eq!(
            error.to_string(),
            "unique constraint violated: calls.source, calls.source_id"
        );
    }
}
