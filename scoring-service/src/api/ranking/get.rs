//! `GetRanking`: as it was sealed, or as it is now.

use std::sync::Arc;

use hotline_common::db::AnyConnection;
use hotline_common::status::{Violations, not_found};
use hotline_common::time::{Moment, Month};
use hotline_proto::scoring::{GetRankingRequest, Ranking};
use tonic::Status;

use crate::api::resource::{RankingName, ranking_name};
use crate::api::{Context, failure};
use crate::encode;
use crate::figures::{self, FiguresError};
use crate::live::{Found, Provisional};
use crate::store;

pub(super) async fn get(context: &Context, request: GetRankingRequest) -> Result<Answer, Status> {
    let name = decode(&request)?;
    let (month, revision) = match name {
        RankingName::Revision(month, revision) => (month, revision),
        RankingName::Provisional(month) => {
            let found = context.live.provisional(month).await;
            return found
                .map(Answer::Live)
                .map_err(|error| failure::figures(&error));
        }
        RankingName::Latest(month) => {
            let found = context.live.latest(month).await;
            match found.map_err(|error| failure::figures(&error))? {
                Found::Provisional(found) => return Ok(Answer::Live(found)),
                // A later one may be sealed by now; this one was the latest when it was asked for.
                Found::Sealed(revision) => (month, revision),
            }
        }
    };
    let found = context
        .database
        .read(move |connection| sealed(connection, month, Some(revision)))
        .await
        .map_err(|error| failure::figures(&error))?;
    let found = found.ok_or_else(|| not_found("hotline.scoring.v1/Ranking", &request.name))?;
    Ok(Answer::Sealed(Box::new(found)))
}

/// A ranking, its own or shared with other answers.
#[derive(Debug)]
pub(super) enum Answer {
    Live(Arc<Provisional>),
    Sealed(Box<Ranking>),
}

impl Answer {
    pub(super) fn ranking(&self) -> &Ranking {
        match self {
            Answer::Live(found) => &found.ranking,
            Answer::Sealed(ranking) => ranking,
        }
    }
}

fn decode(request: &GetRankingRequest) -> Result<RankingName, Status> {
    let GetRankingRequest { name } = request;
    let mut violations = Violations::new();
    let name = ranking_name(&mut violations, "name", name);
    violations.finish(name)
}

/// A sealed revision, or the latest, exactly as it was sealed.
pub(super) fn sealed(
    connection: &mut AnyConnection,
    month: Month,
    revision: Option<i32>,
) -> Result<Option<Ranking>, FiguresError> {
    let found = match revision {
        Some(revision) => store::rankings::revision(connection, month, revision)?,
        None => store::rankings::latest(connection, month)?,
    };
    let Some(found) = found else {
        return Ok(None);
    };
    let rows = store::rankings::rows(connection, month, found.revision)?;
    Ok(Some(encode::sealed::join(&found.ranking, &rows)?))
}

/// The ranking computed now, without identities.
pub(super) fn provisional_figures(
    connection: &mut AnyConnection,
    month: Month,
    now: Moment,
) -> Result<Ranking, FiguresError> {
    let figures = figures::ranking(connection, month, now)?;
    Ok(encode::ranking::provisional(
        &figures.terms,
        &figures.ranking,
        &[],
    ))
}
