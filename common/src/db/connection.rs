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
}
