//! The writer's session with the database: on a server it may be lost, and a batch outlives it.
//!
//! A batch of which nothing was committed is carried out again. Where the session was lost during the commit, the ledger is asked under the
//! lock of its head whether the batch is in it: the lost session's transaction is over once the lock is granted. So no batch is recorded twice, and
//! none is answered that is not on disk.

use std::time::{Duration, Instant};

use hotline_common::db::{AnyConnection, Database, DbError, write_transaction};

use super::batch::Committed;
use crate::store::{StoreError, feed, head};

/// How long a batch of which nothing was committed is tried again.
const TRIED_FOR: Duration = Duration::from_secs(8);
/// How long it is tried to find out what became of a batch: longer than a server lets a lost session hold the lock.
const ASKED_FOR: Duration = Duration::from_secs(20);
/// Between two tries, at first and at most.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// The writer's session.
pub(super) struct Session {
    database: Database,
    /// `None` where it was lost and is to be opened again.
    connection: Option<AnyConnection>,
}

impl Session {
    pub(super) fn new(database: &Database, connection: AnyConnection) -> Session {
        Session {
            database: database.clone(),
            connection: Some(connection),
        }
    }

    /// Carries out a batch in a transaction and commits it, in as many tries as it takes and time allows. `carry_out` locks the head first.
    ///
    /// # Errors
    /// Whatever `carry_out` gives; [`DbError::CommitUnknown`] where it could not be found out whether the batch was recorded. Of any other error nothing
    /// was recorded.
    pub(super) fn commit(
        &mut self,
        mut carry_out: impl FnMut(&mut AnyConnection) -> Result<Committed, StoreError>,
    ) -> Result<Committed, StoreError> {
        let begin = Instant::now();
        let mut pause = FIRST_PAUSE;
        let mut in_doubt = None;
        loop {
            let error = match self.attempt(&mut in_doubt, &mut carry_out) {
                Ok(committed) => return Ok(committed),
                Err(error) => error,
            };
            let patience = match &in_doubt {
                Some(_) => ASKED_FOR,
                None => TRIED_FOR,
            };
            // In doubt a lock that is not granted belongs to the lost session, as far as anybody knows.
            let may_pass = match error {
                StoreError::Database(DbError::Busy) => in_doubt.is_some(),
                ref error => passes(error),
            };
            if !may_pass || patience < begin.elapsed() + pause {
                return Err(match in_doubt {
                    Some(_) => DbError::CommitUnknown.into(),
                    None => error,
                });
            }
            tracing::warn!(
                error = hotline_common::run::chain(&error),
                "a batch was not committed, or it is not known; trying again"
            );
            std::thread::sleep(pause);
            pause = LONGEST_PAUSE.min(pause * 2);
        }
    }

    /// One try. `in_doubt` is what the last one decided, where it is not known whether that was committed; so it is left where this one ends so.
    fn attempt(
        &mut self,
        in_doubt: &mut Option<Committed>,
        carry_out: &mut impl FnMut(&mut AnyConnection) -> Result<Committed, StoreError>,
    ) -> Result<Committed, StoreError> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.database.open_writer()?,
        };
        let mut is_known = in_doubt.is_none();
        let mut is_there = false;
        let outcome = write_transaction(&mut connection, |connection| {
            if let Some(earlier) = &*in_doubt {
                is_there = is_recorded(connection, earlier)?;
                is_known = true;
                if is_there {
                    return Ok(());
                }
            }
            *in_doubt = Some(carry_out(connection)?);
            Ok(())
        });
        let is_lost = matches!(
            outcome,
            Err(StoreError::Database(
                DbError::Disconnected(_) | DbError::CommitUnknown
            ))
        );
        if !is_lost {
            self.connection = Some(connection);
        }
        match outcome {
            Err(StoreError::Database(DbError::CommitUnknown)) if !is_there => {
                Err(DbError::CommitUnknown.into())
            }
            Err(error) if !is_there => {
                if is_known {
                    *in_doubt = None;
                }
                Err(error)
            }
            // A transaction that only found the batch has changed nothing, whatever became of it.
            _ => in_doubt.take().ok_or_else(|| DbError::Interrupted.into()),
        }
    }
}

/// Whether a batch is in the ledger: its first event is, with the random value that only this try drew. One without events changes nothing where it
/// is carried out twice.
fn is_recorded(connection: &mut AnyConnection, batch: &Committed) -> Result<bool, StoreError> {
    let head = head::lock_head(connection)?;
    let Some(first) = batch.first else {
        return Ok(false);
    };
    if head.last_sequence < first.sequence {
        return Ok(false);
    }
    match feed::check_value_at(connection, first.sequence)? {
        Some(found) => Ok(found == first.check_value),
        // Some event has this sequence: on a cluster its shard is about to commit it.
        None => Err(DbError::Contended.into()),
    }
}

/// Whether another try may do better: nothing was committed, or it can be asked for.
fn passes(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Database(
            DbError::Disconnected(_) | DbError::CommitUnknown | DbError::Contended
        )
    )
}
