//! Bare Diesel: rows that a service has written, inserted once more into a database of the same tables by nothing but a loop.
//!
//! The same: the rows, all their columns, the tables with their keys and indexes (the service itself made the database), the settings of the
//! connection with an `fsync` each commit, statements that are prepared once. Different, and in the loop's favour: each row is inserted once, in its last
//! state; nothing is looked up, decided, sealed or answered; one table comes after the other.

use std::path::Path;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::deserialize::{FromSql, QueryableByName, Result as Deserialized};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::row::{Field as _, NamedRow, Row};
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use diesel::sqlite::{Sqlite, SqliteType};
use diesel::{SqliteConnection, sql_query};

use super::Failure;

/// Rows in a transaction.
const BATCH: usize = 1_000;

/// As the services set their writing connections.
const SETTINGS: &str = "
    PRAGMA busy_timeout = 10000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA temp_store = MEMORY;
    PRAGMA mmap_size = 0;
    PRAGMA cache_size = -16384;
    PRAGMA secure_delete = ON;
";

/// A connection with the settings of the services.
pub(super) fn open(file: &Path) -> Result<SqliteConnection, Failure> {
    let path = file.to_str().ok_or("the path is not UTF-8")?;
    let mut connection = SqliteConnection::establish(path)?;
    connection.batch_execute(SETTINGS)?;
    Ok(connection)
}

/// The rows of some tables.
#[derive(Debug)]
pub(super) struct Rows(Vec<Table>);

#[derive(Debug)]
struct Table {
    insert: String,
    rows: Vec<Values>,
}

/// The values of a row.
#[derive(Debug)]
struct Values(Vec<Value>);

#[derive(Debug)]
enum Value {
    Null,
    Integer(i64),
    Text(String),
    Blob(Vec<u8>),
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

impl Rows {
    /// Every row of every table that `wanted` names, in the order in which they were written as far as the tables tell.
    pub(super) fn read(file: &Path, wanted: impl Fn(&str) -> bool) -> Result<Rows, Failure> {
        let connection = &mut open(file)?;
        let tables = names(
            connection,
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'
             AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        )?;
        let mut read = Vec::new();
        for table in tables.into_iter().filter(|table| wanted(table)) {
            let columns = format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid");
            let columns = names(connection, &columns)?;
            let order = if columns.iter().any(|column| column == "sequence") {
                " ORDER BY sequence"
            } else {
                ""
            };
            let list = columns.join(", ");
            let rows = sql_query(format!("SELECT {list} FROM {table}{order}")).load(connection)?;
            read.push(Table {
                insert: format!("INSERT INTO {table} ({list}) VALUES ("),
                rows,
            });
        }
        if INSERTS.len() < read.len() {
            return Err("there are more tables than statements".into());
        }
        Ok(Rows(read))
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|table| table.rows.len()).sum()
    }

    /// Inserts them into a database whose tables are empty; how long that took.
    pub(super) fn insert(&self, file: &Path) -> Result<Duration, Failure> {
        let connection = &mut open(file)?;
        let started = Instant::now();
        for (table, insert) in self.0.iter().zip(INSERTS) {
            for batch in table.rows.chunks(BATCH) {
                connection.immediate_transaction(|connection| {
                    batch
                        .iter()
                        .try_for_each(|row| insert(connection, &table.insert, &row.0))
                })?;
            }
        }
        Ok(started.elapsed())
    }
}

fn names(connection: &mut SqliteConnection, query: &str) -> QueryResult<Vec<String>> {
    let names: Vec<Name> = sql_query(query).load(connection)?;
    Ok(names.into_iter().map(|name| name.name).collect())
}

impl QueryableByName<Sqlite> for Values {
    fn build<'a>(row: &impl NamedRow<'a, Sqlite>) -> Deserialized<Values> {
        let mut values = Vec::with_capacity(row.field_count());
        for index in 0..row.field_count() {
            let field = Row::get(row, index).ok_or("a column is missing")?;
            let value = field.value();
            let kind = value
                .as_ref()
                .and_then(diesel::sqlite::SqliteValue::value_type);
            values.push(match (value, kind) {
                (Some(value), Some(SqliteType::Long)) => {
                    Value::Integer(FromSql::<BigInt, Sqlite>::from_sql(value)?)
                }
                (Some(value), Some(SqliteType::Text)) => {
                    Value::Text(FromSql::<Text, Sqlite>::from_sql(value)?)
                }
                (Some(value), Some(SqliteType::Binary)) => {
                    Value::Blob(FromSql::<Binary, Sqlite>::from_sql(value)?)
                }
                (None, _) | (_, None) => Value::Null,
                (Some(_), Some(kind)) => {
                    return Err(format!("no table holds a {kind:?}").into());
                }
            });
        }
        Ok(Values(values))
    }
}

/// One insert. `TABLE` is what tells its prepared statement from those of other tables, as a type of the schema would.
struct Insert<'a, const TABLE: usize> {
    sql: &'a str,
    values: &'a [Value],
}

impl<const TABLE: usize> QueryId for Insert<'_, TABLE> {
    type QueryId = Insert<'static, TABLE>;
}

impl<const TABLE: usize> QueryFragment<Sqlite> for Insert<'_, TABLE> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql(self.sql);
        for (index, value) in self.values.iter().enumerate() {
            if 0 < index {
                pass.push_sql(", ");
            }
            match value {
                Value::Null => pass.push_bind_param::<Nullable<BigInt>, _>(&NULL)?,
                Value::Integer(value) => pass.push_bind_param::<BigInt, _>(value)?,
                Value::Text(value) => pass.push_bind_param::<Text, _>(value)?,
                Value::Blob(value) => pass.push_bind_param::<Binary, _>(value)?,
            }
        }
        pass.push_sql(")");
        Ok(())
    }
}

const NULL: Option<i64> = None;

impl<const TABLE: usize> RunQueryDsl<SqliteConnection> for Insert<'_, TABLE> {}

fn insert<const TABLE: usize>(
    connection: &mut SqliteConnection,
    sql: &str,
    values: &[Value],
) -> QueryResult<()> {
    let insert = Insert::<TABLE> { sql, values };
    insert.execute(connection).map(drop)
}

type InsertInto = fn(&mut SqliteConnection, &str, &[Value]) -> QueryResult<()>;

macro_rules! inserts {
    ($($table:literal)+) => { [$(insert::<$table>),+] };
}

/// One for each table.
const INSERTS: [InsertInto; 40] = inserts!(
    0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_inserted_as_they_were_read() {
        let directory = tempfile::tempdir().expect("a directory");
        let file = |name: &str| directory.path().join(name);
        let tables = "
            CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY, sequence INTEGER, name TEXT, body BLOB) STRICT;
            CREATE TABLE b (id INTEGER NOT NULL PRIMARY KEY) STRICT;
            CREATE TABLE other (id INTEGER NOT NULL PRIMARY KEY) STRICT;";
        for name in ["from", "to"] {
            let mut connection = open(&file(name)).expect("a database");
            connection.batch_execute(tables).expect("tables");
        }
        open(&file("from"))
            .expect("a database")
            .batch_execute(
                "INSERT INTO a VALUES (1, 2, 'x', x'00ff'), (2, 1, NULL, x''), (3, -9223372036854775808, '', NULL);
                 INSERT INTO b VALUES (7);
                 INSERT INTO other VALUES (8);",
            )
            .expect("rows");
        let rows = |name| Rows::read(&file(name), |table| table != "other").expect("rows");
        let from = rows("from");
        assert_eq!(from.count(), 4);
        from.insert(&file("to")).expect("inserts");
        assert_eq!(format!("{:?}", rows("to")), format!("{from:?}"));
        assert!(format!("{from:?}").contains("Blob([0, 255])"));
    }
}
