//! Proofs of what was sealed, whatever became known later.

use std::collections::BTreeSet;

use hotline_common::decode::timestamp;
use hotline_proto::intake as wire;
use hotline_proto::intake::event::Detail;

use super::*;
use crate::proof::{Report, Verifier};
use crate::publishing::{Head, Request, publish};
use crate::testing::{Feed, Store, ZONE, june, moment, now};

fn publish_june(store: &Store, feed: &Feed, reason: &str) -> i32 {
    let request = Request {
        month: june(),
        issue_number: None,
        issue_day: None,
        cut_off: None,
        reason: reason.to_owned(),
        accepted: BTreeSet::new(),
        key: None,
    };
    let head = Head {
        sequence: feed.head(),
        feed_cursor: feed.batch_after(0).expect("a batch").next_cursor,
        time_zone: ZONE.to_owned(),
    };
    store
        .write(|connection| publish(connection, &request, &head, now()))
        .expect("sealed")
        .revision
}

/// Each page in a transaction of its own.
fn export(store: &Store, revision: i32) -> String {
    let mut export = store
        .read(|connection| {
            Export::start(connection, june(), revision, |_| {
                Ok::<_, FiguresError>(Policy::default())
            })
        })
        .expect("a store")
        .expect("a revision");
    let mut proof = String::new();
    loop {
        let (rest, page) = store
            .read(|connection| {
                let page = export.next_page(connection)?;
                Ok::<_, DbError>((export, page))
            })
            .expect("a page");
        export = rest;
        match page {
            Some(page) => proof.push_str(&page),
            None => return proof,
        }
    }
}

fn verify(proof: &str) -> Report {
    let mut verifier = Verifier::new(None);
    for line in proof.split_inclusive('\n') {
        verifier.line(line.as_bytes());
    }
    verifier.finish()
}

fn correct(feed: &mut Feed, sequence: i64, subject: &str, change: Option<wire::Event>) {
    let target = feed
        .events
        .iter()
        .find(|event| event.sequence == sequence)
        .expect("an event");
    let happened = moment("2015-07-01T10:00:00+08:00");
    let happen_time = target.happen_time.or(Some(timestamp(happened)));
    let corrected = wire::FactCorrected {
        corrected_sequence: sequence,
        subject: subject.to_owned(),
        reason: wire::CorrectionReason::Mistake.into(),
        corrected: change.map(Box::new),
    };
    let place = feed.push(
        "2015-07-01T10:00:00+08:00",
        Detail::FactCorrected(Box::new(corrected)),
    );
    let event = feed.events.last_mut().expect("it was pushed");
    assert_eq!(event.sequence, place);
    event.happen_time = happen_time;
}

fn sequence_of(feed: &Feed, wanted: impl Fn(&Detail) -> bool) -> i64 {
    let mut events = feed.events.iter();
    let found = events.find(|event| event.detail.as_ref().is_some_and(&wanted));
    found.expect("an event").sequence
}

#[test]
fn a_proof_is_accepted_and_stays_the_same_whatever_is_corrected_later() {
    let mut feed = Feed::june();
    // An order of May with an assignment of June: it is found by the assignment alone.
    feed.push(
        "2015-05-30T10:00:00+08:00",
        Detail::WorkOrderAccepted(wire::WorkOrderAccepted {
            work_order: "workOrders/20150530-000001".to_owned(),
            channel: wire::Channel::Phone.into(),
            nature: wire::Nature::Help.into(),
            urgency: wire::Urgency::Normal.into(),
            ..wire::WorkOrderAccepted::default()
        }),
    );
    let carried = "workOrders/20150530-000001/assignments/1";
    let assigned = feed.push(
        "2015-06-01T10:00:00+08:00",
        Detail::Assigned(wire::Assigned {
            assignment: carried.to_owned(),
            unit: "units/d".to_owned(),
            role: wire::AssignmentRole::Lead.into(),
            ..wire::Assigned::default()
        }),
    );
    let store = Store::with(&feed);
    assert_eq!(publish_june(&store, &feed, ""), 1);
    let first = export(&store, 1);
    let report = verify(&first);
    assert!(report.is_accepted(), "{report:#?}");
    assert_eq!(first.matches("{\"assignment\":").count(), 6);
    assert_eq!(first.matches("{\"supervision\":").count(), 1);
    assert!(first.contains("\"feed_sequence\":"));

    // The assignment of May's order moves to July, a supervision and a completion never were, and facts come late.
    let mut moved = feed.events[usize::try_from(assigned).expect("small") - 1].clone();
    moved.happen_time = Some(timestamp(moment("2015-07-01T09:00:00+08:00")));
    correct(&mut feed, assigned, carried, Some(moved));
    let supervised = sequence_of(&feed, |one| matches!(one, Detail::SupervisionIssued(_)));
    correct(&mut feed, supervised, "supervisions/1", None);
    let completed = sequence_of(&feed, |one| matches!(one, Detail::AssignmentCompleted(_)));
    let subject = "workOrders/20150601-000001/assignments/1";
    correct(&mut feed, completed, subject, None);
    feed.completed(3, 1, "2015-06-19T10:00:00+08:00");
    store.pull(&feed).expect("a sound feed");

    assert_eq!(export(&store, 1), first);
    assert_eq!(publish_june(&store, &feed, "corrections"), 2);
    assert_eq!(export(&store, 1), first);
    let second = export(&store, 2);
    let report = verify(&second);
    assert!(report.is_accepted(), "{report:#?}");
    assert_eq!(second.matches("{\"assignment\":").count(), 5);
    assert_eq!(second.matches("{\"supervision\":").count(), 0);
}

#[test]
fn another_policy_than_the_sealed_one_is_found() {
    let feed = Feed::june();
    let store = Store::with(&feed);
    publish_june(&store, &feed, "");
    let wrong = Policy {
        grade_weights: crate::score::GradeWeights([1_000, 800, 600, 300, 100]),
        ..Policy::default()
    };
    let mut export = store
        .read(|connection| Export::start(connection, june(), 1, |_| Ok::<_, FiguresError>(wrong)))
        .expect("a store")
        .expect("a revision");
    let mut proof = String::new();
    while let Some(page) = store
        .read(|connection| export.next_page(connection))
        .expect("a page")
    {
        proof.push_str(&page);
    }
    let report = verify(&proof);
    assert!(!report.is_accepted());
    let words: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
    assert!(
        words.iter().any(|words| words.contains("rates of unit a")),
        "{words:#?}"
    );
}
