//! What is served over gRPC, one file a service: decode, do, encode.

mod admin;
mod bulletin;
mod failure;
mod fields;
mod policy;
mod ranking;
mod resource;
mod signal;
mod stream;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use hotline_common::db::Database;
use hotline_common::server::{MAX_MESSAGE_BYTES, Server};
use hotline_common::shutdown::Shutdown;
use hotline_proto::scoring::admin_service_server::AdminServiceServer;
use hotline_proto::scoring::bulletin_service_server::BulletinServiceServer;
use hotline_proto::scoring::policy_service_server::PolicyServiceServer;
use hotline_proto::scoring::signal_service_server::SignalServiceServer;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::live::Live;
use crate::publisher::Publisher;
use crate::pull::Puller;

/// What the services work with. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Context {
    /// The store.
    pub database: Database,
    /// Rankings as they are now.
    pub live: Live,
    /// The task that pulls the feed.
    pub puller: Puller,
    /// Seals months.
    pub publisher: Publisher,
    /// Says what time it is.
    pub clock: Clock,
    /// Told of each policy that is set.
    pub policy_set: Arc<watch::Sender<()>>,
    /// Ends the streams that would go on.
    pub shutdown: Shutdown,
}

/// Adds the services, and their descriptions for reflection.
#[must_use]
pub fn add_services(server: Server, context: &Context) -> Server {
    let context = || context.clone();
    // How long these take depends on how large a month is.
    server
        .may_take_long("/hotline.scoring.v1.AdminService/Verify")
        .may_take_long("/hotline.scoring.v1.RankingService/PublishRanking")
        .descriptors(hotline_proto::FILE_DESCRIPTOR_SET)
        .add_service(ranking::Server::new(ranking::Service::new(context())))
        .add_service(
            BulletinServiceServer::new(bulletin::Service::new(context()))
                .max_decoding_message_size(MAX_MESSAGE_BYTES),
        )
        .add_service(
            PolicyServiceServer::new(policy::Service::new(context()))
                .max_decoding_message_size(MAX_MESSAGE_BYTES),
        )
        .add_service(
            SignalServiceServer::new(signal::Service::new(context()))
                .max_decoding_message_size(MAX_MESSAGE_BYTES),
        )
        .add_service(
            AdminServiceServer::new(admin::Service::new(context()))
                .max_decoding_message_size(MAX_MESSAGE_BYTES),
        )
}
