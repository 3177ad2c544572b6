//! Where a service under test keeps its data: a file, or a database of the throwaway server when this run is for PostgreSQL.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, SqliteConnection};
use hotline_common::testing;

/// A service's database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// A file of SQLite.
    File(PathBuf),
    /// A database of a server.
    Server {
        /// The URL of the server, with a database from which others may be made.
        server: String,
        /// The database.
        name: String,
    },
}

impl Database {
    /// That of a service whose files begin with this path.
    pub(super) fn of(path: &Path) -> Database {
        match testing::postgres() {
            Some(server) => Database::on(&server, path),
            None => Database::File(path.with_extension("db")),
        }
    }

    /// One on this server, named after a path.
    pub fn on(server: &str, path: &Path) -> Database {
        let mut hasher = DefaultHasher::new();
        path.hash(&mut hasher);
        Database::Server {
            server: server.to_owned(),
            name: format!("it_{}_{:016x}", std::process::id(), hasher.finish()),
        }
    }

    /// As it is given to a service.
    pub fn url(&self) -> String {
        match self {
            Database::File(file) => format!("sqlite:{}", file.display()),
            Database::Server { server, name } => testing::on(server, name),
        }
    }

    /// Its file, when it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Database::File(file) => Some(file),
            Database::Server { .. } => None,
        }
    }

    /// Makes it on its server, unless it is there; a file is made by the service.
    ///
    /// # Panics
    /// When the server does not.
    pub fn make(&self) {
        let Database::Server { server, name } = self else {
            return;
        };
        let mut connection = connect(server);
        if count(
            &mut connection,
            &format!("SELECT count(*) AS value FROM pg_database WHERE datname = '{name}'"),
        ) == 0
        {
            run(&mut connection, &format!("CREATE DATABASE {name}"));
        }
    }

    /// Executes a statement, as somebody's hand in the database would.
    ///
    /// # Panics
    /// When it fails.
    pub fn execute(&self, statement: &str) {
        match self {
            Database::File(file) => {
                let mut connection = SqliteConnection::establish(&file.to_string_lossy())
                    .expect("the database opens");
                connection.batch_execute(statement).expect(statement);
            }
            Database::Server { .. } => run(&mut connect(&self.url()), statement),
        }
    }

    /// Puts a copy of it, which nobody uses at present, in the place of another of the same kind.
    ///
    /// # Panics
    /// When it cannot be copied.
    pub fn copy_to(&self, other: &Database) {
        match (self, other) {
            (Database::File(from), Database::File(to)) => copy_file(from, to),
            (Database::Server { server, name }, Database::Server { name: to, .. }) => {
                let mut connection = connect(server);
                run(
                    &mut connection,
                    &format!("DROP DATABASE IF EXISTS {to} WITH (FORCE)"),
                );
                run(
                    &mut connection,
                    &format!("CREATE DATABASE {to} TEMPLATE {name}"),
                );
            }
            _ => panic!("two kinds of databases"),
        }
    }

    /// Everything of it that is on disk, each file with its name; of a file also the log of what was written, and a backup. (The log of a
    /// server is that of all tests.)
    ///
    /// # Panics
    /// When it cannot be read.
    pub fn on_disk(&self) -> Vec<(String, Vec<u8>)> {
        let files = match self {
            Database::File(file) => {
                let backup = file.with_extension("backup");
                let _ = std::fs::remove_file(&backup);
                self.execute(&format!("VACUUM INTO '{}'", backup.display()));
                vec![file.clone(), backup, with_end(file, "-wal")]
            }
            Database::Server { .. } => self.files_of_server(),
        };
        let read = |file: PathBuf| {
            let bytes = std::fs::read(&file).unwrap_or_default();
            (file.to_string_lossy().into_owned(), bytes)
        };
        files.into_iter().map(read).collect()
    }

    fn files_of_server(&self) -> Vec<PathBuf> {
        #[derive(QueryableByName)]
        struct Directory {
            #[diesel(sql_type = Text)]
            value: String,
        }
        let mut connection = connect(&self.url());
        run(&mut connection, "CHECKPOINT");
        let data: Directory =
            diesel::sql_query("SELECT current_setting('data_directory') AS value")
                .get_result(&mut connection)
                .expect("a directory");
        let database = count(
            &mut connection,
            "SELECT oid::bigint AS value FROM pg_database WHERE datname = current_database()",
        );
        let data = PathBuf::from(data.value);
        std::fs::read_dir(data.join("base").join(database.to_string()))
            .expect("a directory of the server")
            .map(|entry| entry.expect("a file").path())
            .filter(|path| path.is_file())
            .collect()
    }
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

fn count(connection: &mut PgConnection, query: &str) -> i64 {
    let number: Number = diesel::sql_query(query)
        .get_result(connection)
        .expect(query);
    number.value
}

fn connect(url: &str) -> PgConnection {
    PgConnection::establish(url).expect("the server for tests")
}

fn run(connection: &mut PgConnection, statement: &str) {
    connection.batch_execute(statement).expect(statement);
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(end);
    path.into()
}

fn copy_file(from: &Path, to: &Path) {
    for end in ["", "-wal", "-shm"] {
        match std::fs::copy(with_end(from, end), with_end(to, end)) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let _ = std::fs::remove_file(with_end(to, end));
            }
            Err(error) => panic!("{error}"),
        }
    }
}
