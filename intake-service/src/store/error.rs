//! What can go wrong in the store.

use hotline_common::db::DbError;

use crate::vault::OpenError;

/// Why the store cannot answer. Holds no stored value but the key of a row.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database failed.
    #[error("a query of the ledger failed")]
    Database(#[from] DbError),
    /// A row is not of the form that this version knows, or one that must be there is missing.
    #[error("corrupt row in table {table}, key {key}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The row's primary key.
        key: String,
    },
    /// A batch is to be saved that changed a record which is not in its world: a defect of ours.
    #[error("a batch changed {subject} without knowing it")]
    NotInWorld {
        /// The record's resource name.
        subject: String,
    },
    /// A sealed value cannot be opened.
    #[error("a sealed value in table {table}, key {key} cannot be opened")]
    Sealed {
        /// The table.
        table: &'static str,
        /// The row's primary key.
        key: String,
        /// Why.
        source: OpenError,
    },
    /// No random numbers are to be had.
    #[error("the system gives no random numbers")]
    Random(#[from] getrandom::Error),
}

impl StoreError {
    /// A row that must be there is missing.
    pub(crate) fn missing(table: &'static str, key: &str) -> StoreError {
        StoreError::corrupt(table, key)
    }

    pub(super) fn corrupt(table: &'static str, key: impl std::fmt::Display) -> StoreError {
        StoreError::Corrupt {
            table,
            key: key.to_string(),
        }
    }
}

impl From<diesel::result::Error> for StoreError {
    fn from(error: diesel::result::Error) -> StoreError {
        StoreError::Database(error.into())
    }
}
