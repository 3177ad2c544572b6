//! What only a server can do: refuse, restart, and lose a connection in the middle.

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::{Integer, Text};
use diesel::{Connection as _, PgConnection, RunQueryDsl as _, dsl::sql};
use hotline_common::db::{AnyConnection, Database, DbError, OpenError, write_transaction};
use hotline_common::testing::{Scratch, postgres};

use crate::database::{FIRST, add_note, notes};

/// A database of the server; nothing where this run of the tests is for SQLite.
fn scratch() -> Option<Scratch> {
    postgres().map(|_| Scratch::new())
}

fn setting(connection: &mut AnyConnection, name: &str) -> Result<String, DbError> {
    Ok(
        diesel::select(sql::<Text>(&format!("current_setting('{name}')")))
            .get_result(connection)?,
    )
}

fn session(connection: &mut AnyConnection) -> Result<i32, DbError> {
    Ok(diesel::select(sql::<Integer>("pg_backend_pid()")).get_result(connection)?)
}

/// Ends a session, as an administrator or a restart does.
fn end(scratch: &Scratch, session: i32) {
    let mut other = PgConnection::establish(&scratch.url_text()).unwrap();
    let statement = format!("SELECT pg_terminate_backend({session}, 10000)");
    other.batch_execute(&statement).unwrap();
}

#[tokio::test]
async fn every_session_waits_for_the_disk_and_frees_its_locks() {
    let Some(scratch) = scratch() else { return };
    // A careless administrator.
    let mut other = PgConnection::establish(&scratch.url_text()).unwrap();
    let name: String = diesel::select(sql::<Text>("current_database()"))
        .get_result(&mut other)
        .unwrap();
    other
        .batch_execute(&format!(
            "ALTER DATABASE {name} SET synchronous_commit = off"
        ))
        .unwrap();
    let database = Database::open(scratch.url().clone(), &FIRST).await.unwrap();
    let look = |connection: &mut AnyConnection| -> Result<_, DbError> {
        Ok([
            setting(connection, "synchronous_commit")?,
            setting(connection, "idle_in_transaction_session_timeout")?,
            setting(connection, "lock_timeout")?,
            setting(connection, "transaction_isolation")?,
        ])
    };
    assert_eq!(
        database.write(look).await.unwrap(),
        ["on", "10s", "10s", "read committed"]
    );
    assert_eq!(
        database.read(look).await.unwrap(),
        ["on", "10s", "10s", "repeatable read"]
    );
}

#[tokio::test]
async fn connections_that_died_are_replaced_before_anything_is_done_on_them() {
    let Some(scratch) = scratch() else { return };
    let database = Database::open(scratch.url().clone(), &FIRST).await.unwrap();
    database.write(add_note).await.unwrap();
    for _ in 0..3 {
        let reader = database.read(session).await.unwrap();
        let writer = database.write(session).await.unwrap();
        end(&scratch, reader);
        end(&scratch, writer);
        assert_eq!(database.read(notes).await, Ok(1));
        assert_ne!(database.write(session).await, Ok(writer));
    }
}

#[tokio::test]
async fn a_connection_lost_in_the_middle_commits_nothing_and_says_so() {
    let Some(scratch) = scratch() else { return };
    let database = Database::open(scratch.url().clone(), &FIRST).await.unwrap();
    let mut writer = database.open_writer().unwrap();
    let lost = write_transaction(&mut writer, |connection| {
        add_note(connection)?;
        end(&scratch, session(connection)?);
        add_note(connection)
    });
    assert!(matches!(lost, Err(DbError::Disconnected(_))), "{lost:?}");
    // A defect that `work` sees after the loss is not what the caller must know.
    let mut writer = database.open_writer().unwrap();
    let lost = write_transaction(&mut writer, |connection| {
        end(&scratch, session(connection)?);
        Err::<(), _>(DbError::NotFound)
    });
    assert!(matches!(lost, Err(DbError::Disconnected(_))), "{lost:?}");
    assert_eq!(database.read(notes).await, Ok(0));
}

#[tokio::test]
async fn a_connection_lost_before_the_commit_leaves_its_outcome_open() {
    let Some(scratch) = scratch() else { return };
    let database = Database::open(scratch.url().clone(), &FIRST).await.unwrap();
    let mut writer = database.open_writer().unwrap();
    let lost = write_transaction(&mut writer, |connection| {
        add_note(connection)?;
        end(&scratch, session(connection)?);
        Ok::<_, DbError>(())
    });
    assert_eq!(lost, Err(DbError::CommitUnknown));
}

#[tokio::test]
async fn a_server_that_is_away_is_said_to_be_without_its_password() {
    let url = "postgres://hotline:secret@127.0.0.1:1/hotline";
    let error = Database::open(url.parse().unwrap(), &FIRST)
        .await
        .unwrap_err();
    assert!(matches!(&error, OpenError::Unreachable(_)), "{error}");
    assert!(!error.to_string().contains("secret"), "{error}");
}
