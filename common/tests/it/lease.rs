//! Which of several sessions has a right.

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Integer;
use diesel::{RunQueryDsl as _, dsl::sql};
use hotline_common::db::{AnyConnection, Database, DbError, Holder, Lease};
use hotline_common::testing::{Scratch, postgres};

use crate::database::FIRST;

const NUMBER: i64 = 7;

async fn open() -> (Scratch, Database) {
    let scratch = Scratch::new();
    let database = Database::open(scratch.url().clone(), &FIRST).await.unwrap();
    (scratch, database)
}

async fn holder(lease: &Lease) -> Result<Holder, DbError> {
    lease.renew(|_, holder| Ok(holder)).await
}

#[tokio::test]
async fn one_session_has_it_until_it_gives_it_back() {
    let (_scratch, database) = open().await;
    let Some(first) = database.lease(NUMBER) else {
        assert!(postgres().is_none(), "only a file has one process");
        return;
    };
    let second = database.lease(NUMBER).unwrap();
    let other = database.lease(NUMBER + 1).unwrap();
    assert_eq!(holder(&first).await, Ok(Holder::Us));
    assert_eq!(holder(&second).await, Ok(Holder::Another));
    assert_eq!(holder(&other).await, Ok(Holder::Us));
    assert_eq!(holder(&first).await, Ok(Holder::Us));
    first.release().await;
    assert_eq!(holder(&second).await, Ok(Holder::Us));
    assert_eq!(holder(&first).await, Ok(Holder::Another));
}

#[tokio::test]
async fn who_loses_the_session_loses_the_right_and_hears_of_it() {
    let (_scratch, database) = open().await;
    let Some(first) = database.lease(NUMBER) else {
        return;
    };
    let second = database.lease(NUMBER).unwrap();
    let session = first.renew(|connection, _| {
        Ok::<i32, DbError>(
            diesel::select(sql::<Integer>("pg_backend_pid()")).get_result(connection)?,
        )
    });
    let session = session.await.unwrap();
    let end = move |connection: &mut AnyConnection| {
        let statement = format!("SELECT pg_terminate_backend({session}, 10000)");
        Ok::<_, DbError>(connection.batch_execute(&statement)?)
    };
    database.write(end).await.unwrap();
    assert_eq!(holder(&second).await, Ok(Holder::Us));
    assert!(matches!(
        holder(&first).await,
        Err(DbError::Disconnected(_))
    ));
    assert_eq!(holder(&first).await, Ok(Holder::Another));
}

#[tokio::test]
async fn work_that_fails_gives_the_right_back() {
    let (_scratch, database) = open().await;
    let Some(first) = database.lease(NUMBER) else {
        return;
    };
    let failed = first.renew(|_, _| Err::<(), _>(DbError::NotFound)).await;
    assert_eq!(failed, Err(DbError::NotFound));
    let second = database.lease(NUMBER).unwrap();
    assert_eq!(holder(&second).await, Ok(Holder::Us));
}

#[tokio::test]
async fn a_holder_that_falls_silent_is_ended_by_the_server() {
    let (_scratch, database) = open().await;
    let Some(lease) = database.lease(NUMBER) else {
        return;
    };
    let limit = lease.renew(|connection, _| {
        let limit = sql::<diesel::sql_types::Text>("current_setting('idle_session_timeout', true)");
        Ok::<String, DbError>(diesel::select(limit).get_result(connection)?)
    });
    assert_eq!(limit.await.unwrap(), "10s");
}
