//! Scoring takes the feed in whatever happens to intake, and says so when it cannot.

use std::net::TcpListener;

use hotline_proto::intake::ImportRequest;
use hotline_proto::intake::import_request::Record;
use hotline_proto::scoring::{
    GetRankingRequest, PullState, Ranking, RebuildRequest, VerifyRequest,
};
use hotline_tests::client::import;
use hotline_tests::pair::{IntakeClients, ScoringClients};
use hotline_tests::service::{Launch, Service};
use tonic_health::pb::health_check_response::ServingStatus;

use crate::support::{directory, sample};

/// An address where nobody listens, for a service that comes and goes.
fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").to_string()
}

/// The registry, and these orders assigned to and completed by a unit.
fn story(ids: std::ops::Range<usize>) -> Vec<ImportRequest> {
    let plain = |record| ImportRequest {
        record: Some(record),
        ..ImportRequest::default()
    };
    let mut records = vec![plain(Record::UpdateUnit(sample::unit("chiping")))];
    for id in ids {
        let id = format!("story-{id}");
        records.push(plain(Record::AcceptWorkOrder(sample::accept_order(&id))));
        let reference = Some(sample::reference(&id));
        let assignment = "workOrders/-/assignments/1";
        for record in [
            Record::AssignWorkOrder(sample::assign("workOrders/-", "chiping")),
            Record::CompleteAssignment(sample::complete(assignment)),
            Record::RecordReturnVisit(sample::visit(assignment)),
        ] {
            records.push(ImportRequest {
                work_order_reference: reference.clone(),
                record: Some(record),
                ..ImportRequest::default()
            });
        }
    }
    records
}

async fn tell(intake: &Service, ids: std::ops::Range<usize>) {
    let imported = import(intake.channel(), story(ids).into_iter(), |_| ()).await;
    assert_eq!(imported.expect("it goes through").rejections, []);
}

/// Waits until everything is taken in; the volume of the unit in June.
async fn volume(intake: &Service, scoring: &Service) -> i64 {
    let head = IntakeClients::new(intake)
        .head()
        .await
        .expect("a head")
        .sequence;
    ScoringClients::new(scoring)
        .pulled_through(head)
        .await
        .expect("it catches up");
    let ranking = ranking(scoring).await;
    let rows: Vec<_> = ranking
        .tables
        .iter()
        .flat_map(|table| &table.rows)
        .collect();
    let [row] = rows.as_slice() else {
        panic!("one unit is ranked: {ranking:?}")
    };
    row.counts.expect("counts").volume
}

async fn ranking(scoring: &Service) -> Ranking {
    let name = "rankings/2015-06/revisions/provisional".to_owned();
    let mut rankings = ScoringClients::new(scoring).rankings;
    rankings
        .get_ranking(GetRankingRequest { name })
        .await
        .expect("a ranking")
        .into_inner()
}

#[tokio::test]
async fn scoring_waits_for_an_intake_that_is_down_and_goes_on_after_it_was_restarted() {
    let directory = directory();
    let address = free_address();
    let launch = Launch::intake(directory.path());
    let scoring = Launch::scoring(directory.path(), &format!("http://{address}"));
    let scoring = scoring
        .start_unready()
        .await
        .expect("scoring starts without intake");
    let clients = ScoringClients::new(&scoring);
    let status = clients.pull_status().await.expect("it answers");
    assert_eq!(
        (status.state(), status.sequence),
        (PullState::Connecting, 0)
    );

    let intake = launch.start_at(&address).await.expect("intake starts");
    tell(&intake, 0..3).await;
    assert_eq!(volume(&intake, &scoring).await, 3);

    assert!(intake.terminate().await.expect("intake stops").success());
    let status = clients
        .pull_status_when(|status| status.state() == PullState::Connecting)
        .await;
    assert!(!status.expect("it notices").problem.is_empty());
    let intake = launch
        .start_at(&address)
        .await
        .expect("intake starts again");
    tell(&intake, 3..5).await;
    assert_eq!(volume(&intake, &scoring).await, 5);

    intake.kill().await.expect("intake is killed");
    let intake = launch
        .start_at(&address)
        .await
        .expect("intake starts once more");
    tell(&intake, 5..6).await;
    assert_eq!(volume(&intake, &scoring).await, 6);
}

#[tokio::test]
async fn an_intake_that_was_restored_from_an_older_copy_is_noticed_and_a_rebuild_mends_it() {
    let directory = directory();
    let address = free_address();
    let launch = Launch::intake(directory.path());
    let scoring_launch = Launch::scoring(directory.path(), &format!("http://{address}"));
    let intake = launch.start_at(&address).await.expect("intake starts");
    tell(&intake, 0..3).await;
    let scoring = scoring_launch.start().await.expect("scoring starts");
    assert_eq!(volume(&intake, &scoring).await, 3);

    // The backup, then more records, then the disaster.
    assert!(intake.terminate().await.expect("intake stops").success());
    let elsewhere = crate::support::directory();
    let backup = Launch::intake(elsewhere.path());
    let backup = backup.database();
    launch.database().copy_to(backup);
    let intake = launch
        .start_at(&address)
        .await
        .expect("intake starts again");
    tell(&intake, 3..5).await;
    assert_eq!(volume(&intake, &scoring).await, 5);
    intake.kill().await.expect("intake is killed");
    backup.copy_to(launch.database());
    let intake = launch
        .start_at(&address)
        .await
        .expect("intake starts from the backup");
    // Its history is as long as before soon, but another one.
    tell(&intake, 10..14).await;

    let clients = ScoringClients::new(&scoring);
    let reset = clients
        .pull_status_when(|status| status.state() == PullState::FeedReset)
        .await;
    assert!(!reset.expect("it notices").problem.is_empty());
    scoring
        .wait_until(ServingStatus::NotServing)
        .await
        .expect("health says so");
    assert!(
        scoring.log().contains("the feed was reset"),
        "the log says so: {}",
        scoring.log()
    );

    // It stays so over a restart, until somebody decides.
    scoring.kill().await.expect("scoring is killed");
    let scoring = scoring_launch
        .start_unready()
        .await
        .expect("scoring starts again");
    let clients = ScoringClients::new(&scoring);
    let reset = clients
        .pull_status_when(|status| status.state() == PullState::FeedReset)
        .await;
    reset.expect("it notices again");

    clients
        .admin
        .clone()
        .rebuild(RebuildRequest {})
        .await
        .expect("a rebuild begins");
    scoring
        .wait_until(ServingStatus::Serving)
        .await
        .expect("health says so");
    assert_eq!(volume(&intake, &scoring).await, 7);
    let verified = clients
        .admin
        .clone()
        .verify(VerifyRequest::default())
        .await
        .expect("verified");
    assert_eq!(verified.into_inner().difference_count, 0);

    let other_directory = crate::support::directory();
    let fresh = Launch::scoring(other_directory.path(), &intake.endpoint())
        .start()
        .await;
    let fresh = fresh.expect("another scoring starts");
    assert_eq!(volume(&intake, &fresh).await, 7);
    assert_eq!(ranking(&scoring).await.tables, ranking(&fresh).await.tables);
}

#[tokio::test]
async fn a_rebuild_that_is_killed_halfway_is_finished_after_the_next_start() {
    let directory = directory();
    let intake = Launch::intake(directory.path())
        .start()
        .await
        .expect("intake starts");
    tell(&intake, 0..400).await;
    let launch = Launch::scoring(directory.path(), &intake.endpoint());
    let scoring = launch.start().await.expect("scoring starts");
    assert_eq!(volume(&intake, &scoring).await, 400);
    let before = ranking(&scoring).await;

    let mut admin = ScoringClients::new(&scoring).admin;
    admin
        .rebuild(RebuildRequest {})
        .await
        .expect("a rebuild begins");
    scoring.kill().await.expect("scoring is killed");
    let scoring = launch.start_unready().await.expect("scoring starts again");
    assert_eq!(volume(&intake, &scoring).await, 400);
    assert_eq!(ranking(&scoring).await.tables, before.tables);
}
