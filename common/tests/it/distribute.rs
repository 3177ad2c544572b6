//! What is asked of Citus. It is not here, so functions of its names stand in for it and write down what they are called with.

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};
use hotline_common::db::{AnyConnection, Database, DbError, DistributeError, Spread};
use hotline_common::testing::{Scratch, postgres};

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

/// The functions have the signatures, and the list the columns, that Citus documents.
const STAND_IN: &str = "
    CREATE TABLE words (id INTEGER PRIMARY KEY);
    CREATE TABLE marks (note BIGINT PRIMARY KEY);
    CREATE TABLE calls (number SERIAL, call TEXT);
    CREATE TYPE distribution_type AS ENUM ('hash', 'range', 'append');
    CREATE TABLE pg_dist_partition (logicalrelid regclass, partmethod \"char\", partkey TEXT, colocationid INTEGER, repmodel \"char\");
    -- A table that Citus knows of, and keeps on one node.
    INSERT INTO pg_dist_partition VALUES ('notes', 'n', NULL, 0, 's');
    CREATE FUNCTION create_distributed_table(table_name regclass, distribution_column text,
        distribution_type distribution_type DEFAULT 'hash', colocate_with text DEFAULT 'default', shard_count int DEFAULT NULL)
    RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO calls (call) VALUES (concat_ws(' ', table_name, distribution_column, distribution_type, colocate_with));
        DELETE FROM pg_dist_partition WHERE logicalrelid = table_name;
        INSERT INTO pg_dist_partition VALUES (table_name, 'h', distribution_column, 1, 's');
    END $$;
    CREATE FUNCTION create_reference_table(table_name regclass) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO calls (call) VALUES (table_name);
        INSERT INTO pg_dist_partition VALUES (table_name, 'n', NULL, 2, 't');
    END $$;
    SET allow_system_table_mods = on;
    INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
        SELECT 1, 'citus', oid, (SELECT oid FROM pg_namespace WHERE nspname = 'public'), false, '12' FROM pg_roles WHERE rolname = current_user;
    SET allow_system_table_mods = off;";

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
        let rows: Vec<Row> = sql_query("SELECT call FROM calls ORDER BY number").load(session)?;
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
    connection.batch_execute(STAND_IN).unwrap();
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
    connection.batch_execute(STAND_IN).unwrap();
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
