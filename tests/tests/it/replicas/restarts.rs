//! The server of the databases is stopped and started in the middle of load, and the scoring that pulls is killed.

use std::sync::Arc;

use hotline_proto::intake::event::Detail;
use hotline_proto::intake::import_request::Record;
use hotline_proto::intake::{Event, ImportRequest};
use hotline_proto::scoring::VerifyRequest;
use hotline_tests::client::import;
use hotline_tests::figures::Figures;
use hotline_tests::june::{June, Scope};
use hotline_tests::pair::{IntakeClients, ScoringClients};
use hotline_tests::postgres::{Cluster, Stop};
use hotline_tests::service::{Database, Launch, Service};
use tonic::transport::Channel;

use super::{ASK_AGAIN, Callers, MOST, channels, request};
use crate::june::assert_table;
use crate::kill::ranking;
use crate::support::{directory, feed};

/// A service's launch, with its database on this server.
fn on(cluster: &Cluster, launch: Launch, directory: &std::path::Path) -> Launch {
    let database = Database::on(&cluster.url("postgres"), directory);
    launch.with_database(&database)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_restarts_under_load_loses_nothing_and_scoring_takes_over() {
    if hotline_common::testing::postgres().is_none() {
        return;
    }
    // One of this test's own, since it is stopped.
    let mut cluster = Cluster::start().expect("a server");
    let homes: Vec<_> = (0..5).map(|_| directory()).collect();
    let [one, two, three, four, five] = [0, 1, 2, 3, 4].map(|index| homes[index].path());
    let first = on(&cluster, Launch::intake(one), one);
    let second = Launch::intake(two).beside(&first);
    let intakes = [
        first.start().await.expect("intake starts"),
        second.start().await.expect("another intake starts"),
    ];
    let endpoint = intakes[0].endpoint();
    let puller = on(&cluster, Launch::scoring(three, &endpoint), three);
    let other = Launch::scoring(four, &endpoint).with_database(puller.database());
    let pulling = puller.start().await.expect("scoring starts");
    let waiting = other.start_unready().await.expect("another scoring starts");

    let june = Arc::new(June::plan(&Figures::june_2015(), Scope::Ranking));
    let lane = june.lanes().remove(0);
    let records: Vec<_> = june.registry().chain(lane.records.take(4_000)).collect();
    let loading = tokio::spawn(import_whole(intakes[1].channel(), records.clone()));
    let callers = Callers::start(&channels(&intakes), 4);

    callers.more(40).await;
    cluster.stop(Stop::Immediate).expect("it stops");
    cluster.start_again().expect("it starts");
    callers.more(40).await;
    pulling.kill().await.expect("the puller is killed");
    callers.more(20).await;
    cluster.stop(Stop::Fast).expect("it stops");
    cluster.start_again().expect("it starts");
    callers.more(40).await;
    let back = puller.start_unready().await.expect("scoring starts again");
    loading.await.expect("the import does not panic");
    let acknowledged = callers.end().await;

    // What was acknowledged is there once, and a repeat says so.
    let clients = IntakeClients::new(&intakes[0]);
    let events = feed::events(&clients).await;
    let head = clients.head().await.expect("a head").sequence;
    assert_eq!(i64::try_from(events.len()), Ok(head));
    let imported = records
        .iter()
        .filter(|record| matches!(record.record, Some(Record::RecordCall(_))))
        .count();
    assert_eq!(calls(&events), acknowledged.len() + imported);
    for (number, call) in &acknowledged {
        let again = clients.calls.clone().record_call(request(*number)).await;
        assert_eq!(&again.expect("a repeat is answered").into_inner(), call);
    }

    // The one that waited took over; both serve the same, and the same as one that begins now.
    let fresh = on(&cluster, Launch::scoring(five, &endpoint), five);
    let fresh = fresh.start().await.expect("a third scoring starts");
    let from_scratch = ranking(&fresh, head).await;
    for scoring in [&waiting, &back] {
        assert_eq!(ranking(scoring, head).await.tables, from_scratch.tables);
        assert_verified(scoring).await;
    }
    assert!(!from_scratch.tables.is_empty());
    let zone = hotline_common::time::Zone::named("Asia/Shanghai").expect("built in");
    let month = hotline_common::time::Month::new(2015, 6).expect("a month");
    let mut pocket = hotline_tests::pocket::Pocket::new(&zone, month);
    for record in &records {
        pocket.add(record);
    }
    assert_table(&pocket, &from_scratch);
}

fn calls(events: &[Event]) -> usize {
    events
        .iter()
        .filter(|event| matches!(event.detail, Some(Detail::CallRecorded(_))))
        .count()
}

/// Imports again from the beginning until it goes through: what is there already is known.
async fn import_whole(channel: Channel, records: Vec<ImportRequest>) {
    for _ in 0..MOST {
        match import(channel.clone(), records.clone().into_iter(), |_| ()).await {
            Ok(imported) => {
                assert_eq!(imported.rejections, []);
                return;
            }
            Err(_) => tokio::time::sleep(ASK_AGAIN).await,
        }
    }
    panic!("the import never went through");
}

async fn assert_verified(scoring: &Service) {
    let verified = ScoringClients::new(scoring)
        .admin
        .verify(VerifyRequest::default())
        .await;
    let verified = verified.expect("verified").into_inner();
    assert_eq!(verified.difference_count, 0, "{verified:?}");
    assert!(0 < verified.compared_count);
}
