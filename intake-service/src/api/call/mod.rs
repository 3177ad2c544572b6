//! `CallService`: the calls that reach the hotline.

pub(in crate::api) mod decode;
mod encode;

use hotline_proto::intake as proto;
use proto::call_service_server::CallService;
use tonic::{Request, Response, Status};

use super::Api;
use super::fields::{self, pattern};
use super::read::decoded;
use crate::domain::names::Subject;
use crate::store::calls;

#[tonic::async_trait]
impl CallService for Api {
    async fn record_call(
        &self,
        request: Request<proto::RecordCallRequest>,
    ) -> Result<Response<proto::Call>, Status> {
        self.write(request).await
    }

    async fn record_callback(
        &self,
        request: Request<proto::RecordCallbackRequest>,
    ) -> Result<Response<proto::Call>, Status> {
        self.write(request).await
    }

    async fn record_sms_notice(
        &self,
        request: Request<proto::RecordSmsNoticeRequest>,
    ) -> Result<Response<proto::Call>, Status> {
        self.write(request).await
    }

    async fn get_call(
        &self,
        request: Request<proto::GetCallRequest>,
    ) -> Result<Response<proto::Call>, Status> {
        let proto::GetCallRequest { name } = request.into_inner();
        let pattern = pattern::CALL;
        let id = decoded(|violations| fields::ledger_name(violations, "name", pattern, &name))?;
        let (call, private) = self
            .find_masked(Subject::Call(id), move |connection, vault| {
                calls::get(connection, vault, id)
            })
            .await?;
        Ok(Response::new(proto::Call {
            caller_number: private.number,
            recording_reference: private.recording,
            purged: private.purged,
            ..call.into()
        }))
    }

    async fn list_calls(
        &self,
        request: Request<proto::ListCallsRequest>,
    ) -> Result<Response<proto::ListCallsResponse>, Status> {
        let (calls, next_page_token) = self
            .list(
                request,
                |request, violations| Some(decode::list_calls(request, violations)),
                |connection, filter, after, limit| {
                    Ok(calls::list(connection, filter, after, limit)?)
                },
                |call| (call.started, call.id),
            )
            .await?;
        Ok(Response::new(proto::ListCallsResponse {
            calls,
            next_page_token,
        }))
    }
}
