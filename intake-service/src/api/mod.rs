//! The gRPC services: decode → ledger or store → encode.
//!
//! A message is taken apart in one place, completely, into a command of the domain; everything that is wrong with it is said
//! at once, by field. Nothing here decides: that is the domain's.

// What a message is made of.
mod context;
mod enums;
mod fields;
mod mask;

// Writing, reading, streaming.
mod page;
mod read;
mod record;
mod refusal;
mod stream;
mod write;

// The services.
mod activity;
mod calendar;
mod call;
mod feed;
mod import;
mod personal;
mod registry;
mod work_order;

#[cfg(test)]
mod tests;

use hotline_common::db::Database;
use hotline_common::server::{MAX_MESSAGE_BYTES, Server};
use hotline_common::shutdown::Shutdown;
use hotline_common::status::{self, Violations};
use hotline_common::time::Moment;
use hotline_proto::FILE_DESCRIPTOR_SET;
use hotline_proto::intake::activity_service_server::ActivityServiceServer;
use hotline_proto::intake::calendar_service_server::CalendarServiceServer;
use hotline_proto::intake::call_service_server::CallServiceServer;
use hotline_proto::intake::feed_service_server::FeedServiceServer;
use hotline_proto::intake::import_service_server::ImportServiceServer;
use hotline_proto::intake::personal_data_service_server::PersonalDataServiceServer;
use hotline_proto::intake::registry_service_server::RegistryServiceServer;
use hotline_proto::intake::work_order_service_server::WorkOrderServiceServer;
use tokio::runtime::Handle;
use tonic::{Request, Response, Status};

use self::context::{Context, References};
use self::record::Answer;
use self::write::WriteRequest;
use crate::domain::names::Subject;
use crate::ledger::{Ledger, Submission};
use crate::store::records;

/// Adds the services of intake to a server, with their descriptors. Inside of the runtime whose threads are to make streams.
#[must_use]
pub fn add_services(
    server: Server,
    database: &Database,
    ledger: &Ledger,
    shutdown: &Shutdown,
) -> Server {
    let api = Api {
        ledger: ledger.clone(),
        database: database.clone(),
        shutdown: shutdown.clone(),
        background: Handle::current(),
    };
    /// Adds the services in turn, each with the same bound for its messages.
    macro_rules! add {
        ($server:expr, $($service:ident,)+) => {
            $server$(.add_service(
                $service::new(api.clone()).max_decoding_message_size(MAX_MESSAGE_BYTES),
            ))+
        };
    }
    add! {
        server.descriptors(FILE_DESCRIPTOR_SET),
        RegistryServiceServer,
        CalendarServiceServer,
        CallServiceServer,
        WorkOrderServiceServer,
        ActivityServiceServer,
        ImportServiceServer,
        FeedServiceServer,
        PersonalDataServiceServer,
    }
}

/// What every service works with: the ledger writes, the database is read, the token ends streams, which are made in the background, so
/// that their work holds up no connection.
#[derive(Clone, Debug)]
pub(crate) struct Api {
    ledger: Ledger,
    database: Database,
    shutdown: Shutdown,
    background: Handle,
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
            // Rare, so that the futures of all other calls need no room for it.
            None => Box::pin(self.record(receipt.subject)).await?,
        };
        let answer = R::Answer::of(record).ok_or_else(|| {
            tracing::error!(
                method = R::METHOD,
                "the ledger answered with another kind of record"
            );
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

    /// The record that a request answered with before.
    async fn record(&self, subject: Subject) -> Result<crate::domain::record::Record, Status> {
        let name = subject.clone();
        self.find(subject, move |connection| records::get(connection, &name))
            .await
    }
}
