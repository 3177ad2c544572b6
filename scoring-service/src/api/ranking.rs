//! `RankingService`.

mod explain;
mod get;
mod publish;
mod ratios;
mod revisions;

use hotline_proto::scoring::ranking_service_server::RankingService;
use hotline_proto::scoring::{
    ExplainUnitRequest, ExplainUnitResponse, GetRankingRequest, ListRevisionsRequest,
    ListRevisionsResponse, ListSupervisionRatiosRequest, ListSupervisionRatiosResponse,
    PublishRankingRequest, Ranking,
};
use tonic::{Request, Response, Status};

use super::Context;

/// Serves rankings.
#[derive(Debug)]
pub(super) struct Service {
    context: Context,
}

impl Service {
    pub(super) const fn new(context: Context) -> Service {
        Service { context }
    }
}

#[tonic::async_trait]
impl RankingService for Service {
    async fn get_ranking(
        &self,
        request: Request<GetRankingRequest>,
    ) -> Result<Response<Ranking>, Status> {
        get::get(&self.context, request.into_inner())
            .await
            .map(Response::new)
    }

    async fn publish_ranking(
        &self,
        request: Request<PublishRankingRequest>,
    ) -> Result<Response<Ranking>, Status> {
        publish::publish(&self.context, request.into_inner())
            .await
            .map(Response::new)
    }

    async fn list_revisions(
        &self,
        request: Request<ListRevisionsRequest>,
    ) -> Result<Response<ListRevisionsResponse>, Status> {
        revisions::list(&self.context, request.into_inner())
            .await
            .map(Response::new)
    }

    async fn explain_unit(
        &self,
        request: Request<ExplainUnitRequest>,
    ) -> Result<Response<ExplainUnitResponse>, Status> {
        explain::explain(&self.context, request.into_inner())
            .await
            .map(Response::new)
    }

    async fn list_supervision_ratios(
        &self,
        request: Request<ListSupervisionRatiosRequest>,
    ) -> Result<Response<ListSupervisionRatiosResponse>, Status> {
        ratios::list(&self.context, request.into_inner())
            .await
            .map(Response::new)
    }
}
