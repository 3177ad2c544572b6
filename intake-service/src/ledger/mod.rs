//! The ledger: one writer, in batches (design §1.3).
//!
//! Commands that arrive together commit together: load what they touch, decide each in memory, save all in one transaction, then answer
//! each. Nothing is answered before its commit is on disk.

mod batch;
mod home;
mod open;
mod pace;
mod purge;
mod session;
#[cfg(test)]
mod tests;
mod upgrade;
mod writer;

use std::sync::{Arc, Weak};

use hotline_common::time::Zone;
use tokio::sync::{mpsc, oneshot, watch};

use crate::domain::command::Command;
use crate::domain::names::Subject;
use crate::domain::record::Record;
use crate::domain::rejection::Rejection;
use crate::vault::Vault;
use home::{Answers, Home};

pub use open::{LedgerError, Settings};
pub use purge::purge_step;
pub use upgrade::open_vault;

/// The most commands that one caller may hand in together; a bulk import takes turns with single calls.
pub const MAX_CHUNK: usize = 256;
/// The most commands that are committed together.
const MAX_BATCH: usize = 1024;
/// The most callers that wait for the writer; more are held back.
const MAX_WAITING: usize = 4096;

/// The client's id of a request, and what it asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestKey {
    /// The id: a UUID, or what an import derives from a record.
    pub id: [u8; 16],
    /// A keyed hash of what was asked for.
    pub payload_hash: [u8; 16],
}

/// A command that is handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// What to record.
    pub command: Command,
    /// Who did it, as the request says; of an exclusion, who asks or decides.
    pub actor: String,
    /// The request's id, if it has one.
    pub request: Option<RequestKey>,
    /// From an import: a fact that is known already is no mistake.
    pub import: bool,
}

/// What comes of a command that was not refused; on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The record that answers.
    pub subject: Subject,
    /// The sequence of the event that recorded it.
    pub sequence: i64,
    /// The record; `None` for a repeated request, whose record is to be read.
    pub record: Option<Record>,
    /// It was known already: nothing was recorded.
    pub repeated: bool,
}

/// Why a command was not recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The command is wrong, or not possible now.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The request id was used for something else.
    #[error("the request_id was used already, for another content; it answered with {subject}")]
    RequestReused {
        /// What that request answered with.
        subject: Subject,
    },
    /// The disk is full.
    #[error("nothing was recorded: the disk is full")]
    Full,
    /// The database cannot be written at the moment, or the service is stopping.
    #[error(
        "it is not known whether this was recorded: the ledger cannot be written; repeat with the same request_id"
    )]
    Unavailable,
}

/// A handle on the ledger; cheap to clone.
#[derive(Clone)]
pub struct Ledger {
    jobs: mpsc::Sender<Job>,
    shared: Arc<Shared>,
}

struct Shared {
    zone: Zone,
    feed_id: [u8; 16],
    vault: Vault,
    head: watch::Receiver<i64>,
    /// Gone when the writer has ended.
    mover: Weak<watch::Sender<i64>>,
}

/// Commands handed in together, and where their answers go, in the same order.
struct Job {
    submissions: Vec<Submission>,
    answer: oneshot::Sender<Answers>,
    home: Option<Home>,
}

impl Ledger {
    /// Records one command. Answers when it is on disk.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn submit(&self, submission: Submission) -> Result<Receipt, Refusal> {
        let mut answers = self.submit_all(vec![submission]).await;
        answers.pop().unwrap_or(Err(Refusal::Unavailable))
    }

    /// Records commands, at most [`MAX_CHUNK`], in their order; each is answered for itself. Answers when all are on disk.
    pub async fn submit_all(&self, submissions: Vec<Submission>) -> Vec<Result<Receipt, Refusal>> {
        let count = submissions.len();
        let (answer, answers) = oneshot::channel();
        let job = Job {
            submissions,
            answer,
            home: Home::here(),
        };
        if self.jobs.send(job).await.is_err() {
            return vec![Err(Refusal::Unavailable); count];
        }
        answers
            .await
            .unwrap_or_else(|_| vec![Err(Refusal::Unavailable); count])
    }

    /// Whether the writer has ended although the ledger is in use: its disk failed, or a defect of ours stopped it.
    pub fn has_failed(&self) -> bool {
        self.shared.head.has_changed().is_err()
    }

    /// A hash that only this database's key can make, over parts that are told apart: HMAC-SHA-256, cut to 128 bits.
    pub fn keyed_hash(&self, parts: &[&[u8]]) -> [u8; 16] {
        self.shared.vault.hash().of(parts)
    }

    /// What opens private parts.
    pub fn vault(&self) -> Vault {
        self.shared.vault.clone()
    }

    /// The hotline's zone.
    pub fn zone(&self) -> &Zone {
        &self.shared.zone
    }

    /// The feed's id: drawn when the database was made.
    pub fn feed_id(&self) -> [u8; 16] {
        self.shared.feed_id
    }

    /// The last sequence that is on disk, as it moves.
    pub fn head(&self) -> watch::Receiver<i64> {
        self.shared.head.clone()
    }

    /// Takes over where the database's head was found, which other replicas move too. `before` is where this ledger had it when the look began.
    pub(crate) fn found_head(&self, before: i64, found: i64) {
        let Some(mover) = self.shared.mover.upgrade() else {
            return;
        };
        mover.send_if_modified(|head| {
            // Back it goes where a database lost its end, and not because the writer was faster than the look.
            let is_news = *head < found || (*head == before && found != before);
            if is_news {
                *head = found;
            }
            is_news
        });
    }

    /// Whether anybody waits for the head to move.
    pub(crate) fn is_followed(&self) -> bool {
        // One receiver is the ledger's own.
        let mover = self.shared.mover.upgrade();
        mover.is_some_and(|mover| 1 < mover.receiver_count())
    }
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger")
            .field("zone", &self.shared.zone.name())
            .field("head", &*self.shared.head.borrow())
            .finish_non_exhaustive()
    }
}
