//! The writer: one thread, one connection, one batch after another.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use hotline_common::db::DbError;
use hotline_common::run::chain;
use hotline_common::shutdown::Shutdown;
use hotline_common::time::{Moment, Zone};
use tokio::sync::{mpsc, watch};

use super::batch::{CachedRegistry, Committed, carry_out};
use super::session::Session;
use super::{Job, MAX_BATCH, Receipt, Refusal, Submission};
use crate::store::StoreError;
use crate::vault::Vault;

pub(super) struct Writer {
    session: Session,
    zone: Zone,
    vault: Vault,
    clock: fn() -> Moment,
    head: Arc<watch::Sender<i64>>,
    shutdown: Shutdown,
    registry: Option<CachedRegistry>,
}

/// The disk failed in the middle of a commit: what is on it is not known (design §10.2).
struct DiskFailed;

impl Writer {
    pub(super) fn new(
        session: Session,
        zone: Zone,
        vault: Vault,
        clock: fn() -> Moment,
        head: Arc<watch::Sender<i64>>,
        shutdown: Shutdown,
    ) -> Writer {
        Writer {
            session,
            zone,
            vault,
            clock,
            head,
            shutdown,
            registry: None,
        }
    }

    /// Carries out jobs until the last handle on the ledger is dropped. When the disk fails, or on a defect of ours, it triggers the
    /// shutdown: handles then see that nobody moves the head any more.
    pub(super) fn run(self, waiting: mpsc::Receiver<Job>) {
        let shutdown = self.shutdown.clone();
        match catch_unwind(AssertUnwindSafe(|| self.work(waiting))) {
            Ok(Ok(())) => {}
            Ok(Err(DiskFailed)) => {
                shutdown.trigger("the ledger's disk failed in the middle of a commit");
            }
            Err(_) => shutdown.trigger("the ledger's writer panicked"),
        }
    }

    fn work(mut self, mut waiting: mpsc::Receiver<Job>) -> Result<(), DiskFailed> {
        while let Some(first) = waiting.blocking_recv() {
            let mut count = first.submissions.len();
            let mut jobs = vec![first];
            while count < MAX_BATCH
                && let Ok(job) = waiting.try_recv()
            {
                count += job.submissions.len();
                jobs.push(job);
            }
            self.answer(jobs)?;
        }
        Ok(())
    }

    /// Commits the jobs together and answers each.
    fn answer(&mut self, jobs: Vec<Job>) -> Result<(), DiskFailed> {
        let submissions: Vec<&Submission> = jobs.iter().flat_map(|job| &job.submissions).collect();
        let mut answers = self.commit(&submissions)?.into_iter();
        for job in jobs {
            let count = job.submissions.len();
            // A caller that went away needs no answer; what it asked for is recorded all the same.
            let _ = job.answer.send(answers.by_ref().take(count).collect());
        }
        Ok(())
    }

    /// One answer a submission, in their order. A batch that cannot be saved is tried once more, one by one, for as long as
    /// what stands in the way may lie with one of them.
    fn commit(
        &mut self,
        submissions: &[&Submission],
    ) -> Result<Vec<Result<Receipt, Refusal>>, DiskFailed> {
        let mut error = match self.try_commit(submissions) {
            Ok(answers) => return Ok(answers),
            Err(error) => error,
        };
        log(&error, submissions.len());
        let mut answers = Vec::with_capacity(submissions.len());
        // On a full disk a smaller transaction may still fit, until one does not.
        let mut may_fit = !concerns_all(&error) || is_full(&error);
        while answers.len() < submissions.len() && may_fit {
            refuse_fatal(&error)?;
            match self.try_commit(&submissions[answers.len()..=answers.len()]) {
                Ok(answer) => answers.extend(answer),
                Err(single) => {
                    if !is_full(&single) {
                        log(&single, 1);
                    }
                    may_fit = !concerns_all(&single);
                    error = single;
                    answers.push(Err(refusal(&error)));
                }
            }
        }
        refuse_fatal(&error)?;
        answers.resize(submissions.len(), Err(refusal(&error)));
        Ok(answers)
    }

    fn try_commit(
        &mut self,
        submissions: &[&Submission],
    ) -> Result<Vec<Result<Receipt, Refusal>>, StoreError> {
        let Writer {
            session,
            zone,
            vault,
            clock,
            registry,
            ..
        } = self;
        let mut cached = registry.take();
        let committed = session.commit(|connection| {
            carry_out(connection, zone, vault, cached.take(), submissions, clock())
        })?;
        let Committed {
            last_sequence,
            registry,
            first: _,
            answers,
        } = committed;
        self.registry = Some(registry);
        self.head.send_if_modified(|head| {
            // Another replica may have moved it further meanwhile.
            let moved = *head < last_sequence;
            *head = last_sequence.max(*head);
            moved
        });
        Ok(answers)
    }
}

/// Whether the next command would fare no better.
fn concerns_all(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Database(
            DbError::Full
                | DbError::Fatal
                | DbError::Corrupt
                | DbError::Busy
                | DbError::Unavailable(_)
                | DbError::Disconnected(_)
                | DbError::CommitUnknown
                | DbError::Contended
        )
    )
}

fn is_full(error: &StoreError) -> bool {
    matches!(error, StoreError::Database(DbError::Full))
}

fn refusal(error: &StoreError) -> Refusal {
    if is_full(error) {
        Refusal::Full
    } else {
        Refusal::Unavailable
    }
}

fn refuse_fatal(error: &StoreError) -> Result<(), DiskFailed> {
    match error {
        StoreError::Database(DbError::Fatal) => Err(DiskFailed),
        _ => Ok(()),
    }
}

fn log(error: &StoreError, commands: usize) {
    tracing::error!(error = chain(error), commands, "a batch could not be saved");
}
