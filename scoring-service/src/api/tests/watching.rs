//! The provisional ranking as it moves.

use hotline_proto::scoring::{
    CompositeWeights, GradeWeights, Policy, Ranking, SetPolicyRequest, WatchRankingRequest,
};
use tonic::{Code, Streaming};

use super::{Service, kind};
use crate::testing::{FakeIntake, Feed, moment};

async fn watch(service: &Service, after: i64, milliseconds: i32) -> Streaming<Ranking> {
    let request = WatchRankingRequest {
        month: "2015-06".to_owned(),
        after_feed_sequence: after,
        min_interval: Some(prost_types::Duration {
            seconds: (milliseconds / 1_000).into(),
            nanos: milliseconds % 1_000 * 1_000_000,
        }),
    };
    let answer = service.rankings().watch_ranking(request).await;
    answer.expect("a stream").into_inner()
}

async fn next(stream: &mut Streaming<Ranking>) -> Ranking {
    let message = stream.message().await.expect("no error");
    message.expect("the stream goes on")
}

fn completed(ranking: &Ranking, unit: &str) -> i64 {
    let mut rows = ranking.tables.iter().flat_map(|table| &table.rows);
    let row = rows.find(|row| row.unit == unit);
    row.and_then(|row| row.counts)
        .map_or(0, |counts| counts.completed)
}

#[tokio::test]
async fn the_present_comes_first_and_then_what_changes_it() {
    let service = Service::june().await;
    let mut stream = watch(&service, 0, 100).await;
    let first = next(&mut stream).await;
    assert_eq!(
        first,
        service
            .ranking("rankings/2015-06/revisions/provisional")
            .await
            .expect("a ranking")
    );
    // A call changes no line of June; a completion does.
    service
        .intake
        .add(|feed| feed.call(9, "2015-07-01T08:00:00+08:00", true));
    service.caught_up().await;
    service
        .intake
        .add(|feed| feed.completed(3, 1, "2015-06-19T10:00:00+08:00"));
    let second = next(&mut stream).await;
    assert_eq!(completed(&second, "b"), 1);
    assert_eq!(second.feed_sequence, service.intake.head());

    // Going on from there: nothing new until something happens.
    let mut resumed = watch(&service, second.feed_sequence, 100).await;
    service
        .intake
        .add(|feed| feed.supervised(5, "a", "2015-06-29T10:00:00+08:00"));
    let third = next(&mut resumed).await;
    assert_eq!(third.feed_sequence, service.intake.head());
    // From an older place the present comes at once.
    let mut behind = watch(&service, first.feed_sequence, 100).await;
    assert_eq!(next(&mut behind).await, third);
}

#[tokio::test]
async fn a_policy_and_the_end_of_a_day_change_it_too() {
    let service = Service::june().await;
    service.clock.set(moment("2015-06-10T12:00:00+08:00"));
    let mut stream = watch(&service, 0, 100).await;
    let first = next(&mut stream).await;
    assert_eq!(completed(&first, "a"), 1);
    let set = |weight| SetPolicyRequest {
        policy: Some(Policy {
            name: "policies/2015-06".to_owned(),
            weights: Some(CompositeWeights {
                completion: weight,
                ..CompositeWeights::default()
            }),
            grade_weights: Some(GradeWeights::default()),
            ..Policy::default()
        }),
        request_id: String::new(),
    };
    service
        .policies()
        .set_policy(set(1))
        .await
        .expect("a policy");
    let second = next(&mut stream).await;
    assert_eq!(second.policy.expect("a policy").name, "policies/2015-06");
    service.clock.set(moment("2015-06-11T12:00:00+08:00"));
    // Looked at because something was recorded, be it for another month.
    service
        .intake
        .add(|feed| feed.call(9, "2015-05-01T08:00:00+08:00", true));
    let third = next(&mut stream).await;
    assert_eq!(completed(&third, "a"), 2);
}

#[tokio::test]
async fn a_client_that_does_not_read_gets_the_latest_and_the_shutdown_ends_all_streams() {
    let service = Service::june().await;
    let mut slow = watch(&service, 0, 3_600_000).await;
    let mut quick = watch(&service, 0, 100).await;
    next(&mut slow).await;
    let mut sequence = next(&mut quick).await.feed_sequence;
    for number in 10..20 {
        service
            .intake
            .add(|feed| feed.supervised(number, "a", "2015-06-29T10:00:00+08:00"));
        service.caught_up().await;
    }
    // However many answers these are, each is newer than the one before, and the last is the present.
    while sequence < service.intake.head() {
        let ranking = next(&mut quick).await;
        assert!(sequence < ranking.feed_sequence);
        sequence = ranking.feed_sequence;
    }
    service.shutdown.trigger("a test");
    let stopping = (Code::Unavailable, "STOPPING".to_owned());
    // The one with the long interval has been told nothing since.
    assert_eq!(kind(slow.message().await), stopping);
    assert_eq!(kind(quick.message().await), stopping);
}

#[tokio::test]
async fn nothing_can_be_watched_before_anything_was_pulled_or_after_it_was_forgotten() {
    let intake = FakeIntake::start(Feed::june()).await;
    intake.set_away(true);
    let service = Service::pulling_from(intake).await;
    let nothing = (Code::Unavailable, "NOTHING_PULLED".to_owned());
    let mut stream = watch(&service, 0, 100).await;
    assert_eq!(kind(stream.message().await), nothing);
}
