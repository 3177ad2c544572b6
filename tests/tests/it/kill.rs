//! Killed at random moments, nothing that was acknowledged is lost, and nothing is there twice.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use hotline_common::time::{Month, Zone};
use hotline_proto::intake::{Call, ListCallsRequest, RecordCallRequest};
use hotline_proto::scoring::{GetRankingRequest, Ranking, SetPolicyRequest, VerifyRequest};
use hotline_tests::client::import;
use hotline_tests::figures::Figures;
use hotline_tests::june::{June, Scope};
use hotline_tests::pair::{IntakeClients, ScoringClients};
use hotline_tests::pocket::Pocket;
use hotline_tests::policy;
use hotline_tests::service::{Launch, Service};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::june::assert_table;
use crate::support::{Numbers, directory, feed, request_id, sample};

const ROUNDS: usize = 20;
const WORKERS: usize = 6;

fn request(number: usize) -> RecordCallRequest {
    RecordCallRequest {
        request_id: request_id(number),
        ..sample::call(&format!("kill-{number}"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_that_intake_acknowledged_before_it_was_killed_is_there_once() {
    let directory = directory();
    let launch = Launch::intake(directory.path());
    let mut numbers = Numbers(2015);
    let next = Arc::new(AtomicUsize::new(0));
    let mut acknowledged: BTreeMap<usize, Call> = BTreeMap::new();

    for _ in 0..ROUNDS {
        let intake = launch
            .start()
            .await
            .expect("intake starts, whatever it was killed in");
        let wanted = 1 + usize::try_from(numbers.below(60)).expect("small");
        let answers = work_until(&intake, &next, wanted).await;
        intake.kill().await.expect("intake is killed");
        acknowledged.extend(answers.await);
    }

    let intake = launch.start().await.expect("intake starts again");
    let clients = IntakeClients::new(&intake);
    let all = next.load(Ordering::SeqCst);
    assert!(ROUNDS < acknowledged.len());
    // Whoever got no answer asks again; whoever got one gets the same.
    for number in 0..all {
        let answer = clients.calls.clone().record_call(request(number)).await;
        let answer = answer.expect("a repeat is answered").into_inner();
        if let Some(first) = acknowledged.get(&number) {
            assert_eq!(&answer, first, "call {number}");
        }
    }
    let mut there: BTreeMap<String, usize> = BTreeMap::new();
    for call in list(&clients).await {
        *there.entry(call.telephone_system_id).or_default() += 1;
    }
    assert_eq!(there.len(), all);
    assert!(
        there.values().all(|count| *count == 1),
        "each call is there once"
    );
    assert_eq!(
        feed::events(&clients).await.len(),
        all,
        "and each has one event"
    );
}

/// Sends calls from several workers; comes back when `wanted` of them are acknowledged and others are under way.
async fn work_until(
    intake: &Service,
    next: &Arc<AtomicUsize>,
    wanted: usize,
) -> impl Future<Output = Vec<(usize, Call)>> + use<> {
    let answers = Arc::new(Mutex::new(Vec::new()));
    let enough = Arc::new(Notify::new());
    let mut workers = JoinSet::new();
    for _ in 0..WORKERS {
        let mut calls = IntakeClients::new(intake).calls;
        let (next, answers, enough) = (Arc::clone(next), Arc::clone(&answers), Arc::clone(&enough));
        workers.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::SeqCst);
                let Ok(answer) = calls.record_call(request(number)).await else {
                    return;
                };
                let mut answers = answers.lock().expect("not poisoned");
                answers.push((number, answer.into_inner()));
                if wanted <= answers.len() {
                    enough.notify_one();
                }
            }
        });
    }
    enough.notified().await;
    async move {
        workers.join_all().await;
        std::mem::take(&mut *answers.lock().expect("not poisoned"))
    }
}

async fn list(clients: &IntakeClients) -> Vec<Call> {
    let mut calls = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListCallsRequest {
            page_size: 1_000,
            page_token,
            ..ListCallsRequest::default()
        };
        let page = clients
            .calls
            .clone()
            .list_calls(request)
            .await
            .expect("a page")
            .into_inner();
        calls.extend(page.calls);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return calls;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ranking_of_a_scoring_that_was_killed_equals_one_computed_from_scratch() {
    let directory = directory();
    let intake = Launch::intake(directory.path())
        .start()
        .await
        .expect("intake starts");
    let launch = Launch::scoring(directory.path(), &intake.endpoint());

    // Records keep coming while scoring is killed.
    let june = Arc::new(June::plan(&Figures::june_2015(), Scope::Ranking));
    let lane = june.lanes().remove(0);
    let records: Vec<_> = june.registry().chain(lane.records.take(8_000)).collect();
    let loading = tokio::spawn(import(
        intake.channel(),
        records.clone().into_iter(),
        |_| (),
    ));

    let mut numbers = Numbers(6);
    for _ in 0..ROUNDS {
        let scoring = launch
            .start_unready()
            .await
            .expect("scoring starts, whatever it was killed in");
        let clients = ScoringClients::new(&scoring);
        let at_start = clients
            .pull_status()
            .await
            .map_or(0, |status| status.sequence);
        let head = IntakeClients::new(&intake)
            .head()
            .await
            .expect("a head")
            .sequence;
        let further = i64::try_from(numbers.below(400)).expect("small");
        let _ = clients.pulled_through((at_start + further).min(head)).await;
        scoring.kill().await.expect("scoring is killed");
    }
    let imported = loading
        .await
        .expect("the import does not panic")
        .expect("it goes through");
    assert_eq!(imported.rejections, []);

    let head = IntakeClients::new(&intake)
        .head()
        .await
        .expect("a head")
        .sequence;
    let survivor = launch.start().await.expect("scoring starts again");
    let other_directory = crate::support::directory();
    let fresh = Launch::scoring(other_directory.path(), &intake.endpoint());
    let fresh = fresh.start().await.expect("another scoring starts");
    let survived = ranking(&survivor, head).await;
    assert_eq!(survived.tables, ranking(&fresh, head).await.tables);

    let request = VerifyRequest::default();
    let verified = ScoringClients::new(&survivor)
        .admin
        .verify(request)
        .await
        .expect("verified");
    let verified = verified.into_inner();
    assert_eq!(verified.difference_count, 0, "{verified:?}");
    assert!(0 < verified.compared_count);

    let zone = Zone::named("Asia/Shanghai").expect("built in");
    let mut pocket = Pocket::new(&zone, Month::new(2015, 6).expect("a month"));
    for record in &records {
        pocket.add(record);
    }
    assert_table(&pocket, &survived);
}

/// The ranking of June under its policy, once everything up to a head is pulled.
pub(crate) async fn ranking(scoring: &Service, head: i64) -> Ranking {
    let mut clients = ScoringClients::new(scoring);
    clients.pulled_through(head).await.expect("it catches up");
    let policy = Some(policy::june_2015());
    let request = SetPolicyRequest {
        policy,
        ..SetPolicyRequest::default()
    };
    clients
        .policies
        .set_policy(request)
        .await
        .expect("a policy");
    let name = "rankings/2015-06/revisions/provisional".to_owned();
    clients
        .rankings
        .get_ranking(GetRankingRequest { name })
        .await
        .expect("a ranking")
        .into_inner()
}
