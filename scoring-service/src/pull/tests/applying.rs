//! What events do to the store.

use hotline_proto::intake as wire;
use hotline_proto::intake::event::Detail;

use crate::figures;
use crate::live::Memory;
use crate::pull::{Batch, BrokenFeed, Problem, apply, decode};
use crate::store;
use crate::store::cursor::Cursor;
use crate::testing::{Feed, Store, ZONE, june, now};
use crate::verification::{Reading, Verification, verify};

/// Adds one event to a feed.
type Add = fn(&mut Feed);

fn verified(store: &Store) -> Verification {
    store
        .read(|connection| verify(&mut Reading::of(connection), None))
        .expect("a verification")
}

fn stored_cursor(store: &Store) -> Cursor {
    store.read(store::cursor::read).expect("a cursor")
}

fn last_problem(store: &Store, feed: &Feed) -> Problem {
    let before = (store.dump(), stored_cursor(store));
    let problem = store.pull(feed).expect_err("a problem");
    assert_eq!(
        (store.dump(), stored_cursor(store)),
        before,
        "nothing is half applied"
    );
    problem
}

#[test]
fn events_become_facts_and_tallies_and_a_ranking() {
    let feed = Feed::june();
    let store = Store::with(&feed);
    let verification = verified(&store);
    assert_eq!(verification.differences, vec![]);
    assert!(30 < verification.compared, "{}", verification.compared);

    let figures = store
        .read(|connection| figures::month(connection, june(), None, now()))
        .expect("figures");
    let county = &figures.ranking.groups[0];
    let printed: Vec<_> = county
        .ranked
        .iter()
        .map(|row| {
            let rates = row.rates.expect("something is rated");
            let composite = row.composite.expect("a score");
            (
                row.code.as_str(),
                row.rank,
                rates.satisfaction.printed.map(|rate| rate.to_string()),
                composite.to_string(),
            )
        })
        .collect();
    // a: (6 × 75.00 + 3 × 100.00 + 1 × 100.00) ÷ 10; b completed nothing.
    assert_eq!(
        printed,
        [
            ("a", Some(1), Some("75.00".to_owned()), "85.00".to_owned()),
            ("b", Some(2), Some("0.00".to_owned()), "0.00".to_owned()),
        ]
    );
    assert_eq!(county.ranked[1].counts.excluded, 1);
    let department = &figures.ranking.groups[1];
    assert_eq!(department.without_volume[0].counts.sent_back, 1);
    assert_eq!(figures.bulletin.calls.inbound, 2);
    assert_eq!(figures.bulletin.calls.answered_total.rate.numerator, 2);
    assert_eq!(figures.bulletin.orders.accepted, 6);
    assert_eq!(figures.bulletin.orders.transferred.rate.numerator, 5);
    assert_eq!(figures.bulletin.orders.topics.len(), 2);
}

#[test]
fn an_event_that_is_delivered_again_changes_nothing() {
    let feed = Feed::june();
    let store = Store::with(&feed);
    let (dump, cursor) = (store.dump(), stored_cursor(&store));
    for after in [0, 5, feed.head() - 1, feed.head()] {
        let batch = feed.batch_after(after).expect("a batch");
        let again = store
            .write(|connection| apply(connection, &cursor, vec![batch], now(), &Memory::default()))
            .expect("nothing new");
        assert_eq!(again, cursor);
        assert_eq!(store.dump(), dump);
    }
}

#[test]
fn a_batch_that_is_partly_known_is_applied_from_where_the_cursor_stands() {
    let feed = Feed::june();
    let whole = Store::with(&feed);
    let store = Store::new();
    let part = decode::batch(feed.message(0, 10)).expect("a batch");
    let overlapping = feed.batch_after(4).expect("a batch");
    store
        .write(|connection| {
            let cursor = apply(
                connection,
                &Cursor::default(),
                vec![part],
                now(),
                &Memory::default(),
            )?;
            apply(
                connection,
                &cursor,
                vec![overlapping],
                now(),
                &Memory::default(),
            )
        })
        .expect("applied");
    assert_eq!(store.dump(), whole.dump());
    assert_eq!(stored_cursor(&store), stored_cursor(&whole));
}

#[test]
fn nothing_after_a_missing_number_is_applied() {
    let mut feed = Feed::june();
    let store = Store::new();
    feed.events.remove(7);
    let problem = last_problem(&store, &feed);
    assert_eq!(
        problem,
        Problem::Passing("event 8 is missing from the feed".to_owned())
    );
}

#[test]
fn of_two_pullers_one_applies_a_batch_and_the_other_is_told() {
    let feed = Feed::june();
    let store = Store::with(&feed);
    let batch = feed.batch_after(0).expect("a batch");
    let overtaken = store.write(|connection| {
        apply(
            connection,
            &Cursor::default(),
            vec![batch],
            now(),
            &Memory::default(),
        )
    });
    assert_eq!(overtaken, Err(Problem::Overtaken));
    assert_eq!(verified(&store).differences, vec![]);
}

#[test]
fn a_feed_of_another_zone_is_another_feed() {
    let feed = Feed::june();
    let store = Store::with(&feed);
    let batch = Batch {
        time_zone: "Europe/Berlin".to_owned(),
        ..feed.batch_after(feed.head()).expect("a batch")
    };
    let cursor = stored_cursor(&store);
    let result = store
        .write(|connection| apply(connection, &cursor, vec![batch], now(), &Memory::default()));
    assert!(matches!(result, Err(Problem::FeedReset(_))), "{result:?}");
}

#[test]
fn an_empty_feed_tells_the_zone_and_a_sign_of_life_writes_nothing() {
    let store = Store::new();
    let cursor = store.pull(&Feed::new()).expect("an empty feed");
    assert_eq!((cursor.sequence, cursor.time_zone.as_str()), (0, ZONE));
    assert_eq!(stored_cursor(&store), cursor);
    assert_eq!(store.pull(&Feed::new()), Ok(cursor));
}

#[test]
fn an_event_of_a_newer_kind_stops_the_pulling() {
    let store = Store::with(&Feed::june());
    let mut feed = Feed::june();
    feed.call(3, "2015-06-03T08:00:00+08:00", true);
    let sequence = feed.head();
    feed.events.last_mut().expect("an event").detail = None;
    assert_eq!(
        last_problem(&store, &feed),
        Problem::Broken(BrokenFeed::TooNew { sequence })
    );

    let mut feed = Feed::june();
    feed.order(9, "2015-06-03T08:00:00+08:00");
    if let Some(Detail::WorkOrderAccepted(order)) =
        &mut feed.events.last_mut().expect("an event").detail
    {
        order.channel = 99;
    }
    assert_eq!(
        last_problem(&store, &feed),
        Problem::Broken(BrokenFeed::TooNew { sequence })
    );
}

#[test]
fn an_event_about_something_unknown_stops_the_pulling() {
    let at = "2015-06-03T08:00:00+08:00";
    let cases: [(&str, Add); 5] = [
        ("workOrders/20150601-000077", |feed| {
            feed.assigned(77, 1, "a", "2015-06-03T08:00:00+08:00", None);
        }),
        ("workOrders/20150601-000001/assignments/2", |feed| {
            feed.completed(1, 2, "2015-06-03T08:00:00+08:00");
        }),
        ("calls/9", |feed| {
            feed.push(
                "2015-06-03T08:00:00+08:00",
                Detail::CallNotified(wire::CallNotified {
                    call: "calls/9".to_owned(),
                }),
            );
        }),
        ("supervisions/9", |feed| {
            feed.push(
                "2015-06-03T08:00:00+08:00",
                Detail::SupervisionLifted(wire::SupervisionLifted {
                    supervision: "supervisions/9".to_owned(),
                }),
            );
        }),
        ("workOrders/20150601-000078", |feed| {
            feed.push(
                "2015-06-03T08:00:00+08:00",
                Detail::TypicalCaseChosen(wire::TypicalCase {
                    name: "typicalCases/1".to_owned(),
                    work_order: "workOrders/20150601-000078".to_owned(),
                    month: "2015-06".to_owned(),
                    topic: "topics/heat".to_owned(),
                    sequence: 0,
                    annulled: false,
                }),
            );
        }),
    ];
    let store = Store::with(&Feed::june());
    for (subject, add) in cases {
        let mut feed = Feed::june();
        // A sound event before it in the same batch is rolled back with it.
        feed.call(3, at, true);
        add(&mut feed);
        let expected = BrokenFeed::Unknown {
            sequence: feed.head(),
            subject: subject.to_owned(),
        };
        assert_eq!(last_problem(&store, &feed), Problem::Broken(expected));
    }
}

#[test]
fn what_is_there_already_is_not_made_again() {
    let store = Store::with(&Feed::june());
    let at = "2015-06-03T08:00:00+08:00";
    let cases: [fn(&mut Feed, &str); 4] = [
        |feed, at| feed.order(1, at),
        |feed, at| feed.assigned(1, 1, "b", at, None),
        |feed, at| feed.call(1, at, true),
        |feed, at| feed.supervised(1, "a", at),
    ];
    for add in cases {
        let mut feed = Feed::june();
        add(&mut feed, at);
        let problem = last_problem(&store, &feed);
        assert!(
            matches!(problem, Problem::Broken(BrokenFeed::Repeated { .. })),
            "{problem}"
        );
    }
}

#[test]
fn a_wrong_field_is_named_without_its_value() {
    let mut feed = Feed::june();
    feed.unit("x", "X", wire::UnitGroup::Unspecified, 1);
    let problem = last_problem(&Store::new(), &feed);
    assert_eq!(
        problem.to_string(),
        format!(
            "the feed cannot be applied: event {}: unit.group is wrong",
            feed.head()
        )
    );
}

#[test]
fn a_fact_that_is_recorded_late_takes_its_place_by_when_it_happened() {
    // The redo is recorded after the second completion, but happened between the two.
    let mut feed = Feed::june();
    feed.completed(3, 1, "2015-06-15T10:00:00+08:00");
    feed.completed(3, 1, "2015-06-18T10:00:00+08:00");
    feed.push(
        "2015-06-16T10:00:00+08:00",
        Detail::AssignmentRedone(wire::AssignmentRedone {
            assignment: "workOrders/20150601-000003/assignments/1".to_owned(),
            due_time: None,
            reason: wire::RedoReason::Dissatisfied.into(),
            deadline_basis: None,
        }),
    );
    let store = Store::with(&feed);
    let figures = store
        .read(|connection| figures::ranking(connection, june(), now()))
        .expect("figures");
    assert_eq!(figures.ranking.row("b").expect("a row").counts.completed, 1);
    assert_eq!(verified(&store).differences, vec![]);
}

#[test]
fn every_kind_of_event_is_taken_in() {
    let mut feed = Feed::june();
    let at = "2015-06-14T10:00:00+08:00";
    let assignment = "workOrders/20150601-000003/assignments/1".to_owned();
    let details = [
        Detail::CategoryUpdated(wire::Category {
            name: "categories/water".to_owned(),
            display_name: "供水".to_owned(),
            ..wire::Category::default()
        }),
        Detail::TopicUpdated(wire::Topic {
            name: "topics/heat".to_owned(),
            display_name: "高温".to_owned(),
            sequence: 0,
            ..wire::Topic::default()
        }),
        Detail::CallRecorded(wire::CallRecorded {
            call: "calls/3".to_owned(),
            ..wire::CallRecorded::default()
        }),
        Detail::CallNotified(wire::CallNotified {
            call: "calls/3".to_owned(),
        }),
        Detail::SendBackRequested(wire::SendBackRequested {
            assignment: assignment.clone(),
            reason: wire::SendBackReason::NotResponsible.into(),
        }),
        Detail::SendBackDecided(wire::SendBackDecided {
            assignment: assignment.clone(),
            accepted: false,
        }),
        Detail::ExclusionRequested(wire::ExclusionRequested {
            exclusion: format!("{assignment}/exclusions/1"),
            reason: wire::ExclusionReason::Other.into(),
        }),
        Detail::ExclusionDecided(wire::ExclusionDecided {
            exclusion: format!("{assignment}/exclusions/1"),
            approved: false,
        }),
        Detail::ReturnVisited(wire::ReturnVisited {
            return_visit: format!("{assignment}/returnVisits/1"),
            channel: wire::VisitChannel::Sms.into(),
            result: wire::VisitResult::Refused.into(),
            ..wire::ReturnVisited::default()
        }),
        Detail::AssignmentWithdrawn(wire::AssignmentWithdrawn {
            assignment,
            reason: wire::WithdrawalReason::WrongUnit.into(),
        }),
        Detail::SupervisionLifted(wire::SupervisionLifted {
            supervision: "supervisions/1".to_owned(),
        }),
        Detail::LeaderSessionRecorded(wire::LeaderSession {
            name: "leaderSessions/1".to_owned(),
            unit: "units/a".to_owned(),
            leader_post: "县长".to_owned(),
            leader_name: "某某".to_owned(),
            session_date: "2015-06-14".to_owned(),
            calls_answered: 3,
            topics: vec!["topics/heat".to_owned()],
            sequence: 0,
            annulled: false,
        }),
        Detail::AppreciationRecorded(wire::Appreciation {
            name: "appreciations/1".to_owned(),
            kind: wire::AppreciationKind::Pennant.into(),
            occur_date: "2015-06-14".to_owned(),
            ..wire::Appreciation::default()
        }),
        Detail::ActivityRecorded(wire::Activity {
            name: "activities/1".to_owned(),
            kind: wire::ActivityKind::Inspection.into(),
            occur_date: "2015-06-14".to_owned(),
            title: "巡查".to_owned(),
            counts: Some(wire::ActivityCounts {
                units_inspected: 4,
                ..wire::ActivityCounts::default()
            }),
            sequence: 0,
            annulled: false,
        }),
        Detail::TypicalCaseChosen(wire::TypicalCase {
            name: "typicalCases/1".to_owned(),
            work_order: "workOrders/20150601-000001".to_owned(),
            month: "2015-06".to_owned(),
            topic: "topics/heat".to_owned(),
            sequence: 0,
            annulled: false,
        }),
    ];
    for detail in details {
        feed.push(at, detail);
    }
    let store = Store::with(&feed);
    assert_eq!(verified(&store).differences, vec![]);
    let figures = store
        .read(|connection| figures::month(connection, june(), None, now()))
        .expect("figures");
    let bulletin = crate::encode::bulletin::provisional(&figures);
    assert_eq!(bulletin.leader_sessions[0].display_name, "甲县");
    assert_eq!(bulletin.appreciations.expect("thanks").pennants, 1);
    assert_eq!(
        bulletin.activities.expect("activities").activities[0].units_inspected,
        4
    );
    assert_eq!(bulletin.typical_cases.len(), 1);
    let orders = bulletin.work_orders.expect("orders");
    assert_eq!(orders.categories[0].display_name, "供水");
    assert_eq!(orders.natures[0].key, "help");
    assert_eq!(orders.combined_natures[0].keys, ["help", "consultation"]);
    let calls = bulletin.calls.expect("calls");
    assert_eq!((calls.inbound, calls.unreached), (3, 1));
    assert_eq!(figures.ranking.row("b").expect("a row").counts.withdrawn, 1);
}

#[test]
fn a_rebuild_forgets_what_was_pulled_and_comes_to_the_same() {
    let feed = Feed::june();
    let store = Store::with(&feed);
    let dump = store.dump();
    store.write(store::cursor::forget).expect("forgotten");
    assert_eq!(store.dump(), "");
    assert_eq!(stored_cursor(&store), Cursor::default());
    store.pull(&feed).expect("a sound feed");
    assert_eq!(store.dump(), dump);
}

#[test]
fn verify_finds_a_tally_that_is_wrong_one_that_is_missing_and_one_too_many() {
    let store = Store::with(&Feed::june());
    let compared = verified(&store).compared;
    for (sql, kept, computed, more) in [
        (
            "UPDATE tallies SET count = count + 5 WHERE subject = 'a' AND measure = 6 AND day = (SELECT min(day) FROM tallies WHERE subject = 'a' AND measure = 6)",
            6,
            1,
            0,
        ),
        (
            "DELETE FROM tallies WHERE subject = 'b' AND measure = 5",
            0,
            1,
            0,
        ),
        (
            "INSERT INTO tallies (month, subject, measure, day, count) VALUES (24185, 'zzz', 1, 16600, 7)",
            7,
            0,
            1,
        ),
    ] {
        let store = Store::with(&Feed::june());
        store.execute(sql).expect("an operator's slip");
        let verification = verified(&store);
        let found: Vec<_> = verification
            .differences
            .iter()
            .map(|it| (it.kept, it.computed))
            .collect();
        assert_eq!(found, [(kept, computed)], "{sql}");
        assert_eq!(verification.compared, compared + more);
        let only_june = store
            .read(|connection| verify(&mut Reading::of(connection), Some(june())))
            .expect("a verification");
        assert_eq!(only_june.differences, verification.differences);
    }
    let july = june().next();
    let none = store
        .read(|connection| verify(&mut Reading::of(connection), Some(july)))
        .expect("a verification");
    assert_eq!(none.compared, 0);
}

#[test]
fn a_month_is_compared_whole_when_orders_came_in_another_one() {
    let mut feed = Feed::june();
    feed.order(20, "2015-05-31T10:00:00+08:00");
    feed.assigned(20, 1, "a", "2015-06-01T10:00:00+08:00", None);
    feed.assigned(20, 2, "b", "2015-07-01T10:00:00+08:00", None);
    let store = Store::with(&feed);
    for month in [june().previous(), june(), june().next()] {
        let verification = store
            .read(|connection| verify(&mut Reading::of(connection), Some(month)))
            .expect("a verification");
        assert_eq!(verification.differences, vec![], "{month}");
        assert!(0 < verification.compared, "{month}");
    }
}
