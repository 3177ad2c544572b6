//! The scheduled batch says by its exit status what came of it.

use std::process::Output;

use hotline_proto::scoring::ListRevisionsRequest;
use hotline_tests::pair::ScoringClients;
use hotline_tests::service::{Launch, Program};
use tokio::process::Command;

use crate::support::{Running, scene, start_pair};

const DONE: Option<i32> = Some(0);
const WRONG_USAGE: Option<i32> = Some(64);
const NOT_RECONCILED: Option<i32> = Some(65);
const TRY_LATER: Option<i32> = Some(75);

async fn publish(arguments: &[&str]) -> Output {
    let program = Program::Scoring.path().expect("scoring is built");
    let mut command = Command::new(program);
    command
        .arg("publish")
        .args(arguments)
        .env_clear()
        .kill_on_drop(true);
    command.output().await.expect("the batch runs")
}

/// What it printed, for people who read the message of a failed test.
fn printed(output: &Output) -> String {
    [&output.stdout, &output.stderr]
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .concat()
}

#[tokio::test]
async fn a_month_is_published_once_and_found_sealed_after_that() {
    let Running {
        pair,
        directory: _directory,
    } = start_pair().await;
    scene::set(&pair.intake_clients()).await;
    let endpoint = pair.scoring.endpoint();
    let arguments = [
        "--month",
        "2015-06",
        "--endpoint",
        &endpoint,
        "--issue",
        "6",
        "--date",
        "2015-07-13",
    ];

    let first = publish(&arguments).await;
    assert_eq!(first.status.code(), DONE, "{}", printed(&first));
    assert!(
        printed(&first).contains("chiping"),
        "it prints the ranking: {}",
        printed(&first)
    );
    let second = publish(&arguments).await;
    assert_eq!(second.status.code(), DONE, "{}", printed(&second));
    assert!(printed(&second).contains("already"), "{}", printed(&second));

    let request = ListRevisionsRequest {
        parent: "rankings/2015-06".to_owned(),
        ..ListRevisionsRequest::default()
    };
    let revisions = pair
        .scoring_clients()
        .rankings
        .list_revisions(request)
        .await;
    assert_eq!(revisions.expect("a list").into_inner().revisions.len(), 1);
}

#[tokio::test]
async fn wrong_usage_is_told_from_everything_else() {
    for arguments in [
        &["--month", "2015-13"][..],
        &["--month"],
        &["--moon", "2015-06"],
        &["--month", "2015-06", "--date", "13 July"],
        &["--month", "2015-06", "--endpoint", "not a URL"],
    ] {
        let output = publish(arguments).await;
        assert_eq!(
            output.status.code(),
            WRONG_USAGE,
            "{arguments:?}: {}",
            printed(&output)
        );
    }
}

#[tokio::test]
async fn before_the_cut_off_it_is_too_early() {
    let Running {
        pair,
        directory: _directory,
    } = start_pair().await;
    scene::set(&pair.intake_clients()).await;
    let this_month = jiff::Zoned::now().strftime("%Y-%m").to_string();
    let output = publish(&[
        "--month",
        &this_month,
        "--endpoint",
        &pair.scoring.endpoint(),
    ])
    .await;
    assert_eq!(output.status.code(), TRY_LATER, "{}", printed(&output));
}

#[tokio::test]
async fn what_cannot_be_reached_is_tried_later() {
    let Running {
        pair,
        directory: _directory,
    } = start_pair().await;
    scene::set(&pair.intake_clients()).await;
    pair.caught_up().await.expect("scoring catches up");
    let endpoint = pair.scoring.endpoint();
    let arguments = ["--month", "2015-06", "--endpoint", &endpoint, "--wait", "1"];

    // Without intake nobody knows whether everything was taken in.
    assert!(
        pair.intake
            .terminate()
            .await
            .expect("intake stops")
            .success()
    );
    let output = publish(&arguments).await;
    assert_eq!(output.status.code(), TRY_LATER, "{}", printed(&output));
    assert!(
        pair.scoring
            .terminate()
            .await
            .expect("scoring stops")
            .success()
    );
    let output = publish(&arguments).await;
    assert_eq!(output.status.code(), TRY_LATER, "{}", printed(&output));
}

#[tokio::test]
async fn figures_that_do_not_reconcile_are_not_published() {
    let Running { pair, directory } = start_pair().await;
    scene::set(&pair.intake_clients()).await;
    pair.caught_up().await.expect("scoring catches up");

    // Somebody's hand in the database: a unit's tallies are not what the facts say.
    let launch = pair.scoring.launch().clone();
    assert!(
        pair.scoring
            .terminate()
            .await
            .expect("scoring stops")
            .success()
    );
    launch
        .database()
        .execute("UPDATE tallies SET count = count + 1 WHERE subject = 'chiping'");

    let scoring = Launch::scoring(directory.path(), &pair.intake.endpoint())
        .start()
        .await;
    let scoring = scoring.expect("scoring starts again");
    let output = publish(&["--month", "2015-06", "--endpoint", &scoring.endpoint()]).await;
    assert_eq!(output.status.code(), NOT_RECONCILED, "{}", printed(&output));
    let request = ListRevisionsRequest {
        parent: "rankings/2015-06".to_owned(),
        ..ListRevisionsRequest::default()
    };
    let revisions = ScoringClients::new(&scoring)
        .rankings
        .list_revisions(request)
        .await;
    assert_eq!(revisions.expect("a list").into_inner().revisions, []);
}
