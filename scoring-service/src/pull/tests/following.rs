//! Following a feed over a real socket, through everything that may happen to it.

use hotline_common::shutdown::Shutdown;

use crate::live::Memory;
use crate::pull::{Puller, State, Status};
use crate::testing::{FakeIntake, Feed, Store, TestClock, now};

struct Following {
    puller: Puller,
    store: Store,
    intake: FakeIntake,
}

impl Following {
    async fn start(prepare: impl FnOnce(&FakeIntake)) -> Following {
        let intake = FakeIntake::start(Feed::june()).await;
        prepare(&intake);
        let store = Store::new();
        let puller = Puller::start(
            store.database.clone(),
            intake.client(),
            TestClock::at(now()).clock(),
            Memory::default(),
            Shutdown::new(),
        );
        Following {
            puller,
            store,
            intake,
        }
    }

    async fn until(&self, wanted: impl FnMut(&Status) -> bool) -> Status {
        self.puller
            .watch()
            .wait_for(wanted)
            .await
            .expect("the puller runs")
            .clone()
    }

    async fn caught_up_to(&self, head: i64) -> Status {
        self.until(|status| status.state == State::CaughtUp && status.sequence == head)
            .await
    }
}

#[tokio::test]
async fn everything_is_pulled_and_then_what_comes_new() {
    let following = Following::start(|_| {}).await;
    let head = Feed::june().head();
    let status = following.caught_up_to(head).await;
    assert_eq!(status.head_sequence, head);
    assert_eq!(status.applied, Some(now()));
    assert_eq!(following.store.dump(), Store::with(&Feed::june()).dump());

    let later = |feed: &mut Feed| feed.completed(3, 1, "2015-06-19T10:00:00+08:00");
    following.intake.add(later);
    following.caught_up_to(head + 1).await;
    let mut feed = Feed::june();
    later(&mut feed);
    assert_eq!(following.store.dump(), Store::with(&feed).dump());
}

#[tokio::test]
async fn streams_that_break_off_lose_nothing_and_double_nothing() {
    let following = Following::start(|intake| intake.break_streams(3)).await;
    following.caught_up_to(Feed::june().head()).await;
    assert_eq!(following.intake.faults_left(), 0);
    assert_eq!(following.store.dump(), Store::with(&Feed::june()).dump());
}

#[tokio::test]
async fn a_missing_number_is_waited_for() {
    let following = Following::start(|intake| intake.leave_out(10, 2)).await;
    following.caught_up_to(Feed::june().head()).await;
    assert_eq!(following.intake.faults_left(), 0);
    assert_eq!(following.store.dump(), Store::with(&Feed::june()).dump());
}

#[tokio::test]
async fn a_feed_that_was_reset_is_pulled_only_after_a_rebuild() {
    let following = Following::start(|_| {}).await;
    following.caught_up_to(Feed::june().head()).await;
    let mut other = Feed::june();
    other.call(3, "2015-06-03T08:00:00+08:00", true);
    following.intake.replace(other.clone());

    let status = following
        .until(|status| status.state == State::FeedReset)
        .await;
    assert!(
        status.problem.contains("call Rebuild"),
        "{}",
        status.problem
    );

    following.puller.rebuild().await.expect("a rebuild");
    following.caught_up_to(other.head()).await;
    assert_eq!(following.store.dump(), Store::with(&other).dump());
}

#[tokio::test]
async fn another_zone_is_another_feed() {
    let following = Following::start(|_| {}).await;
    following.caught_up_to(Feed::june().head()).await;
    following.intake.set_zone("Europe/Berlin");
    following
        .until(|status| status.state == State::FeedReset)
        .await;
}

#[tokio::test]
async fn an_event_that_cannot_be_applied_stops_the_pulling_and_says_so() {
    let following = Following::start(|intake| {
        intake.add(|feed| {
            feed.call(3, "2015-06-03T08:00:00+08:00", true);
            feed.events.last_mut().expect("an event").detail = None;
        });
    })
    .await;
    let status = following
        .until(|status| status.state == State::Failed)
        .await;
    assert!(
        status.problem.contains("upgrade scoring-service"),
        "{}",
        status.problem
    );
    assert!(status.sequence < Feed::june().head() + 1);
}

#[tokio::test]
async fn two_pullers_on_one_store_apply_each_event_once() {
    let following = Following::start(|_| {}).await;
    let second = Puller::start(
        following.store.database.clone(),
        following.intake.client(),
        TestClock::at(now()).clock(),
        Memory::default(),
        Shutdown::new(),
    );
    let mut feed = Feed::june();
    for id in 3..60 {
        let add = |feed: &mut Feed| feed.call(id, "2015-06-03T08:00:00+08:00", true);
        add(&mut feed);
        following.intake.add(add);
    }
    following.caught_up_to(feed.head()).await;
    second
        .watch()
        .wait_for(|status| status.state == State::CaughtUp && status.sequence == feed.head())
        .await
        .expect("the puller runs");
    assert_eq!(following.store.dump(), Store::with(&feed).dump());
}
