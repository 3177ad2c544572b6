//! How a database is opened.

use std::path::Path;
use std::sync::{Arc, Barrier};

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::{BigInt, Text};
use diesel::{RunQueryDsl as _, dsl::sql};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use hotline_common::db::{AnyConnection, Database, DatabaseUrl, DbError, Migrations, OpenError};
use hotline_common::testing::{Scratch, postgres};

pub(crate) static FIRST: Migrations = Migrations {
    sqlite: embed_migrations!("tests/schema/sqlite/first"),
    postgres: embed_migrations!("tests/schema/postgres/first"),
    landmark: "notes",
};
static SECOND: Migrations = Migrations {
    sqlite: embed_migrations!("tests/schema/sqlite/second"),
    postgres: embed_migrations!("tests/schema/postgres/second"),
    landmark: "notes",
};
static BROKEN: Migrations = Migrations {
    sqlite: embed_migrations!("tests/schema/sqlite/broken"),
    postgres: embed_migrations!("tests/schema/postgres/broken"),
    landmark: "notes",
};
static NONE: Migrations = Migrations {
    sqlite: EmbeddedMigrations::new(&[]),
    postgres: EmbeddedMigrations::new(&[]),
    landmark: "notes",
};

fn url(directory: &Path) -> DatabaseUrl {
    DatabaseUrl::sqlite(&directory.join("test.db")).unwrap()
}

fn number(connection: &mut AnyConnection, query: &str) -> Result<i64, DbError> {
    Ok(diesel::select(sql::<BigInt>(query)).get_result(connection)?)
}

pub(crate) fn notes(connection: &mut AnyConnection) -> Result<i64, DbError> {
    number(connection, "(SELECT count(*) FROM notes)")
}

pub(crate) fn add_note(connection: &mut AnyConnection) -> Result<(), DbError> {
    Ok(connection.batch_execute(match connection {
        AnyConnection::Sqlite(_) => "INSERT INTO notes (body) VALUES (x'00')",
        AnyConnection::Postgres(_) => "INSERT INTO notes (body) VALUES ('\\x00')",
    })?)
}

/// A note with an id, when it is carried out.
pub(crate) fn insert(connection: &AnyConnection, id: i64) -> String {
    match connection {
        AnyConnection::Sqlite(_) => format!("INSERT INTO notes VALUES ({id}, x'00')"),
        AnyConnection::Postgres(_) => format!("INSERT INTO notes VALUES ({id}, '\\x00')"),
    }
}

fn settings(connection: &mut AnyConnection) -> Result<(String, [i64; 3]), DbError> {
    let journal = diesel::select(sql::<Text>(
        "(SELECT journal_mode FROM pragma_journal_mode)",
    ))
    .get_result(connection)?;
    Ok((
        journal,
        [
            number(connection, "(SELECT synchronous FROM pragma_synchronous)")?,
            number(connection, "(SELECT foreign_keys FROM pragma_foreign_keys)")?,
            number(connection, "(SELECT timeout FROM pragma_busy_timeout)")?,
        ],
    ))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_connection_is_durable_and_checks_foreign_keys() {
    let directory = tempfile::tempdir().unwrap();
    let database = Database::open(url(directory.path()), &FIRST).await.unwrap();
    let wanted = ("wal".to_owned(), [2, 1, 10_000]);

    // Both readers wait for each other, so they are two connections.
    let both = Arc::new(Barrier::new(2));
    let read = |both: Arc<Barrier>| {
        database.read(move |connection| {
            both.wait();
            settings(connection)
        })
    };
    let (one, other) = tokio::join!(read(Arc::clone(&both)), read(both));
    assert_eq!(one.unwrap(), wanted);
    assert_eq!(other.unwrap(), wanted);
    assert_eq!(database.write(settings).await.unwrap(), wanted);
    assert_eq!(
        settings(&mut database.open_writer().unwrap()).unwrap(),
        wanted
    );
}

#[tokio::test]
async fn a_reader_cannot_write() {
    let scratch = Scratch::new();
    let database = Database::open(scratch.url().clone(), &FIRST).await.unwrap();
    let error = database.read(add_note).await.unwrap_err();
    let expected = match postgres() {
        None => DbError::Other("attempt to write a readonly database".to_owned()),
        Some(_) => DbError::Disconnected("the server takes no writes".to_owned()),
    };
    assert_eq!(error, expected);
}

#[tokio::test]
async fn an_older_schema_is_brought_up_to_date_and_keeps_its_rows() {
    let scratch = Scratch::new();
    let database = Database::open(scratch.url().clone(), &FIRST).await.unwrap();
    database.write(add_note).await.unwrap();
    drop(database);
    let database = Database::open(scratch.url().clone(), &SECOND)
        .await
        .unwrap();
    assert_eq!(database.read(notes).await.unwrap(), 1);
    let authors =
        |connection: &mut AnyConnection| number(connection, "(SELECT count(*) FROM authors)");
    assert_eq!(database.read(authors).await.unwrap(), 0);
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_left_alone() {
    let scratch = Scratch::new();
    drop(
        Database::open(scratch.url().clone(), &SECOND)
            .await
            .unwrap(),
    );
    for older in [&FIRST, &NONE] {
        let error = Database::open(scratch.url().clone(), older)
            .await
            .unwrap_err();
        assert!(matches!(&error, OpenError::SchemaTooNew { .. }), "{error}");
        assert!(error.to_string().contains("newer than this program"));
    }
    drop(
        Database::open(scratch.url().clone(), &SECOND)
            .await
            .unwrap(),
    );
}

#[tokio::test]
async fn a_failing_migration_leaves_nothing_behind() {
    let scratch = Scratch::new();
    let error = Database::open(scratch.url().clone(), &BROKEN)
        .await
        .unwrap_err();
    assert!(
        matches!(&error, OpenError::Migration { name, .. } if name.ends_with("half")),
        "{error}"
    );
    // Had the first part stayed, the schema would be newer than this.
    let database = Database::open(scratch.url().clone(), &NONE).await.unwrap();
    let tables = |connection: &mut AnyConnection| {
        let query = match connection {
            AnyConnection::Sqlite(_) => {
                "(SELECT count(*) FROM sqlite_schema WHERE name IN ('notes', 'halves'))"
            }
            AnyConnection::Postgres(_) => {
                "(SELECT count(*) FROM pg_tables WHERE tablename IN ('notes', 'halves'))"
            }
        };
        number(connection, query)
    };
    assert_eq!(database.read(tables).await.unwrap(), 0);
}

#[test]
fn processes_that_start_together_migrate_once() {
    let scratch = Scratch::new();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let database = Database::open_blocking(scratch.url().clone(), &SECOND).unwrap();
                assert_eq!(database.read_blocking(notes).unwrap(), 0);
            });
        }
    });
}

#[tokio::test]
async fn a_missing_directory_is_named_with_what_to_do() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("absent");
    let error = Database::open(url(&missing), &FIRST).await.unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains(&format!("mkdir -p {}", missing.display())),
        "{text}"
    );
    assert!(!missing.exists());
}

#[tokio::test]
async fn what_is_no_database_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("test.db");
    let text = "a letter, not a database\n".repeat(100);
    std::fs::write(&file, &text).unwrap();
    let error = Database::open(url(directory.path()), &FIRST)
        .await
        .unwrap_err();
    assert!(matches!(&error, OpenError::Unopened { .. }), "{error}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    let error = Database::open(DatabaseUrl::sqlite(directory.path()).unwrap(), &FIRST)
        .await
        .unwrap_err();
    assert!(matches!(&error, OpenError::Unopened { .. }), "{error}");
}

#[tokio::test]
async fn the_database_of_another_service_is_refused_and_left_alone() {
    static OTHER: Migrations = Migrations {
        sqlite: embed_migrations!("tests/schema/sqlite/first"),
        postgres: embed_migrations!("tests/schema/postgres/first"),
        landmark: "what_the_other_service_has",
    };
    let scratch = Scratch::new();
    Database::open(scratch.url().clone(), &FIRST).await.unwrap();
    let refused = Database::open(scratch.url().clone(), &OTHER).await;
    assert!(
        matches!(refused, Err(OpenError::OtherService)),
        "{refused:?}"
    );
    Database::open(scratch.url().clone(), &FIRST).await.unwrap();
}
