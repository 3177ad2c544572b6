//! The database: one connection type over the backends, a pool to read from, transactions to write in.
//!
//! Query functions take a connection and never open a transaction; [`Database::read`], [`Database::write`] and
//! [`write_transaction`] are the places that do.

mod by_keys;
mod connection;
mod database;
mod distribute;
mod error;
mod lease;
mod migrate;
mod postgres;
mod rows;
mod sqlite;
mod transaction;
mod url;

pub use by_keys::{Among, KEYS, among};
pub use connection::{AnyConnection, MultiBackend, MultiField, MultiRawValue, MultiRow};
pub use database::Database;
pub use distribute::{DistributeError, Spread};
pub use error::{Constraint, DbError, OpenError};
pub use lease::{Holder, Lease};
pub use migrate::Migrations;
pub use rows::{Returning, Row, Rows, write_rows};
pub use transaction::{empty_log, write_transaction};
pub use url::{DatabaseUrl, InvalidDatabaseUrl};
