//! Publishing as callers and the schedule do it: ask intake where its feed stands, then seal.

use hotline_common::db::{Database, DbError};
use hotline_common::time::Month;
use hotline_proto::intake::FeedHead;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::intake::Intake;
use crate::publishing::{self, Head, PublishError, Published, Request};
use crate::pull::{State, Status};
use crate::store;

/// Seals months. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Publisher {
    database: Database,
    intake: Intake,
    puller: watch::Receiver<Status>,
    clock: Clock,
}

/// Why a month is not published.
#[derive(Debug, thiserror::Error)]
pub enum PublisherError {
    /// Intake does not say where its feed stands.
    #[error("intake cannot be reached: {0}")]
    IntakeUnreachable(String),
    /// It is refused.
    #[error(transparent)]
    Refused(#[from] PublishError),
}

impl Publisher {
    /// Seals months of this store by what intake's feed holds; `puller` is the status of what pulls it.
    pub fn new(
        database: Database,
        intake: Intake,
        puller: watch::Receiver<Status>,
        clock: Clock,
    ) -> Publisher {
        Publisher {
            database,
            intake,
            puller,
            clock,
        }
    }

    /// Whether the month has a sealed revision.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_sealed(&self, month: Month) -> Result<bool, DbError> {
        self.database
            .read(move |connection| Ok(store::rankings::latest(connection, month)?.is_some()))
            .await
    }

    /// Seals the month, or finds the revision that it is sealed as.
    ///
    /// # Errors
    /// When intake cannot be reached, or the month cannot be sealed.
    pub async fn publish(&self, request: Request) -> Result<Published, PublisherError> {
        let now = self.clock.now();
        let (month, cut_off) = (request.month, request.cut_off);
        let asked = request.clone();
        // Before intake is asked: what is pulled meanwhile may go beyond the head that it tells.
        let earlier = self
            .database
            .read(move |connection| {
                if let Some(published) = publishing::repeated(connection, &asked)? {
                    return Ok(Err(published));
                }
                publishing::check_cut_off(connection, month, cut_off, now)?;
                Ok::<_, PublishError>(Ok(store::cursor::read(connection)?))
            })
            .await?;
        let earlier = match earlier {
            Ok(earlier) => earlier,
            Err(published) => return Ok(published),
        };
        let head = self.intake.head().await.map_err(|status| {
            let code = status.code().description();
            PublisherError::IntakeUnreachable(format!("{code}: {}", status.message()))
        })?;
        let FeedHead {
            sequence,
            cursor,
            time_zone,
        } = head;
        let head = Head {
            sequence,
            feed_cursor: cursor,
            time_zone,
        };
        publishing::check_history(&earlier, &head)?;
        if self.puller.borrow().state == State::FeedReset {
            return Err(PublishError::FeedReset.into());
        }
        let published = self
            .database
            .write(move |connection| publishing::publish(connection, &request, &head, now))
            .await?;
        if published.is_new {
            tracing::info!(month = %published.month, revision = published.revision, "sealed");
        }
        Ok(published)
    }
}
