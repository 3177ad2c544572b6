//! Several replicas on one database server, and sessions that are lost.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;

use diesel::sql_types::Integer;
use diesel::{Connection as _, PgConnection};
use hotline_common::db::{DbError, write_transaction};

use super::super::batch::{Batch, Committed};
use super::*;
use crate::domain::names::OrderNumber;
use crate::store::{StoreError, feed};
use crate::testing::server;

/// Carries out a submission as the writer does.
fn carry(
    bench: &Bench,
    connection: &mut AnyConnection,
    submission: &Submission,
) -> Result<Committed, StoreError> {
    let (zone, vault) = (bench.ledger.zone(), bench.ledger.vault());
    let mut batch = Batch::begin(connection, zone, &vault, None)?;
    batch.carry_out(&[submission], clock())?;
    Ok(batch.finish())
}

/// The sequences of the feed.
fn sequences(bench: &Bench) -> Vec<i64> {
    let read = bench
        .database
        .read_blocking(|connection| feed::events_after(connection, 0, 10_000, 1 << 30));
    let events = read.expect("readable").events.into_iter();
    events.map(|event| event.sequence).collect()
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Integer)]
    number: i32,
}

fn number(connection: &mut AnyConnection, query: &str) -> i32 {
    let found: Number = diesel::sql_query(format!("SELECT ({query})::int AS number"))
        .get_result(connection)
        .expect("a number");
    found.number
}

/// Runs a statement beside the database that the test is about.
fn administer(statement: &str) {
    let url = server().expect("a server");
    let mut connection = PgConnection::establish(&url).expect("the server");
    connection.batch_execute(statement).expect("done");
}

/// Ends the session of a connection on the server's side, as a server does that goes down.
fn end_session(connection: &mut AnyConnection) {
    let pid = number(connection, "pg_backend_pid()");
    administer(&format!("SELECT pg_terminate_backend({pid}, 10000)"));
}

#[test]
fn replicas_that_start_together_on_an_empty_database_agree() {
    if server().is_none() {
        return;
    }
    let scratch = Scratch::new();
    let start = Barrier::new(4);
    let ledgers: Vec<Ledger> = thread::scope(|scope| {
        let opening: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    open(scratch.url(), None).expect("opens").1
                })
            })
            .collect();
        opening
            .into_iter()
            .map(|one| one.join().expect("no panic"))
            .collect()
    });
    let made: BTreeSet<_> = ledgers
        .iter()
        .map(|ledger| (ledger.feed_id(), ledger.keyed_hash(&[b"x"])))
        .collect();
    assert_eq!(made.len(), 1);
}

/// Design §10, trap 1: numbers are given in the order of the commits, also where the first writer is slower.
#[test]
fn nobody_overtakes_a_slower_replica() {
    if server().is_none() {
        return;
    }
    let bench = Bench::new();
    let mut slow = bench.database.open_writer().expect("a writer");
    let mut observer = bench.database.open_writer().expect("an observer");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut fast = None;
    let committed = write_transaction(&mut slow, |connection| {
        let committed = carry(&bench, connection, &submission(call(None)))?;
        let ledger = bench.ledger.clone();
        fast = Some(runtime.spawn(async move { ledger.submit(submission(call(None))).await }));
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while number(&mut observer, waiting) == 0 {}
        assert_eq!(sequences(&bench), [0_i64; 0], "nothing is committed");
        Ok::<_, StoreError>(committed)
    });
    assert_eq!(committed.expect("committed").last_sequence, 1);
    let fast = runtime.block_on(fast.expect("spawned")).expect("no panic");
    assert_eq!(fast.expect("recorded").sequence, 2);
    assert_eq!(sequences(&bench), [1, 2]);
}

/// What one task of a replica hands in: single calls and orders, whole chunks, and requests that every replica gets.
async fn hand_in(ledger: Ledger, task: u8) -> Vec<(bool, Receipt)> {
    let mut receipts = Vec::new();
    for round in 0..6 {
        let shared = with_id(task * 6 + round, 1, accept(None));
        receipts.push((true, ledger.submit(shared).await.expect("recorded")));
        let own = [accept(None), call(None)].map(submission).to_vec();
        let chunk = if round % 3 == 0 { 20 } else { 1 };
        let own = own
            .iter()
            .cycle()
            .take(own.len() * chunk)
            .cloned()
            .collect();
        for answer in ledger.submit_all(own).await {
            receipts.push((false, answer.expect("recorded")));
        }
    }
    receipts
}

#[test]
fn replicas_share_one_sequence_without_gaps_or_doubles() {
    if server().is_none() {
        return;
    }
    let bench = Bench::new();
    let mut replicas = vec![bench.ledger.clone()];
    for _ in 0..2 {
        replicas.push(open(bench.scratch.url(), None).expect("opens").1);
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let receipts: Vec<(bool, Receipt)> = runtime.block_on(async {
        let tasks: Vec<_> = replicas
            .iter()
            .flat_map(|ledger| (0..4).map(|task| tokio::spawn(hand_in(ledger.clone(), task))))
            .collect();
        let mut receipts = Vec::new();
        for task in tasks {
            receipts.extend(task.await.expect("no panic"));
        }
        receipts
    });
    let shared: BTreeSet<i64> = receipts
        .iter()
        .filter(|(is_shared, _)| *is_shared)
        .map(|(_, receipt)| receipt.sequence)
        .collect();
    assert_eq!(shared.len(), 24, "each request is recorded once");
    let own = receipts.iter().filter(|(is_shared, _)| !*is_shared);
    let own: Vec<i64> = own.map(|(_, receipt)| receipt.sequence).collect();
    let mut all: Vec<i64> = own.into_iter().chain(shared).collect();
    all.sort_unstable();
    assert!(all.iter().copied().eq((1..).take(all.len())), "{all:?}");
    assert_eq!(sequences(&bench), all);

    let orders: BTreeSet<OrderNumber> = receipts
        .iter()
        .filter_map(|(_, receipt)| match receipt.subject {
            Subject::WorkOrder(number) => Some(number),
            _ => None,
        })
        .collect();
    let counters = orders.iter().map(|number| number.counter());
    assert!(counters.eq((1..).take(orders.len())), "{orders:?}");
    assert_eq!(bench.dump("work_orders", "number").len(), orders.len());
}

/// Commits a call, in a session that `lose` takes away in the first try. How often it was carried out, and what came of it.
fn commit_with_loss(
    bench: &Bench,
    lose: impl Fn(&mut AnyConnection) -> Result<(), StoreError>,
) -> (usize, Result<Committed, StoreError>) {
    let connection = bench.database.open_writer().expect("a writer");
    let mut session = Session::new(&bench.database, connection);
    let submission = with_id(1, 1, call(None));
    let mut tries = 0;
    let committed = session.commit(|connection| {
        tries += 1;
        let committed = carry(bench, connection, &submission)?;
        if tries == 1 {
            lose(connection)?;
        }
        Ok(committed)
    });
    (tries, committed)
}

/// How a session is lost.
type Loss = fn(&mut AnyConnection) -> Result<(), StoreError>;

#[test]
fn a_batch_whose_session_is_lost_is_recorded_once() {
    if server().is_none() {
        return;
    }
    let losses: [(&str, usize, Loss); 3] = [
        ("before the commit", 2, |connection| {
            end_session(connection);
            head_again(connection)
        }),
        (
            "in the commit, which was not carried out",
            2,
            |connection| {
                end_session(connection);
                Ok(())
            },
        ),
        ("in the commit, which was carried out", 1, |connection| {
            connection.batch_execute("COMMIT").expect("committed");
            end_session(connection);
            Ok(())
        }),
    ];
    for (when, expected, lose) in losses {
        let bench = Bench::new();
        let (tries, committed) = commit_with_loss(&bench, lose);
        let committed = committed.unwrap_or_else(|error| panic!("{when}: {error:?}"));
        assert_eq!(tries, expected, "{when}");
        assert_eq!(committed.last_sequence, 1, "{when}");
        let receipt = committed.answers[0].as_ref().expect("recorded");
        assert_eq!((receipt.sequence, receipt.repeated), (1, false), "{when}");
        assert_eq!(sequences(&bench), [1], "{when}");
        assert_eq!(bench.dump("requests", "sequence"), ["[1]"], "{when}");
    }
}

/// A statement that fails where the session is gone.
fn head_again(connection: &mut AnyConnection) -> Result<(), StoreError> {
    store::head::lock_head(connection).map(|_| ())
}

#[test]
fn what_is_wrong_with_a_batch_is_not_tried_again() {
    let bench = Bench::new();
    let (tries, committed) =
        commit_with_loss(
            &bench,
            |_| Err(DbError::Other("a defect".to_owned()).into()),
        );
    assert!(committed.is_err());
    assert_eq!(tries, 1);
    assert_eq!(sequences(&bench), [0_i64; 0]);
}

#[test]
fn a_batch_waits_for_a_database_that_comes_back() {
    if server().is_none() {
        return;
    }
    let bench = Bench::new();
    let url = bench.scratch.url_text();
    let name = url.rsplit('/').next().expect("a name");
    let name = name.split('?').next().expect("a name");
    administer(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"));
    administer(&format!(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{name}'"
    ));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let ledger = bench.ledger.clone();
    let answer = runtime.spawn(async move { ledger.submit(submission(call(None))).await });
    administer(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"));
    let receipt = runtime.block_on(answer).expect("no panic");
    assert_eq!(receipt.expect("recorded").sequence, 1);
    assert_eq!(sequences(&bench), [1]);
}
