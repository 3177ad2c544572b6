//! The connection that all queries are typed against.
#![expect(
    missing_docs,
    reason = "Diesel's derive makes items without documentation"
)]

/// A connection to any of the supported databases.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// An embedded file.
    Sqlite(diesel::SqliteConnection),
    /// A PostgreSQL server.
    Postgres(diesel::PgConnection),
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Refuses to write.
    Reader,
    /// Reads and writes.
    Writer,
}
