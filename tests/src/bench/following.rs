//! A scoring service that follows a [`Feed`].

use std::time::Duration;

use hotline_proto::scoring::{
    GetRankingRequest, PullState, Ranking, VerifyRequest, VerifyResponse,
};

use super::Failure;
use super::during::during;
use super::feed::Feed;
use super::month::MONTH;
use crate::pair::ScoringClients;
use crate::service::{Launch, Service};

/// How often it is asked how far it is.
const ASK_AGAIN: Duration = Duration::from_millis(10);

/// A feed and the scoring that follows it.
#[derive(Debug)]
pub(super) struct Following {
    pub(super) feed: Feed,
    pub(super) scoring: Service,
    pub(super) clients: ScoringClients,
}

impl Following {
    /// Starts both; scoring begins to pull.
    pub(super) async fn start(bench: &super::Bench, lives: u64) -> Result<Following, Failure> {
        let feed = Feed::start(lives).await?;
        let directory = bench.directory(&format!("scoring-{lives}"))?;
        let scoring = Launch::scoring(&directory, &feed.endpoint).start().await?;
        let clients = ScoringClients::new(&scoring);
        Ok(Following {
            feed,
            scoring,
            clients,
        })
    }

    /// Waits until everything that was told is taken in, however long it takes.
    pub(super) async fn caught_up(&self) -> Result<(), Failure> {
        during(&self.scoring, async {
            loop {
                let status = self.clients.pull_status().await?;
                if matches!(status.state(), PullState::Failed | PullState::FeedReset) {
                    return Err(format!("scoring cannot pull: {}", status.problem).into());
                }
                if self.feed.head() <= status.sequence {
                    return Ok(());
                }
                tokio::time::sleep(ASK_AGAIN).await;
            }
        })
        .await
    }

    /// The ranking of the month as it is now.
    pub(super) async fn ranking(&self) -> Result<Ranking, Failure> {
        let mut rankings = self.clients.rankings.clone();
        let asking = async { Ok(rankings.get_ranking(request()).await?.into_inner()) };
        during(&self.scoring, asking).await
    }

    /// Counts the month again.
    pub(super) async fn verify(&self) -> Result<VerifyResponse, Failure> {
        let mut admin = self.clients.admin.clone();
        let request = VerifyRequest {
            month: MONTH.to_owned(),
        };
        let asking = async { Ok(admin.verify(request).await?.into_inner()) };
        during(&self.scoring, asking).await
    }
}

/// Asks for the ranking as it is now.
pub(super) fn request() -> GetRankingRequest {
    GetRankingRequest {
        name: format!("rankings/{MONTH}/revisions/provisional"),
    }
}
