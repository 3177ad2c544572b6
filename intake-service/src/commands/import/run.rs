//! One import from its first row to its summary, over as many connections as it takes.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use hotline_common::run::chain;
use hotline_proto::intake::{BatchCommitted, ImportRejection};
use indicatif::ProgressBar;
use tokio::sync::mpsc;
use tonic::transport::Endpoint;
use tonic::{Code, Status};

use super::progress::{Keeper, Progress};
use super::rejects::{Rejects, Why};
use super::source::{Item, Original, Source, SourceError};
use super::stream::{self, Said, Sender};
use super::{tell, told};

/// How often progress is written down.
const SAVE: Duration = Duration::from_secs(1);
/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(8);
/// Rows that wait to be sent.
const WAITING: usize = 1_024;

/// An import in progress.
pub(super) struct Run<'a> {
    pub(super) open: &'a (dyn Fn() -> Result<Source, SourceError> + Sync),
    pub(super) endpoint: Endpoint,
    /// How long to go on trying while nothing moves.
    pub(super) retry: Duration,
    pub(super) only_checks: bool,
    pub(super) keeper: Keeper,
    pub(super) rejects: Rejects,
    pub(super) progress: Progress,
    pub(super) bar: ProgressBar,
}

/// Why an import broke off.
#[derive(Debug, thiserror::Error)]
pub(super) enum RunError {
    /// The export cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Intake refused, or cannot be reached.
    #[error("intake-service: {}", .0.message())]
    Refused(#[from] Status),
    /// The stream ended before its summary.
    #[error("intake-service ended the stream before its summary")]
    CutOff,
    /// The files beside the export cannot be written.
    #[error("cannot write beside the export")]
    Beside(#[from] std::io::Error),
}

/// A row that was sent and not answered for.
struct Sent {
    number: u64,
    end: u64,
    original: Original,
    /// The index in the stream after its last record.
    until: i64,
    kinds: Vec<String>,
    first: i64,
    why: Option<Why>,
}

impl Run<'_> {
    /// Imports every row that is left.
    ///
    /// # Errors
    /// When the export cannot be read, or intake does not take it within the time for retries.
    pub(super) async fn carry_out(&mut self) -> Result<(), RunError> {
        let mut last_move = Instant::now();
        let mut pause = Duration::from_millis(250);
        loop {
            let before = self.progress.rows;
            let ended = self.attempt().await;
            self.save()?;
            let Err(error) = ended else {
                return Ok(self.keeper.remove()?);
            };
            if self.progress.rows != before {
                last_move = Instant::now();
                pause = Duration::from_millis(250);
            }
            if !is_passing(&error) || self.retry < last_move.elapsed() + pause {
                return Err(error);
            }
            tell(&format!("{}; trying again", told(&error)));
            tokio::time::sleep(pause).await;
            pause = LONGEST_PAUSE.min(pause * 2);
        }
    }

    fn save(&mut self) -> Result<(), RunError> {
        if !self.only_checks {
            self.rejects.sync()?;
            self.keeper.save(&self.progress)?;
        }
        Ok(())
    }

    /// One connection: from the first row that is not answered for as far as it gets.
    async fn attempt(&mut self) -> Result<(), RunError> {
        let (rows, read) = mpsc::channel(WAITING);
        let skip = self.progress.rows;
        let mut source = (self.open)()?;
        // Reading and mapping is for a thread; the rows that are in already are mapped for their identities.
        let reading = tokio::task::spawn_blocking(move || -> Result<(), SourceError> {
            while let Some(item) = source.next()? {
                if skip < item.number && rows.blocking_send(item).is_err() {
                    break;
                }
            }
            Ok(())
        });
        let sent = if self.only_checks {
            self.check(read).await
        } else {
            self.send(read).await
        };
        let reading = reading
            .await
            .unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        // A file that cannot be read ends the rows early, so the summary of what was sent says nothing.
        reading?;
        sent
    }

    async fn check(&mut self, mut rows: mpsc::Receiver<Item>) -> Result<(), RunError> {
        while let Some(item) = rows.recv().await {
            let why = item.records.as_ref().err().map(|message| whole(message));
            self.done(item.number, item.end, &item.original, why.as_ref())?;
        }
        Ok(())
    }

    async fn send(&mut self, rows: tokio::sync::mpsc::Receiver<Item>) -> Result<(), RunError> {
        let channel = self.endpoint.connect().await.map_err(|error| {
            Status::unavailable(format!("cannot be reached: {}", chain(&error)))
        })?;
        let (sender, mut answers) = stream::begin(channel).await?;
        let (told, mut tellings) = mpsc::channel(WAITING);
        let sending = tokio::spawn(send_rows(rows, sender, told));
        // Whatever way this ends, nothing goes on sending.
        let _abort = AbortOnDrop(sending.abort_handle());

        let mut waiting: VecDeque<Sent> = VecDeque::new();
        let mut through = 0;
        let mut saved = Instant::now();
        loop {
            tokio::select! {
                // A row is told before it is sent, so it is known when its answer comes.
                biased;
                Some(sent) = tellings.recv() => {
                    waiting.push_back(sent);
                }
                said = answers.next() => {
                    match said? {
                        Said::Committed(batch) => {
                            through = batch.through_index + 1;
                            self.hear(batch, &mut waiting);
                        }
                        Said::Over(summary) if summary.whole => {
                            return self.finish(&mut waiting, i64::MAX);
                        }
                        Said::Over(_) | Said::CutOff => return Err(RunError::CutOff),
                    }
                }
            }
            self.finish(&mut waiting, through)?;
            if SAVE < saved.elapsed() {
                self.save()?;
                saved = Instant::now();
            }
        }
    }

    /// Takes a batch's answer in.
    fn hear(&mut self, batch: BatchCommitted, waiting: &mut VecDeque<Sent>) {
        let BatchCommitted {
            through_index: _,
            recorded_count,
            repeated_count,
            rejections,
        } = batch;
        self.progress.recorded += u64::try_from(recorded_count).unwrap_or(0);
        self.progress.repeated += u64::try_from(repeated_count).unwrap_or(0);
        for rejection in rejections {
            let place = waiting.partition_point(|sent| sent.until <= rejection.index);
            if let Some(sent) = waiting.get_mut(place) {
                let why = sent.why(&rejection);
                sent.why.get_or_insert(why);
            }
        }
    }

    /// Takes those rows off whose records are all answered for.
    fn finish(&mut self, waiting: &mut VecDeque<Sent>, through: i64) -> Result<(), RunError> {
        let answered = waiting.partition_point(|sent| sent.until <= through);
        for sent in waiting.drain(..answered) {
            self.done(sent.number, sent.end, &sent.original, sent.why.as_ref())?;
        }
        Ok(())
    }

    fn done(
        &mut self,
        number: u64,
        end: u64,
        original: &Original,
        why: Option<&Why>,
    ) -> Result<(), RunError> {
        if let Some(why) = why {
            self.rejects.add(number, original, why)?;
            self.progress.rejected_rows += 1;
        }
        self.progress.rows = number;
        self.progress.bytes = end;
        self.bar.set_position(end);
        if number.is_multiple_of(100) {
            let rate = self.progress.rejected_rows;
            self.bar
                .set_message(format!("{number} rows, {rate} rejected"));
        }
        Ok(())
    }
}

/// Sends rows until there are no more, or the stream was closed.
async fn send_rows(mut rows: mpsc::Receiver<Item>, mut sender: Sender, told: mpsc::Sender<Sent>) {
    let mut next = 0;
    while let Some(item) = rows.recv().await {
        let Item {
            number,
            end,
            original,
            records,
        } = item;
        let (records, why) = match records {
            Ok(records) => (records, None),
            Err(message) => (Vec::new(), Some(whole(&message))),
        };
        let first = next;
        next += i64::try_from(records.len()).unwrap_or(0);
        let sent = Sent {
            number,
            end,
            original,
            until: next,
            kinds: records.iter().map(|record| record.kind.clone()).collect(),
            first,
            why,
        };
        // Where nobody listens or the stream was closed, the answering half says why.
        if told.send(sent).await.is_err() {
            return;
        }
        for record in records {
            if sender.send(record.request).await.is_err() {
                return;
            }
        }
    }
    let _ = sender.close().await;
}

struct AbortOnDrop(tokio::task::AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Sent {
    fn why(&self, rejection: &ImportRejection) -> Why {
        let index = usize::try_from(rejection.index - self.first).unwrap_or(usize::MAX);
        let fields: Vec<String> = rejection
            .field_violations
            .iter()
            .map(|violation| format!("{}: {}", violation.field, violation.description))
            .collect();
        Why {
            record: self.kinds.get(index).cloned().unwrap_or_default(),
            reason: rejection.reason.clone(),
            message: if fields.is_empty() {
                rejection.message.clone()
            } else {
                fields.join("; ")
            },
        }
    }
}

fn whole(message: &str) -> Why {
    Why {
        record: String::new(),
        reason: "ROW".to_owned(),
        message: message.to_owned(),
    }
}

/// Whether trying again may help.
fn is_passing(error: &RunError) -> bool {
    match error {
        RunError::CutOff => true,
        RunError::Refused(status) => matches!(
            status.code(),
            Code::Unavailable
                | Code::Unknown
                | Code::Cancelled
                | Code::Internal
                | Code::DeadlineExceeded
        ),
        RunError::Source(_) | RunError::Beside(_) => false,
    }
}
