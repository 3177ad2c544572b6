//! Where several processes use one database, one pulls and the others follow what it does.
//!
//! Who pulls holds a lease. That each event is applied once does not depend on it, since the cursor is compared when it is moved: it only keeps
//! the others from trying.

use std::time::Duration;

use hotline_common::db::{AnyConnection, DbError, Holder, Lease};

use super::Task;
use super::status::{Seen, State, Status};
use crate::store;
use crate::store::cursor::Cursor;
use crate::store::pulling::Pulling;

/// The number of the lease ("scoring" in ASCII).
pub(super) const LEASE: i64 = 0x73_636f_7269_6e67;
/// How often each process asks, looks and tells.
const BEAT: Duration = Duration::from_secs(1);

/// What a follower sees of the store.
struct View {
    cursor: Cursor,
    rebuilds: i64,
    told: Option<Pulling>,
}

impl Task {
    /// Follows until the lease is ours, pulls until it is lost, and so on until the shutdown.
    pub(super) async fn take_turns(self, lease: Lease) {
        loop {
            tokio::select! {
                () = self.shutdown.requested() => break,
                () = self.stand_by(&lease) => {}
            }
            self.board.leading();
            tracing::info!("this process pulls intake's feed now");
            tokio::select! {
                () = self.pull() => break,
                problem = self.hold(&lease) => {
                    tracing::warn!(%problem, "another process may pull now");
                    self.board.following();
                }
            }
        }
        lease.release().await;
    }

    /// Shows what the store says, until the lease is ours.
    async fn stand_by(&self, lease: &Lease) {
        let mut is_away = false;
        loop {
            match lease.renew(look).await {
                Ok(None) => return,
                Ok(Some(view)) => {
                    is_away = false;
                    self.board.seen(&seen(view));
                }
                Err(problem) => {
                    if !is_away {
                        tracing::warn!(%problem, "the database cannot be reached; trying again");
                    }
                    is_away = true;
                    self.board.away(&problem);
                }
            }
            tokio::select! {
                // After a rebuild that was asked for here.
                () = self.restart.notified() => {}
                () = tokio::time::sleep(BEAT) => {}
            }
        }
    }

    /// Keeps the lease, tells the others what this process is doing, and hears of rebuilds that they were asked for. Ends when the lease is lost.
    async fn hold(&self, lease: &Lease) -> DbError {
        let mut told = None;
        loop {
            let news = Some(self.telling()).filter(|telling| told.as_ref() != Some(telling));
            let renewed = lease
                .renew({
                    let news = news.clone();
                    move |connection, holder| renew(connection, holder, news.as_ref())
                })
                .await;
            match renewed {
                Ok(rebuilds) => {
                    if self.rebuilds().is_some_and(|known| known != rebuilds) {
                        self.restart.notify_one();
                    }
                }
                Err(problem) => {
                    self.board.away(&problem);
                    return problem;
                }
            }
            told = news.or(told);
            tokio::time::sleep(BEAT).await;
        }
    }

    fn telling(&self) -> Pulling {
        let Status {
            state,
            head_sequence,
            problem,
            ..
        } = self.board.now();
        Pulling {
            rebuilds: self.rebuilds().unwrap_or_default(),
            state: state.number(),
            head_sequence,
            problem,
        }
    }
}

/// What a follower sees; `None` when the lease is ours.
fn look(connection: &mut AnyConnection, holder: Holder) -> Result<Option<View>, DbError> {
    if holder == Holder::Us {
        return Ok(None);
    }
    Ok(Some(View {
        cursor: store::cursor::read(connection)?,
        rebuilds: store::cursor::rebuilds(connection)?,
        told: store::pulling::read(connection)?,
    }))
}

/// Tells the news, if there are any, and answers how often everything was forgotten.
fn renew(
    connection: &mut AnyConnection,
    holder: Holder,
    news: Option<&Pulling>,
) -> Result<i64, DbError> {
    // The session was a new one, and somebody else was faster.
    if holder == Holder::Another {
        return Err(DbError::Contended);
    }
    if let Some(news) = news {
        store::pulling::tell(connection, news)?;
    }
    store::cursor::rebuilds(connection)
}

/// What was told before a rebuild does not count after it. The cursor may be newer than what was told, and is believed then.
fn seen(view: View) -> Seen {
    let View {
        cursor,
        rebuilds,
        told,
    } = view;
    let told = told.filter(|told| told.rebuilds == rebuilds);
    let head_sequence = told
        .as_ref()
        .map_or(0, |told| told.head_sequence)
        .max(cursor.head_sequence);
    let state = told
        .as_ref()
        .and_then(|told| State::from_number(told.state));
    Seen {
        state: match state {
            None => State::Connecting,
            Some(State::Pulling | State::CaughtUp) => State::applied(&cursor, head_sequence),
            Some(other) => other,
        },
        head_sequence,
        problem: told.map(|told| told.problem).unwrap_or_default(),
        cursor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(state: State, told_head: i64, sequence: i64, rebuilds: i64) -> View {
        View {
            cursor: Cursor {
                sequence,
                head_sequence: sequence,
                ..Cursor::default()
            },
            rebuilds,
            told: Some(Pulling {
                rebuilds: 1,
                state: state.number(),
                head_sequence: told_head,
                problem: "as told".to_owned(),
            }),
        }
    }

    #[test]
    fn a_cursor_that_moved_on_is_believed_rather_than_what_was_told_before() {
        let state = |view| seen(view).state;
        assert_eq!(state(view(State::CaughtUp, 9, 9, 1)), State::CaughtUp);
        assert_eq!(state(view(State::CaughtUp, 9, 8, 1)), State::Pulling);
        assert_eq!(state(view(State::Pulling, 9, 12, 1)), State::CaughtUp);
        assert_eq!(seen(view(State::Pulling, 9, 12, 1)).head_sequence, 12);
        assert_eq!(state(view(State::FeedReset, 9, 12, 1)), State::FeedReset);
    }

    #[test]
    fn what_was_told_before_a_rebuild_does_not_count() {
        let after = seen(view(State::FeedReset, 9, 0, 2));
        assert_eq!(after.state, State::Connecting);
        assert_eq!((after.head_sequence, after.problem.as_str()), (0, ""));
    }
}
