//! What the README tells people to type works as it stands, in its order, on fresh databases.

use hotline_tests::service::Program;

use crate::grpcurl::shell::{Command, commands};
use crate::grpcurl::{By, process};
use crate::support::{Running, start_pair};

const README: &str = include_str!("../../../README.md");
const INTAKE: &str = "127.0.0.1:50051";
const SCORING: &str = "127.0.0.1:50052";

#[tokio::test]
async fn every_example_of_the_readme_runs_as_written() {
    let Running {
        pair,
        directory: _directory,
    } = start_pair().await;
    let (intake, scoring) = (
        pair.intake.address().to_string(),
        pair.scoring.address().to_string(),
    );
    let mut ran = 0;
    for mut command in commands(README) {
        let written = command.words.join(" ");
        // The ports of the README are the usual ones; the test has others.
        for word in &mut command.words {
            *word = word.replace(INTAKE, &intake).replace(SCORING, &scoring);
        }
        if written.contains(SCORING) {
            pair.caught_up().await.expect("scoring catches up");
        }
        let Some(outcome) = run(&command).await else {
            continue;
        };
        ran += 1;
        let printed = outcome.unwrap_or_else(|problem| panic!("{written}\n{problem}"));
        assert!(!printed.trim().is_empty(), "{written} prints nothing");
    }
    assert!(20 < ran, "the README has examples: {ran}");
}

/// Runs the commands that are for a running system; others, which build or start it, are not for this test.
async fn run(command: &Command) -> Option<Result<String, String>> {
    match command.words.first()?.as_str() {
        "grpcurl" => Some(By::best().run(command).await),
        "target/release/scoring-service" if command.words.get(1)? == "publish" => {
            let program = Program::Scoring.path().expect("scoring is built");
            Some(process(program.as_os_str(), command).await)
        }
        _ => None,
    }
}

#[test]
fn every_method_of_the_interface_has_a_place_in_the_readme_or_the_list_of_those_without() {
    // Reading one thing by its name is the same everywhere; the README shows it for one of them.
    let alike = |method: &str| method.starts_with("Get") || method.starts_with("List");
    let without = ["WithdrawAssignment", "LiftSupervision", "Rebuild"];
    for method in crate::support::dynamic::methods() {
        let shown = README.contains(&format!(
            "{}/{}",
            method.parent_service().full_name(),
            method.name()
        )) || README.contains(&format!(
            "{}/{}",
            method.parent_service().name(),
            method.name()
        ));
        assert!(
            shown || alike(method.name()) || without.contains(&method.name()),
            "{} is nowhere in the README",
            method.full_name()
        );
    }
}
