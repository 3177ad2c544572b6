//! `RankingService`.

mod compare;
mod explain;
mod get;
mod history;
mod proof;
mod publish;
mod ratios;
mod revisions;
mod server;
mod simulate;
mod watch;

use hotline_proto::scoring::ranking_service_server::RankingService;
use hotline_proto::scoring::{
    CompareRevisionsRequest, CompareRevisionsResponse, ExplainUnitRequest, ExplainUnitResponse,
    ExportProofRequest, GetRankingRequest, GetUnitHistoryRequest, GetUnitHistoryResponse,
    ListRevisionsRequest, ListRevisionsResponse, ListSupervisionRatiosRequest,
    ListSupervisionRatiosResponse, PublishRankingRequest, Ranking, SimulateRankingRequest,
    WatchRankingRequest,
};
use tonic::{Request, Response, Status};

use super::Context;
use super::stream::EndlessStream;

pub(super) use server::Server;

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
        let answer = get::get(&self.context, request.into_inner()).await?;
        Ok(Response::new(answer.ranking().clone()))
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

    async fn simulate_ranking(
        &self,
        request: Request<SimulateRankingRequest>,
    ) -> Result<Response<Ranking>, Status> {
        simulate::simulate(&self.context, request.into_inner())
            .await
            .map(Response::new)
    }

    async fn compare_revisions(
        &self,
        request: Request<CompareRevisionsRequest>,
    ) -> Result<Response<CompareRevisionsResponse>, Status> {
        compare::compare(&self.context, request.into_inner())
            .await
            .map(Response::new)
    }

    async fn get_unit_history(
        &self,
        request: Request<GetUnitHistoryRequest>,
    ) -> Result<Response<GetUnitHistoryResponse>, Status> {
        history::history(&self.context, request.into_inner())
            .await
            .map(Response::new)
    }

    type WatchRankingStream = EndlessStream<Ranking>;

    async fn watch_ranking(
        &self,
        request: Request<WatchRankingRequest>,
    ) -> Result<Response<Self::WatchRankingStream>, Status> {
        watch::watch(&self.context, request.into_inner()).map(Response::new)
    }

    type ExportProofStream = proof::Parts;

    async fn export_proof(
        &self,
        request: Request<ExportProofRequest>,
    ) -> Result<Response<Self::ExportProofStream>, Status> {
        proof::export(&self.context, request.into_inner())
            .await
            .map(Response::new)
    }
}
