//! For tests: a database of their own, of the kind that this run of the tests is for.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use tempfile::TempDir;

use crate::db::DatabaseUrl;

/// SQL that makes a database of the server look as if it had the extension Citus: for a superuser.
pub const CITUS: &str = include_str!("testing/citus.sql");

/// The variable that names a PostgreSQL server for tests, as a URL with a database from which others may be made. Where it is not set,
/// tests run on SQLite.
pub const POSTGRES: &str = "TEST_POSTGRES_URL";

/// The server's URL, when this run is for PostgreSQL.
pub fn postgres() -> Option<String> {
    std::env::var(POSTGRES).ok().filter(|url| !url.is_empty())
}

/// An empty database of one test, and a directory beside it; both go when this is dropped.
#[derive(Debug)]
pub struct Scratch {
    url: DatabaseUrl,
    directory: TempDir,
    /// The server and the name of the database, on PostgreSQL.
    made: Option<(String, String)>,
}

impl Scratch {
    /// A new one: on the server of [`POSTGRES`], else a file.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn new() -> Scratch {
        let directory = tempfile::tempdir().expect("a directory for a test");
        match postgres() {
            Some(server) => Scratch::on_server(server, directory),
            None => Scratch {
                url: DatabaseUrl::sqlite(&directory.path().join("test.db")).expect("a path"),
                directory,
                made: None,
            },
        }
    }

    fn on_server(server: String, directory: TempDir) -> Scratch {
        let name = unique_name();
        execute(&server, &format!("CREATE DATABASE {name}"));
        Scratch {
            url: on(&server, &name).parse().expect("a URL"),
            directory,
            made: Some((server, name)),
        }
    }

    /// Where the database is.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// The URL as a service is given it.
    pub fn url_text(&self) -> String {
        match &self.made {
            Some((server, name)) => on(server, name),
            None => self.url.to_string(),
        }
    }

    /// The directory, for other files.
    pub fn directory(&self) -> &std::path::Path {
        self.directory.path()
    }
}

impl Default for Scratch {
    fn default() -> Scratch {
        Scratch::new()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.made
            // Its server may be gone already; then so is the database.
            && let Ok(mut connection) = PgConnection::establish(server)
        {
            let _ = connection.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

/// The URL of another database of the same server.
///
/// # Panics
/// When the server's URL names no database.
pub fn on(server: &str, name: &str) -> String {
    let (address, parameters) = server
        .split_once('?')
        .map_or((server, String::new()), |(address, parameters)| {
            (address, format!("?{parameters}"))
        });
    let (host, _) = address.rsplit_once('/').expect("a database in the URL");
    format!("{host}/{name}{parameters}")
}

fn execute(server: &str, statement: &str) {
    let mut connection = PgConnection::establish(server).expect("the server for tests");
    connection.batch_execute(statement).expect(statement);
}

/// Tests run in many processes at once.
fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let nanos = now.map_or(0, |elapsed| elapsed.as_nanos());
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("test_{}_{nanos}_{count}", std::process::id())
}
