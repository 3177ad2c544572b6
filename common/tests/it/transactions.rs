//! What a transaction promises.

use diesel::RunQueryDsl as _;
use diesel::connection::SimpleConnection as _;
use hotline_common::db::{AnyConnection, Constraint, Database, DbError, write_transaction};

use hotline_common::testing::{Scratch, postgres};

use crate::database::{FIRST, add_note, insert, notes};

async fn open(scratch: &Scratch) -> Database {
    Database::open(scratch.url().clone(), &FIRST).await.unwrap()
}

#[tokio::test]
async fn selects_of_one_read_agree() {
    let scratch = Scratch::new();
    let database = open(&scratch).await;
    let other = database.clone();
    let (before, after) = database
        .read(move |connection| {
            let before = notes(connection)?;
            write_transaction(&mut other.open_writer()?, add_note)?;
            Ok::<_, DbError>((before, notes(connection)?))
        })
        .await
        .unwrap();
    assert_eq!((before, after), (0, 0));
    assert_eq!(database.read(notes).await.unwrap(), 1);
}

#[tokio::test]
async fn what_fails_is_rolled_back_and_the_next_goes_on() {
    let scratch = Scratch::new();
    let database = open(&scratch).await;
    let mut writer = database.open_writer().unwrap();
    let error = write_transaction(&mut writer, |connection| {
        add_note(connection)?;
        Err::<(), _>(DbError::NotFound)
    });
    assert_eq!(error, Err(DbError::NotFound));
    let duplicate = write_transaction(&mut writer, |connection| {
        let twice = insert(connection, 1);
        connection.batch_execute(&format!("{twice}; {twice}"))?;
        Ok(())
    });
    assert_eq!(
        duplicate,
        Err(DbError::Constraint {
            kind: Constraint::Unique,
            name: match postgres() {
                None => "notes.id".to_owned(),
                Some(_) => "notes_pkey".to_owned(),
            }
        })
    );
    write_transaction(&mut writer, add_note).unwrap();
    assert_eq!(database.read(notes).await.unwrap(), 1);
}

#[tokio::test]
async fn a_full_disk_refuses_one_transaction_and_not_the_next() {
    if postgres().is_some() {
        return;
    }
    let scratch = Scratch::new();
    let database = open(&scratch).await;
    let mut writer = database.open_writer().unwrap();
    let large = |connection: &mut AnyConnection| {
        add_note(connection)?;
        connection.batch_execute("INSERT INTO notes (body) VALUES (zeroblob(1000000))")?;
        Ok::<_, DbError>(())
    };
    writer.batch_execute("PRAGMA max_page_count = 20").unwrap();
    assert_eq!(write_transaction(&mut writer, large), Err(DbError::Full));
    assert_eq!(database.read(notes).await.unwrap(), 0);
    write_transaction(&mut writer, add_note).unwrap();
    writer
        .batch_execute("PRAGMA max_page_count = 100000")
        .unwrap();
    write_transaction(&mut writer, large).unwrap();
    assert_eq!(database.read(notes).await.unwrap(), 3);
}

#[test]
fn writers_that_read_first_take_turns() {
    let scratch = Scratch::new();
    let database = Database::open_blocking(scratch.url().clone(), &FIRST).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut writer = database.open_writer().unwrap();
                for _ in 0..50 {
                    // The id comes from what was read: a lost update would be a duplicate.
                    write_transaction(&mut writer, |connection| {
                        // SQLite's transaction holds the lock already.
                        if let AnyConnection::Postgres(postgres) = connection {
                            diesel::sql_query("LOCK TABLE notes IN EXCLUSIVE MODE")
                                .execute(postgres)
                                .map_err(DbError::from)?;
                        }
                        let next = notes(connection)? + 1;
                        let insert = insert(connection, next);
                        connection.batch_execute(&insert)?;
                        Ok::<_, DbError>(())
                    })
                    .unwrap();
                }
            });
        }
    });
    assert_eq!(database.read_blocking(notes).unwrap(), 100);
}

#[tokio::test]
async fn a_panic_commits_nothing_and_the_next_goes_on() {
    let scratch = Scratch::new();
    let database = open(&scratch).await;
    let written = database
        .write(|connection| {
            add_note(connection)?;
            assert_eq!(notes(connection)?, 7, "a defect");
            Ok::<_, DbError>(())
        })
        .await;
    assert_eq!(written, Err(DbError::Interrupted));
    for _ in 0..20 {
        let read = database.read(|connection| {
            assert_eq!(notes(connection)?, 7, "a defect");
            Ok::<_, DbError>(())
        });
        assert_eq!(read.await, Err(DbError::Interrupted));
    }
    database.write(add_note).await.unwrap();
    assert_eq!(database.read(notes).await.unwrap(), 1);
}
