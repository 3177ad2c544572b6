//! An import's stream, from the first record to the summary.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use hotline_common::shutdown::Shutdown;
use hotline_common::status;
use hotline_common::time::Moment;
use hotline_proto::intake as proto;
use proto::import_response::Answer;
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Code, Status};

use super::chunk::{Chunk, Flights, Outcome};
use super::record::Decoded;
use crate::api::stream::Answers;
use crate::ledger::{MAX_CHUNK, Submission};

/// How many chunks are on their way to the disk or to the client at once: as many as fill one batch of the ledger, and some for the next one
/// while that is on its way to the disk.
pub(super) const CHUNKS_AT_ONCE: usize = 6;
/// How long after the closing message a record is waited for that must not come, where the client neither sends
/// one nor ends its side.
const GRACE: Duration = Duration::from_millis(500);

/// Carries out an import. Its last word on `answers` is the summary or an error, unless the client has gone.
pub(super) async fn run<S, D, F>(
    records: S,
    decode: D,
    submit: impl Fn(Vec<Submission>) -> F,
    answers: Answers<proto::ImportResponse>,
    shutdown: Shutdown,
) where
    S: Stream<Item = Result<proto::ImportRequest, Status>> + Unpin,
    D: FnMut(proto::ImportRequest, Moment) -> Decoded,
    F: Future<Output = Outcome> + Send + 'static,
{
    let mut session = Session {
        reader: Reader {
            records,
            decode,
            received: 0,
            chunk: Chunk::default(),
        },
        flights: Flights::default(),
        unsent: VecDeque::new(),
        sums: proto::ImportSummary::default(),
        submit,
        answers,
        shutdown,
    };
    let last = match session.carry_out().await {
        Ok(summary) => Ok(response(Answer::Summary(summary))),
        Err(Stop::Refused(status)) => Err(status),
        Err(Stop::ClientGone) => return,
    };
    // Where nobody listens any more there is nothing left to do.
    let _ = session.answers.send(last).await;
}

/// Why there is no summary.
enum Stop {
    Refused(Status),
    ClientGone,
}

impl From<Status> for Stop {
    fn from(status: Status) -> Stop {
        Stop::Refused(status)
    }
}

/// How the client's side of the stream ends.
enum End {
    /// The closing message, with the client's count.
    Closing(i64),
    /// Without a closing message.
    Unclosed,
    /// It broke.
    Broken(Status),
}

/// What happened next.
enum Step {
    /// Records were read, perhaps up to the end.
    Read(Option<End>),
    /// The first chunk is on disk.
    Landed(proto::BatchCommitted),
    /// The service is to stop.
    Stop,
}

/// What the client sends.
struct Reader<S, D> {
    records: S,
    decode: D,
    received: i64,
    chunk: Chunk,
}

impl<S, D> Reader<S, D>
where
    S: Stream<Item = Result<proto::ImportRequest, Status>> + Unpin,
    D: FnMut(proto::ImportRequest, Moment) -> Decoded,
{
    /// Whether another record fits into the chunk.
    fn has_room(&self) -> bool {
        self.chunk.len() < MAX_CHUNK
    }

    /// Waits for a message and takes it and what else is at hand, as far as it fits. Nothing is lost when dropped.
    async fn read(&mut self) -> Option<End> {
        let mut message = self.records.next().await;
        loop {
            let end = match message {
                Some(Ok(message)) => self.take(message),
                Some(Err(status)) => Some(End::Broken(status)),
                None => Some(End::Unclosed),
            };
            if end.is_some() || !self.has_room() {
                return end;
            }
            let at_hand = poll_fn(|context| {
                Poll::Ready(match Pin::new(&mut self.records).poll_next(context) {
                    Poll::Ready(message) => Some(message),
                    Poll::Pending => None,
                })
            });
            match at_hand.await {
                Some(next) => message = next,
                None => return None,
            }
        }
    }

    fn take(&mut self, message: proto::ImportRequest) -> Option<End> {
        let index = self.received;
        match (self.decode)(message, Moment::now()) {
            Decoded::Record(field, submission) => self.chunk.push(index, field, submission),
            Decoded::Rejected(status) => self.chunk.reject(index, &status),
            Decoded::Closing(count) => return Some(End::Closing(count)),
        }
        self.received += 1;
        None
    }
}

struct Session<S, D, H> {
    reader: Reader<S, D>,
    flights: Flights,
    unsent: VecDeque<proto::BatchCommitted>,
    sums: proto::ImportSummary,
    submit: H,
    answers: Answers<proto::ImportResponse>,
    shutdown: Shutdown,
}

impl<S, D, H, F> Session<S, D, H>
where
    S: Stream<Item = Result<proto::ImportRequest, Status>> + Unpin,
    D: FnMut(proto::ImportRequest, Moment) -> Decoded,
    H: Fn(Vec<Submission>) -> F,
    F: Future<Output = Outcome> + Send + 'static,
{
    async fn carry_out(&mut self) -> Result<proto::ImportSummary, Stop> {
        let end = self.receive().await?;
        if let End::Broken(status) = end {
            self.reader.chunk = Chunk::default();
            self.finish().await?;
            return Err(Stop::Refused(broken(&status)));
        }
        self.finish().await?;
        let mut summary = proto::ImportSummary {
            received_count: self.reader.received,
            ..self.sums
        };
        if let End::Closing(count) = end {
            self.must_have_ended().await?;
            if count != summary.received_count {
                let received = summary.received_count;
                return Err(Stop::Refused(status::failed_precondition(
                    "IMPORT_COUNT_MISMATCH",
                    "import",
                    &format!(
                        "the closing count is {count}, but {received} records were received; what was answered for is in"
                    ),
                )));
            }
            summary.whole = true;
        }
        Ok(summary)
    }

    /// Reads to the end, handing in chunks and sending answers meanwhile.
    async fn receive(&mut self) -> Result<End, Stop> {
        loop {
            self.hand_in().await;
            let step = tokio::select! {
                () = self.shutdown.requested() => Step::Stop,
                () = self.answers.closed() => return Err(Stop::ClientGone),
                end = self.reader.read(), if self.reader.has_room() => Step::Read(end),
                batch = self.flights.next(), if 0 < self.flights.len() => Step::Landed(batch?),
                permit = self.answers.reserve(), if !self.unsent.is_empty() => {
                    let permit = permit.map_err(|_| Stop::ClientGone)?;
                    if let Some(batch) = self.unsent.pop_front() {
                        permit.send(Ok(response(Answer::Batch(batch))));
                    }
                    continue;
                }
            };
            match step {
                Step::Read(None) => {}
                Step::Read(Some(end)) => return Ok(end),
                Step::Landed(batch) => self.land(batch),
                Step::Stop => {
                    self.reader.chunk = Chunk::default();
                    self.finish().await?;
                    return Err(Stop::Refused(stopping()));
                }
            }
        }
    }

    /// Hands in what was read, if there is room.
    async fn hand_in(&mut self) {
        let under_way = self.flights.len() + self.unsent.len();
        if 0 < self.reader.chunk.len() && under_way < CHUNKS_AT_ONCE {
            let chunk = std::mem::take(&mut self.reader.chunk);
            self.flights.add(chunk, &self.submit).await;
        }
    }

    fn land(&mut self, batch: proto::BatchCommitted) {
        self.sums.recorded_count += batch.recorded_count;
        self.sums.repeated_count += batch.repeated_count;
        self.sums.rejected_count += i64::try_from(batch.rejections.len()).unwrap_or(i64::MAX);
        self.unsent.push_back(batch);
    }

    /// Hands in and answers what was read; reads no more.
    async fn finish(&mut self) -> Result<(), Stop> {
        loop {
            while let Some(batch) = self.unsent.pop_front() {
                let answer = response(Answer::Batch(batch));
                let sent = self.answers.send(Ok(answer)).await;
                sent.map_err(|_| Stop::ClientGone)?;
            }
            self.hand_in().await;
            if self.flights.len() == 0 {
                return Ok(());
            }
            let batch = self.flights.next().await?;
            self.land(batch);
        }
    }

    /// After the closing message nothing may follow.
    async fn must_have_ended(&mut self) -> Result<(), Stop> {
        let more = tokio::select! {
            more = self.reader.records.next() => more,
            () = tokio::time::sleep(GRACE) => None,
        };
        match more {
            Some(Ok(_)) => Err(Stop::Refused(closed())),
            Some(Err(_)) | None => Ok(()),
        }
    }
}

fn response(answer: Answer) -> proto::ImportResponse {
    proto::ImportResponse {
        answer: Some(answer),
    }
}

fn closed() -> Status {
    use tonic_types::{ErrorDetails, StatusExt as _};
    let info = std::collections::HashMap::new();
    let mut details = ErrorDetails::with_error_info("IMPORT_CLOSED", status::DOMAIN, info);
    details.add_bad_request_violation("closing", "must be the last message");
    Status::with_error_details(
        Code::InvalidArgument,
        "a record came after the closing message; what was answered for is in",
        details,
    )
}

fn stopping() -> Status {
    status::unavailable(
        "UNAVAILABLE",
        "the service is stopping; what was answered for is in: run the import again",
        Duration::from_secs(1),
    )
}

/// The client's stream broke, or held what is no message: that is not an error of ours.
fn broken(cause: &Status) -> Status {
    let code = match cause.code() {
        Code::Internal | Code::Unknown => Code::InvalidArgument,
        code => code,
    };
    Status::new(
        code,
        "the stream of records broke off; what was answered for is in",
    )
}
