//! What the puller is doing, for those who ask.

use hotline_common::db::DbError;
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

impl State {
    const ALL: [State; 5] = [
        State::Connecting,
        State::Pulling,
        State::CaughtUp,
        State::FeedReset,
        State::Failed,
    ];

    /// Under which other processes are told of it. It never changes.
    pub(super) const fn number(self) -> i16 {
        match self {
            State::Connecting => 0,
            State::Pulling => 1,
            State::CaughtUp => 2,
            State::FeedReset => 3,
            State::Failed => 4,
        }
    }

    pub(super) fn from_number(number: i16) -> Option<State> {
        State::ALL
            .into_iter()
            .find(|state| state.number() == number)
    }

    /// Connected, with everything applied up to `cursor`.
    pub(super) const fn applied(cursor: &Cursor, head_sequence: i64) -> State {
        if head_sequence <= cursor.sequence {
            State::CaughtUp
        } else {
            State::Pulling
        }
    }
}

/// Which part a process has among those that use one database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It pulls, and publishes by the schedule.
    Puller,
    /// It shows what another one does, and takes over when that one ends.
    Follower,
}

/// How far the feed was pulled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Who pulls.
    pub role: Role,
    /// Whether the database answered when it was last looked at.
    pub has_database: bool,
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

/// What a follower sees in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) state: State,
    pub(super) head_sequence: i64,
    pub(super) problem: String,
    pub(super) cursor: Cursor,
}

/// The status of one puller: told by it, read by all.
#[derive(Debug)]
pub(super) struct Board(watch::Sender<Status>);

impl Board {
    pub(super) fn new(role: Role) -> Board {
        Board(watch::Sender::new(Status {
            role,
            has_database: true,
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

    pub(super) fn now(&self) -> Status {
        self.0.borrow().clone()
    }

    /// This process pulls from now on.
    pub(super) fn leading(&self) {
        self.0.send_modify(|status| {
            status.role = Role::Puller;
            status.has_database = true;
            status.state = State::Connecting;
            status.problem.clear();
        });
    }

    /// Another process pulls from now on.
    pub(super) fn following(&self) {
        self.0.send_modify(|status| {
            status.role = Role::Follower;
            status.state = State::Connecting;
        });
    }

    /// The database does not answer.
    pub(super) fn away(&self, problem: &DbError) {
        let words = format!("the store: {problem}");
        self.0.send_if_modified(|status| {
            let is_new = status.has_database || status.problem != words;
            status.has_database = false;
            status.state = State::Connecting;
            status.problem = words;
            is_new
        });
    }

    /// What a follower sees. Those who wait for a change hear only of one.
    pub(super) fn seen(&self, seen: &Seen) {
        self.0.send_if_modified(|status| {
            let before = status.clone();
            status.has_database = true;
            status.state = seen.state;
            status.problem.clone_from(&seen.problem);
            status.tell(&seen.cursor, seen.head_sequence);
            *status != before
        });
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
            status.state = State::applied(cursor, head_sequence);
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
