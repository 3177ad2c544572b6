//! The methods of `WorkOrderService`.

use hotline_proto::intake as proto;
use proto::work_order_service_server::WorkOrderService;
use tonic::{Request, Response, Status};

use super::decode::{correction, list};
use crate::api::Api;
use crate::api::fields::{self, pattern};
use crate::api::read::{decoded, of_parent, order_name, parent_name};
use crate::domain::names::Subject;
use crate::store::assignments::AssignmentPlace;
use crate::store::{
    assignments, corrections, exclusions, return_visits, supervisions, timeline, work_orders,
};

#[tonic::async_trait]
impl WorkOrderService for Api {
    async fn accept_work_order(
        &self,
        request: Request<proto::AcceptWorkOrderRequest>,
    ) -> Result<Response<proto::WorkOrder>, Status> {
        self.write(request).await
    }

    async fn handle_directly(
        &self,
        request: Request<proto::HandleDirectlyRequest>,
    ) -> Result<Response<proto::WorkOrder>, Status> {
        self.write(request).await
    }

    async fn link_duplicate(
        &self,
        request: Request<proto::LinkDuplicateRequest>,
    ) -> Result<Response<proto::WorkOrder>, Status> {
        self.write(request).await
    }

    async fn assign_work_order(
        &self,
        request: Request<proto::AssignWorkOrderRequest>,
    ) -> Result<Response<proto::Assignment>, Status> {
        self.write(request).await
    }

    async fn sign_for_assignment(
        &self,
        request: Request<proto::SignForAssignmentRequest>,
    ) -> Result<Response<proto::Assignment>, Status> {
        self.write(request).await
    }

    async fn take_in_hand(
        &self,
        request: Request<proto::TakeInHandRequest>,
    ) -> Result<Response<proto::Assignment>, Status> {
        self.write(request).await
    }

    async fn request_send_back(
        &self,
        request: Request<proto::RequestSendBackRequest>,
    ) -> Result<Response<proto::Assignment>, Status> {
        self.write(request).await
    }

    async fn decide_send_back(
        &self,
        request: Request<proto::DecideSendBackRequest>,
    ) -> Result<Response<proto::Assignment>, Status> {
        self.write(request).await
    }

    async fn withdraw_assignment(
        &self,
        request: Request<proto::WithdrawAssignmentRequest>,
    ) -> Result<Response<proto::Assignment>, Status> {
        self.write(request).await
    }

    async fn complete_assignment(
        &self,
        request: Request<proto::CompleteAssignmentRequest>,
    ) -> Result<Response<proto::Assignment>, Status> {
        self.write(request).await
    }

    async fn close_assignment(
        &self,
        request: Request<proto::CloseAssignmentRequest>,
    ) -> Result<Response<proto::Assignment>, Status> {
        self.write(request).await
    }

    async fn redo_assignment(
        &self,
        request: Request<proto::RedoAssignmentRequest>,
    ) -> Result<Response<proto::Assignment>, Status> {
        self.write(request).await
    }

    async fn record_return_visit(
        &self,
        request: Request<proto::RecordReturnVisitRequest>,
    ) -> Result<Response<proto::ReturnVisit>, Status> {
        self.write(request).await
    }

    async fn issue_supervision(
        &self,
        request: Request<proto::IssueSupervisionRequest>,
    ) -> Result<Response<proto::Supervision>, Status> {
        self.write(request).await
    }

    async fn lift_supervision(
        &self,
        request: Request<proto::LiftSupervisionRequest>,
    ) -> Result<Response<proto::Supervision>, Status> {
        self.write(request).await
    }

    async fn request_extension(
        &self,
        request: Request<proto::RequestExtensionRequest>,
    ) -> Result<Response<proto::Extension>, Status> {
        self.write(request).await
    }

    async fn decide_extension(
        &self,
        request: Request<proto::DecideExtensionRequest>,
    ) -> Result<Response<proto::Extension>, Status> {
        self.write(request).await
    }

    async fn request_exclusion(
        &self,
        request: Request<proto::RequestExclusionRequest>,
    ) -> Result<Response<proto::Exclusion>, Status> {
        self.write(request).await
    }

    async fn decide_exclusion(
        &self,
        request: Request<proto::DecideExclusionRequest>,
    ) -> Result<Response<proto::Exclusion>, Status> {
        self.write(request).await
    }

    async fn correct_fact(
        &self,
        request: Request<proto::CorrectFactRequest>,
    ) -> Result<Response<proto::Correction>, Status> {
        self.write(request).await
    }

    async fn get_correction(
        &self,
        request: Request<proto::GetCorrectionRequest>,
    ) -> Result<Response<proto::Correction>, Status> {
        let proto::GetCorrectionRequest { name } = request.into_inner();
        let pattern = pattern::CORRECTION;
        let id = decoded(|violations| fields::ledger_name(violations, "name", pattern, &name))?;
        let (correction, private) = self
            .find_masked(Subject::Correction(id), move |connection, vault| {
                corrections::get(connection, vault, id)
            })
            .await?;
        Ok(Response::new(proto::Correction {
            note: private.note,
            purged: private.purged,
            ..correction.into()
        }))
    }

    async fn list_corrections(
        &self,
        request: Request<proto::ListCorrectionsRequest>,
    ) -> Result<Response<proto::ListCorrectionsResponse>, Status> {
        let (corrections, next_page_token) = self
            .list(
                request,
                correction::list,
                |connection, filter, after, limit| {
                    Ok(corrections::list(connection, filter, after, limit)?)
                },
                |correction| correction.record.id,
            )
            .await?;
        Ok(Response::new(proto::ListCorrectionsResponse {
            corrections,
            next_page_token,
        }))
    }

    async fn appeal_exclusion(
        &self,
        request: Request<proto::AppealExclusionRequest>,
    ) -> Result<Response<proto::Exclusion>, Status> {
        self.write(request).await
    }

    async fn get_work_order(
        &self,
        request: Request<proto::GetWorkOrderRequest>,
    ) -> Result<Response<proto::WorkOrder>, Status> {
        let proto::GetWorkOrderRequest { name } = request.into_inner();
        let number = decoded(|violations| list::order(violations, "name", &name))?;
        let order = self
            .find_masked(Subject::WorkOrder(number), move |connection, vault| {
                work_orders::get(connection, vault, number)
            })
            .await?;
        Ok(Response::new(order.into()))
    }

    async fn list_work_orders(
        &self,
        request: Request<proto::ListWorkOrdersRequest>,
    ) -> Result<Response<proto::ListWorkOrdersResponse>, Status> {
        let (work_orders, next_page_token) = self
            .list(
                request,
                |request, violations| Some(list::work_orders(request, violations)),
                |connection, filter, after, limit| {
                    Ok(work_orders::list(connection, filter, after, limit)?)
                },
                |order| order.number,
            )
            .await?;
        Ok(Response::new(proto::ListWorkOrdersResponse {
            work_orders,
            next_page_token,
        }))
    }

    async fn get_assignment(
        &self,
        request: Request<proto::GetAssignmentRequest>,
    ) -> Result<Response<proto::Assignment>, Status> {
        let proto::GetAssignmentRequest { name } = request.into_inner();
        let id = decoded(|violations| list::assignment(violations, "name", &name))?;
        let (assignment, private) = self
            .find_masked(Subject::Assignment(id), move |connection, vault| {
                assignments::get(connection, vault, id)
            })
            .await?;
        Ok(Response::new(proto::Assignment {
            reply: private.text,
            purged: private.purged,
            ..assignment.into()
        }))
    }

    async fn list_assignments(
        &self,
        request: Request<proto::ListAssignmentsRequest>,
    ) -> Result<Response<proto::ListAssignmentsResponse>, Status> {
        let (assignments, next_page_token) = self
            .list(
                request,
                list::assignments,
                |connection, filter, after, limit| {
                    let rows = assignments::list(connection, filter, after, limit)?;
                    of_parent(connection, order_name(filter.order), rows)
                },
                |assignment| AssignmentPlace::from(assignment),
            )
            .await?;
        Ok(Response::new(proto::ListAssignmentsResponse {
            assignments,
            next_page_token,
        }))
    }

    async fn get_return_visit(
        &self,
        request: Request<proto::GetReturnVisitRequest>,
    ) -> Result<Response<proto::ReturnVisit>, Status> {
        let proto::GetReturnVisitRequest { name } = request.into_inner();
        let pattern = pattern::RETURN_VISIT;
        let id = decoded(|violations| list::part(violations, "name", pattern, &name))?;
        let (visit, private) = self
            .find_masked(Subject::ReturnVisit(id), move |connection, vault| {
                return_visits::get(connection, vault, id)
            })
            .await?;
        Ok(Response::new(proto::ReturnVisit {
            note: private.text,
            purged: private.purged,
            ..visit.into()
        }))
    }

    async fn list_return_visits(
        &self,
        request: Request<proto::ListReturnVisitsRequest>,
    ) -> Result<Response<proto::ListReturnVisitsResponse>, Status> {
        let (return_visits, next_page_token) = self
            .list(
                request,
                list::return_visits,
                |connection, filter, after, limit| {
                    let rows = return_visits::list(connection, filter, after, limit)?;
                    of_parent(connection, parent_name(filter.parent), rows)
                },
                |visit| visit.id,
            )
            .await?;
        Ok(Response::new(proto::ListReturnVisitsResponse {
            return_visits,
            next_page_token,
        }))
    }

    async fn get_supervision(
        &self,
        request: Request<proto::GetSupervisionRequest>,
    ) -> Result<Response<proto::Supervision>, Status> {
        let proto::GetSupervisionRequest { name } = request.into_inner();
        let pattern = pattern::SUPERVISION;
        let id = decoded(|violations| fields::ledger_name(violations, "name", pattern, &name))?;
        let (supervision, private) = self
            .find_masked(Subject::Supervision(id), move |connection, vault| {
                supervisions::get(connection, vault, id)
            })
            .await?;
        Ok(Response::new(proto::Supervision {
            note: private.text,
            purged: private.purged,
            ..supervision.into()
        }))
    }

    async fn list_supervisions(
        &self,
        request: Request<proto::ListSupervisionsRequest>,
    ) -> Result<Response<proto::ListSupervisionsResponse>, Status> {
        let (supervisions, next_page_token) = self
            .list(
                request,
                |request, violations| Some(list::supervisions(request, violations)),
                |connection, filter, after, limit| {
                    Ok(supervisions::list(connection, filter, after, limit)?)
                },
                |supervision| supervision.id,
            )
            .await?;
        Ok(Response::new(proto::ListSupervisionsResponse {
            supervisions,
            next_page_token,
        }))
    }

    async fn get_extension(
        &self,
        request: Request<proto::GetExtensionRequest>,
    ) -> Result<Response<proto::Extension>, Status> {
        self.extension(request).await
    }

    async fn list_extensions(
        &self,
        request: Request<proto::ListExtensionsRequest>,
    ) -> Result<Response<proto::ListExtensionsResponse>, Status> {
        self.extensions(request).await
    }

    async fn get_exclusion(
        &self,
        request: Request<proto::GetExclusionRequest>,
    ) -> Result<Response<proto::Exclusion>, Status> {
        let proto::GetExclusionRequest { name } = request.into_inner();
        let pattern = pattern::EXCLUSION;
        let id = decoded(|violations| list::part(violations, "name", pattern, &name))?;
        let exclusion = self
            .find_masked(Subject::Exclusion(id), move |connection, vault| {
                exclusions::get(connection, vault, id)
            })
            .await?;
        Ok(Response::new(exclusion.into()))
    }

    async fn list_exclusions(
        &self,
        request: Request<proto::ListExclusionsRequest>,
    ) -> Result<Response<proto::ListExclusionsResponse>, Status> {
        let (exclusions, next_page_token) = self
            .list(
                request,
                list::exclusions,
                |connection, filter, after, limit| {
                    let rows = exclusions::list(connection, filter, after, limit)?;
                    of_parent(connection, parent_name(filter.parent), rows)
                },
                |exclusion| exclusion.id,
            )
            .await?;
        Ok(Response::new(proto::ListExclusionsResponse {
            exclusions,
            next_page_token,
        }))
    }

    async fn get_timeline(
        &self,
        request: Request<proto::GetTimelineRequest>,
    ) -> Result<Response<proto::GetTimelineResponse>, Status> {
        let (entries, next_page_token) = self
            .list(
                request,
                list::timeline,
                |connection, order, after, limit| {
                    let rows = timeline::list(connection, *order, after, limit)?;
                    of_parent(connection, order_name(Some(*order)), rows)
                },
                |entry| (entry.happened, entry.sequence),
            )
            .await?;
        Ok(Response::new(proto::GetTimelineResponse {
            entries,
            next_page_token,
        }))
    }
}
