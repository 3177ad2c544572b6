//! What scoring keeps, one kind of thing a file.
//!
//! Functions take a connection and open no transaction: whoever calls them holds one, by
//! [`Database::read`](hotline_common::db::Database::read) or [`Database::write`](hotline_common::db::Database::write).
//! Saving differs between backends and is in [`save`] alone.

pub mod cursor;
pub mod pulling;
pub mod registry;

pub mod assignments;
pub mod months;
pub mod orders;
pub mod records;
pub mod supervisions;

pub mod policies;
pub mod rankings;
pub mod requests;
pub mod tallies;

pub mod save;

mod log;
mod schema;
mod values;

use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use hotline_common::db::Migrations;

/// The schema's migrations.
pub static MIGRATIONS: Migrations = Migrations {
    sqlite: SQLITE,
    postgres: POSTGRES,
    landmark: "ranking_rows",
};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// How many rows a page of a long reading has.
pub const PAGE: usize = 5_000;

/// How many keys one query asks for at most: a statement has a limited number of variables.
const KEYS: usize = 1_000;
