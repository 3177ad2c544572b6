//! `ActivityService`: what the hotline and the units do beside the orders.

pub(in crate::api) mod decode;

use hotline_common::decode::optional_month;
use hotline_proto::intake as proto;
use proto::activity_service_server::ActivityService;
use tonic::{Request, Response, Status};

use super::Api;
use super::fields::{self, pattern};
use super::read::decoded;
use crate::domain::names::{LedgerId, Subject};
use crate::store::{activities, appreciations, leader_sessions, typical_cases};

/// Reads a name by a number of the ledger.
fn named(name: &str, pattern: &str) -> Result<LedgerId, Status> {
    decoded(|violations| fields::ledger_name(violations, "name", pattern, name))
}

#[tonic::async_trait]
impl ActivityService for Api {
    async fn record_leader_session(
        &self,
        request: Request<proto::RecordLeaderSessionRequest>,
    ) -> Result<Response<proto::LeaderSession>, Status> {
        self.write(request).await
    }

    async fn record_appreciation(
        &self,
        request: Request<proto::RecordAppreciationRequest>,
    ) -> Result<Response<proto::Appreciation>, Status> {
        self.write(request).await
    }

    async fn record_activity(
        &self,
        request: Request<proto::RecordActivityRequest>,
    ) -> Result<Response<proto::Activity>, Status> {
        self.write(request).await
    }

    async fn choose_typical_case(
        &self,
        request: Request<proto::ChooseTypicalCaseRequest>,
    ) -> Result<Response<proto::TypicalCase>, Status> {
        self.write(request).await
    }

    async fn get_leader_session(
        &self,
        request: Request<proto::GetLeaderSessionRequest>,
    ) -> Result<Response<proto::LeaderSession>, Status> {
        let proto::GetLeaderSessionRequest { name } = request.into_inner();
        let id = named(&name, pattern::LEADER_SESSION)?;
        let session = self
            .find(Subject::LeaderSession(id), move |connection| {
                leader_sessions::get(connection, id)
            })
            .await?;
        Ok(Response::new(session.into()))
    }

    async fn list_leader_sessions(
        &self,
        request: Request<proto::ListLeaderSessionsRequest>,
    ) -> Result<Response<proto::ListLeaderSessionsResponse>, Status> {
        let (leader_sessions, next_page_token) = self
            .list(
                request,
                |proto::ListLeaderSessionsRequest {
                     page_size: _,
                     page_token: _,
                     month,
                 },
                 violations| { Some(optional_month(violations, "month", &month)) },
                |connection, month, after, limit| {
                    Ok(leader_sessions::list(connection, *month, after, limit)?)
                },
                |session| session.id,
            )
            .await?;
        Ok(Response::new(proto::ListLeaderSessionsResponse {
            leader_sessions,
            next_page_token,
        }))
    }

    async fn get_appreciation(
        &self,
        request: Request<proto::GetAppreciationRequest>,
    ) -> Result<Response<proto::Appreciation>, Status> {
        let proto::GetAppreciationRequest { name } = request.into_inner();
        let id = named(&name, pattern::APPRECIATION)?;
        let (appreciation, private) = self
            .find_masked(Subject::Appreciation(id), move |connection, vault| {
                appreciations::get(connection, vault, id)
            })
            .await?;
        Ok(Response::new(proto::Appreciation {
            note: private.text,
            purged: private.purged,
            ..appreciation.into()
        }))
    }

    async fn list_appreciations(
        &self,
        request: Request<proto::ListAppreciationsRequest>,
    ) -> Result<Response<proto::ListAppreciationsResponse>, Status> {
        let (appreciations, next_page_token) = self
            .list(
                request,
                |proto::ListAppreciationsRequest {
                     page_size: _,
                     page_token: _,
                     month,
                 },
                 violations| { Some(optional_month(violations, "month", &month)) },
                |connection, month, after, limit| {
                    Ok(appreciations::list(connection, *month, after, limit)?)
                },
                |appreciation| appreciation.id,
            )
            .await?;
        Ok(Response::new(proto::ListAppreciationsResponse {
            appreciations,
            next_page_token,
        }))
    }

    async fn get_activity(
        &self,
        request: Request<proto::GetActivityRequest>,
    ) -> Result<Response<proto::Activity>, Status> {
        let proto::GetActivityRequest { name } = request.into_inner();
        let id = named(&name, pattern::ACTIVITY)?;
        let activity = self
            .find(Subject::Activity(id), move |connection| {
                activities::get(connection, id)
            })
            .await?;
        Ok(Response::new(activity.into()))
    }

    async fn list_activities(
        &self,
        request: Request<proto::ListActivitiesRequest>,
    ) -> Result<Response<proto::ListActivitiesResponse>, Status> {
        let (activities, next_page_token) = self
            .list(
                request,
                |proto::ListActivitiesRequest {
                     page_size: _,
                     page_token: _,
                     month,
                 },
                 violations| { Some(optional_month(violations, "month", &month)) },
                |connection, month, after, limit| {
                    Ok(activities::list(connection, *month, after, limit)?)
                },
                |activity| activity.id,
            )
            .await?;
        Ok(Response::new(proto::ListActivitiesResponse {
            activities,
            next_page_token,
        }))
    }

    async fn get_typical_case(
        &self,
        request: Request<proto::GetTypicalCaseRequest>,
    ) -> Result<Response<proto::TypicalCase>, Status> {
        let proto::GetTypicalCaseRequest { name } = request.into_inner();
        let id = named(&name, pattern::TYPICAL_CASE)?;
        let case = self
            .find(Subject::TypicalCase(id), move |connection| {
                typical_cases::get(connection, id)
            })
            .await?;
        Ok(Response::new(case.into()))
    }

    async fn list_typical_cases(
        &self,
        request: Request<proto::ListTypicalCasesRequest>,
    ) -> Result<Response<proto::ListTypicalCasesResponse>, Status> {
        let (typical_cases, next_page_token) = self
            .list(
                request,
                |proto::ListTypicalCasesRequest {
                     page_size: _,
                     page_token: _,
                     month,
                 },
                 violations| { Some(optional_month(violations, "month", &month)) },
                |connection, month, after, limit| {
                    Ok(typical_cases::list(connection, *month, after, limit)?)
                },
                |case| case.id,
            )
            .await?;
        Ok(Response::new(proto::ListTypicalCasesResponse {
            typical_cases,
            next_page_token,
        }))
    }
}
