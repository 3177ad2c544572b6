//! The writer: one thread, one connection, one batch after another.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use hotline_common::db::DbError;
use hotline_common::run::chain;
use hotline_common::shutdown::Shutdown;
use hotline_common::time::{Moment, Zone};
use tokio::sync::{mpsc, watch};

use super::batch::{Batch, CachedRegistry, Committed};
use super::home::{Answers, Letter, Mail};
use super::pace::Pace;
use super::session::Session;
use super::{Job, MAX_BATCH, Refusal, Submission};
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
    pace: Pace,
}

/// Jobs that come while a batch is carried out belong to it where they are this part of it. Fewer are sooner carried out with the next one: each part of
/// a batch has look-ups and statements of its own, which on a server are round trips.
const WORTH_IT: usize = 8;

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
            pace: Pace::default(),
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
            let callers = self.pace.callers(1 + waiting.len());
            let mut jobs = Together::new(first, callers);
            jobs.join(&mut waiting, 1);
            let answers = self.commit(&mut jobs, &mut waiting)?;
            jobs.answer(answers);
        }
        Ok(())
    }

    /// One answer a submission, in their order. A batch that cannot be saved is tried once more, one by one, for as long as
    /// what stands in the way may lie with one of them.
    fn commit(
        &mut self,
        jobs: &mut Together,
        waiting: &mut mpsc::Receiver<Job>,
    ) -> Result<Answers, DiskFailed> {
        let mut error = match self.try_commit(jobs, waiting) {
            Ok(answers) => return Ok(answers),
            Err(error) => error,
        };
        let submissions = jobs.submissions_from(0);
        log(&error, submissions.len());
        let mut answers = Vec::with_capacity(submissions.len());
        // On a full disk a smaller transaction may still fit, until one does not.
        let mut may_fit = !concerns_all(&error) || is_full(&error);
        while answers.len() < submissions.len() && may_fit {
            refuse_fatal(&error)?;
            match self.try_commit_one(submissions[answers.len()]) {
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

    /// Commits the jobs, and those that come while they are carried out and belong to the same batch.
    fn try_commit(
        &mut self,
        jobs: &mut Together,
        waiting: &mut mpsc::Receiver<Job>,
    ) -> Result<Answers, StoreError> {
        let clock = self.clock;
        let begin = Instant::now();
        let mut carried_out = begin;
        let answers = self.transaction(|batch| {
            let mut done = 0;
            while done < jobs.jobs.len() {
                batch.carry_out(&jobs.submissions_from(done), clock())?;
                done = jobs.jobs.len();
                jobs.join(waiting, done.div_ceil(WORTH_IT));
            }
            carried_out = Instant::now();
            Ok(())
        })?;
        let (work, commit) = (carried_out - begin, carried_out.elapsed());
        self.pace.committed(jobs.jobs.len(), work, commit);
        Ok(answers)
    }

    fn try_commit_one(&mut self, submission: &Submission) -> Result<Answers, StoreError> {
        let clock = self.clock;
        self.transaction(|batch| batch.carry_out(&[submission], clock()))
    }

    /// Commits what `work` carries out, in as many tries as it takes.
    fn transaction(
        &mut self,
        mut work: impl FnMut(&mut Batch<'_>) -> Result<(), StoreError>,
    ) -> Result<Answers, StoreError> {
        let mut cached = self.registry.take();
        let (zone, vault) = (&self.zone, &self.vault);
        let committed = self.session.commit(|connection| {
            let mut batch = Batch::begin(connection, zone, vault, cached.take())?;
            work(&mut batch)?;
            Ok(batch.finish())
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

/// Jobs that are committed together.
struct Together {
    jobs: Vec<Job>,
    /// How many commands they have.
    count: usize,
    /// How many there should be at most.
    callers: usize,
}

impl Together {
    fn new(first: Job, callers: usize) -> Together {
        Together {
            count: first.submissions.len(),
            callers,
            jobs: vec![first],
        }
    }

    /// Takes in what waits, up to the bounds, where it is not fewer than so many jobs.
    fn join(&mut self, waiting: &mut mpsc::Receiver<Job>, at_least: usize) {
        if waiting.len() < at_least {
            return;
        }
        while self.jobs.len() < self.callers
            && self.count < MAX_BATCH
            && let Ok(job) = waiting.try_recv()
        {
            self.count += job.submissions.len();
            self.jobs.push(job);
        }
    }

    /// The commands of all jobs but the first ones.
    fn submissions_from(&self, job: usize) -> Vec<&Submission> {
        let jobs = self.jobs[job..].iter();
        jobs.flat_map(|job| &job.submissions).collect()
    }

    /// Gives each job its part of the answers.
    fn answer(self, answers: Answers) {
        let mut answers = answers.into_iter();
        let mut mail = Mail::default();
        for job in self.jobs {
            let answers = answers.by_ref().take(job.submissions.len()).collect();
            let letter = Letter {
                caller: job.answer,
                answers,
                asked: job.submissions,
            };
            mail.add(job.home, letter);
        }
        mail.send();
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

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    fn job() -> Job {
        Job {
            submissions: Vec::new(),
            answer: oneshot::channel().0,
            home: None,
        }
    }

    #[test]
    fn few_late_callers_wait_for_the_next_batch_and_many_belong_to_this_one() {
        let (sender, mut waiting) = mpsc::channel(100);
        let ask = |count: usize| (0..count).for_each(|_| sender.try_send(job()).expect("room"));
        let mut jobs = Together::new(job(), 40);
        ask(15);
        jobs.join(&mut waiting, 1);
        assert_eq!(jobs.jobs.len(), 16);
        ask(1);
        jobs.join(&mut waiting, 2);
        assert_eq!((jobs.jobs.len(), waiting.len()), (16, 1));
        ask(1);
        jobs.join(&mut waiting, 2);
        assert_eq!(jobs.jobs.len(), 18);
        // Never more than there should be.
        ask(50);
        jobs.join(&mut waiting, 3);
        assert_eq!((jobs.jobs.len(), waiting.len()), (40, 28));
    }
}
