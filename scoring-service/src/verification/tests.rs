//! Counting again while the store moves on.

use std::cell::Cell;

use hotline_common::db::DbError;
use hotline_common::decode::timestamp;
use hotline_proto::intake as wire;
use hotline_proto::intake::event::Detail;
use tokio_util::sync::CancellationToken;

use super::{Reading, verify, verify_with_facts};
use crate::figures::FiguresError;
use crate::live::Memory;
use crate::pull::{apply, decode};
use crate::store;
use crate::testing::{Feed, Store, june, moment, now};

/// Pulls so many events more.
fn pull(store: &Store, feed: &Feed, events: i64) {
    let pulled = store.write(|connection| {
        let from = store::cursor::read(connection)?;
        let through = feed.head().min(from.sequence + events);
        let batch = decode::batch(feed.message(from.sequence, through))?;
        apply(connection, &from, vec![batch], now(), &Memory::default())
    });
    pulled.expect("a sound feed");
}

/// June, and then much that changes it: facts, corrections that move assignments and calls to other months and units.
fn eventful() -> Feed {
    let mut feed = Feed::june();
    let correct =
        |feed: &mut Feed, is_wanted: fn(&Detail) -> bool, change: fn(&mut wire::Event)| {
            let mut events = feed.events.iter();
            let found = events.find(|event| event.detail.as_ref().is_some_and(is_wanted));
            let mut corrected = found.expect("an event").clone();
            let target = corrected.sequence;
            change(&mut corrected);
            let subject = match &corrected.detail {
                Some(Detail::Assigned(assigned)) => assigned.assignment.clone(),
                Some(Detail::CallRecorded(call)) => call.call.clone(),
                _ => String::new(),
            };
            feed.push(
                "2015-07-01T10:00:00+08:00",
                Detail::FactCorrected(Box::new(wire::FactCorrected {
                    corrected_sequence: target,
                    subject,
                    reason: wire::CorrectionReason::Mistake.into(),
                    corrected: Some(Box::new(corrected)),
                })),
            );
        };
    let is_assigned = |detail: &Detail| matches!(detail, Detail::Assigned(_));
    let is_call = |detail: &Detail| matches!(detail, Detail::CallRecorded(_));
    feed.completed(3, 1, "2015-06-15T10:00:00+08:00");
    feed.call(77, "2015-06-29T08:00:00+08:00", true);
    correct(&mut feed, is_call, |event| {
        event.happen_time = Some(timestamp(moment("2015-07-02T08:00:00+08:00")));
    });
    correct(&mut feed, is_assigned, |event| {
        event.happen_time = Some(timestamp(moment("2015-07-01T10:00:00+08:00")));
    });
    feed.order(30, "2015-06-30T10:00:00+08:00");
    feed.assigned(30, 1, "d", "2015-06-30T11:00:00+08:00", None);
    correct(&mut feed, is_assigned, |event| {
        if let Some(Detail::Assigned(assigned)) = &mut event.detail {
            "units/d".clone_into(&mut assigned.unit);
        }
    });
    feed.supervised(2, "a", "2015-06-30T10:00:00+08:00");
    feed
}

#[test]
fn what_comes_while_a_month_is_counted_is_no_part_of_it() {
    let feed = eventful();
    let before = Feed::june().head();
    for month in [june(), june().next()] {
        // However much comes between two transactions.
        for events in 1..8 {
            let store = Store::new();
            pull(&store, &feed, before);
            let reads = Cell::new(0);
            let mut reading = Reading::between(&store.database, || {
                reads.set(reads.get() + 1);
                if 2 < reads.get() {
                    pull(&store, &feed, events);
                }
            });
            let verification = verify(&mut reading, Some(month)).expect("a verification");
            assert_eq!(verification.differences, vec![], "{month} {events}");
            assert_eq!(verification.feed_sequence, before);
            assert!(5 < reads.get());
        }
    }
}

#[test]
fn what_is_forgotten_meanwhile_is_not_compared() {
    let feed = Feed::june();
    let store = Store::with(&feed);
    let reads = Cell::new(0);
    let mut reading = Reading::between(&store.database, || {
        reads.set(reads.get() + 1);
        if reads.get() == 4 {
            store.write(store::cursor::forget).expect("it is forgotten");
        }
    });
    let outcome = verify(&mut reading, Some(june()));
    assert_eq!(outcome, Err(FiguresError::Forgotten));
}

#[test]
fn nobody_counts_for_nobody() {
    let store = Store::with(&Feed::june());
    let unwanted = CancellationToken::new();
    unwanted.cancel();
    let outcome = verify(&mut Reading::in_pages(&store.database, &unwanted), None);
    assert_eq!(outcome, Err(FiguresError::Store(DbError::Interrupted)));
}

/// Numbers begin with the day of receipt as it was first told; corrections and late assignments lead to other months.
#[test]
fn orders_with_the_numbers_of_other_months_are_counted() {
    let mut feed = Feed::june();
    for (number, received) in [
        ("20150430-000001", "2015-04-30T10:00:00+08:00"),
        ("20150531-000001", "2015-06-01T10:00:00+08:00"),
        ("20150701-000001", "2015-06-30T10:00:00+08:00"),
        ("20150801-000001", "2015-06-30T10:00:00+08:00"),
    ] {
        feed.push(
            received,
            Detail::WorkOrderAccepted(wire::WorkOrderAccepted {
                work_order: format!("workOrders/{number}"),
                channel: wire::Channel::Phone.into(),
                nature: wire::Nature::Help.into(),
                urgency: wire::Urgency::Normal.into(),
                ..wire::WorkOrderAccepted::default()
            }),
        );
        for (assignment, unit) in [(1, "a"), (2, "b")] {
            feed.push(
                "2015-06-30T12:00:00+08:00",
                Detail::Assigned(wire::Assigned {
                    assignment: format!("workOrders/{number}/assignments/{assignment}"),
                    unit: format!("units/{unit}"),
                    role: wire::AssignmentRole::Lead.into(),
                    ..wire::Assigned::default()
                }),
            );
        }
    }
    let store = Store::with(&feed);
    for month in [june().previous(), june(), june().next()] {
        let verification = store
            .read(|connection| verify(&mut Reading::of(connection), Some(month)))
            .expect("a verification");
        assert_eq!(verification.differences, vec![], "{month}");
    }
    let with_facts = store.read(|connection| verify_with_facts(connection, june()));
    let (verification, _) = with_facts.expect("a verification");
    assert_eq!(verification.differences, vec![]);
}
