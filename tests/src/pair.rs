//! Both services together, and clients for all of their interface.

use std::path::Path;
use std::time::Duration;

use hotline_proto::intake::activity_service_client::ActivityServiceClient;
use hotline_proto::intake::call_service_client::CallServiceClient;
use hotline_proto::intake::feed_service_client::FeedServiceClient;
use hotline_proto::intake::import_service_client::ImportServiceClient;
use hotline_proto::intake::registry_service_client::RegistryServiceClient;
use hotline_proto::intake::work_order_service_client::WorkOrderServiceClient;
use hotline_proto::intake::{FeedHead, GetHeadRequest};
use hotline_proto::scoring::admin_service_client::AdminServiceClient;
use hotline_proto::scoring::bulletin_service_client::BulletinServiceClient;
use hotline_proto::scoring::policy_service_client::PolicyServiceClient;
use hotline_proto::scoring::ranking_service_client::RankingServiceClient;
use hotline_proto::scoring::{GetPullStatusRequest, PullStatus};
use tonic::Status;
use tonic::transport::Channel;

use crate::service::{Launch, Service, ServiceError};

/// How long scoring may take to catch up before that is a failure.
const PATIENCE: Duration = Duration::from_secs(300);
/// How often it is asked.
const ASK_AGAIN: Duration = Duration::from_millis(20);

/// Intake and scoring, scoring pulling from intake.
#[derive(Debug)]
pub struct Pair {
    /// Records.
    pub intake: Service,
    /// Ranks.
    pub scoring: Service,
}

impl Pair {
    /// Starts both with fresh databases in this directory and waits until they are ready.
    ///
    /// # Errors
    /// When one of them does not start.
    pub async fn start(directory: &Path) -> Result<Pair, ServiceError> {
        let intake = Launch::intake(directory).start().await?;
        let scoring = Launch::scoring(directory, &intake.endpoint())
            .start()
            .await?;
        Ok(Pair { intake, scoring })
    }

    /// Clients of intake.
    pub fn intake_clients(&self) -> IntakeClients {
        IntakeClients::new(&self.intake)
    }

    /// Clients of scoring.
    pub fn scoring_clients(&self) -> ScoringClients {
        ScoringClients::new(&self.scoring)
    }

    /// Waits until scoring has taken in all that intake has recorded by now.
    ///
    /// # Errors
    /// When one of them does not answer, or it takes minutes.
    pub async fn caught_up(&self) -> Result<PullStatus, Status> {
        let head = self.intake_clients().head().await?;
        self.scoring_clients().pulled_through(head.sequence).await
    }
}

/// A client of each service of intake, over one connection.
#[derive(Clone, Debug)]
pub struct IntakeClients {
    /// The registry.
    pub registry: RegistryServiceClient<Channel>,
    /// Calls.
    pub calls: CallServiceClient<Channel>,
    /// Orders.
    pub orders: WorkOrderServiceClient<Channel>,
    /// Activities.
    pub activities: ActivityServiceClient<Channel>,
    /// The import.
    pub imports: ImportServiceClient<Channel>,
    /// The feed.
    pub feed: FeedServiceClient<Channel>,
}

impl IntakeClients {
    /// Clients of a running intake.
    pub fn new(intake: &Service) -> IntakeClients {
        let channel = intake.channel();
        IntakeClients {
            registry: RegistryServiceClient::new(channel.clone()),
            calls: CallServiceClient::new(channel.clone()),
            orders: WorkOrderServiceClient::new(channel.clone()),
            activities: ActivityServiceClient::new(channel.clone()),
            imports: ImportServiceClient::new(channel.clone()),
            feed: FeedServiceClient::new(channel),
        }
    }

    /// Where the feed stands.
    ///
    /// # Errors
    /// When intake does not answer.
    pub async fn head(&self) -> Result<FeedHead, Status> {
        let head = self.feed.clone().get_head(GetHeadRequest {}).await?;
        Ok(head.into_inner())
    }
}

/// A client of each service of scoring, over one connection.
#[derive(Clone, Debug)]
pub struct ScoringClients {
    /// Rankings.
    pub rankings: RankingServiceClient<Channel>,
    /// Bulletins.
    pub bulletins: BulletinServiceClient<Channel>,
    /// Policies.
    pub policies: PolicyServiceClient<Channel>,
    /// For operators.
    pub admin: AdminServiceClient<Channel>,
}

impl ScoringClients {
    /// Clients of a running scoring service.
    pub fn new(scoring: &Service) -> ScoringClients {
        let channel = scoring.channel();
        ScoringClients {
            rankings: RankingServiceClient::new(channel.clone()),
            bulletins: BulletinServiceClient::new(channel.clone()),
            policies: PolicyServiceClient::new(channel.clone()),
            admin: AdminServiceClient::new(channel),
        }
    }

    /// How far the feed was pulled.
    ///
    /// # Errors
    /// When scoring does not answer.
    pub async fn pull_status(&self) -> Result<PullStatus, Status> {
        let status = self
            .admin
            .clone()
            .get_pull_status(GetPullStatusRequest {})
            .await?;
        Ok(status.into_inner())
    }

    /// Asks until the feed was pulled through this sequence.
    ///
    /// # Errors
    /// When scoring does not answer, or it takes minutes.
    pub async fn pulled_through(&self, sequence: i64) -> Result<PullStatus, Status> {
        self.pull_status_when(|status| sequence <= status.sequence)
            .await
    }

    /// Asks until the status is as wanted.
    ///
    /// # Errors
    /// When scoring does not answer, or it takes minutes.
    pub async fn pull_status_when(
        &self,
        wanted: impl Fn(&PullStatus) -> bool,
    ) -> Result<PullStatus, Status> {
        let asking = async {
            loop {
                let status = self.pull_status().await?;
                if wanted(&status) {
                    return Ok(status);
                }
                tokio::time::sleep(ASK_AGAIN).await;
            }
        };
        match tokio::time::timeout(PATIENCE, asking).await {
            Ok(result) => result,
            Err(_) => Err(Status::deadline_exceeded("scoring did not get there")),
        }
    }
}
