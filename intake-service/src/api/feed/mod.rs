//! `FeedService`: every fact of the ledger, in the order of its commits.

mod cursor;
mod producer;
#[cfg(test)]
mod tests;

use std::time::Duration;

use hotline_common::status;
use hotline_proto::intake as proto;
use proto::feed_service_server::FeedService;
use tonic::{Request, Response, Status};

use self::cursor::Cursor;
use super::Api;
use super::read::decoded;
use super::stream::AnswerStream;
use crate::store::feed;

/// How many batches may wait for a slow client.
const BATCHES_AHEAD: usize = 2;
/// How often the last event is looked for where it is missing.
const LOOKS: usize = 50;
/// How often a client that follows hears from an idle feed.
const SIGN_OF_LIFE: Duration = Duration::from_secs(5);

#[tonic::async_trait]
impl FeedService for Api {
    type StreamEventsStream = AnswerStream<proto::StreamEventsResponse>;

    async fn stream_events(
        &self,
        request: Request<proto::StreamEventsRequest>,
    ) -> Result<Response<Self::StreamEventsStream>, Status> {
        let proto::StreamEventsRequest { after, follow } = request.into_inner();
        let cursor = self.cursor(&after).await?;
        let sign_of_life = follow.then_some(SIGN_OF_LIFE);
        let api = self.clone();
        let is_last = |batch: &proto::StreamEventsResponse| batch.end;
        Ok(Response::new(AnswerStream::spawn(
            &self.background,
            BATCHES_AHEAD,
            is_last,
            |answers| producer::run(api, cursor, sign_of_life, answers),
        )))
    }

    async fn get_head(
        &self,
        request: Request<proto::GetHeadRequest>,
    ) -> Result<Response<proto::FeedHead>, Status> {
        let proto::GetHeadRequest {} = request.into_inner();
        let head = self.head_position().await?;
        Ok(Response::new(proto::FeedHead {
            sequence: head.sequence,
            cursor: Cursor::new(self.ledger.feed_id(), head).to_string(),
            time_zone: self.ledger.zone().name().to_owned(),
        }))
    }
}

impl Api {
    /// The place of the last event, which is waited for where its shard is about to commit it.
    async fn head_position(&self) -> Result<feed::Position, Status> {
        for _ in 0..LOOKS {
            let position = self
                .read(|connection| Ok(feed::head_position(connection)?))
                .await?;
            if let Some(position) = position {
                return Ok(position);
            }
            tokio::time::sleep(producer::GAP).await;
        }
        Err(status::unavailable(
            "UNAVAILABLE",
            "the last event is not readable yet; try again",
            Duration::from_secs(1),
        ))
    }

    /// The place that a client gives, which must be one of this feed's history.
    async fn cursor(&self, text: &str) -> Result<Cursor, Status> {
        let feed_id = self.ledger.feed_id();
        if text.is_empty() {
            return Ok(Cursor::new(feed_id, feed::Position::START));
        }
        let cursor: Cursor = decoded(|violations| {
            let cursor = text.parse();
            cursor
                .map_err(|error: cursor::InvalidCursor| violations.push("after", error.to_string()))
                .ok()
        })?;
        if cursor.feed != feed_id {
            return Err(reset("the cursor is of another feed"));
        }
        let sequence = cursor.position.sequence;
        let check_value = if sequence == 0 {
            Some(feed::Position::START.check_value)
        } else {
            self.read(move |connection| Ok(feed::check_value_at(connection, sequence)?))
                .await?
        };
        match check_value {
            Some(value) if value == cursor.position.check_value => Ok(cursor),
            Some(_) => Err(reset("the cursor is of another history of this feed")),
            None => Err(reset("the cursor lies ahead of this feed")),
        }
    }
}

fn reset(description: &str) -> Status {
    status::out_of_range(
        "FEED_RESET",
        &format!("{description}; start again from the beginning"),
    )
}
