//! Why pulling ends, and what helps.

use hotline_common::db::DbError;

use super::record::RecordKey;

/// What ended a round of pulling.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It may go better the next time.
    #[error("{0}")]
    Passing(String),
    /// Another puller applied events, or a rebuild began: read the cursor again and go on.
    #[error("the cursor was moved by somebody else")]
    Overtaken,
    /// The feed is not the one that was pulled. Only a rebuild helps.
    #[error("the feed was reset: {0}; call Rebuild")]
    FeedReset(String),
    /// The events cannot be applied, however often they are sent.
    #[error("the feed cannot be applied: {0}")]
    Broken(#[from] BrokenFeed),
    /// The database failed in a way that trying again does not mend.
    #[error("the store failed: {0}")]
    Store(DbError),
}

/// An event that cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenFeed {
    /// It says something that this version does not know.
    #[error(
        "event {sequence} is of a newer kind; upgrade scoring-service, then call Rebuild or start it again"
    )]
    TooNew {
        /// The event.
        sequence: i64,
    },
    /// A field is not what the feed promises.
    #[error("event {sequence}: {field} is wrong")]
    Field {
        /// The event.
        sequence: i64,
        /// The field's path.
        field: &'static str,
    },
    /// It is about something that no event before it made.
    #[error("event {sequence} is about {subject}, which no event before it made")]
    Unknown {
        /// The event.
        sequence: i64,
        /// What it is about.
        subject: String,
    },
    /// It makes something that is there already.
    #[error("event {sequence} makes {subject}, which is there already")]
    Repeated {
        /// The event.
        sequence: i64,
        /// What it makes.
        subject: String,
    },
    /// The zone is none that this version knows.
    #[error("the feed's time zone is not known; upgrade scoring-service")]
    Zone,
}

impl BrokenFeed {
    pub(super) fn unknown(sequence: i64, record: RecordKey) -> BrokenFeed {
        BrokenFeed::Unknown {
            sequence,
            subject: record.name(),
        }
    }

    pub(super) fn unknown_fact(sequence: i64, record: RecordKey, target: i64) -> BrokenFeed {
        BrokenFeed::Unknown {
            sequence,
            subject: format!("event {target} of {}", record.name()),
        }
    }

    pub(super) fn repeated(sequence: i64, record: RecordKey) -> BrokenFeed {
        BrokenFeed::Repeated {
            sequence,
            subject: record.name(),
        }
    }
}

/// What passes by itself is tried again, from the cursor as it then is: a commit of which nobody knows is in with its cursor, or not at all.
/// The rest stops the pulling.
impl From<DbError> for Problem {
    fn from(error: DbError) -> Problem {
        match error {
            DbError::Full
            | DbError::Busy
            | DbError::Unavailable(_)
            | DbError::Disconnected(_)
            | DbError::CommitUnknown
            | DbError::Contended
            | DbError::Interrupted => Problem::Passing(format!("the store: {error}")),
            other => Problem::Store(other),
        }
    }
}
