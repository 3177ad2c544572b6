//! What is on disk gives nobody away, keys can be changed and personal data removed while the service runs.

use std::process::Output;

use hotline_proto::intake::personal_data_service_client::PersonalDataServiceClient;
use hotline_proto::intake::*;
use hotline_proto::scoring::{GetRankingRequest, PublishRankingRequest, VerifyRequest};
use hotline_tests::pair::Pair;
use hotline_tests::service::{Launch, Program};
use prost::Message as _;
use tokio::process::Command;

use super::watch::{NUMBER, WORD, Watch, contains};
use super::write::{Written, write_everything};
use crate::support::{Running, sample, scene, start_pair};

const WORKS: &str = "a valid request is carried out";

/// Runs a command of intake on the database of a running one.
async fn command(pair: &Pair, words: &[&str], with_database: bool) -> Output {
    let program = Program::Intake.path().expect("intake is built");
    let mut command = Command::new(program);
    command.args(words).env_clear().kill_on_drop(true);
    if with_database {
        let launch = pair.intake.launch();
        command
            .arg("--database-url")
            .arg(launch.database().url())
            .env("KEY_FILE", launch.key_file());
    }
    command.output().await.expect("the command runs")
}

/// As [`command`], until it is whole: the service may be in its way for a moment.
async fn done(pair: &Pair, words: &[&str]) -> String {
    for _ in 0..100 {
        let output = command(pair, words, true).await;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.code() {
            Some(0) => return said,
            Some(75) => {}
            code => panic!("{words:?}: {code:?}: {said}"),
        }
    }
    panic!("{words:?} is never whole");
}

fn assert_sealed(pair: &Pair) {
    for launch in [pair.intake.launch(), pair.scoring.launch()] {
        let files = launch.database().on_disk();
        assert!(
            files.iter().any(|(_, bytes)| contains(bytes, "chiping")),
            "the search finds"
        );
        for (file, bytes) in files {
            assert!(!contains(&bytes, NUMBER), "a number in {file}");
            assert!(!contains(&bytes, WORD), "a text in {file}");
        }
    }
}

async fn shown(pair: &Pair, name: &str) -> RevealRequesterResponse {
    let mut personal = PersonalDataServiceClient::new(pair.intake.channel());
    let request = RevealRequesterRequest {
        name: name.to_owned(),
        purpose: RevealPurpose::Review.into(),
        actor: "li".to_owned(),
        ..RevealRequesterRequest::default()
    };
    personal
        .reveal_requester(request)
        .await
        .expect(WORKS)
        .into_inner()
}

async fn found(pair: &Pair, number: &str) -> usize {
    let mut personal = PersonalDataServiceClient::new(pair.intake.channel());
    let request = FindByNumberRequest {
        phone_number: number.to_owned(),
        ..FindByNumberRequest::default()
    };
    let found = personal.find_by_number(request).await.expect(WORKS);
    found.into_inner().records.len()
}

/// The sealed ranking, and whether the tallies still are what the facts say.
async fn ranking(pair: &Pair) -> Vec<u8> {
    pair.caught_up().await.expect("scoring catches up");
    let mut clients = pair.scoring_clients();
    let request = VerifyRequest {
        month: "2015-06".to_owned(),
    };
    let verified = clients
        .admin
        .verify(request)
        .await
        .expect(WORKS)
        .into_inner();
    assert!(0 < verified.compared_count);
    assert_eq!(verified.difference_count, 0);
    let name = "rankings/2015-06".to_owned();
    let ranking = clients
        .rankings
        .get_ranking(GetRankingRequest { name })
        .await;
    ranking.expect(WORKS).into_inner().encode_to_vec()
}

/// An order whose requester's name and number stand in its text and its reply as well.
async fn talkative(pair: &Pair, watch: &mut Watch) -> (String, Requester) {
    let clients = pair.intake_clients();
    let mut orders = clients.orders.clone();
    let who = Requester {
        full_name: watch.text(),
        phone_number: watch.number(),
        ..Requester::default()
    };
    let told = format!("{}，{}", who.full_name, who.phone_number);
    let mut request = sample::accept_order("talkative");
    let order = request.work_order.as_mut().expect("an order");
    order.requester = Some(who.clone());
    order.text.clone_from(&told);
    let name = orders
        .accept_work_order(request)
        .await
        .expect(WORKS)
        .into_inner()
        .name;
    let assigned = orders
        .assign_work_order(sample::assign(&name, "chiping"))
        .await;
    let assignment = assigned.expect(WORKS).into_inner().name;
    let mut request = sample::complete(&assignment);
    request.reply.clone_from(&told);
    orders.complete_assignment(request).await.expect(WORKS);

    let order = orders
        .get_work_order(GetWorkOrderRequest { name: name.clone() })
        .await;
    let reply = orders
        .get_assignment(GetAssignmentRequest { name: assignment })
        .await;
    watch.keep(
        "GetWorkOrder",
        order.expect(WORKS).into_inner().encode_to_vec(),
    );
    watch.keep(
        "GetAssignment",
        reply.expect(WORKS).into_inner().encode_to_vec(),
    );
    (name, who)
}

#[tokio::test]
async fn what_is_on_disk_gives_nobody_away_and_can_be_removed_for_good() {
    let Running { pair, directory } = start_pair().await;
    let mut watch = Watch::default();
    scene::set(&pair.intake_clients()).await;
    let Written { call, .. } = write_everything(&pair.intake_clients(), &mut watch).await;
    let (order, who) = talkative(&pair, &mut watch).await;
    watch.assert_clean();
    pair.caught_up().await.expect("scoring catches up");
    let publish = PublishRankingRequest {
        month: "2015-06".to_owned(),
        ..PublishRankingRequest::default()
    };
    let published = pair
        .scoring_clients()
        .rankings
        .publish_ranking(publish)
        .await;
    published.expect(WORKS);
    let sealed = ranking(&pair).await;
    assert_sealed(&pair);
    let whole = shown(&pair, &order).await;
    assert_eq!(
        (&whole.full_name, &whole.phone_number),
        (&who.full_name, &who.phone_number)
    );
    assert!(
        whole
            .texts
            .iter()
            .any(|one| contains(one.text.as_bytes(), NUMBER))
    );
    assert_eq!(found(&pair, &who.phone_number).await, 1);

    // Another key, while it runs. The old one is not needed any more.
    let keys = pair.intake.launch().key_file().to_owned();
    let file = keys.to_string_lossy().into_owned();
    let old = std::fs::read_to_string(&keys).expect("the key file that was made");
    let made = command(
        &pair,
        &["new-key", "--key-file", &file, "--id", "second"],
        false,
    )
    .await;
    assert!(made.status.success(), "{made:?}");
    assert!(
        done(&pair, &["rekey"])
            .await
            .contains("no other key is in use")
    );
    let new = std::fs::read_to_string(&keys).expect("the key file");
    assert!(new.starts_with("second ") && new.ends_with(&old));
    std::fs::write(&keys, new.lines().next().expect("the new key")).expect("written");
    assert_eq!(shown(&pair, &order).await.phone_number, who.phone_number);
    let scoring = pair.scoring;
    assert!(
        pair.intake
            .terminate()
            .await
            .expect("intake stops")
            .success()
    );
    std::fs::write(&keys, &old).expect("written");
    let refused = Launch::intake(directory.path())
        .start()
        .await
        .expect_err("the key is missing");
    assert!(
        refused
            .to_string()
            .contains("the key second is not among the keys"),
        "{refused}"
    );
    std::fs::write(&keys, &new).expect("written");
    let intake = Launch::intake(directory.path())
        .start()
        .await
        .expect("intake starts");
    assert!(scoring.terminate().await.expect("scoring stops").success());
    let scoring = Launch::scoring(directory.path(), &intake.endpoint());
    let scoring = scoring.start().await.expect("scoring starts");
    let pair = Pair { intake, scoring };
    assert_eq!(shown(&pair, &order).await.phone_number, who.phone_number);
    assert_eq!(found(&pair, &who.phone_number).await, 1);
    assert_sealed(&pair);

    // Then nothing personal any more, and the same figures.
    done(&pair, &["purge", "--older-than-days", "0"]).await;
    let whole = shown(&pair, &order).await;
    assert!(whole.purged);
    let left = RevealRequesterResponse {
        reveal: whole.reveal.clone(),
        purged: true,
        ..RevealRequesterResponse::default()
    };
    assert_eq!(whole, left);
    assert_eq!(shown(&pair, &call).await.phone_number, "");
    assert_eq!(found(&pair, &who.phone_number).await, 0);
    let mut orders = pair.intake_clients().orders;
    let order = orders
        .get_work_order(GetWorkOrderRequest { name: order })
        .await;
    assert!(order.expect(WORKS).into_inner().purged);
    assert_eq!(ranking(&pair).await, sealed);
}

#[tokio::test]
async fn wrong_usage_of_the_commands_is_told_from_everything_else() {
    let Running {
        pair,
        directory: _directory,
    } = start_pair().await;
    for (words, status) in [
        (&["purge"][..], 64),
        (&["purge", "--older-than-days", "-1"], 64),
        (&["rekey", "--keys", "x"], 64),
        (&["rekey", "--key-file", "/nowhere/keys"], 1),
    ] {
        let output = command(&pair, words, true).await;
        assert_eq!(output.status.code(), Some(status), "{words:?}: {output:?}");
    }
    let made = command(&pair, &["new-key"], false).await;
    let line = String::from_utf8_lossy(&made.stdout).into_owned();
    assert!(
        made.status.success() && line.split(' ').count() == 2,
        "{made:?}"
    );
}
