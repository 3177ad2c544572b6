//! The stream of an import: sends records, and says which of them are on disk.

use std::sync::Arc;

use hotline_proto::intake::import_request::Record;
use hotline_proto::intake::import_response::Answer;
use hotline_proto::intake::import_service_client::ImportServiceClient;
use hotline_proto::intake::{BatchCommitted, ImportClosing, ImportRequest, ImportSummary};
use tokio::sync::{Semaphore, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::Channel;
use tonic::{Status, Streaming};

/// Records that may be under way without an answer.
const UNANSWERED: usize = 20_000;

/// The sending half of an import.
pub(super) struct Sender {
    requests: mpsc::Sender<ImportRequest>,
    allowance: Arc<Semaphore>,
    sent: i64,
}

/// The answering half.
pub(super) struct Answers {
    responses: Streaming<hotline_proto::intake::ImportResponse>,
    allowance: Arc<Semaphore>,
    through: i64,
}

/// What the service says of an import.
#[derive(Clone, Debug)]
pub(super) enum Said {
    /// Some records are on disk or rejected.
    Committed(BatchCommitted),
    /// The import is over.
    Over(ImportSummary),
    /// The stream ended without a summary: it was cut off.
    CutOff,
}

/// The stream was closed; the answering half says why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Closed;

/// Begins an import.
///
/// # Errors
/// When the service cannot be reached.
pub(super) async fn begin(channel: Channel) -> Result<(Sender, Answers), Status> {
    let (requests, receiver) = mpsc::channel(256);
    let responses = ImportServiceClient::new(channel)
        .import(ReceiverStream::new(receiver))
        .await?
        .into_inner();
    let allowance = Arc::new(Semaphore::new(UNANSWERED));
    let sender = Sender {
        requests,
        allowance: Arc::clone(&allowance),
        sent: 0,
    };
    let answers = Answers {
        responses,
        allowance,
        through: 0,
    };
    Ok((sender, answers))
}

impl Sender {
    /// Sends a record; waits while too many are unanswered. Answers with its index.
    ///
    /// # Errors
    /// When the stream was closed.
    pub(super) async fn send(&mut self, request: ImportRequest) -> Result<i64, Closed> {
        let permit = self.allowance.acquire().await.map_err(|_| Closed)?;
        permit.forget();
        self.requests.send(request).await.map_err(|_| Closed)?;
        let index = self.sent;
        self.sent += 1;
        Ok(index)
    }

    /// Says that this was all.
    ///
    /// # Errors
    /// When the stream was closed.
    pub(super) async fn close(self) -> Result<(), Closed> {
        let closing = ImportRequest {
            record: Some(Record::Closing(ImportClosing {
                record_count: self.sent,
            })),
            ..ImportRequest::default()
        };
        self.requests.send(closing).await.map_err(|_| Closed)
    }
}

impl Answers {
    /// What the service says next.
    ///
    /// # Errors
    /// When the import broke off.
    pub(super) async fn next(&mut self) -> Result<Said, Status> {
        loop {
            let Some(response) = self.responses.message().await? else {
                return Ok(Said::CutOff);
            };
            match response.answer {
                Some(Answer::Batch(batch)) => {
                    let through = batch.through_index + 1;
                    let answered = usize::try_from(through - self.through).unwrap_or(0);
                    self.allowance.add_permits(answered);
                    self.through = through;
                    return Ok(Said::Committed(batch));
                }
                Some(Answer::Summary(summary)) => return Ok(Said::Over(summary)),
                None => {}
            }
        }
    }
}

/// Nothing waits for an allowance that will not come.
impl Drop for Answers {
    fn drop(&mut self) {
        self.allowance.close();
    }
}
