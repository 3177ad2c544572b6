//! The services over a real socket, with an intake that serves a feed made by hand.

mod admin;
mod auditing;
mod bad_input;
mod commands;
mod defence;
mod rankings;
mod watching;

use std::collections::HashMap;

use hotline_common::args::ServerSettings;
use hotline_common::server::Server;
use hotline_common::shutdown::Shutdown;
use hotline_proto::scoring::admin_service_client::AdminServiceClient;
use hotline_proto::scoring::bulletin_service_client::BulletinServiceClient;
use hotline_proto::scoring::policy_service_client::PolicyServiceClient;
use hotline_proto::scoring::ranking_service_client::RankingServiceClient;
use hotline_proto::scoring::{
    GetPullStatusRequest, GetRankingRequest, PublishRankingRequest, PullState, PullStatus, Ranking,
};
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::serve;
use crate::testing::{FakeIntake, Feed, Store, TestClock, now};

/// A scoring service on a port of its own.
struct Service {
    store: Store,
    intake: FakeIntake,
    clock: TestClock,
    endpoint: String,
    channel: Channel,
    shutdown: Shutdown,
}

impl Service {
    /// Serves June, pulled to its end.
    async fn june() -> Service {
        let service = Service::start(Feed::june()).await;
        service.caught_up().await;
        service
    }

    async fn start(feed: Feed) -> Service {
        Service::pulling_from(FakeIntake::start(feed).await).await
    }

    async fn pulling_from(intake: FakeIntake) -> Service {
        let store = Store::new();
        let clock = TestClock::at(now());
        let shutdown = Shutdown::new();
        let server = Server::bind(&ServerSettings::default(), shutdown.clone())
            .await
            .expect("a port");
        let endpoint = format!("http://{}", server.address());
        tokio::spawn(serve::run(
            server,
            store.database.clone(),
            intake.client(),
            None,
            clock.clock(),
            shutdown.clone(),
        ));
        let channel = Endpoint::from_shared(endpoint.clone())
            .expect("an endpoint")
            .connect_lazy();
        Service {
            store,
            intake,
            clock,
            endpoint,
            channel,
            shutdown,
        }
    }

    fn rankings(&self) -> RankingServiceClient<Channel> {
        RankingServiceClient::new(self.channel.clone())
    }

    fn bulletins(&self) -> BulletinServiceClient<Channel> {
        BulletinServiceClient::new(self.channel.clone())
    }

    fn policies(&self) -> PolicyServiceClient<Channel> {
        PolicyServiceClient::new(self.channel.clone())
    }

    fn admin(&self) -> AdminServiceClient<Channel> {
        AdminServiceClient::new(self.channel.clone())
    }

    async fn status(&self) -> PullStatus {
        self.admin()
            .get_pull_status(GetPullStatusRequest {})
            .await
            .expect("a status")
            .into_inner()
    }

    /// Asks until the puller has said so: each question gives it its turn.
    async fn until(&self, is_wanted: impl Fn(&PullStatus) -> bool) -> PullStatus {
        loop {
            let status = self.status().await;
            if is_wanted(&status) {
                return status;
            }
            tokio::task::yield_now().await;
        }
    }

    async fn caught_up(&self) {
        let head = self.intake.head();
        self.until(|status| status.state() == PullState::CaughtUp && status.sequence == head)
            .await;
    }

    async fn ranking(&self, name: &str) -> Result<Ranking, Status> {
        let request = GetRankingRequest {
            name: name.to_owned(),
        };
        Ok(self.rankings().get_ranking(request).await?.into_inner())
    }

    async fn publish(&self, reason: &str) -> Result<Ranking, Status> {
        let request = PublishRankingRequest {
            month: "2015-06".to_owned(),
            reason: reason.to_owned(),
            ..PublishRankingRequest::default()
        };
        Ok(self.rankings().publish_ranking(request).await?.into_inner())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.shutdown.trigger("the test is over");
    }
}

/// The code and stable reason of an error.
fn kind<T: std::fmt::Debug>(result: Result<T, Status>) -> (Code, String) {
    let status = result.expect_err("an error");
    let info = status.get_details_error_info();
    (
        status.code(),
        info.map(|info| info.reason).unwrap_or_default(),
    )
}

/// The violated fields and what is wrong with them.
fn violations<T: std::fmt::Debug>(result: Result<T, Status>) -> HashMap<String, String> {
    let status = result.expect_err("an error");
    assert_eq!(status.code(), Code::InvalidArgument, "{status}");
    status
        .get_details_bad_request()
        .expect("violations")
        .field_violations
        .into_iter()
        .map(|violation| (violation.field, violation.description))
        .collect()
}
