//! The gRPC services: decode → ledger or store → encode.

mod activity;
mod call;
mod context;
mod enums;
mod fields;
mod import;
mod record;
mod refusal;
mod registry;
mod stream;
mod work_order;
mod write;

#[cfg(test)]
mod tests;

use hotline_common::db::Database;
use hotline_common::shutdown::Shutdown;
use hotline_common::status::{self, Violations};
use hotline_common::time::Moment;
use tonic::{Request, Response, Status};

use self::context::{Context, References};
use self::record::Answer;
use self::write::WriteRequest;
use crate::domain::names::Subject;
use crate::domain::record::Record;
use crate::ledger::{Ledger, Submission};

/// What every service works with: the ledger writes, the database is read, the token ends streams.
#[derive(Clone, Debug)]
pub(crate) struct Api {
    ledger: Ledger,
    database: Database,
    shutdown: Shutdown,
}

impl Api {
    /// Carries out a request that writes, and answers with the record that it made or changed.
    async fn write<R: WriteRequest>(
        &self,
        request: Request<R>,
    ) -> Result<Response<R::Answer>, Status> {
        let submission = self.submission(request.into_inner())?;
        let receipt = self
            .ledger
            .submit(submission)
            .await
            .map_err(refusal::status)?;
        let record = match receipt.record {
            Some(record) => record,
            None => self.record(receipt.subject).await?,
        };
        let answer = R::Answer::of(record).ok_or_else(|| {
            tracing::error!(method = R::METHOD, "the ledger answered with another kind of record");
            status::internal()
        })?;
        Ok(Response::new(answer.at(receipt.sequence)))
    }

    fn submission<R: WriteRequest>(&self, request: R) -> Result<Submission, Status> {
        let context = Context {
            now: Moment::now(),
            zone: self.ledger.zone(),
            hash: &|parts| self.ledger.keyed_hash(parts),
            references: &References::none(),
        };
        let mut violations = Violations::new();
        let submission = write::submission(request, &mut violations, &context);
        violations.finish(submission)
    }

    async fn record(&self, subject: Subject) -> Result<Record, Status> {
        todo!()
    }
}
