//! Pulls intake's feed into facts and tallies.
//!
//! One task follows the feed, and applies what comes in batches, each with its cursor in one transaction (see
//! [`apply()`]). It tries again by itself when intake is away or the stream breaks. Two things stop it until
//! [`Puller::rebuild`]: a feed that is not the one that was pulled, and events that cannot be applied. Of several processes on one
//! database one pulls at a time.

mod apply;
mod backoff;
mod change;
pub(crate) mod decode;
mod problem;
mod reader;
mod record;
mod status;
mod turns;
mod working_set;

#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, PoisonError};

use hotline_common::db::{Database, DbError};
use hotline_common::shutdown::Shutdown;
use tokio::sync::{Notify, watch};

use crate::clock::Clock;
use crate::intake::Intake;
use crate::live::Memory;
use crate::store;
use crate::store::cursor::Cursor;
use backoff::Backoff;
use reader::Reader;
use status::Board;

pub use apply::apply;
pub use change::{Batch, Change, Event};
pub use problem::{BrokenFeed, Problem};
pub use record::{AssignmentKey, RecordKey, Told};
pub use status::{Role, State, Status};

/// The handle on the task that pulls. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Puller {
    database: Database,
    board: Arc<Board>,
    restart: Arc<Notify>,
}

impl Puller {
    /// Starts to pull, or to wait until no other process on the same database does; until the shutdown. What changes is announced to `memory`.
    pub fn start(
        database: Database,
        intake: Intake,
        clock: Clock,
        memory: Memory,
        shutdown: Shutdown,
    ) -> Puller {
        let lease = database.lease(turns::LEASE);
        let role = match lease {
            None => Role::Puller,
            Some(_) => Role::Follower,
        };
        let puller = Puller {
            database: database.clone(),
            board: Arc::new(Board::new(role)),
            restart: Arc::default(),
        };
        let task = Task {
            database,
            intake,
            clock,
            memory,
            shutdown,
            board: Arc::clone(&puller.board),
            restart: Arc::clone(&puller.restart),
            rebuilds: Mutex::new(None),
        };
        match lease {
            None => tokio::spawn(async move { task.pull().await }),
            Some(lease) => tokio::spawn(task.take_turns(lease)),
        };
        puller
    }

    /// What the puller is doing.
    pub fn status(&self) -> Status {
        self.board.subscribe().borrow().clone()
    }

    /// The status as it changes.
    pub fn watch(&self) -> watch::Receiver<Status> {
        self.board.subscribe()
    }

    /// Forgets what was pulled and begins again. Sealed revisions and policies stay.
    ///
    /// # Errors
    /// When the store fails; then nothing is forgotten.
    pub async fn rebuild(&self) -> Result<(), DbError> {
        self.database.write(store::cursor::forget).await?;
        tracing::warn!("everything that was pulled is forgotten; pulling from the beginning");
        self.board.rebuilding();
        self.restart.notify_one();
        Ok(())
    }
}

/// Why a round ended.
enum End {
    Shutdown,
    Restart,
    Problem(Problem),
}

impl<E: Into<Problem>> From<E> for End {
    fn from(problem: E) -> End {
        End::Problem(problem.into())
    }
}

struct Task {
    database: Database,
    intake: Intake,
    clock: Clock,
    memory: Memory,
    shutdown: Shutdown,
    board: Arc<Board>,
    restart: Arc<Notify>,
    /// How often everything had been forgotten when the present round began; `None` before the first.
    rebuilds: Mutex<Option<i64>>,
}

impl Task {
    /// Pulls until the shutdown.
    async fn pull(&self) {
        let mut backoff = Backoff::default();
        loop {
            let problem = match self.round(&mut backoff).await {
                End::Shutdown => return,
                End::Restart => continue,
                End::Problem(problem) => problem,
            };
            let is_new = self.board.problem(&problem);
            let wait = match problem {
                Problem::Overtaken => continue,
                Problem::Passing(_) => {
                    if is_new {
                        tracing::warn!(%problem, "pulling was interrupted; trying again");
                    }
                    Some(backoff.next())
                }
                Problem::FeedReset(_) | Problem::Broken(_) | Problem::Store(_) => {
                    tracing::error!(%problem, "pulling has stopped");
                    None
                }
            };
            let waited = async {
                match wait {
                    Some(wait) => tokio::time::sleep(wait).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = self.shutdown.requested() => return,
                () = self.restart.notified() => {}
                () = waited => {}
            }
        }
    }

    /// Follows the feed from the stored cursor until something ends it.
    async fn round(&self, backoff: &mut Backoff) -> End {
        match self.follow(backoff).await {
            Ok(never) => match never {},
            Err(end) => end,
        }
    }

    async fn follow(&self, backoff: &mut Backoff) -> Result<std::convert::Infallible, End> {
        let (mut cursor, rebuilds) = self
            .database
            .read(|connection| {
                let cursor = store::cursor::read(connection)?;
                Ok::<_, DbError>((cursor, store::cursor::rebuilds(connection)?))
            })
            .await?;
        *self.rebuilds.lock().unwrap_or_else(PoisonError::into_inner) = Some(rebuilds);
        self.board.connecting(&cursor);
        let mut reader = Reader::start(self.intake.clone(), cursor.feed_cursor.clone());
        loop {
            let batches = tokio::select! {
                () = self.shutdown.requested() => return Err(End::Shutdown),
                () = self.restart.notified() => return Err(End::Restart),
                batches = reader.next() => batches?,
            };
            let head_sequence = batches
                .last()
                .map_or(cursor.head_sequence, |batch| batch.head_sequence);
            cursor = self.apply(cursor, batches).await?;
            backoff.reset();
            if self.board.applied(&cursor, head_sequence) {
                let sequence = cursor.sequence;
                tracing::info!(sequence, head_sequence, "pulling intake's feed");
            }
        }
    }

    fn rebuilds(&self) -> Option<i64> {
        *self.rebuilds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn apply(&self, from: Cursor, batches: Vec<Batch>) -> Result<Cursor, Problem> {
        let now = self.clock.now();
        if batches.iter().all(|batch| batch.is_settled_at(&from)) {
            return Ok(from);
        }
        let memory = self.memory.clone();
        self.database
            .write(move |connection| apply(connection, &from, batches, now, &memory))
            .await
    }
}
