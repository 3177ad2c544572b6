//! Rankings as they are now, kept ready: the present tallies of the months that are asked for, and what was computed of them.
//!
//! Answers are as fresh as if each were computed from the store. All that wait at once are answered in one round,
//! which begins after the last of them came: it reads from the store how far the feed was pulled and which policy
//! holds, and what is in memory is used only if it is of that very state ([`Memory`]). So an answer never mixes two states,
//! and sees whatever was committed before it was asked for, by this process or another.
//!
//! What was asked for lately is computed as soon as the feed has moved, before anybody asks again ([`Ready`]); how fresh answers are does not depend on it.

mod memory;
mod ready;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hotline_common::db::{Database, DbError};
use hotline_common::time::{Day, Month};
use hotline_proto::scoring as wire;
use tokio::sync::{mpsc, oneshot, watch};

use crate::clock::Clock;
use crate::figures::FiguresError;
use crate::pull::Status;
use ready::Ready;

pub use memory::Memory;

/// How many are answered in one round.
const AT_ONCE: usize = 1_024;

/// A ranking that is not sealed, and what it was computed from.
#[derive(Clone, Debug, PartialEq)]
pub struct Provisional {
    /// The feed's sequence that it is of.
    pub sequence: i64,
    /// The day at whose end the facts were read.
    pub day: Day,
    /// The hash of the policy.
    pub policy_hash: String,
    /// The ranking.
    pub ranking: wire::Ranking,
}

impl Provisional {
    /// Whether another was computed from the same. What is told of the feed's head may differ.
    pub fn is_of_the_same(&self, other: &Provisional) -> bool {
        self.sequence == other.sequence
            && self.day == other.day
            && self.policy_hash == other.policy_hash
    }
}

/// What is there of a month.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// A sealed revision, the latest.
    Sealed(i32),
    /// The ranking as it is now.
    Provisional(Arc<Provisional>),
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Question {
    month: Month,
    /// A sealed revision, if there is one, instead of the ranking as it is now.
    sealed_first: bool,
}

type Answer = Result<Found, FiguresError>;

/// Gives rankings as they are now. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Live {
    questions: mpsc::Sender<(Question, oneshot::Sender<Answer>)>,
}

impl Live {
    /// Begins to answer, until the last clone is gone. The puller of the same store, if it is in this process, is given the same memory.
    pub fn start(
        database: Database,
        memory: Memory,
        puller: watch::Receiver<Status>,
        clock: Clock,
    ) -> Live {
        let (questions, asked) = mpsc::channel(AT_ONCE);
        let rounds = Rounds {
            database,
            memory,
            puller,
            clock,
        };
        tokio::spawn(rounds.run(asked));
        Live { questions }
    }

    /// The month's ranking as it is now.
    ///
    /// # Errors
    /// When nothing was pulled yet, or the store fails.
    pub async fn provisional(&self, month: Month) -> Result<Arc<Provisional>, FiguresError> {
        let question = Question {
            month,
            sealed_first: false,
        };
        match self.ask(question).await? {
            Found::Provisional(found) => Ok(found),
            Found::Sealed(_) => Err(interrupted()),
        }
    }

    /// The number of the month's latest sealed revision; where there is none, its ranking as it is now.
    ///
    /// # Errors
    /// When nothing was pulled yet, or the store fails.
    pub async fn latest(&self, month: Month) -> Result<Found, FiguresError> {
        self.ask(Question {
            month,
            sealed_first: true,
        })
        .await
    }

    async fn ask(&self, question: Question) -> Answer {
        let (sender, answer) = oneshot::channel();
        let sent = self.questions.send((question, sender)).await;
        sent.map_err(|_| interrupted())?;
        answer.await.map_err(|_| interrupted())?
    }
}

fn interrupted() -> FiguresError {
    FiguresError::Store(DbError::Interrupted)
}

/// Answers in rounds.
struct Rounds {
    database: Database,
    memory: Memory,
    puller: watch::Receiver<Status>,
    clock: Clock,
}

impl Rounds {
    async fn run(mut self, mut asked: mpsc::Receiver<(Question, oneshot::Sender<Answer>)>) {
        let mut waiting = Vec::new();
        let mut ready = Ready::default();
        let mut is_followed = true;
        loop {
            let count = tokio::select! {
                biased;
                count = asked.recv_many(&mut waiting, AT_ONCE) => count,
                moved = self.puller.changed(), if is_followed && !ready.is_idle() => {
                    is_followed = moved.is_ok();
                    // Whoever asks will be told what failed.
                    let _ = self.round(ready.moved()).await;
                    continue;
                }
            };
            if count == 0 {
                return;
            }
            let questions: BTreeSet<_> = waiting.iter().map(|(question, _)| *question).collect();
            for question in &questions {
                ready.asked(*question);
            }
            let answers = self.round(questions).await;
            for (question, sender) in waiting.drain(..) {
                let answer = match &answers {
                    Ok(answers) => answers.get(&question).cloned(),
                    Err(error) => Some(Err(error.clone())),
                };
                // Whoever does not wait any more needs no answer.
                let _ = sender.send(answer.unwrap_or_else(|| Err(interrupted())));
            }
        }
    }

    /// Looks at the store once.
    async fn round(
        &self,
        questions: BTreeSet<Question>,
    ) -> Result<BTreeMap<Question, Answer>, FiguresError> {
        let memory = self.memory.clone();
        let now = self.clock.now();
        let head_sequence = self.puller.borrow().head_sequence;
        self.database
            .read(move |connection| {
                let mut memory = memory.look(connection)?;
                let answers = questions.into_iter().map(|question| {
                    let answer = memory.answer(connection, question, now, head_sequence);
                    (question, answer)
                });
                Ok(answers.collect())
            })
            .await
    }
}
