//! Both schemas can be distributed over a cluster of Citus. It is not here: functions of its names stand in for it, and refuse what Citus refuses.

use hotline_common::testing;
use hotline_tests::service::{Database, Launch, Program};
use tokio::process::Command;

use crate::support::directory;

/// By the documentation of Citus: every unique index holds the distribution column, co-located columns are of one type, and a distributed table has
/// no triggers and, as we want it, no foreign keys. Reference tables have no triggers either.
const STAND_IN: &str = "
    CREATE TYPE distribution_type AS ENUM ('hash', 'range', 'append');
    CREATE TABLE pg_dist_partition (logicalrelid regclass, partmethod \"char\", partkey text, colocationid integer, repmodel \"char\");
    CREATE FUNCTION must_have_none(what text, how_many bigint) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        IF 0 < how_many THEN RAISE EXCEPTION 'it has % %', how_many, what; END IF;
    END $$;
    CREATE FUNCTION create_distributed_table(table_name regclass, distribution_column text,
        distribution_type distribution_type DEFAULT 'hash', colocate_with text DEFAULT 'default', shard_count integer DEFAULT NULL)
    RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
        place smallint;
        own_type oid;
        other_type oid;
    BEGIN
        SELECT attnum, atttypid INTO STRICT place, own_type
            FROM pg_attribute WHERE attrelid = table_name AND attname = distribution_column;
        PERFORM must_have_none('unique indexes without the distribution column', count(*))
            FROM pg_index WHERE indrelid = table_name AND indisunique AND NOT place = ANY (indkey::smallint[]);
        PERFORM must_have_none('foreign keys', count(*))
            FROM pg_constraint WHERE contype = 'f' AND table_name IN (conrelid, confrelid);
        PERFORM must_have_none('triggers', count(*)) FROM pg_trigger WHERE tgrelid = table_name AND NOT tgisinternal;
        IF colocate_with <> 'none' THEN
            SELECT atttypid INTO STRICT other_type FROM pg_dist_partition JOIN pg_attribute
                ON attrelid = logicalrelid AND attname = partkey WHERE logicalrelid = colocate_with::regclass AND partmethod = 'h';
            PERFORM must_have_none('another type than the table beside it', (own_type <> other_type)::integer);
        END IF;
        INSERT INTO pg_dist_partition VALUES (table_name, 'h', distribution_column, 1, 's');
    END $$;
    CREATE FUNCTION create_reference_table(table_name regclass) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM must_have_none('triggers', count(*)) FROM pg_trigger WHERE tgrelid = table_name AND NOT tgisinternal;
        INSERT INTO pg_dist_partition VALUES (table_name, 'n', NULL, 2, 't');
    END $$;
    SET allow_system_table_mods = on;
    INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
        SELECT 1, 'citus', oid, (SELECT oid FROM pg_namespace WHERE nspname = 'public'), false, '12' FROM pg_roles WHERE rolname = current_user;
    SET allow_system_table_mods = off;";

/// Runs `migrate --distribute`; whether it succeeded, and all that it said.
async fn distribute(program: Program, database: &Database) -> (bool, String) {
    let mut command = Command::new(program.path().expect("it is built"));
    command.args(["migrate", "--distribute", "--database-url", &database.url()]);
    let output = command.env_clear().kill_on_drop(true).output().await;
    let output = output.expect("it runs");
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

/// Distributes a service's tables; `large` is one of the large ones, and has a column.
async fn is_distributed(program: Program, launch: &Launch, (large, column): (&str, &str)) {
    let database = launch.database();
    database.make();
    let (done, said) = distribute(program, database).await;
    assert!(!done, "{said}");
    if testing::postgres().is_none() {
        assert!(said.contains("give a postgres:// URL"), "{said}");
        return;
    }
    assert!(said.contains("CREATE EXTENSION citus"), "{said}");

    // What stands in the way of one table is said, and the others wait for it.
    database.execute(STAND_IN);
    database.execute(&format!("CREATE UNIQUE INDEX odd ON {large} ({column})"));
    let (done, said) = distribute(program, database).await;
    assert!(!done, "{said}");
    let refused = format!("the table {large} is not distributed");
    assert!(said.contains(&refused), "{said}");

    database.execute("DROP INDEX odd");
    let (done, said) = distribute(program, database).await;
    assert!(done, "{said}");
    assert!(said.contains(&format!("{large}: distributed")), "{said}");
    let (done, said) = distribute(program, database).await;
    assert!(done, "{said}");
    assert!(said.contains("distributed already"), "{said}");
}

#[tokio::test]
async fn the_tables_of_both_services_can_be_distributed() {
    let directory = directory();
    let directory = directory.path();
    let intake = Launch::intake(directory);
    is_distributed(Program::Intake, &intake, ("events", "check_value")).await;
    let scoring = Launch::scoring(directory, "http://127.0.0.1:9");
    is_distributed(Program::Scoring, &scoring, ("assignments", "log")).await;
}
