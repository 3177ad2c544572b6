//! What the tests have in common: a store of their own, a feed made by hand, an intake that serves it.

mod feed;
mod intake;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use hotline_common::db::{AnyConnection, Database, DbError};
use hotline_common::testing::Scratch;
use hotline_common::time::{Moment, Month};

use crate::clock::Clock;
use crate::live::Memory;
use crate::pull::{self, Problem};
use crate::store::{self, cursor::Cursor};

pub(crate) use feed::{Feed, moment};
pub(crate) use intake::FakeIntake;

/// The zone of every test.
pub(crate) const ZONE: &str = "Asia/Shanghai";

/// June 2015.
pub(crate) fn june() -> Month {
    Month::new(2015, 6).expect("a month")
}

/// A store in a database of its own.
pub(crate) struct Store {
    pub(crate) database: Database,
    pub(crate) scratch: Scratch,
}

impl Store {
    pub(crate) fn new() -> Store {
        let scratch = Scratch::new();
        let database =
            Database::open_blocking(scratch.url().clone(), &store::MIGRATIONS).expect("a database");
        Store { database, scratch }
    }

    /// With a feed pulled into it.
    pub(crate) fn with(feed: &Feed) -> Store {
        let store = Store::new();
        store.pull(feed).expect("a sound feed");
        store
    }

    /// Applies what the feed holds beyond the cursor, in one batch.
    pub(crate) fn pull(&self, feed: &Feed) -> Result<Cursor, Problem> {
        self.write(|connection| {
            let from = store::cursor::read(connection)?;
            pull::apply(
                connection,
                &from,
                vec![feed.batch_after(from.sequence)?],
                now(),
                &Memory::default(),
            )
        })
    }

    pub(crate) fn read<T, E: From<DbError>>(
        &self,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.database.read_blocking(work)
    }

    pub(crate) fn write<T, E: From<DbError>>(
        &self,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.database.open_writer().expect("a connection");
        hotline_common::db::write_transaction(&mut connection, work)
    }

    /// Runs SQL as an operator might.
    pub(crate) fn execute(&self, sql: &str) -> Result<(), DbError> {
        use diesel::connection::SimpleConnection as _;
        self.write(|connection| Ok(connection.batch_execute(sql)?))
    }

    /// Lets nobody into the database, on PostgreSQL, and ends all sessions; or lets everybody in again.
    pub(crate) fn admit(&self, everybody: bool) {
        use diesel::Connection as _;
        use diesel::connection::SimpleConnection as _;
        let server = hotline_common::testing::postgres().expect("a server");
        let url = self.scratch.url_text();
        let address = url.split('?').next().expect("an address");
        let (_, name) = address.rsplit_once('/').expect("a database");
        let mut connection = diesel::PgConnection::establish(&server).expect("the server");
        // Two transactions: nobody may come in between.
        for statement in [
            format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {everybody}"),
            format!(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
                WHERE NOT {everybody} AND datname = '{name}'"
            ),
        ] {
            connection.batch_execute(&statement).expect(name);
        }
    }

    /// Everything that pulling writes, as text.
    pub(crate) fn dump(&self) -> String {
        const TABLES: [&str; 8] = [
            "units",
            "categories",
            "topics",
            "orders",
            "assignments",
            "records",
            "former_places",
            "tallies",
        ];
        self.read(|connection| {
            let tables = TABLES.map(|table| (table.to_owned(), dump_table(connection, table)));
            tables.into_iter().try_fold(String::new(), joined)
        })
        .expect("a dump")
    }

    /// Everything there is in the database, as text.
    pub(crate) fn dump_all(&self) -> String {
        self.read(|connection| {
            let names = match connection {
                AnyConnection::Sqlite(_) => {
                    "SELECT name AS line FROM sqlite_master WHERE type = 'table' ORDER BY name"
                }
                AnyConnection::Postgres(_) => {
                    "SELECT tablename::text AS line FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
                }
            };
            let names = lines(connection, names)?;
            let tables = names
                .into_iter()
                .map(|table| (table.clone(), dump_table(connection, &table)))
                .collect::<Vec<_>>();
            tables.into_iter().try_fold(String::new(), joined)
        })
        .expect("a dump")
    }
}

fn joined(
    mut dump: String,
    (table, rows): (String, Result<Vec<String>, DbError>),
) -> Result<String, DbError> {
    for row in rows? {
        dump.extend([table.as_str(), " ", &row, "\n"]);
    }
    Ok(dump)
}

fn dump_table(connection: &mut AnyConnection, table: &str) -> Result<Vec<String>, DbError> {
    if let AnyConnection::Postgres(_) = connection {
        let rows =
            format!(r#"SELECT one::text COLLATE "C" AS line FROM {table} AS one ORDER BY 1"#);
        return lines(connection, &rows);
    }
    let columns = lines(
        connection,
        &format!("SELECT name AS line FROM pragma_table_info('{table}')"),
    )?;
    let quoted: Vec<String> = columns
        .iter()
        .map(|column| format!("quote({column})"))
        .collect();
    lines(
        connection,
        &format!(
            "SELECT {} AS line FROM {table} ORDER BY 1",
            quoted.join(" || ' ' || ")
        ),
    )
}

/// What a query answers in its only column, `line`.
fn lines(connection: &mut AnyConnection, query: &str) -> Result<Vec<String>, DbError> {
    use diesel::prelude::*;
    use diesel::sql_types::Text;
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = Text)]
        line: String,
    }
    let query = diesel::sql_query(query);
    let lines: Vec<Line> = match connection {
        AnyConnection::Sqlite(sqlite) => query.load(sqlite)?,
        AnyConnection::Postgres(postgres) => query.load(postgres)?,
    };
    Ok(lines.into_iter().map(|line| line.line).collect())
}

/// After the cut-off of June 2015, before that of July.
pub(crate) fn now() -> Moment {
    moment("2015-07-11T09:00:00+08:00")
}

/// A clock that tests set.
#[derive(Clone)]
pub(crate) struct TestClock(Arc<AtomicI64>);

impl TestClock {
    pub(crate) fn at(now: Moment) -> TestClock {
        TestClock(Arc::new(AtomicI64::new(now.micros())))
    }

    pub(crate) fn set(&self, now: Moment) {
        self.0.store(now.micros(), Ordering::SeqCst);
    }

    pub(crate) fn clock(&self) -> Clock {
        let micros = Arc::clone(&self.0);
        Clock::new(move || {
            Moment::from_micros(micros.load(Ordering::SeqCst)).expect("within bounds")
        })
    }
}
