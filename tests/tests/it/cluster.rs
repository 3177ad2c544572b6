//! Both schemas can be distributed over a cluster of Citus. It is not here: functions that refuse what it refuses stand in for it.

use hotline_common::testing;
use hotline_tests::service::{Database, Launch, Program};
use tokio::process::Command;

use crate::support::directory;

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
    database.execute(testing::CITUS);
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
