//! Several processes on one PostgreSQL database: one pulls, the others follow.

use std::time::Duration;

use hotline_common::db::Database;
use hotline_common::shutdown::Shutdown;
use tokio::sync::watch;

use crate::live::Memory;
use crate::pull::{Puller, Role, State, Status};
use crate::store;
use crate::testing::{FakeIntake, Feed, Store, TestClock, now};

/// A process of its own, as far as the database can tell.
struct Replica {
    puller: Puller,
    status: watch::Receiver<Status>,
    shutdown: Shutdown,
}

impl Replica {
    fn start(store: &Store, intake: &FakeIntake) -> Replica {
        let url = store.scratch.url().clone();
        let database = Database::open_blocking(url, &store::MIGRATIONS).expect("a database");
        let shutdown = Shutdown::new();
        let puller = Puller::start(
            database,
            intake.client(),
            TestClock::at(now()).clock(),
            Memory::default(),
            shutdown.clone(),
        );
        Replica {
            status: puller.watch(),
            puller,
            shutdown,
        }
    }

    async fn until(&mut self, wanted: impl FnMut(&Status) -> bool) -> Status {
        let status = self.status.wait_for(wanted).await;
        status.expect("the puller runs").clone()
    }

    async fn is(&mut self, role: Role, head: i64) -> Status {
        self.until(|status| {
            status.role == role && status.state == State::CaughtUp && status.sequence == head
        })
        .await
    }

    fn end(self) {
        self.shutdown.trigger("its machine is taken down");
    }
}

/// A store and two that use it, the first of which pulls. `None` on a file, which has one process.
async fn two() -> Option<(Store, FakeIntake, Replica, Replica)> {
    hotline_common::testing::postgres()?;
    let intake = FakeIntake::start(Feed::june()).await;
    let store = Store::new();
    let mut first = Replica::start(&store, &intake);
    first.until(|status| status.role == Role::Puller).await;
    let mut second = Replica::start(&store, &intake);
    let head = Feed::june().head();
    first.is(Role::Puller, head).await;
    second.is(Role::Follower, head).await;
    Some((store, intake, first, second))
}

fn call(id: i64) -> impl Fn(&mut Feed) {
    move |feed| feed.call(id, "2015-06-03T08:00:00+08:00", true)
}

#[tokio::test]
async fn one_pulls_and_another_takes_over_when_it_ends() {
    let Some((store, intake, first, mut second)) = two().await else {
        return;
    };
    let mut feed = Feed::june();
    call(3)(&mut feed);
    intake.add(call(3));
    let status = second.is(Role::Follower, feed.head()).await;
    assert_eq!(status.head_sequence, feed.head());
    assert_eq!(status.time_zone, crate::testing::ZONE);

    first.end();
    second.is(Role::Puller, feed.head()).await;
    call(4)(&mut feed);
    intake.add(call(4));
    second.is(Role::Puller, feed.head()).await;
    assert_eq!(store.dump(), Store::with(&feed).dump());
    second.end();
}

#[tokio::test]
async fn sessions_that_the_server_ends_are_opened_again_and_nothing_is_pulled_twice() {
    let Some((store, intake, first, second)) = two().await else {
        return;
    };
    let mut feed = Feed::june();
    for id in 3..40 {
        let add = call(id);
        add(&mut feed);
        intake.add(add);
        if id % 12 == 0 {
            store
                .execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()",
                )
                .expect("the superuser of the tests may");
        }
    }
    let head = feed.head();
    let (mut one, mut other) = (first.status.clone(), second.status.clone());
    let pulled = |status: &Status| {
        status.role == Role::Puller && status.state == State::CaughtUp && status.sequence == head
    };
    tokio::select! {
        status = one.wait_for(pulled) => drop(status.expect("the puller runs")),
        status = other.wait_for(pulled) => drop(status.expect("the puller runs")),
    }
    assert_eq!(store.dump(), Store::with(&feed).dump());
    first.end();
    second.end();
}

#[tokio::test]
async fn a_follower_knows_that_the_feed_was_reset_and_can_be_asked_to_rebuild() {
    let Some((store, intake, mut first, mut second)) = two().await else {
        return;
    };
    let mut other = Feed::june();
    other.call(3, "2015-06-03T08:00:00+08:00", true);
    intake.replace(other.clone());
    first.until(|status| status.state == State::FeedReset).await;
    let status = second
        .until(|status| status.state == State::FeedReset)
        .await;
    assert!(
        status.problem.contains("call Rebuild"),
        "{}",
        status.problem
    );
    assert_eq!(status.role, Role::Follower);

    second.puller.rebuild().await.expect("a rebuild");
    first.is(Role::Puller, other.head()).await;
    second.is(Role::Follower, other.head()).await;
    assert_eq!(store.dump(), Store::with(&other).dump());
    first.end();
    second.end();
}

#[tokio::test]
async fn a_rebuild_begins_again_although_the_puller_is_at_the_head_and_nothing_comes() {
    let Some((store, _intake, first, second)) = two().await else {
        return;
    };
    second.puller.rebuild().await.expect("a rebuild");
    let whole = Store::with(&Feed::june()).dump();
    let pulled = async {
        while store.dump() != whole {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), pulled)
        .await
        .expect("it is pulled again");
    first.end();
    second.end();
}
