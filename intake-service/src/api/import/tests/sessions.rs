use std::future::{Ready, ready};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use hotline_common::shutdown::Shutdown;
use hotline_proto::intake as proto;
use proto::import_request::Record;
use proto::import_response::Answer;
use tokio::sync::{Semaphore, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use super::{closing, decoder, message};
use crate::api::import::ANSWERS_AHEAD;
use crate::api::import::chunk::Outcome;
use crate::api::import::session::{CHUNKS_AT_ONCE, run};
use crate::api::tests::{but, requests};
use crate::domain::command::Command;
use crate::domain::names::Subject;
use crate::domain::rejection::Rejection;
use crate::ledger::{MAX_CHUNK, Receipt, Refusal, Submission};

/// Messages that are all at hand.
struct AtHand<I>(I);

impl<I: Iterator<Item = Sent> + Unpin> Stream for AtHand<I> {
    type Item = Sent;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Sent>> {
        Poll::Ready(self.0.next())
    }
}

type Sent = Result<proto::ImportRequest, Status>;
type Answered = Result<proto::ImportResponse, Status>;

/// A right record; those with the same id are repeats for [`on_disk`].
fn record(id: usize) -> proto::ImportRequest {
    let call = but(requests::record_call(), |it| {
        it.request_id = String::new();
        it.call.as_mut().expect("given").telephone_system_id = id.to_string();
    });
    message(Record::RecordCall(call))
}

fn id(submission: &Submission) -> usize {
    let Command::RecordCall(call) = &submission.command else {
        panic!("another command");
    };
    let id = call.telephone_system_id.as_ref().expect("given");
    id.parse().expect("a number")
}

/// A ledger that records at once: 1000 and more are repeats, 2000 and more are rejected, 3000 finds it unavailable.
#[expect(
    clippy::needless_pass_by_value,
    reason = "called as the ledger is, which takes what it records"
)]
fn on_disk(submissions: Vec<Submission>) -> Ready<Outcome> {
    let answer = |submission: &Submission| match id(submission) {
        one @ 0..2000 => Ok(Receipt {
            subject: Subject::Call(1),
            sequence: 1,
            record: None,
            repeated: 1000 <= one,
        }),
        2000..3000 => Err(Rejection::invalid("call.agent", "is wrong").into()),
        _ => Err(Refusal::Unavailable),
    };
    ready(submissions.iter().map(answer).collect())
}

/// Everything that an import of these messages answers.
async fn answers(messages: impl Stream<Item = Sent> + Unpin + Send + 'static) -> Vec<Answered> {
    let (sender, receiver) = mpsc::channel(ANSWERS_AHEAD);
    tokio::spawn(run(messages, decoder(), on_disk, sender, Shutdown::new()));
    ReceiverStream::new(receiver).collect().await
}

async fn answers_to(messages: Vec<proto::ImportRequest>) -> Vec<Answered> {
    answers(AtHand(messages.into_iter().map(Ok))).await
}

fn batch(answer: Answered) -> proto::BatchCommitted {
    match answer.expect("no error").answer {
        Some(Answer::Batch(batch)) => batch,
        other => panic!("{other:?}"),
    }
}

fn summary(answer: Option<Answered>) -> proto::ImportSummary {
    match answer.expect("a last answer").expect("no error").answer {
        Some(Answer::Summary(summary)) => summary,
        other => panic!("{other:?}"),
    }
}

/// The error at the end, with its reason.
fn error(answer: Option<Answered>) -> (Code, String) {
    let status = answer.expect("a last answer").expect_err("an error");
    let details = status.get_error_details();
    let reason = details.error_info().map(|info| info.reason.clone());
    (status.code(), reason.unwrap_or_default())
}

#[tokio::test]
async fn a_whole_import_is_answered_batch_by_batch_and_summed_up() {
    let mut messages: Vec<_> = (0..600).map(record).collect();
    messages.push(record(1000));
    messages.push(record(2000));
    messages.push(proto::ImportRequest::default());
    messages.push(closing(603));
    let mut answers = answers_to(messages).await;
    assert_eq!(
        summary(answers.pop()),
        proto::ImportSummary {
            received_count: 603,
            recorded_count: 600,
            repeated_count: 1,
            rejected_count: 2,
            whole: true,
        }
    );
    let batches: Vec<_> = answers.into_iter().map(batch).collect();
    let through: Vec<i64> = batches.iter().map(|one| one.through_index).collect();
    assert_eq!(through, [255, 511, 602]);
    let rejections = &batches[2].rejections;
    assert_eq!((rejections[0].index, rejections[1].index), (601, 602));
    assert_eq!(rejections[0].code, i32::from(Code::InvalidArgument));
    assert_eq!(rejections[0].reason, "INVALID_REQUEST");
    assert_eq!(
        rejections[0].field_violations[0].field,
        "record_call.call.agent"
    );
    assert_eq!(rejections[1].field_violations[0].field, "record");
}

#[tokio::test]
async fn a_closing_count_that_differs_is_refused_after_everything_is_answered() {
    let mut answers = answers_to(vec![record(1), record(2), closing(3)]).await;
    let (code, reason) = error(answers.pop());
    assert_eq!(code, Code::FailedPrecondition);
    assert_eq!(reason, "IMPORT_COUNT_MISMATCH");
    assert_eq!(batch(answers.remove(0)).through_index, 1);
}

#[tokio::test]
async fn an_end_without_a_closing_message_is_not_whole() {
    let mut answers = answers_to(vec![record(1)]).await;
    let summary = summary(answers.pop());
    assert_eq!((summary.received_count, summary.whole), (1, false));
    let empty = answers_to(vec![]).await;
    assert_eq!(empty.len(), 1);
}

#[tokio::test]
async fn nothing_may_follow_the_closing_message() {
    let mut answers = answers_to(vec![record(1), closing(1), record(2)]).await;
    let (code, reason) = error(answers.pop());
    assert_eq!(
        (code, reason.as_str()),
        (Code::InvalidArgument, "IMPORT_CLOSED")
    );
    assert_eq!(batch(answers.remove(0)).recorded_count, 1);
}

#[tokio::test]
async fn a_client_that_keeps_its_side_open_gets_its_summary() {
    let (client, messages) = mpsc::channel(1);
    let reading = tokio::spawn(answers(ReceiverStream::new(messages)));
    client.send(Ok(closing(0))).await.expect("it reads");
    let mut answers = reading.await.expect("no panic");
    assert!(summary(answers.pop()).whole);
    drop(client);
}

#[tokio::test]
async fn a_ledger_that_cannot_write_ends_the_import() {
    let mut messages: Vec<_> = (0..256).map(record).collect();
    messages.extend([record(256), record(3000), closing(258)]);
    let mut answers = answers_to(messages).await;
    assert_eq!(
        error(answers.pop()),
        (Code::Unavailable, "UNAVAILABLE".to_owned())
    );
    let through: Vec<i64> = answers
        .into_iter()
        .map(|one| batch(one).through_index)
        .collect();
    assert_eq!(through, [255], "only what is on disk is answered for");
}

#[tokio::test]
async fn a_stream_that_breaks_off_has_no_summary() {
    let messages = vec![Ok(record(1)), Err(Status::internal("no such message"))];
    let mut answers = answers(AtHand(messages.into_iter())).await;
    let status = answers.pop().expect("an answer").expect_err("an error");
    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(answers.iter().all(Result::is_ok));
}

#[tokio::test]
async fn a_record_is_answered_although_no_other_follows() {
    let (client, messages) = mpsc::channel(1);
    let (sender, mut answers) = mpsc::channel(ANSWERS_AHEAD);
    let messages = ReceiverStream::new(messages);
    tokio::spawn(run(messages, decoder(), on_disk, sender, Shutdown::new()));
    for index in 0..3 {
        client.send(Ok(record(1))).await.expect("it reads");
        let answer = answers.recv().await.expect("an answer");
        assert_eq!(batch(answer).through_index, index);
    }
}

#[tokio::test]
async fn a_shutdown_ends_an_import_that_waits() {
    let (client, messages) = mpsc::channel::<Sent>(1);
    let (sender, mut answers) = mpsc::channel(ANSWERS_AHEAD);
    let shutdown = Shutdown::new();
    let messages = ReceiverStream::new(messages);
    tokio::spawn(run(messages, decoder(), on_disk, sender, shutdown.clone()));
    client.send(Ok(record(1))).await.expect("it reads");
    batch(answers.recv().await.expect("an answer"));
    shutdown.trigger("test");
    assert_eq!(error(answers.recv().await).0, Code::Unavailable);
    assert!(answers.recv().await.is_none());
}

#[tokio::test]
async fn a_slow_client_and_a_slow_disk_hold_the_reading_back() {
    let read = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&read);
    let messages = AtHand((0..1000).cycle().map(move |one| {
        counted.fetch_add(1, Ordering::SeqCst);
        Ok(record(one))
    }));
    let disk = Arc::new(Semaphore::new(0));
    let chunks = Arc::new(Mutex::new(Vec::new()));
    let submit = {
        let (disk, chunks) = (Arc::clone(&disk), Arc::clone(&chunks));
        move |submissions: Vec<Submission>| {
            chunks.lock().expect("no panic").push(id(&submissions[0]));
            let disk = Arc::clone(&disk);
            async move {
                disk.acquire().await.expect("open").forget();
                on_disk(submissions).await
            }
        }
    };
    let (sender, mut answers) = mpsc::channel(ANSWERS_AHEAD);
    let import = tokio::spawn(run(messages, decoder(), submit, sender, Shutdown::new()));
    let read_after = async |chunks: usize| {
        while read.load(Ordering::SeqCst) < chunks * MAX_CHUNK {
            tokio::task::yield_now().await;
        }
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert_eq!(read.load(Ordering::SeqCst), chunks * MAX_CHUNK);
    };
    // The disk does not answer: some chunks are under way, the next one waits.
    read_after(CHUNKS_AT_ONCE + 1).await;
    assert_eq!(chunks.lock().expect("no panic").len(), CHUNKS_AT_ONCE);
    // The disk answers, and nobody takes the answers: those that wait, as many again as may be under way, and one that was read.
    disk.add_permits(100);
    read_after(ANSWERS_AHEAD + CHUNKS_AT_ONCE + 1).await;
    for index in 0..10 {
        let through = batch(answers.recv().await.expect("an answer")).through_index;
        assert_eq!(usize::try_from(through), Ok((index + 1) * MAX_CHUNK - 1));
    }
    // A client that goes away ends the import.
    drop(answers);
    import.await.expect("no panic");
}
