//! `BulletinService`.

use hotline_common::db::AnyConnection;
use hotline_common::status::{Violations, not_found};
use hotline_common::time::{Moment, Month};
use hotline_proto::scoring::bulletin_service_server::BulletinService;
use hotline_proto::scoring::{Bulletin, GetBulletinRequest};
use tonic::{Request, Response, Status};

use super::resource::{RankingName, ranking_name};
use super::{Context, failure};
use crate::encode;
use crate::figures::{self, FiguresError};
use crate::store;

/// Serves bulletins.
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
impl BulletinService for Service {
    async fn get_bulletin(
        &self,
        request: Request<GetBulletinRequest>,
    ) -> Result<Response<Bulletin>, Status> {
        let request = request.into_inner();
        let name = decode(&request)?;
        let now = self.context.clock.now();
        self.context
            .database
            .read(move |connection| find(connection, name, now))
            .await
            .map_err(|error| failure::figures(&error))?
            .map(Response::new)
            .ok_or_else(|| not_found("hotline.scoring.v1/Bulletin", &request.name))
    }
}

fn decode(request: &GetBulletinRequest) -> Result<RankingName, Status> {
    let GetBulletinRequest { name } = request;
    let mut violations = Violations::new();
    let name = ranking_name(&mut violations, "name", name);
    violations.finish(name)
}

fn find(
    connection: &mut AnyConnection,
    name: RankingName,
    now: Moment,
) -> Result<Option<Bulletin>, FiguresError> {
    let sealed = match name {
        RankingName::Provisional(month) => return provisional(connection, month, now).map(Some),
        RankingName::Revision(month, revision) => {
            store::rankings::revision(connection, month, revision)?
        }
        RankingName::Latest(month) => match store::rankings::latest(connection, month)? {
            Some(latest) => Some(latest),
            None => return provisional(connection, month, now).map(Some),
        },
    };
    sealed
        .map(|sealed| Ok(encode::sealed::bulletin(&sealed.bulletin)?))
        .transpose()
}

fn provisional(
    connection: &mut AnyConnection,
    month: Month,
    now: Moment,
) -> Result<Bulletin, FiguresError> {
    let figures = figures::month(connection, month, None, now)?;
    Ok(encode::bulletin::provisional(&figures))
}
