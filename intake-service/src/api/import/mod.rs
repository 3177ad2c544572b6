//! Bringing records of another system in, in bulk.

mod chunk;
mod record;
mod session;
#[cfg(test)]
mod tests;

use hotline_proto::intake as proto;
use proto::import_response::Answer;
use proto::import_service_server::ImportService;
use tonic::{Request, Response, Status, Streaming};

use self::record::{Decoder, Occurrences};
use super::Api;
use super::stream::AnswerStream;

/// How many answers may wait for a slow client.
const ANSWERS_AHEAD: usize = 2;

#[tonic::async_trait]
impl ImportService for Api {
    type ImportStream = AnswerStream<proto::ImportResponse>;

    async fn import(
        &self,
        request: Request<Streaming<proto::ImportRequest>>,
    ) -> Result<Response<Self::ImportStream>, Status> {
        let api = self.clone();
        let is_last =
            |answer: &proto::ImportResponse| matches!(answer.answer, Some(Answer::Summary(_)));
        let background = api.background.clone();
        let stream =
            AnswerStream::spawn(&background, ANSWERS_AHEAD, is_last, |answers| async move {
                let ledger = api.ledger;
                let mut occurrences = Occurrences::default();
                let decode = |message, now| {
                    let decoder = Decoder {
                        zone: ledger.zone(),
                        hash: &|parts| ledger.keyed_hash(parts),
                        occurrences: &mut occurrences,
                    };
                    decoder.decode(message, now)
                };
                let submit = |submissions| {
                    let ledger = ledger.clone();
                    async move { ledger.submit_all(submissions).await }
                };
                session::run(request.into_inner(), decode, submit, answers, api.shutdown).await;
            });
        Ok(Response::new(stream))
    }
}
