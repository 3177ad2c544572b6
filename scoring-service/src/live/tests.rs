//! What is kept in memory is always what the store says.

use std::sync::Arc;

use hotline_common::db::DbError;
use hotline_common::time::{Moment, Month};
use hotline_proto::intake as wire;
use proptest::prelude::*;
use tokio::sync::watch;

use super::{Found, Live, Memory, Provisional, Question};
use crate::clock::Clock;
use crate::encode;
use crate::figures::{self, FiguresError, sha256};
use crate::pull::{Problem, Role, State, Status, apply, decode};
use crate::score::Policy;
use crate::store;
use crate::store::policies::StoredPolicy;
use crate::testing::{Feed, Store, june, moment, now};

/// A store with a memory beside it.
struct Kept {
    store: Store,
    memory: Memory,
    feed: Feed,
}

impl Kept {
    fn new() -> Kept {
        Kept {
            store: Store::new(),
            memory: Memory::default(),
            feed: Feed::june(),
        }
    }

    /// Applies the events through a sequence in one transaction, which is rolled back unless `commits`.
    fn pull(&self, through: i64, commits: bool) {
        self.apply(through, commits, &self.memory);
    }

    /// Another process applies them.
    fn pull_elsewhere(&self, through: i64) {
        self.apply(through, true, &Memory::default());
    }

    fn apply(&self, through: i64, commits: bool, memory: &Memory) {
        let result = self.store.write(|connection| {
            let from = store::cursor::read(connection)?;
            let message = self.feed.message(from.sequence, through);
            let batch = decode::batch(message)?;
            let to = apply(connection, &from, vec![batch], now(), memory)?;
            if commits {
                Ok(to)
            } else {
                Err(Problem::Overtaken)
            }
        });
        assert_eq!(result.is_ok(), commits);
    }

    fn look(&self, month: Month, now: Moment) -> Result<Arc<Provisional>, FiguresError> {
        let question = Question {
            month,
            sealed_first: false,
        };
        let found = self.store.read(|connection| {
            let mut look = self.memory.look(connection)?;
            look.answer(connection, question, now, 0)
        })?;
        match found {
            Found::Provisional(found) => Ok(found),
            Found::Sealed(_) => panic!("only what is not sealed was asked for"),
        }
    }

    /// The same from the store alone.
    fn computed(
        &self,
        month: Month,
        now: Moment,
    ) -> Result<hotline_proto::scoring::Ranking, FiguresError> {
        self.store.read(|connection| {
            let figures = figures::ranking(connection, month, now)?;
            Ok(encode::ranking::unsealed(
                &figures.terms,
                &figures.tallies,
                &figures.ranking,
                0,
            ))
        })
    }

    fn check(&self) {
        for month in [june(), june().next()] {
            let kept = self.look(month, now()).map(|found| found.ranking.clone());
            assert_eq!(kept, self.computed(month, now()), "{month}");
        }
    }

    fn set_policy(&self, policy: Policy, set_time: Moment) {
        let stored = StoredPolicy {
            hash: sha256(&policy.canonical()),
            policy,
            set_time,
        };
        let set = self
            .store
            .write::<_, DbError>(|connection| store::save::set_policy(connection, &stored));
        set.expect("a policy");
    }
}

#[test]
fn nothing_is_known_before_something_was_pulled_and_after_a_rebuild() {
    let kept = Kept::new();
    let nothing = Err(FiguresError::NothingPulled);
    assert_eq!(kept.look(june(), now()), nothing);
    kept.pull(kept.feed.head(), true);
    kept.check();
    let forgotten = kept.store.write(store::cursor::forget);
    forgotten.expect("it is forgotten");
    assert_eq!(kept.look(june(), now()), nothing);
    kept.pull(10, true);
    kept.check();
}

#[test]
fn what_was_announced_and_not_committed_is_not_seen() {
    let kept = Kept::new();
    kept.pull(12, true);
    kept.check();
    kept.pull(20, false);
    kept.check();
    kept.pull(16, true);
    kept.check();
    kept.pull(kept.feed.head(), true);
    kept.check();
}

#[test]
fn between_commits_nothing_is_computed_again() {
    let kept = Kept::new();
    kept.pull(kept.feed.head(), true);
    let first = kept.look(june(), now()).expect("a ranking");
    let second = kept.look(june(), now()).expect("a ranking");
    assert!(Arc::ptr_eq(&first, &second));
}

#[test]
fn what_is_announced_is_added_and_not_read_again() {
    let mut kept = Kept::new();
    let before = kept.feed.head();
    kept.feed.completed(3, 1, "2015-06-15T10:00:00+08:00");
    kept.pull(before, true);
    kept.check();
    // Only the puller's own word can bring what the table does not have any more.
    kept.pull(kept.feed.head(), true);
    let whole = kept.computed(june(), now()).expect("a ranking");
    kept.store
        .execute("DELETE FROM tallies")
        .expect("nothing is left");
    let found = kept.look(june(), now()).expect("a ranking");
    assert_eq!(found.ranking, whole);
}

#[test]
fn what_another_process_pulls_is_seen() {
    let kept = Kept::new();
    kept.pull(12, true);
    kept.check();
    kept.pull_elsewhere(20);
    kept.check();
    kept.pull(kept.feed.head(), true);
    kept.check();
}

#[test]
fn a_policy_is_seen_by_the_next_look() {
    let kept = Kept::new();
    kept.pull(kept.feed.head(), true);
    kept.check();
    let mut policy = Policy {
        effective: june(),
        ..Policy::default()
    };
    policy.weights.supervision = 5;
    kept.set_policy(policy.clone(), now());
    kept.check();
    // Clocks may be set back.
    policy.weights.supervision = 7;
    kept.set_policy(policy, now().plus_micros(-1_000_000));
    kept.check();
    let found = kept.look(june(), now()).expect("a ranking");
    let weights = found
        .ranking
        .policy
        .as_ref()
        .and_then(|policy| policy.weights);
    assert_eq!(weights.map(|weights| weights.supervision), Some(7));
}

#[test]
fn a_new_day_is_a_new_ranking() {
    let kept = Kept::new();
    kept.pull(kept.feed.head(), true);
    for at in [
        "2015-06-09T23:59:59+08:00",
        "2015-06-10T00:00:00+08:00",
        "2015-06-21T12:00:00+08:00",
        "2015-07-10T23:59:59+08:00",
        "2015-07-11T00:00:00+08:00",
    ] {
        let at = moment(at);
        let found = kept.look(june(), at).map(|found| found.ranking.clone());
        assert_eq!(found, kept.computed(june(), at));
    }
}

#[test]
fn a_renamed_unit_has_its_new_name() {
    let mut kept = Kept::new();
    kept.pull(kept.feed.head(), true);
    kept.check();
    kept.feed.unit("a", "新县", wire::UnitGroup::County, 1);
    kept.pull(kept.feed.head(), true);
    kept.check();
}

#[test]
fn months_beyond_what_is_kept_are_read_again() {
    let mut kept = Kept::new();
    for month in 1..=12 {
        kept.feed.call(
            month + 100,
            &format!("2015-{month:02}-03T08:00:00+08:00"),
            true,
        );
    }
    kept.pull(kept.feed.head(), true);
    let mut months: Vec<Month> = vec![Month::new(2014, 1).expect("a month")];
    while months.len() < 30 {
        months.extend(months.last().map(|month| month.next()));
    }
    for month in months.iter().chain(&months) {
        let found = kept.look(*month, now()).map(|found| found.ranking.clone());
        assert_eq!(found, kept.computed(*month, now()));
    }
}

#[tokio::test]
async fn what_was_asked_for_is_computed_ahead_when_the_feed_moves() {
    let kept = Kept::new();
    kept.pull(12, true);
    let (status, puller) = watch::channel(Status {
        role: Role::Puller,
        has_database: true,
        state: State::Pulling,
        sequence: 12,
        head_sequence: 0,
        feed_cursor: String::new(),
        time_zone: String::new(),
        applied: None,
        problem: String::new(),
    });
    let database = kept.store.database.clone();
    let live = Live::start(database, kept.memory.clone(), puller, Clock::new(now));
    live.provisional(june()).await.expect("a ranking");
    let head = kept.feed.head();
    kept.pull(head, true);
    assert_eq!(kept.memory.computed(june()), Some(12), "nobody looked yet");
    status.send_modify(|status| status.sequence = head);
    // Nobody asks.
    let computed = async {
        while kept.memory.computed(june()) != Some(head) {
            tokio::task::yield_now().await;
        }
    };
    let long = std::time::Duration::from_secs(60);
    tokio::time::timeout(long, computed)
        .await
        .expect("computed ahead");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// However events are committed, rolled back, pulled by another process or forgotten: what memory says is what the store says.
    #[test]
    fn memory_is_the_store(steps in prop::collection::vec((0..6_u8, 1..6_i64), 1..25)) {
        let kept = Kept::new();
        for (kind, events) in steps {
            let sequence = kept
                .store
                .read::<_, DbError>(store::cursor::read)
                .expect("a cursor")
                .sequence;
            let through = kept.feed.head().min(sequence + events);
            match kind {
                0 if sequence < through => kept.pull(through, false),
                1 if sequence < through => kept.pull_elsewhere(through),
                2 if events == 5 => kept.store.write(store::cursor::forget).expect("forgotten"),
                // Nobody looks in between.
                3 if sequence < through => {
                    kept.pull(through, true);
                    continue;
                }
                _ if sequence < through => kept.pull(through, true),
                _ => {}
            }
            kept.check();
        }
    }
}
