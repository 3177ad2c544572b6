//! Sends records to intake in bulk.

use std::sync::Arc;

use hotline_proto::intake::import_request::Record;
use hotline_proto::intake::import_response::Answer;
use hotline_proto::intake::import_service_client::ImportServiceClient;
use hotline_proto::intake::{
    BatchCommitted, ImportClosing, ImportRejection, ImportRequest, ImportSummary,
};
use tokio::sync::{Semaphore, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;
use tonic::transport::Channel;

/// Records that may be under way without an answer.
const UNANSWERED: usize = 20_000;

/// An import that went through to its summary.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The server's closing count.
    pub summary: ImportSummary,
    /// Every record that was rejected.
    pub rejections: Vec<ImportRejection>,
}

/// An import that did not.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The server gave up.
    #[error("the import was refused")]
    Refused(#[from] Status),
    /// The server ended without a summary.
    #[error("the import was cut off after {answered} answered records")]
    CutOff {
        /// How many records were answered for.
        answered: i64,
    },
}

/// Sends all records and the closing count; calls `progress` with each committed batch.
///
/// # Errors
/// When the server refuses, or ends without a summary.
pub async fn import<I>(
    channel: Channel,
    records: I,
    mut progress: impl FnMut(&BatchCommitted) + Send,
) -> Result<Imported, ImportError>
where
    I: Iterator<Item = ImportRequest> + Send + 'static,
{
    let allowance = Arc::new(Semaphore::new(UNANSWERED));
    let (sender, receiver) = mpsc::channel(256);
    let sending = tokio::spawn(send(records, sender, Arc::clone(&allowance)));
    // Whatever way this ends, nothing goes on sending.
    let _abort = AbortOnDrop(sending.abort_handle());

    let mut answers = ImportServiceClient::new(channel)
        .import(ReceiverStream::new(receiver))
        .await?
        .into_inner();
    let mut rejections = Vec::new();
    let mut answered = 0;
    while let Some(response) = answers.message().await? {
        match response.answer {
            Some(Answer::Batch(batch)) => {
                let through = batch.through_index + 1;
                allowance.add_permits(usize::try_from(through - answered).unwrap_or(0));
                answered = through;
                progress(&batch);
                rejections.extend(batch.rejections);
            }
            Some(Answer::Summary(summary)) => {
                return Ok(Imported {
                    summary,
                    rejections,
                });
            }
            None => {}
        }
    }
    Err(ImportError::CutOff { answered })
}

async fn send<I>(records: I, sender: mpsc::Sender<ImportRequest>, allowance: Arc<Semaphore>)
where
    I: Iterator<Item = ImportRequest> + Send,
{
    let mut record_count = 0;
    for record in records {
        let Ok(permit) = allowance.acquire().await else {
            return;
        };
        permit.forget();
        if sender.send(record).await.is_err() {
            return;
        }
        record_count += 1;
    }
    let _ = sender.send(closing(record_count)).await;
}

/// The message that ends an import of so many records.
pub fn closing(record_count: i64) -> ImportRequest {
    ImportRequest {
        record: Some(Record::Closing(ImportClosing { record_count })),
        ..ImportRequest::default()
    }
}

struct AbortOnDrop(tokio::task::AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
