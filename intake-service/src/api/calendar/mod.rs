//! `CalendarService`: the calendar of working days, the rules for deadlines, and what a deadline would be.

pub(in crate::api) mod decode;
mod preview;

use hotline_proto::intake as proto;
use proto::calendar_service_server::CalendarService;
use tonic::{Request, Response, Status};

use super::Api;
use super::fields::{self, pattern};
use super::read::decoded;
use crate::domain::names::{Code, Subject};
use crate::store::{calendars, deadline_rules};

#[tonic::async_trait]
impl CalendarService for Api {
    async fn update_calendar(
        &self,
        request: Request<proto::UpdateCalendarRequest>,
    ) -> Result<Response<proto::Calendar>, Status> {
        self.write(request).await
    }

    async fn get_calendar(
        &self,
        request: Request<proto::GetCalendarRequest>,
    ) -> Result<Response<proto::Calendar>, Status> {
        let proto::GetCalendarRequest { name } = request.into_inner();
        let year = decoded(|violations| decode::year(violations, "name", &name))?;
        let calendar = self
            .find(Subject::Calendar(year), move |connection| {
                calendars::get(connection, year)
            })
            .await?;
        Ok(Response::new(calendar.into()))
    }

    async fn list_calendars(
        &self,
        request: Request<proto::ListCalendarsRequest>,
    ) -> Result<Response<proto::ListCalendarsResponse>, Status> {
        let (calendars, next_page_token) = self
            .list(
                request,
                |_, _| Some(()),
                |connection, (), after: Option<i64>, limit| {
                    let after = after.and_then(|year| i16::try_from(year).ok());
                    Ok(calendars::list(connection, after, limit)?)
                },
                |calendar| i64::from(calendar.year),
            )
            .await?;
        Ok(Response::new(proto::ListCalendarsResponse {
            calendars,
            next_page_token,
        }))
    }

    async fn update_deadline_rule(
        &self,
        request: Request<proto::UpdateDeadlineRuleRequest>,
    ) -> Result<Response<proto::DeadlineRule>, Status> {
        self.write(request).await
    }

    async fn get_deadline_rule(
        &self,
        request: Request<proto::GetDeadlineRuleRequest>,
    ) -> Result<Response<proto::DeadlineRule>, Status> {
        let proto::GetDeadlineRuleRequest { name } = request.into_inner();
        let pattern = pattern::DEADLINE_RULE;
        let code = decoded(|violations| fields::code(violations, "name", pattern, &name))?;
        let rule = self
            .find(Subject::DeadlineRule(code.clone()), move |connection| {
                deadline_rules::get(connection, &code)
            })
            .await?;
        Ok(Response::new(rule.into()))
    }

    async fn list_deadline_rules(
        &self,
        request: Request<proto::ListDeadlineRulesRequest>,
    ) -> Result<Response<proto::ListDeadlineRulesResponse>, Status> {
        let (deadline_rules, next_page_token) = self
            .list(
                request,
                |_, _| Some(()),
                |connection, (), after: Option<Code>, limit| {
                    Ok(deadline_rules::list(connection, after.as_ref(), limit)?)
                },
                |rule| rule.code.clone(),
            )
            .await?;
        Ok(Response::new(proto::ListDeadlineRulesResponse {
            deadline_rules,
            next_page_token,
        }))
    }

    async fn preview_deadline(
        &self,
        request: Request<proto::PreviewDeadlineRequest>,
    ) -> Result<Response<proto::PreviewDeadlineResponse>, Status> {
        let wanted = decoded(|violations| preview::decode(violations, request.into_inner()))?;
        let zone = self.ledger.zone().clone();
        let read = self
            .read(move |connection| {
                Ok((
                    calendars::whole(connection)?,
                    deadline_rules::all(connection)?,
                ))
            })
            .await?;
        let (calendar, rules) = read;
        preview::answer(&wanted, &rules, &calendar, &zone).map(Response::new)
    }
}
