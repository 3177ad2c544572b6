//! The feed's head: one row, the only lock (design §1.4).

use diesel::backend::Backend;
use diesel::dsl::{AsSelect, IsNotNull, SqlTypeOf};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Text};
use hotline_common::db::AnyConnection;

use super::StoreError;
use super::row::{Row, read_one};
use super::schema::feed_head;
use crate::domain::event::Recorded;

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
    /// The id of the key that sealed the last private part; empty where there is none.
    pub sealing_key: String,
    /// Whether Citus is there, which may keep tables in shards: then a statement writes into one table only.
    pub may_be_spread: bool,
}

/// The only row's key.
const ID: i32 = 1;
/// Citus's list of the tables that it knows of.
const CITUS: &str = "pg_dist_partition";
/// The number of the lock beside the row: "intake" in ASCII.
const LOCK: i64 = 0x69_6e_74_61_6b_65;

#[declare_sql_function]
extern "SQL" {
    /// Takes the lock of a number until the transaction ends. It gives `void`, of which nothing is asked but that it is not null.
    fn pg_advisory_xact_lock(number: BigInt) -> Nullable<Text>;

    /// The table of a name, if there is one.
    fn to_regclass(name: Text) -> Nullable<Oid>;
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = feed_head)]
struct HeadRow {
    id: i32,
    feed_id: Vec<u8>,
    time_zone: String,
    last_sequence: i64,
    registry_sequence: i64,
    sealing_key: String,
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
            sealing_key: self.sealing_key,
            may_be_spread: false,
        })
    }
}

/// The head; `None` in a database that was just made.
pub fn find_head(connection: &mut AnyConnection) -> Result<Option<Head>, StoreError> {
    let head = feed_head::table.filter(feed_head::id.eq(ID));
    // Without a limit: SQLite would prepare the statement anew for the number that is bound to it.
    match connection {
        AnyConnection::Sqlite(sqlite) => {
            let row = head.select(HeadRow::as_select()).get_result(sqlite);
            read_one(row.optional()?)
        }
        AnyConnection::Postgres(postgres) => {
            let row = head.select(on_server()).get_result(postgres);
            read_on_server(row.optional()?)
        }
    }
}

/// What is asked of the head on PostgreSQL.
fn on_server() -> (AsSelect<HeadRow, Pg>, IsNotNull<to_regclass<&'static str>>) {
    (HeadRow::as_select(), to_regclass(CITUS).is_not_null())
}

fn read_on_server(row: Option<(HeadRow, bool)>) -> Result<Option<Head>, StoreError> {
    let Some((row, may_be_spread)) = row else {
        return Ok(None);
    };
    let head = row.read()?;
    Ok(Some(Head {
        may_be_spread,
        ..head
    }))
}

/// Writes the head of a new database. `false` where there is one already, which another process made: waits for its transaction.
pub fn create_head(connection: &mut AnyConnection, head: &Head) -> Result<bool, StoreError> {
    let row = HeadRow {
        id: ID,
        feed_id: head.feed_id.to_vec(),
        time_zone: head.time_zone.clone(),
        last_sequence: head.last_sequence,
        registry_sequence: head.registry_sequence,
        sealing_key: head.sealing_key.clone(),
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
                .select(on_server())
                .filter(pg_advisory_xact_lock(LOCK).is_not_null())
                .for_update()
                .get_result(postgres);
            read_on_server(row.optional()?)?
        }
    }
    .ok_or_else(|| StoreError::corrupt(HeadRow::TABLE, ID))
}

/// Writes down the key that seals from now on. The head is locked.
pub(super) fn set_sealing_key(
    connection: &mut AnyConnection,
    head: &mut Head,
    key_id: &str,
) -> Result<(), StoreError> {
    diesel::update(feed_head::table.filter(feed_head::id.eq(ID)))
        .set(feed_head::sealing_key.eq(key_id))
        .execute(connection)?;
    key_id.clone_into(&mut head.sealing_key);
    Ok(())
}

impl Head {
    /// Takes in that events were recorded, in their order; gives what writes it down. `None` where there are none.
    pub(super) fn advance(&mut self, events: &[Recorded]) -> Option<Advance> {
        self.last_sequence = events.last()?.sequence;
        let of_registry = events.iter().rfind(|it| it.event.is_of_registry());
        if let Some(last) = of_registry {
            self.registry_sequence = last.sequence;
        }
        Some(Advance {
            last_sequence: self.last_sequence,
            registry_sequence: self.registry_sequence,
        })
    }
}

/// Moves the head, which is locked. (Diesel's own update would be prepared anew each time.)
pub(super) struct Advance {
    last_sequence: i64,
    registry_sequence: i64,
}

impl<DB> QueryFragment<DB> for Advance
where
    DB: Backend,
    i32: ToSql<SqlTypeOf<feed_head::id>, DB>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE feed_head SET last_sequence = ");
        out.push_bind_param::<SqlTypeOf<feed_head::last_sequence>, _>(&self.last_sequence)?;
        out.push_sql(", registry_sequence = ");
        out.push_bind_param::<SqlTypeOf<feed_head::registry_sequence>, _>(&self.registry_sequence)?;
        out.push_sql(" WHERE id = ");
        out.push_bind_param::<SqlTypeOf<feed_head::id>, _>(&ID)
    }
}

impl QueryId for Advance {
    type QueryId = Advance;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<Connection> RunQueryDsl<Connection> for Advance {}
