//! Reads the feed for one client, in short pages.

use std::time::Duration;

use hotline_common::status;
use hotline_proto::intake as proto;
use tokio::sync::watch;
use tonic::Status;

use super::cursor::Cursor;
use super::reset;
use crate::api::Api;
use crate::api::stream::Answers;
use crate::store::feed::{self, FeedPage};

/// Events in a batch, and about their bytes, at most.
const ROWS: u32 = 1_000;
const BYTES: usize = 1024 * 1024;
/// How long a missing number is waited for, which another shard is about to commit, before it is looked for again.
pub(super) const GAP: Duration = Duration::from_millis(100);

/// Sends the events after the cursor; with a sign of life at this interval goes on after the head.
///
/// Ends with the batch that says so or with an error, unless the client has gone.
pub(super) async fn run(
    api: Api,
    cursor: Cursor,
    sign_of_life: Option<Duration>,
    answers: Answers<proto::StreamEventsResponse>,
) {
    let head = api.ledger.head();
    let producer = Producer {
        api,
        cursor,
        head,
        answers: answers.clone(),
    };
    if let Err(Stop::Failed(status)) = producer.produce(sign_of_life).await {
        // Where nobody listens any more there is nothing left to do.
        let _ = answers.send(Err(status)).await;
    }
}

/// Why a stream ends before its end.
enum Stop {
    Failed(Status),
    ClientGone,
}

impl From<Status> for Stop {
    fn from(status: Status) -> Stop {
        Stop::Failed(status)
    }
}

struct Producer {
    api: Api,
    cursor: Cursor,
    head: watch::Receiver<i64>,
    answers: Answers<proto::StreamEventsResponse>,
}

impl Producer {
    async fn produce(mut self, sign_of_life: Option<Duration>) -> Result<(), Stop> {
        // The first batch is sent even when it is empty: it says where the client stands.
        let mut is_expected = true;
        loop {
            if self.api.shutdown.is_requested() {
                return Err(Stop::Failed(stopping()));
            }
            let (page, head) = self.read().await?;
            if head < self.cursor.position.sequence {
                // It was there when the stream began: the database lost its end, or is another one.
                return Err(Stop::Failed(reset("the feed ends before the cursor now")));
            }
            let is_empty = page.events.is_empty();
            if let Some(last) = page.last {
                self.cursor.position = last;
            }
            let is_at_head = head <= self.cursor.position.sequence;
            let end = is_at_head && sign_of_life.is_none();
            if !is_empty || end || is_expected {
                self.send(page.events, head, end).await?;
            }
            if end {
                return Ok(());
            }
            is_expected = false;
            match sign_of_life {
                Some(interval) if is_at_head => {
                    is_expected = self.wait_for_more(interval).await?;
                }
                _ if is_empty => tokio::time::sleep(GAP).await,
                _ => {}
            }
        }
    }

    /// The next events, and the sequence of the head at the same moment.
    async fn read(&self) -> Result<(FeedPage, i64), Status> {
        let after = self.cursor.position.sequence;
        self.api
            .read(move |connection| {
                let page = feed::events_after(connection, after, ROWS, BYTES)?;
                Ok((page, feed::head_sequence(connection)?))
            })
            .await
    }

    async fn send(&self, events: Vec<proto::Event>, head: i64, end: bool) -> Result<(), Stop> {
        let batch = proto::StreamEventsResponse {
            events,
            next_cursor: self.cursor.to_string(),
            head_sequence: head,
            end,
            time_zone: self.api.ledger.zone().name().to_owned(),
        };
        let sent = self.answers.send(Ok(batch)).await;
        sent.map_err(|_| Stop::ClientGone)
    }

    /// Waits for events after the cursor; true when it is time for a sign of life.
    async fn wait_for_more(&mut self, sign_of_life: Duration) -> Result<bool, Stop> {
        let read = self.cursor.position.sequence;
        tokio::select! {
            moved = self.head.wait_for(|head| read < *head) => match moved {
                Ok(_) => Ok(false),
                Err(_) => Err(Stop::Failed(stopping())),
            },
            // Another replica may have written meanwhile: the feed is read again, too.
            () = tokio::time::sleep(sign_of_life) => Ok(true),
            () = self.api.shutdown.requested() => Err(Stop::Failed(stopping())),
            () = self.answers.closed() => Err(Stop::ClientGone),
        }
    }
}

fn stopping() -> Status {
    status::unavailable(
        "UNAVAILABLE",
        "the service is stopping; go on later from the last cursor",
        Duration::from_secs(1),
    )
}
