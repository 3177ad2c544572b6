//! `RegistryService`: units, categories, topics.

pub(in crate::api) mod decode;

use hotline_proto::intake as proto;
use proto::registry_service_server::RegistryService;
use tonic::{Request, Response, Status};

use super::Api;
use super::fields::{self, pattern};
use super::read::decoded;
use crate::domain::names::{Code, Subject};
use crate::store::registry::{self, UnitKey};

#[tonic::async_trait]
impl RegistryService for Api {
    async fn update_unit(
        &self,
        request: Request<proto::UpdateUnitRequest>,
    ) -> Result<Response<proto::Unit>, Status> {
        self.write(request).await
    }

    async fn get_unit(
        &self,
        request: Request<proto::GetUnitRequest>,
    ) -> Result<Response<proto::Unit>, Status> {
        let proto::GetUnitRequest { name } = request.into_inner();
        let code = decoded(|violations| fields::code(violations, "name", pattern::UNIT, &name))?;
        let subject = Subject::Unit(code.clone());
        let unit = self
            .find(subject, move |connection| {
                registry::get_unit(connection, &code)
            })
            .await?;
        Ok(Response::new(unit.into()))
    }

    async fn list_units(
        &self,
        request: Request<proto::ListUnitsRequest>,
    ) -> Result<Response<proto::ListUnitsResponse>, Status> {
        let (units, next_page_token) = self
            .list(
                request,
                |proto::ListUnitsRequest {
                     page_size: _,
                     page_token: _,
                 },
                 _| Some(()),
                |connection, (), after: Option<UnitKey>, limit| {
                    Ok(registry::list_units(connection, after.as_ref(), limit)?)
                },
                |unit| UnitKey::from(unit),
            )
            .await?;
        Ok(Response::new(proto::ListUnitsResponse {
            units,
            next_page_token,
        }))
    }

    async fn update_category(
        &self,
        request: Request<proto::UpdateCategoryRequest>,
    ) -> Result<Response<proto::Category>, Status> {
        self.write(request).await
    }

    async fn get_category(
        &self,
        request: Request<proto::GetCategoryRequest>,
    ) -> Result<Response<proto::Category>, Status> {
        let proto::GetCategoryRequest { name } = request.into_inner();
        let pattern = pattern::CATEGORY;
        let code = decoded(|violations| fields::code(violations, "name", pattern, &name))?;
        let subject = Subject::Category(code.clone());
        let category = self
            .find(subject, move |connection| {
                registry::get_category(connection, &code)
            })
            .await?;
        Ok(Response::new(category.into()))
    }

    async fn list_categories(
        &self,
        request: Request<proto::ListCategoriesRequest>,
    ) -> Result<Response<proto::ListCategoriesResponse>, Status> {
        let (categories, next_page_token) = self
            .list(
                request,
                |proto::ListCategoriesRequest {
                     page_size: _,
                     page_token: _,
                 },
                 _| Some(()),
                |connection, (), after: Option<Code>, limit| {
                    Ok(registry::list_categories(
                        connection,
                        after.as_ref(),
                        limit,
                    )?)
                },
                |category| category.code.clone(),
            )
            .await?;
        Ok(Response::new(proto::ListCategoriesResponse {
            categories,
            next_page_token,
        }))
    }

    async fn update_topic(
        &self,
        request: Request<proto::UpdateTopicRequest>,
    ) -> Result<Response<proto::Topic>, Status> {
        self.write(request).await
    }

    async fn get_topic(
        &self,
        request: Request<proto::GetTopicRequest>,
    ) -> Result<Response<proto::Topic>, Status> {
        let proto::GetTopicRequest { name } = request.into_inner();
        let code = decoded(|violations| fields::code(violations, "name", pattern::TOPIC, &name))?;
        let subject = Subject::Topic(code.clone());
        let topic = self
            .find(subject, move |connection| {
                registry::get_topic(connection, &code)
            })
            .await?;
        Ok(Response::new(topic.into()))
    }

    async fn list_topics(
        &self,
        request: Request<proto::ListTopicsRequest>,
    ) -> Result<Response<proto::ListTopicsResponse>, Status> {
        let (topics, next_page_token) = self
            .list(
                request,
                |proto::ListTopicsRequest {
                     page_size: _,
                     page_token: _,
                 },
                 _| Some(()),
                |connection, (), after: Option<Code>, limit| {
                    Ok(registry::list_topics(connection, after.as_ref(), limit)?)
                },
                |topic| topic.code.clone(),
            )
            .await?;
        Ok(Response::new(proto::ListTopicsResponse {
            topics,
            next_page_token,
        }))
    }
}
