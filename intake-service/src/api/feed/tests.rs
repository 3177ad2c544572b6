use std::time::Duration;

use hotline_common::time::Moment;
use hotline_proto::intake as proto;
use proto::feed_service_server::FeedService as _;
use tokio::sync::mpsc;
use tokio_stream::StreamExt as _;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;

use super::cursor::Cursor;
use super::{BATCHES_AHEAD, SIGN_OF_LIFE, producer};
use crate::api::stream::AnswerStream;
use crate::api::tests::bench::{Bench, body};
use crate::api::tests::requests::CANARY;
use crate::store::feed::Position;

type Stream = AnswerStream<proto::StreamEventsResponse>;

async fn stream(bench: &Bench, after: &str, follow: bool) -> Result<Stream, Status> {
    let request = proto::StreamEventsRequest {
        after: after.to_owned(),
        follow,
    };
    let answer = bench.api.stream_events(Request::new(request)).await?;
    Ok(answer.into_inner())
}

async fn next(stream: &mut Stream) -> proto::StreamEventsResponse {
    stream.next().await.expect("a batch").expect("no error")
}

fn sequences(batch: &proto::StreamEventsResponse) -> Vec<i64> {
    batch.events.iter().map(|event| event.sequence).collect()
}

/// Follows from the beginning.
fn follow(
    bench: &Bench,
    sign_of_life: Duration,
) -> mpsc::Receiver<Result<proto::StreamEventsResponse, Status>> {
    let start = Cursor::new(bench.api.ledger.feed_id(), Position::START);
    let (answers, batches) = mpsc::channel(BATCHES_AHEAD);
    tokio::spawn(producer::run(
        bench.api.clone(),
        start,
        Some(sign_of_life),
        answers,
    ));
    batches
}

#[tokio::test]
async fn the_feed_ends_at_its_head_with_a_bookmark() {
    let bench = Bench::new();
    let mut empty = stream(&bench, "", false).await.expect("starts");
    let only = next(&mut empty).await;
    assert!(only.events.is_empty() && only.end);
    assert!(empty.next().await.is_none());

    bench.record_calls(3).await;
    let mut whole = stream(&bench, &only.next_cursor, false)
        .await
        .expect("starts");
    let batch = next(&mut whole).await;
    assert_eq!(sequences(&batch), [1, 2, 3]);
    assert_eq!((batch.head_sequence, batch.end), (3, true));
    assert_eq!(batch.time_zone, "Asia/Shanghai");
    assert!(whole.next().await.is_none());

    let head = body(
        bench
            .api
            .get_head(Request::new(proto::GetHeadRequest {}))
            .await,
    );
    assert_eq!((head.sequence, &head.cursor), (3, &batch.next_cursor));
    assert_eq!(head.time_zone, "Asia/Shanghai");
}

#[tokio::test]
async fn the_feed_holds_nothing_personal() {
    let bench = Bench::new();
    bench.fill().await;
    let mut whole = stream(&bench, "", false).await.expect("starts");
    let batch = next(&mut whole).await;
    assert!(batch.end);
    assert!(!format!("{batch:?}").contains(CANARY));
}

#[tokio::test]
async fn a_feed_that_is_longer_than_a_batch_goes_on_where_it_stopped() {
    let bench = Bench::new();
    let chunk = |from: i64| {
        let call = move |number: i64| crate::ledger::Submission {
            command: crate::domain::command::Command::RecordCall(crate::domain::call::RecordCall {
                telephone_system_id: Some(number.to_string()),
                caller_number: String::new(),
                started: Moment::MIN,
                queued: None,
                answered: None,
                abandoned: None,
                ended: None,
                agent: String::new(),
                recording_reference: String::new(),
                content_hash: [0; 16],
            }),
            actor: String::new(),
            request: None,
            import: true,
        };
        (from..from + 250).map(call).collect()
    };
    for from in 0..5 {
        bench.api.ledger.submit_all(chunk(from * 250)).await;
    }
    let mut whole = stream(&bench, "", false).await.expect("starts");
    let first = next(&mut whole).await;
    let second = next(&mut whole).await;
    assert_eq!(sequences(&first), (1..=1000).collect::<Vec<_>>());
    assert_eq!(sequences(&second), (1001..=1250).collect::<Vec<_>>());
    assert!(!first.end && second.end);

    let mut rest = stream(&bench, &first.next_cursor, false)
        .await
        .expect("starts");
    assert_eq!(next(&mut rest).await, second);
}

#[tokio::test]
async fn a_reader_that_follows_gets_what_is_committed_and_learns_of_the_shutdown() {
    let bench = Bench::new();
    let mut following = stream(&bench, "", true).await.expect("starts");
    let first = next(&mut following).await;
    assert!(first.events.is_empty() && !first.end, "where it stands");
    for sequence in 1..=2 {
        bench.record_calls(1).await;
        assert_eq!(sequences(&next(&mut following).await), [sequence]);
    }
    bench.api.shutdown.trigger("test");
    let end = following
        .next()
        .await
        .expect("an end")
        .expect_err("not clean");
    assert_eq!(end.code(), Code::Unavailable);
    assert!(following.next().await.is_none());
}

#[tokio::test]
async fn an_idle_feed_gives_signs_of_life() {
    let bench = Bench::new();
    bench.record_calls(1).await;
    let mut batches = follow(&bench, Duration::from_millis(1));
    let mut next = async || batches.recv().await.expect("a batch").expect("no error");
    let first = next().await;
    for _ in 0..2 {
        let sign = next().await;
        assert!(sign.events.is_empty() && !sign.end);
        assert_eq!(sign.next_cursor, first.next_cursor);
        assert_eq!(sign.head_sequence, 1);
    }
}

#[tokio::test]
async fn a_reader_that_goes_away_ends_its_producer() {
    let bench = Bench::new();
    let start = Cursor::new(bench.api.ledger.feed_id(), Position::START);
    let (answers, mut batches) = mpsc::channel(BATCHES_AHEAD);
    let run = producer::run(bench.api.clone(), start, Some(SIGN_OF_LIFE), answers);
    let task = tokio::spawn(run);
    batches.recv().await.expect("a batch").expect("no error");
    drop(batches);
    task.await.expect("it ends");
}

#[tokio::test]
async fn a_cursor_of_another_history_is_a_reset_and_never_an_empty_page() {
    let bench = Bench::new();
    bench.record_calls(2).await;
    let head = body(
        bench
            .api
            .get_head(Request::new(proto::GetHeadRequest {}))
            .await,
    );
    let here: Cursor = head.cursor.parse().expect("a cursor");
    let at = |sequence, check_value| {
        let position = Position {
            sequence,
            check_value,
        };
        Cursor::new(here.feed, position).to_string()
    };
    let right = here.position.check_value;
    let mut other_feed = here.feed;
    other_feed[0] ^= 1;
    for wrong in [
        at(2, right ^ 1),
        at(1, right),
        at(3, right),
        at(i64::MAX, 0),
        at(0, 1),
        Cursor::new(other_feed, here.position).to_string(),
        Cursor::new(other_feed, Position::START).to_string(),
    ] {
        let Err(status) = stream(&bench, &wrong, false).await else {
            panic!("{wrong} was taken");
        };
        assert_eq!(status.code(), Code::OutOfRange);
        let details = status.get_error_details();
        assert_eq!(details.error_info().expect("a reason").reason, "FEED_RESET");
    }
    for right in [at(2, right), at(0, 0), String::new()] {
        assert!(stream(&bench, &right, false).await.is_ok(), "{right}");
    }
}

#[tokio::test]
async fn a_text_that_is_no_cursor_is_an_invalid_argument() {
    let bench = Bench::new();
    let Err(status) = stream(&bench, "nonsense", true).await else {
        panic!("it was taken");
    };
    assert_eq!(status.code(), Code::InvalidArgument);
    let details = status.get_error_details();
    assert_eq!(
        details.bad_request().expect("fields").field_violations[0].field,
        "after"
    );
}
