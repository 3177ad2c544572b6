//! `AdminService`.

use hotline_common::db::DbError;
use hotline_common::decode::{self, timestamp};
use hotline_common::status::Violations;
use hotline_proto::scoring::admin_service_server::AdminService;
use hotline_proto::scoring::{
    GetPullStatusRequest, PullRole, PullState, PullStatus, RebuildRequest, TallyDifference,
    VerifyRequest, VerifyResponse,
};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};

use super::{Context, failure};
use crate::pull;
use crate::verification::{Difference, Reading, Verification, verify};

/// How many differences an answer lists.
const LISTED: usize = 100;

/// Serves operators.
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
impl AdminService for Service {
    async fn get_pull_status(
        &self,
        request: Request<GetPullStatusRequest>,
    ) -> Result<Response<PullStatus>, Status> {
        let GetPullStatusRequest {} = request.into_inner();
        Ok(Response::new(status(self.context.puller.status())))
    }

    async fn verify(
        &self,
        request: Request<VerifyRequest>,
    ) -> Result<Response<VerifyResponse>, Status> {
        let VerifyRequest { month } = request.into_inner();
        let mut violations = Violations::new();
        let month = decode::optional_month(&mut violations, "month", &month);
        violations.finish(Some(()))?;
        let database = self.context.database.clone();
        let unwanted = CancellationToken::new();
        // Ends the reading when the client is gone or its time is over.
        let _wanted = unwanted.clone().drop_guard();
        let verified = tokio::task::spawn_blocking(move || {
            verify(&mut Reading::in_pages(&database, &unwanted), month)
        });
        let verification = verified
            .await
            .unwrap_or_else(|_| Err(DbError::Interrupted.into()))
            .map_err(|error| failure::figures(&error))?;
        if !verification.differences.is_empty() {
            let differences = verification.differences.len();
            tracing::error!(differences, "tallies differ from what the facts say");
        }
        Ok(Response::new(response(verification)))
    }

    async fn rebuild(
        &self,
        request: Request<RebuildRequest>,
    ) -> Result<Response<PullStatus>, Status> {
        let RebuildRequest {} = request.into_inner();
        self.context
            .puller
            .rebuild()
            .await
            .map_err(|error| failure::database(&error))?;
        Ok(Response::new(status(self.context.puller.status())))
    }
}

fn status(status: pull::Status) -> PullStatus {
    let pull::Status {
        role,
        has_database: _,
        state,
        sequence,
        head_sequence,
        feed_cursor,
        time_zone,
        applied,
        problem,
    } = status;
    PullStatus {
        state: match state {
            pull::State::Connecting => PullState::Connecting,
            pull::State::Pulling => PullState::Pulling,
            pull::State::CaughtUp => PullState::CaughtUp,
            pull::State::FeedReset => PullState::FeedReset,
            pull::State::Failed => PullState::Failed,
        }
        .into(),
        sequence,
        head_sequence,
        cursor: feed_cursor,
        time_zone,
        apply_time: applied.map(timestamp),
        problem,
        role: match role {
            pull::Role::Puller => PullRole::Puller,
            pull::Role::Follower => PullRole::Follower,
        }
        .into(),
    }
}

fn response(verification: Verification) -> VerifyResponse {
    let Verification {
        compared,
        differences,
        feed_sequence,
    } = verification;
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    VerifyResponse {
        compared_count: count(compared),
        difference_count: count(differences.len()),
        differences: differences
            .into_iter()
            .take(LISTED)
            .map(difference)
            .collect(),
        feed_sequence,
    }
}

fn difference(difference: Difference) -> TallyDifference {
    let Difference {
        month,
        subject,
        measure,
        day,
        kept,
        computed,
    } = difference;
    TallyDifference {
        month: month.to_string(),
        subject,
        measure: format!("{measure:?}"),
        day: day.to_string(),
        kept,
        computed,
    }
}
