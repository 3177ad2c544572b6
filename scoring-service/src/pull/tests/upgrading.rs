//! A database of the version before records were kept as logs.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use hotline_common::db::{Database, DatabaseUrl, DbError};
use hotline_common::time::Month;
use tempfile::TempDir;

use crate::store;
use crate::store::cursor::Cursor;

const INITIAL: &str = include_str!("../../../migrations/sqlite/2026-11-23-000000_initial/up.sql");
const PULLED: &str = r#"
    CREATE TABLE __diesel_schema_migrations (
        version VARCHAR(50) PRIMARY KEY NOT NULL,
        run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
    );
    INSERT INTO __diesel_schema_migrations (version) VALUES ('20261123000000');
    UPDATE cursor SET feed_cursor = 'feed-1:9', sequence = 9, head_sequence = 9, time_zone = 'Asia/Shanghai', applied = 1;
    INSERT INTO calls VALUES (1, 24185, 1, 1, NULL, NULL);
    INSERT INTO tallies VALUES (24185, '', 200, 16600, 1);
    INSERT INTO policies VALUES (24185, '{"effective":"2015-06","weights":{"satisfaction":6,"completion":3,"supervision":1},
        "completion_measure":"OnTimeCompletion","grade_weights":[1000,900,600,300,0],"cut_off_day":12,"cut_off_date":null}', 'h', 1);
    INSERT INTO rankings VALUES (24185, 1, 'h', '', 'c', 'f', 'text', 1, 9, 'feed-1:9', 6, 16600, '', 1, x'00', x'00');
"#;

#[test]
fn an_older_database_is_pulled_again_and_keeps_its_policies_and_sealed_revisions() {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("scoring.db");
    let mut old = SqliteConnection::establish(path.to_str().expect("a path")).expect("a database");
    old.batch_execute(INITIAL).expect("the schema of before");
    old.batch_execute(PULLED).expect("what was pulled");
    drop(old);

    let url = DatabaseUrl::sqlite(&path).expect("a path");
    let database = Database::open_blocking(url, &store::MIGRATIONS).expect("it is moved on");
    let june = Month::new(2015, 6).expect("a month");
    database
        .read_blocking(|connection| {
            assert_eq!(store::cursor::read(connection)?, Cursor::default());
            assert_eq!(
                store::tallies::of_month(connection, june)?.rows().count(),
                0
            );
            let policy = store::policies::in_force(connection, june)?.expect("the policy");
            assert_eq!(
                (policy.policy.cut_off_day, policy.policy.measures),
                (12, vec![])
            );
            let sealed = store::rankings::latest(connection, june)?.expect("the revision");
            assert_eq!((sealed.revision, sealed.canonical.as_str()), (1, "text"));
            Ok::<_, DbError>(())
        })
        .expect("everything is there");
}
