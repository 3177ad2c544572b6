//! What the puller is doing, for those who ask.

use hotline_common::time::Moment;
use tokio::sync::watch;

use super::problem::Problem;
use crate::store::cursor::Cursor;

/// What the puller is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not connected; trying again.
    Connecting,
    /// Taking in events.
    Pulling,
    /// Everything up to the head is taken in.
    CaughtUp,
    /// The feed is another one; waits for a rebuild.
    FeedReset,
    /// Stopped by a fault that trying again does not mend.
    Failed,
}

/// How far the feed was pulled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// What the puller is doing.
    pub state: State,
    /// The last sequence that was applied.
    pub sequence: i64,
    /// The head when last heard of.
    pub head_sequence: i64,
    /// The cursor at `sequence`.
    pub feed_cursor: String,
    /// The hotline's zone; empty before the first batch.
    pub time_zone: String,
    /// When events were last applied.
    pub applied: Option<Moment>,
    /// What stands in the way, in words; empty if nothing does.
    pub problem: String,
}

/// The status of one puller: told by it, read by all.
#[derive(Debug)]
pub(super) struct Board(watch::Sender<Status>);

impl Board {
    pub(super) fn new() -> Board {
        Board(watch::Sender::new(Status {
            state: State::Connecting,
            sequence: 0,
            head_sequence: 0,
            feed_cursor: String::new(),
            time_zone: String::new(),
            applied: None,
            problem: String::new(),
        }))
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<Status> {
        self.0.subscribe()
    }

    /// Not connected, with this much applied.
    pub(super) fn connecting(&self, cursor: &Cursor) {
        self.0.send_modify(|status| {
            status.state = State::Connecting;
            status.tell(cursor, cursor.head_sequence);
        });
    }

    /// Everything is forgotten, and so is what stood in the way; not connected yet.
    pub(super) fn rebuilding(&self) {
        self.0.send_modify(|status| {
            status.state = State::Connecting;
            status.problem.clear();
            status.tell(&Cursor::default(), 0);
        });
    }

    /// Connected; applied up to `cursor` while the head is at `head_sequence`. Answers whether that was not so before.
    pub(super) fn applied(&self, cursor: &Cursor, head_sequence: i64) -> bool {
        let mut is_new = false;
        self.0.send_modify(|status| {
            is_new = status.state == State::Connecting;
            status.state = if head_sequence <= cursor.sequence {
                State::CaughtUp
            } else {
                State::Pulling
            };
            status.problem.clear();
            status.tell(cursor, head_sequence);
        });
        is_new
    }

    /// A round ended. Answers whether this problem is new.
    pub(super) fn problem(&self, problem: &Problem) -> bool {
        let words = problem.to_string();
        self.0.send_if_modified(|status| {
            status.state = match problem {
                Problem::Passing(_) | Problem::Overtaken => State::Connecting,
                Problem::FeedReset(_) => State::FeedReset,
                Problem::Broken(_) | Problem::Store(_) => State::Failed,
            };
            let is_new = status.problem != words;
            status.problem = words;
            is_new
        })
    }
}

impl Status {
    fn tell(&mut self, cursor: &Cursor, head_sequence: i64) {
        self.sequence = cursor.sequence;
        self.head_sequence = head_sequence;
        self.feed_cursor.clone_from(&cursor.feed_cursor);
        self.time_zone.clone_from(&cursor.time_zone);
        self.applied = cursor.applied;
    }
}
