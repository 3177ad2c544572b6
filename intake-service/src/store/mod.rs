//! What intake keeps, one kind of thing a file.
//!
//! Functions take a connection and open no transaction: whoever calls them holds one, by
//! [`Database::read`](hotline_common::db::Database::read) or [`write_transaction`](hotline_common::db::write_transaction).
//! Saving differs between backends; those parts are in one file each.

mod error;

// The ledger.
pub mod data_keys;
pub mod head;
pub mod load;
pub mod requests;
pub mod save;
mod save_postgres;
mod save_sqlite;
pub mod sealing;
mod sealing_keys;

// What is read beside it.
pub mod feed;
pub mod masked;
pub mod personal;
pub mod purging;
pub mod records;
pub mod reveals;
pub mod timeline;

// The records, one kind a file.
pub mod activities;
pub mod appreciations;
pub mod assignments;
pub mod calendars;
pub mod calls;
pub mod corrections;
pub mod deadline_rules;
pub mod exclusions;
pub mod extensions;
pub mod leader_sessions;
pub mod registry;
pub mod return_visits;
pub mod supervisions;
pub mod typical_cases;
pub mod work_orders;

// How all this is stored.
mod codec;
mod events;
mod filters;
mod private;
mod row;
mod schema;
mod spread;

use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use hotline_common::db::Migrations;

pub use error::StoreError;
pub use filters::Filter;
pub use return_visits::Parent;
pub use spread::SPREADS;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The schema's migrations.
pub static MIGRATIONS: Migrations = Migrations {
    sqlite: SQLITE,
    postgres: POSTGRES,
    landmark: "feed_head",
};

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    reason = "a test fails where its own database does"
)]
mod tests;
