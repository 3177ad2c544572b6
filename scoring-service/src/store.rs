//! What scoring keeps, one kind of thing a file.
//!
//! Functions take a connection and open no transaction: whoever calls them holds one, by
//! [`Database::read`](hotline_common::db::Database::read) or [`Database::write`](hotline_common::db::Database::write).
//! Saving differs between backends and is in [`save`] alone.

pub mod cursor;
pub mod pulling;
pub mod registry;

pub mod assignments;
pub mod cases;
pub mod months;
pub mod orders;
pub mod records;
pub mod supervisions;

pub mod policies;
pub mod rankings;
pub mod requests;
pub mod tallies;

pub mod save;

#[cfg(test)]
mod tests;

mod log;
mod schema;
mod values;

use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use hotline_common::db::{Migrations, Spread};

/// The schema's migrations.
pub static MIGRATIONS: Migrations = Migrations {
    sqlite: SQLITE,
    postgres: POSTGRES,
    landmark: "ranking_rows",
};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The tables that a cluster shares. An order and its assignments lie on one node, since they are joined; the others are only looked up by their
/// keys or months. What every batch changes together with the cursor, is small or has triggers, stays whole where clients connect: the cursor, the
/// tallies, former places, policies, requests and sealed revisions.
pub const SPREADS: [Spread; 6] = [
    Spread::Reference { table: "units" },
    Spread::Reference {
        table: "categories",
    },
    Spread::Reference { table: "topics" },
    Spread::Distributed {
        table: "orders",
        column: "number",
        beside: None,
    },
    Spread::Distributed {
        table: "assignments",
        column: "order_number",
        beside: Some("orders"),
    },
    Spread::Distributed {
        table: "records",
        column: "id",
        beside: None,
    },
];

/// How many rows a page of a long reading has.
pub const PAGE: usize = 5_000;
