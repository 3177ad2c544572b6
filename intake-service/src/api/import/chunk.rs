//! Chunks of records on their way to the disk.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::mem;
use std::pin::Pin;
use std::task::Poll;

use hotline_proto::intake as proto;
use tonic::Status;
use tonic_types::StatusExt as _;

use crate::api::refusal;
use crate::ledger::{Receipt, Refusal, Submission};

/// What the ledger says to a chunk: one answer a submission.
pub(super) type Outcome = Vec<Result<Receipt, Refusal>>;

/// Records that are handed in and answered together.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// The index of the last record, and how many there are.
    last_index: i64,
    count: usize,
    /// The index of each submission, and the field that its record stands in.
    submitted: Vec<(i64, &'static str)>,
    submissions: Vec<Submission>,
    rejections: Vec<proto::ImportRejection>,
}

impl Chunk {
    /// How many records it has.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Adds a record.
    pub(super) fn push(&mut self, index: i64, field: &'static str, submission: Submission) {
        self.submitted.push((index, field));
        self.submissions.push(submission);
        self.last_index = index;
        self.count += 1;
    }

    /// Adds a record that is rejected already.
    pub(super) fn reject(&mut self, index: i64, status: &Status) {
        self.rejections.push(rejection(index, status));
        self.last_index = index;
        self.count += 1;
    }

    /// The answer to the client, once the ledger has answered.
    ///
    /// # Errors
    /// `UNAVAILABLE` where the ledger could not be written: nothing is answered for then.
    fn answer(self, outcome: Outcome) -> Result<proto::BatchCommitted, Status> {
        let mut batch = proto::BatchCommitted {
            through_index: self.last_index,
            recorded_count: 0,
            repeated_count: 0,
            rejections: self.rejections,
        };
        if outcome.len() != self.submitted.len() {
            return Err(refusal::status(Refusal::Unavailable));
        }
        for ((index, field), answer) in self.submitted.into_iter().zip(outcome) {
            match answer {
                Ok(receipt) if receipt.repeated => batch.repeated_count += 1,
                Ok(_) => batch.recorded_count += 1,
                Err(cause @ (Refusal::Full | Refusal::Unavailable)) => {
                    return Err(refusal::status(cause));
                }
                Err(cause @ (Refusal::Rejected(_) | Refusal::RequestReused { .. })) => {
                    let status = refusal::status_within(field, cause);
                    batch.rejections.push(rejection(index, &status));
                }
            }
        }
        batch.rejections.sort_by_key(|rejection| rejection.index);
        Ok(batch)
    }
}

/// What the single method would have answered, as an import says it.
fn rejection(index: i64, status: &Status) -> proto::ImportRejection {
    let details = status.get_error_details();
    let reason = details.error_info().map(|info| info.reason.clone());
    let fields = details.bad_request().into_iter();
    proto::ImportRejection {
        index,
        code: status.code().into(),
        reason: reason.unwrap_or_default(),
        message: status.message().to_owned(),
        field_violations: fields
            .flat_map(|request| &request.field_violations)
            .map(|violation| proto::ImportFieldViolation {
                field: violation.field.clone(),
                description: violation.description.clone(),
            })
            .collect(),
    }
}

/// Chunks that the ledger has not answered, in the order handed in.
#[derive(Default)]
pub(super) struct Flights(VecDeque<Flight>);

struct Flight {
    chunk: Chunk,
    state: State,
}

enum State {
    Waiting(Pin<Box<dyn Future<Output = Outcome> + Send>>),
    Answered(Outcome),
}

impl Flights {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Hands a chunk in, after all those before it.
    pub(super) async fn add<F>(
        &mut self,
        mut chunk: Chunk,
        submit: impl FnOnce(Vec<Submission>) -> F,
    ) where
        F: Future<Output = Outcome> + Send + 'static,
    {
        let submissions = mem::take(&mut chunk.submissions);
        let state = if submissions.is_empty() {
            State::Answered(Vec::new())
        } else {
            State::Waiting(Box::pin(submit(submissions)))
        };
        self.0.push_back(Flight { chunk, state });
        // The ledger takes chunks in the order in which they are first polled.
        poll_fn(|context| {
            self.advance(context);
            Poll::Ready(())
        })
        .await;
    }

    /// The answer to the first chunk, once there is one; waits for ever where there is no chunk. Nothing is lost when dropped.
    pub(super) async fn next(&mut self) -> Result<proto::BatchCommitted, Status> {
        poll_fn(|context| {
            self.advance(context);
            match self.0.front() {
                Some(Flight {
                    state: State::Answered(_),
                    ..
                }) => Poll::Ready(()),
                _ => Poll::Pending,
            }
        })
        .await;
        match self.0.pop_front() {
            Some(Flight {
                chunk,
                state: State::Answered(outcome),
            }) => chunk.answer(outcome),
            _ => unreachable!("the first one is answered"),
        }
    }

    fn advance(&mut self, context: &mut std::task::Context<'_>) {
        for flight in &mut self.0 {
            if let State::Waiting(future) = &mut flight.state
                && let Poll::Ready(outcome) = future.as_mut().poll(context)
            {
                flight.state = State::Answered(outcome);
            }
        }
    }
}
