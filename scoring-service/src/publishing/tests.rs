//! Sealing: once, again, with changed facts, and everything that stands in its way.

use hotline_common::time::Day;
use hotline_proto::scoring as wire;

use super::*;
use crate::encode;
use crate::score::Policy;
use crate::store::policies::StoredPolicy;
use crate::testing::{Feed, Store, ZONE, june, moment, now};

fn request() -> Request {
    Request {
        month: june(),
        issue_number: None,
        issue_day: None,
        cut_off: None,
        reason: String::new(),
        accepted: BTreeSet::new(),
        key: None,
    }
}

fn because(reason: &str) -> Request {
    Request {
        reason: reason.to_owned(),
        ..request()
    }
}

fn head(feed: &Feed) -> Head {
    Head {
        sequence: feed.head(),
        feed_cursor: feed.batch_after(0).expect("a batch").next_cursor,
        time_zone: ZONE.to_owned(),
    }
}

fn publish_with(store: &Store, feed: &Feed, request: &Request) -> Result<Published, PublishError> {
    store.write(|connection| publish(connection, request, &head(feed), now()))
}

fn sealed(store: &Store, revision: i32) -> (SealedRevision, wire::Ranking) {
    store
        .read(|connection| {
            let sealed =
                store::rankings::revision(connection, june(), revision)?.expect("a revision");
            let rows = store::rankings::rows(connection, june(), revision)?;
            let ranking = encode::sealed::join(&sealed.ranking, &rows)?;
            Ok::<_, DbError>((sealed, ranking))
        })
        .expect("a sealed ranking")
}

fn answer(revision: i32, is_new: bool) -> Published {
    Published {
        month: june(),
        revision,
        is_new,
    }
}

/// June with one more completion of `b`, within the cut-off.
fn with_a_late_fact() -> Feed {
    let mut feed = Feed::june();
    feed.completed(3, 1, "2015-06-19T10:00:00+08:00");
    feed
}

#[test]
fn a_month_is_sealed_once_and_found_sealed_after_that() {
    let feed = Feed::june();
    let store = Store::with(&feed);
    assert_eq!(publish_with(&store, &feed, &request()), Ok(answer(1, true)));
    let first = sealed(&store, 1);
    let (record, ranking) = &first;
    let seal = ranking.seal.as_ref().expect("a seal");
    assert_eq!(ranking.name, "rankings/2015-06/revisions/1");
    assert!(!ranking.provisional);
    assert_eq!(
        (seal.issue_number, seal.issue_date.as_str()),
        (6, "2015-07-11")
    );
    assert_eq!(seal.previous_hash, "");
    assert_eq!(seal.hash, sha256(&record.canonical));
    assert!(ranking.identities.iter().all(|identity| identity.holds));
    assert_eq!(ranking.identities.len(), IdentityName::ALL.len());
    assert_eq!(ranking.feed_sequence, feed.head());

    // Another issue number and date are no change, and neither is a reason.
    let again = Request {
        issue_number: Some(99),
        issue_day: Some(Day::from_ymd(2015, 8, 1).expect("a day")),
        ..because("once more")
    };
    assert_eq!(
        publish_with(&store, &feed, &request()),
        Ok(answer(1, false))
    );
    assert_eq!(publish_with(&store, &feed, &again), Ok(answer(1, false)));
    assert_eq!(sealed(&store, 1), first);
}

#[test]
fn a_sealed_ranking_is_the_provisional_one_with_its_seal() {
    let feed = Feed::june();
    let store = Store::with(&feed);
    let figures = store
        .read(|connection| figures::ranking(connection, june(), now()))
        .expect("figures");
    let provisional = encode::ranking::provisional(&figures.terms, &figures.ranking, &[]);
    publish_with(&store, &feed, &request()).expect("sealed");
    let (_, ranking) = sealed(&store, 1);
    assert_eq!(ranking.tables, provisional.tables);
    assert_eq!(ranking.policy, provisional.policy);
}

#[test]
fn a_late_fact_needs_a_reason_and_leads_to_a_revision_that_tells_the_difference() {
    let store = Store::with(&Feed::june());
    publish_with(&store, &Feed::june(), &request()).expect("sealed");
    let first = sealed(&store, 1);

    let feed = with_a_late_fact();
    store.pull(&feed).expect("a sound feed");
    assert_eq!(
        publish_with(&store, &feed, &request()),
        Err(PublishError::ReasonRequired { revision: 1 })
    );
    assert_eq!(
        publish_with(&store, &feed, &because("a completion was recorded late")),
        Ok(answer(2, true))
    );
    assert_eq!(sealed(&store, 1), first, "the first revision never changes");
    let (record, ranking) = sealed(&store, 2);
    let seal = ranking.seal.expect("a seal");
    assert_eq!(seal.reason, "a completion was recorded late");
    assert_eq!(seal.previous_hash, first.0.hash);
    assert!(
        record.canonical.contains(&first.0.hash),
        "the hash is chained"
    );
    let changes: Vec<_> = seal
        .changes
        .iter()
        .map(|change| {
            (
                change.unit.as_str(),
                change.field.as_str(),
                change.before.as_str(),
                change.after.as_str(),
            )
        })
        .collect();
    assert_eq!(
        changes,
        [
            ("b", "completion_rate", "0.00", "100.00"),
            // Nobody graded, so that satisfaction is absent and the other weights count: 3 × 100 + 1 × (100 − 100).
            ("b", "composite_score", "0.00", "75.00"),
            ("b", "counts.completed", "0", "1"),
            ("b", "counts.completed_on_time", "0", "1"),
            ("b", "counts.completed_once", "0", "1"),
            ("b", "on_time_completion_rate", "0.00", "100.00"),
            ("b", "redo_rate", "", "0.00"),
            ("b", "satisfaction_rate", "0.00", ""),
        ]
    );
    assert_eq!(
        publish_with(&store, &feed, &request()),
        Ok(answer(2, false))
    );
}

#[test]
fn a_fact_after_the_cut_off_changes_nothing() {
    let store = Store::with(&Feed::june());
    publish_with(&store, &Feed::june(), &request()).expect("sealed");
    let mut feed = Feed::june();
    feed.completed(3, 1, "2015-07-11T00:00:00+08:00");
    store.pull(&feed).expect("a sound feed");
    assert_eq!(
        publish_with(&store, &feed, &request()),
        Ok(answer(1, false))
    );
    // One microsecond earlier it counts.
    let mut feed = Feed::june();
    feed.completed(3, 1, "2015-07-10T23:59:59.999999+08:00");
    let store = Store::with(&Feed::june());
    publish_with(&store, &Feed::june(), &request()).expect("sealed");
    store.pull(&feed).expect("a sound feed");
    assert_eq!(
        publish_with(&store, &feed, &request()),
        Err(PublishError::ReasonRequired { revision: 1 })
    );
}

#[test]
fn a_cut_off_that_is_given_takes_the_place_of_the_policys() {
    // A completion on the day after the policy's last one: too late for the policy, in time for a later cut-off.
    let mut feed = Feed::june();
    feed.completed(3, 1, "2015-07-11T00:00:00+08:00");
    let store = Store::with(&feed);
    let until = |cut_off: &str, reason: &str| Request {
        cut_off: Some(cut_off.parse().expect("a day")),
        ..because(reason)
    };
    assert_eq!(publish_with(&store, &feed, &request()), Ok(answer(1, true)));
    assert_eq!(
        publish_with(&store, &feed, &until("2015-07-10", "")),
        Ok(answer(1, false))
    );
    let later = clock_after("2015-07-12");
    let published = store.write(|connection| {
        publish(
            connection,
            &until("2015-07-11", "later cut-off"),
            &head(&feed),
            later,
        )
    });
    assert_eq!(published, Ok(answer(2, true)));
    let (sealed, ranking) = sealed(&store, 2);
    assert_eq!(sealed.cut_off, moment("2015-07-12T00:00:00+08:00"));
    assert_eq!(ranking.cut_off_time, ranking.as_of_time);
    let early = store
        .write(|connection| publish(connection, &until("2015-07-12", "x"), &head(&feed), later));
    assert!(
        matches!(early, Err(PublishError::BeforeCutOff { .. })),
        "{early:?}"
    );
}

/// Noon of a day.
fn clock_after(day: &str) -> Moment {
    moment(&format!("{day}T12:00:00+08:00"))
}

#[test]
fn a_policy_that_was_changed_since_is_a_change() {
    let feed = Feed::june();
    let store = Store::with(&feed);
    publish_with(&store, &feed, &request()).expect("sealed");
    let policy = Policy {
        effective: june(),
        cut_off_day: 9,
        ..Policy::default()
    };
    let stored = StoredPolicy {
        hash: sha256(&policy.canonical()),
        policy,
        set_time: now(),
    };
    store
        .write(|connection| store::save::set_policy(connection, &stored))
        .expect("set");
    assert_eq!(
        publish_with(&store, &feed, &request()),
        Err(PublishError::ReasonRequired { revision: 1 })
    );
    assert_eq!(
        publish_with(&store, &feed, &because("the policy was wrong")),
        Ok(answer(2, true))
    );
    let (_, ranking) = sealed(&store, 2);
    assert_eq!(ranking.policy.expect("a policy").hash, stored.hash);
}

#[test]
fn of_two_equal_requests_at_once_one_seals_and_the_other_repeats() {
    let feed = Feed::june();
    let store = Store::with(&feed);
    let mut violations = hotline_common::status::Violations::new();
    let id = "0f8fad5b-d9cb-469f-a165-70867728950e";
    let id = hotline_common::decode::request_id(&mut violations, "request_id", id);
    let message = wire::PublishRankingRequest::default();
    let asked = Request {
        key: id.map(|id| RequestKey::of(id, "PublishRanking", &message)),
        ..request()
    };
    // Both have looked before either has sealed.
    assert_eq!(
        store.read(|connection| repeated(connection, &asked)),
        Ok(None)
    );
    assert_eq!(publish_with(&store, &feed, &asked), Ok(answer(1, true)));
    let feed = with_a_late_fact();
    store.pull(&feed).expect("a sound feed");
    assert_eq!(publish_with(&store, &feed, &asked), Ok(answer(1, false)));
    assert_eq!(
        store.read(|connection| repeated(connection, &asked)),
        Ok(Some(answer(1, false)))
    );
    let other = Request {
        key: id.map(|id| RequestKey::of(id, "SetPolicy", &message)),
        ..request()
    };
    let subject = "rankings/2015-06/revisions/1".to_owned();
    assert_eq!(
        publish_with(&store, &feed, &other),
        Err(PublishError::RequestReused { subject })
    );
}

#[test]
fn a_typical_case_that_was_chosen_since_is_a_change() {
    let store = Store::with(&Feed::june());
    publish_with(&store, &Feed::june(), &request()).expect("sealed");
    let mut feed = Feed::june();
    feed.case_chosen(1, 2, "summer");
    store.pull(&feed).expect("a sound feed");
    assert_eq!(
        publish_with(&store, &feed, &request()),
        Err(PublishError::ReasonRequired { revision: 1 })
    );
    assert_eq!(
        publish_with(&store, &feed, &because("a case was chosen")),
        Ok(answer(2, true))
    );
    let (record, _) = sealed(&store, 2);
    let line = "\ntypical_cases\t20150601000002\tsummer\n";
    assert!(record.canonical.contains(line), "{}", record.canonical);
    assert_eq!(record.hash, sha256(&record.canonical));
}

#[test]
fn a_unit_that_was_renamed_since_is_no_change_unless_a_reason_is_given() {
    let store = Store::with(&Feed::june());
    publish_with(&store, &Feed::june(), &request()).expect("sealed");
    let mut feed = Feed::june();
    feed.unit("a", "新名", hotline_proto::intake::UnitGroup::County, 1);
    store.pull(&feed).expect("a sound feed");
    assert_eq!(
        publish_with(&store, &feed, &request()),
        Ok(answer(1, false))
    );
    let (_, ranking) = sealed(&store, 1);
    assert_eq!(ranking.tables[0].rows[0].display_name, "甲县");
    assert_eq!(
        publish_with(&store, &feed, &because("the name was wrong")),
        Ok(answer(2, true))
    );
    let (_, ranking) = sealed(&store, 2);
    assert_eq!(ranking.tables[0].rows[0].display_name, "新名");
}

#[test]
fn the_database_refuses_to_change_what_is_sealed() {
    let feed = Feed::june();
    let store = Store::with(&feed);
    publish_with(&store, &feed, &request()).expect("sealed");
    let before = sealed(&store, 1);
    let of_the_backend: [&str; 2] = match hotline_common::testing::postgres() {
        None => [
            "INSERT OR REPLACE INTO rankings SELECT * FROM rankings",
            "INSERT OR REPLACE INTO ranking_rows SELECT * FROM ranking_rows",
        ],
        Some(_) => [
            "TRUNCATE rankings",
            "SET LOCAL session_replication_role = replica; TRUNCATE ranking_rows CASCADE",
        ],
    };
    for sql in [
        "UPDATE rankings SET reason = 'x'",
        "DELETE FROM rankings",
        "INSERT INTO rankings SELECT * FROM rankings",
        "UPDATE ranking_rows SET unit = 'x'",
        "DELETE FROM ranking_rows WHERE place = 0",
        "INSERT INTO ranking_rows SELECT month, revision, 99, unit, unit_group, section, body FROM ranking_rows LIMIT 1",
    ]
    .into_iter()
    .chain(of_the_backend)
    {
        let refused = store.execute(sql).expect_err(sql);
        assert!(
            refused
                .to_string()
                .contains("a sealed ranking never changes"),
            "{sql}: {refused}"
        );
    }
    assert_eq!(sealed(&store, 1), before);
}

#[test]
fn a_rebuild_keeps_what_is_sealed_and_comes_to_the_same_revision() {
    let feed = Feed::june();
    let store = Store::with(&feed);
    publish_with(&store, &feed, &request()).expect("sealed");
    let before = sealed(&store, 1);
    store.write(store::cursor::forget).expect("forgotten");
    assert_eq!(sealed(&store, 1), before);
    store.pull(&feed).expect("a sound feed");
    assert_eq!(
        publish_with(&store, &feed, &request()),
        Ok(answer(1, false))
    );
}

#[test]
fn of_two_publishers_at_once_one_seals_and_the_other_finds() {
    let feed = Feed::june();
    let store = Store::with(&feed);
    let published: Vec<Published> = std::thread::scope(|scope| {
        let publishers: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| publish_with(&store, &feed, &request()).expect("published")))
            .collect();
        publishers
            .into_iter()
            .map(|publisher| publisher.join().expect("no panic"))
            .collect()
    });
    assert_eq!(
        published
            .iter()
            .filter(|published| published.is_new)
            .count(),
        1
    );
    assert!(published.iter().all(|published| published.revision == 1));
}

#[test]
fn a_broken_identity_stops_the_publication_unless_it_is_accepted_by_name() {
    let feed = Feed::june();
    let store = Store::with(&feed);
    // An operator's slip: one call more than there was.
    store
        .execute("UPDATE tallies SET count = count + 1 WHERE measure = 200 AND day = (SELECT min(day) FROM tallies WHERE measure = 200)")
        .expect("a slip");
    let Err(PublishError::NotReconciled(broken)) = publish_with(&store, &feed, &request()) else {
        panic!("it does not reconcile");
    };
    let names: Vec<_> = broken.iter().map(|identity| identity.name).collect();
    assert_eq!(
        names,
        [IdentityName::Calls, IdentityName::TalliesEqualFacts]
    );
    assert_eq!(
        encode::identity::in_words(&broken[0]),
        "calls (3) ≠ answered (1) + called back (1) + unreached (0) + still open (0)"
    );

    let accepting = |names: &[IdentityName]| Request {
        accepted: names.iter().copied().collect(),
        ..request()
    };
    let Err(PublishError::NotReconciled(left)) =
        publish_with(&store, &feed, &accepting(&[IdentityName::Calls]))
    else {
        panic!("one is still broken");
    };
    assert_eq!(left[0].name, IdentityName::TalliesEqualFacts);
    assert_eq!(
        publish_with(&store, &feed, &accepting(&names)),
        Ok(answer(1, true))
    );
    let (_, ranking) = sealed(&store, 1);
    assert_eq!(
        ranking.seal.expect("a seal").accepted_identities,
        ["calls", "tallies-equal-facts"]
    );
}

#[test]
fn before_the_cut_off_nothing_is_sealed() {
    let feed = Feed::june();
    let store = Store::with(&feed);
    let cut_off = moment("2015-07-11T00:00:00+08:00");
    for (now, is_early) in [(cut_off.plus_micros(-1), true), (cut_off, false)] {
        let checked = store.read(|connection| check_cut_off(connection, june(), None, now));
        let published =
            store.write(|connection| publish(connection, &request(), &head(&feed), now));
        if is_early {
            assert_eq!(checked, Err(PublishError::BeforeCutOff { cut_off }));
            assert_eq!(published, Err(PublishError::BeforeCutOff { cut_off }));
        } else {
            assert_eq!(checked, Ok(()));
            assert_eq!(published, Ok(answer(1, true)));
        }
    }
}

#[test]
fn the_feed_must_be_pulled_up_to_its_head_and_be_the_same_feed() {
    let feed = Feed::june();
    let store = Store::with(&feed);
    let publish_at =
        |head: Head| store.write(|connection| publish(connection, &request(), &head, now()));
    let here = head(&feed);
    assert_eq!(
        publish_at(Head {
            sequence: feed.head() + 1,
            ..here.clone()
        }),
        Err(PublishError::NotCaughtUp {
            sequence: feed.head(),
            head_sequence: feed.head() + 1
        })
    );
    for other in [
        Head {
            feed_cursor: "feed-2:1".to_owned(),
            ..here.clone()
        },
        Head {
            time_zone: "Europe/Berlin".to_owned(),
            ..here.clone()
        },
    ] {
        assert_eq!(publish_at(other), Err(PublishError::FeedReset));
    }
    assert_eq!(publish_at(here), Ok(answer(1, true)));
}

#[test]
fn what_is_pulled_beyond_the_head_seen_at_the_start_is_sealed_with_the_rest() {
    let before = Feed::june();
    let seen = head(&before);
    let mut feed = before.clone();
    let store = Store::with(&before);
    let earlier = store.read(store::cursor::read).expect("a cursor");
    assert_eq!(check_history(&earlier, &seen), Ok(()));
    feed.completed(3, 1, "2015-06-19T10:00:00+08:00");
    store.pull(&feed).expect("a sound feed");

    let published = store.write(|connection| publish(connection, &request(), &seen, now()));
    assert_eq!(published, Ok(answer(1, true)));
    let (record, ranking) = sealed(&store, 1);
    assert_eq!(record.feed_sequence, feed.head());
    assert_eq!(ranking.feed_sequence, feed.head());
    let caught_up = ranking
        .identities
        .iter()
        .find(|identity| identity.name == "feed-caught-up")
        .expect("it is printed");
    assert!(caught_up.holds);
    assert_eq!(
        caught_up.left.as_ref().map(|term| term.value),
        Some(before.head())
    );
    assert_eq!(caught_up.right[0].value, before.head());
}

#[test]
fn a_head_behind_what_was_pulled_before_is_of_another_feed() {
    let feed = Feed::june();
    let store = Store::with(&feed);
    let earlier = store.read(store::cursor::read).expect("a cursor");
    let here = head(&feed);
    assert_eq!(check_history(&earlier, &here), Ok(()));
    assert_eq!(check_history(&Cursor::default(), &here), Ok(()));
    let ahead = Head {
        sequence: feed.head() + 1,
        feed_cursor: "feed-1:99".to_owned(),
        ..here.clone()
    };
    assert_eq!(check_history(&earlier, &ahead), Ok(()));
    for other in [
        Head {
            sequence: feed.head() - 1,
            ..here.clone()
        },
        Head {
            feed_cursor: "feed-2:1".to_owned(),
            ..here.clone()
        },
        Head {
            time_zone: "Europe/Berlin".to_owned(),
            ..here
        },
    ] {
        assert_eq!(
            check_history(&earlier, &other),
            Err(PublishError::FeedReset)
        );
    }
}
