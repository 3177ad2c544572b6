//! What is asked of Citus. It is not here: functions that write down what they are called with stand in for it.

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};
use hotline_common::db::{AnyConnection, Database, DbError, DistributeError, Spread};
use hotline_common::testing::{CITUS, Scratch, postgres};

use crate::database::FIRST;

const TABLES: [Spread; 3] = [
    Spread::Reference { table: "words" },
    Spread::Distributed {
        table: "notes",
        column: "id",
        beside: None,
    },
    Spread::Distributed {
        table: "marks",
        column: "note",
        beside: Some("notes"),
    },
];

/// The tables of the test, one of which Citus knows of, and keeps on one node.
const MORE_TABLES: &str = "
    CREATE TABLE words (id INTEGER PRIMARY KEY);
    CREATE TABLE marks (note BIGINT PRIMARY KEY);
    INSERT INTO pg_dist_partition VALUES ('notes', 'n', NULL, 0, 's');";

fn calls(database: &Database) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        call: String,
    }
    let calls = database.read_blocking(|connection| {
        let AnyConnection::Postgres(session) = connection else {
            return Ok(Vec::new());
        };
        let rows: Vec<Row> =
            sql_query("SELECT call FROM stand_in_calls ORDER BY number").load(session)?;
        Ok::<_, DbError>(rows.into_iter().map(|row| row.call).collect())
    });
    calls.unwrap()
}

#[test]
fn tables_are_distributed_once_and_in_order() {
    let scratch = Scratch::new();
    let database = Database::open_blocking(scratch.url().clone(), &FIRST).unwrap();
    if postgres().is_none() {
        assert_eq!(database.distribute(&TABLES), Err(DistributeError::File));
        return;
    }
    assert_eq!(database.distribute(&TABLES), Err(DistributeError::NoCitus));
    let mut connection = database.open_writer().unwrap();
    connection.batch_execute(CITUS).unwrap();
    connection.batch_execute(MORE_TABLES).unwrap();
    assert_eq!(
        database.distribute(&TABLES),
        Ok(vec!["words", "notes", "marks"])
    );
    let called = ["words", "notes id hash none", "marks note hash notes"];
    assert_eq!(calls(&database), called);

    assert_eq!(database.distribute(&TABLES), Ok(vec![]));
    assert_eq!(calls(&database), called);
}

#[test]
fn what_the_database_refuses_is_named_and_the_rest_can_be_done_later() {
    if postgres().is_none() {
        return;
    }
    let scratch = Scratch::new();
    let database = Database::open_blocking(scratch.url().clone(), &FIRST).unwrap();
    let mut connection = database.open_writer().unwrap();
    connection.batch_execute(CITUS).unwrap();
    connection.batch_execute(MORE_TABLES).unwrap();
    connection
        .batch_execute("ALTER TABLE notes RENAME TO others")
        .unwrap();
    let refused = database.distribute(&TABLES).unwrap_err();
    assert!(
        matches!(&refused, DistributeError::Table { table: "notes", .. }),
        "{refused}"
    );
    connection
        .batch_execute("ALTER TABLE others RENAME TO notes")
        .unwrap();
    assert_eq!(database.distribute(&TABLES), Ok(vec!["notes", "marks"]));
}
