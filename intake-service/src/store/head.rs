//! The feed's head: one row, the only lock (design §1.4).

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use hotline_common::db::AnyConnection;

use super::StoreError;
use super::row::{Row, read_one};
use super::schema::feed_head;

/// Where the ledger stands, and what was fixed when its database was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The feed's id.
    pub feed_id: [u8; 16],
    /// The hotline's zone: an IANA name.
    pub time_zone: String,
    /// The last sequence; 0 in an empty ledger.
    pub last_sequence: i64,
    /// The sequence of the last event that changed the registry; 0 before the first.
    pub registry_sequence: i64,
}

/// The only row's key.
const ID: i32 = 1;
/// Takes the lock of a number ("intake" in ASCII) until the transaction ends; always true.
const LOCK: &str = "pg_advisory_xact_lock(x'696e74616b65'::int8) IS NOT NULL";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = feed_head)]
struct HeadRow {
    id: i32,
    feed_id: Vec<u8>,
    time_zone: String,
    last_sequence: i64,
    registry_sequence: i64,
}

impl Row for HeadRow {
    type Record = Head;
    const TABLE: &'static str = "feed_head";

    fn key(&self) -> String {
        self.id.to_string()
    }

    fn record(self) -> Option<Head> {
        Some(Head {
            feed_id: self.feed_id.try_into().ok()?,
            time_zone: self.time_zone,
            last_sequence: self.last_sequence,
            registry_sequence: self.registry_sequence,
        })
    }
}

/// The head; `None` in a database that was just made.
pub fn find_head(connection: &mut AnyConnection) -> Result<Option<Head>, StoreError> {
    let row = feed_head::table
        .filter(feed_head::id.eq(ID))
        .select(HeadRow::as_select())
        // Without a limit: SQLite would prepare the statement anew for the number that is bound to it.
        .get_result(connection)
        .optional()?;
    read_one(row)
}

/// Writes the head of a new database. `false` where there is one already, which another process made: waits for its transaction.
pub fn create_head(connection: &mut AnyConnection, head: &Head) -> Result<bool, StoreError> {
    let row = HeadRow {
        id: ID,
        feed_id: head.feed_id.to_vec(),
        time_zone: head.time_zone.clone(),
        last_sequence: head.last_sequence,
        registry_sequence: head.registry_sequence,
    };
    let made = match connection {
        AnyConnection::Sqlite(sqlite) => diesel::insert_or_ignore_into(feed_head::table)
            .values(row)
            .execute(sqlite)?,
        AnyConnection::Postgres(postgres) => diesel::insert_into(feed_head::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(postgres)?,
    };
    Ok(0 < made)
}

/// The head, locked until the transaction ends. The first statement of every writing transaction of the ledger.
///
/// SQLite's `BEGIN IMMEDIATE` holds the lock already, so that this only reads. On PostgreSQL it is `SELECT … FOR UPDATE`, and the lock of a number beside it:
/// on a cluster the row can be had as soon as the transaction is committed on its own node, the number only after it is committed on all.
pub fn lock_head(connection: &mut AnyConnection) -> Result<Head, StoreError> {
    match connection {
        AnyConnection::Sqlite(_) => find_head(connection)?,
        AnyConnection::Postgres(postgres) => {
            let row = feed_head::table
                .filter(feed_head::id.eq(ID))
                .select(HeadRow::as_select())
                .filter(sql::<Bool>(LOCK))
                .for_update()
                .first(postgres)
                .optional()?;
            read_one(row)?
        }
    }
    .ok_or_else(|| StoreError::corrupt(HeadRow::TABLE, ID))
}

/// Moves the head. The last statement of a writing transaction.
pub fn advance_head(
    connection: &mut AnyConnection,
    last_sequence: i64,
    registry_sequence: i64,
) -> Result<(), StoreError> {
    diesel::update(feed_head::table.filter(feed_head::id.eq(ID)))
        .set((
            feed_head::last_sequence.eq(last_sequence),
            feed_head::registry_sequence.eq(registry_sequence),
        ))
        .execute(connection)?;
    Ok(())
}
