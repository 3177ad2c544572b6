//! Reads the feed ahead of what is applied, and hands it over in lots worth a transaction.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;
use tonic::{Code, Status};

use super::change::Batch;
use super::decode;
use super::problem::Problem;
use crate::intake::{Intake, is_feed_reset};

/// How long the feed may be silent: it sends a sign of life much more often.
const SILENCE: Duration = Duration::from_secs(60);
/// How many batches are read ahead.
const AHEAD: usize = 16;
/// A lot with so many events is not added to. The larger it is, the fewer tallies there are to be changed for each event, and the more
/// memory it takes: some 20 MiB.
const LOT: usize = 24_000;

/// A connection to the feed that ends when this is dropped.
pub(super) struct Reader {
    batches: mpsc::Receiver<Result<Batch, Problem>>,
    /// What ended the reading while a lot was being gathered.
    end: Option<Problem>,
    _task: AbortOnDropHandle<()>,
}

impl Reader {
    /// Connects and reads the events after a cursor.
    pub(super) fn start(intake: Intake, after: String) -> Reader {
        let (sender, batches) = mpsc::channel(AHEAD);
        let task = tokio::spawn(async move {
            let Err(problem) = read(&intake, &after, &sender).await else {
                return;
            };
            // Nobody is there to hear it when the reader was dropped.
            let _ = sender.send(Err(problem)).await;
        });
        Reader {
            batches,
            end: None,
            _task: AbortOnDropHandle::new(task),
        }
    }

    /// The batches that have come, at least one.
    pub(super) async fn next(&mut self) -> Result<Vec<Batch>, Problem> {
        if let Some(problem) = self.end.take() {
            return Err(problem);
        }
        let first = self
            .batches
            .recv()
            .await
            .unwrap_or_else(|| Err(Problem::Passing("the feed's reader ended".to_owned())))?;
        let mut events = first.events.len();
        let mut lot = vec![first];
        while events < LOT {
            match self.batches.try_recv() {
                Ok(Ok(batch)) => {
                    events += batch.events.len();
                    lot.push(batch);
                }
                Ok(Err(problem)) => {
                    self.end = Some(problem);
                    break;
                }
                Err(_) => break,
            }
        }
        Ok(lot)
    }
}

/// Reads until something ends it; `Ok` when nobody listens any more.
async fn read(
    intake: &Intake,
    after: &str,
    sender: &mpsc::Sender<Result<Batch, Problem>>,
) -> Result<(), Problem> {
    let mut stream = intake
        .follow(after)
        .await
        .map_err(|status| ended(&status))?;
    let mut sequence = None;
    loop {
        let message = tokio::time::timeout(SILENCE, stream.message())
            .await
            .map_err(|_| Problem::Passing("intake has been silent for too long".to_owned()))?
            .map_err(|status| ended(&status))?
            .ok_or_else(|| Problem::Passing("intake ended the feed".to_owned()))?;
        let batch = decode::batch(message)?;
        sequence = contiguous(&batch, sequence)?;
        if sender.send(Ok(batch)).await.is_err() {
            return Ok(());
        }
    }
}

/// The last sequence of the batch, each one more than the one before.
fn contiguous(batch: &Batch, mut last: Option<i64>) -> Result<Option<i64>, Problem> {
    for event in &batch.events {
        if let Some(last) = last
            && event.sequence != last + 1
        {
            return Err(Problem::Passing(format!(
                "event {} is missing from the feed",
                last + 1
            )));
        }
        last = Some(event.sequence);
    }
    Ok(last)
}

fn ended(status: &Status) -> Problem {
    // The cursor is the only argument, so one that is wrong comes from another feed as well.
    if is_feed_reset(status) || status.code() == Code::InvalidArgument {
        return Problem::FeedReset("intake does not know the cursor".to_owned());
    }
    Problem::Passing(format!(
        "intake: {}: {}",
        status.code().description(),
        status.message()
    ))
}
