//! What the process that pulls tells those that do not, where several use one PostgreSQL database.

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, DbError};

use super::schema::pulling;

/// What is told: the words are the puller's.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = pulling)]
pub struct Pulling {
    /// How often everything had been forgotten when it was so ([`super::cursor::rebuilds`]).
    pub rebuilds: i64,
    /// The number of the state.
    pub state: i16,
    /// The head when last heard of.
    pub head_sequence: i64,
    /// What stands in the way, in words; empty if nothing does.
    pub problem: String,
}

/// What was told last; `None` when nothing was, or it was lost with the server.
pub fn read(connection: &mut AnyConnection) -> Result<Option<Pulling>, DbError> {
    let told = pulling::table
        .filter(pulling::id.eq(1))
        .select(Pulling::as_select())
        .first(connection)
        .optional()?;
    Ok(told)
}

/// Tells it, in place of what was told before. A file has one process, and so nobody to tell.
pub fn tell(connection: &mut AnyConnection, told: &Pulling) -> Result<(), DbError> {
    if let AnyConnection::Postgres(postgres) = connection {
        diesel::insert_into(pulling::table)
            .values((pulling::id.eq(1), told))
            .on_conflict(pulling::id)
            .do_update()
            .set(told)
            .execute(postgres)?;
    }
    Ok(())
}
