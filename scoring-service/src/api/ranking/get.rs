//! `GetRanking`: as it was sealed, or computed now.

use hotline_common::db::AnyConnection;
use hotline_common::status::{Violations, not_found};
use hotline_common::time::{Moment, Month};
use hotline_proto::scoring::{GetRankingRequest, Ranking};
use tonic::Status;

use crate::api::resource::{RankingName, ranking_name};
use crate::api::{Context, failure};
use crate::encode;
use crate::figures::{self, FiguresError, RankingFigures};
use crate::score::{FeedPosition, IdentityName, reconcile};
use crate::store;

pub(super) async fn get(context: &Context, request: GetRankingRequest) -> Result<Ranking, Status> {
    let name = decode(&request)?;
    let now = context.clock.now();
    let head_sequence = context.puller.status().head_sequence;
    let found = context
        .database
        .read(move |connection| find(connection, name, now, head_sequence))
        .await
        .map_err(|error| failure::figures(&error))?;
    found.ok_or_else(|| not_found("hotline.scoring.v1/Ranking", &request.name))
}

fn decode(request: &GetRankingRequest) -> Result<RankingName, Status> {
    let GetRankingRequest { name } = request;
    let mut violations = Violations::new();
    let name = ranking_name(&mut violations, "name", name);
    violations.finish(name)
}

fn find(
    connection: &mut AnyConnection,
    name: RankingName,
    now: Moment,
    head_sequence: i64,
) -> Result<Option<Ranking>, FiguresError> {
    match name {
        RankingName::Revision(month, revision) => sealed(connection, month, Some(revision)),
        RankingName::Provisional(month) => {
            provisional(connection, month, now, head_sequence).map(Some)
        }
        RankingName::Latest(month) => match sealed(connection, month, None)? {
            Some(sealed) => Ok(Some(sealed)),
            None => provisional(connection, month, now, head_sequence).map(Some),
        },
    }
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

/// The ranking computed now.
fn provisional(
    connection: &mut AnyConnection,
    month: Month,
    now: Moment,
    head_sequence: i64,
) -> Result<Ranking, FiguresError> {
    let figures = figures::ranking(connection, month, now)?;
    Ok(unsealed(&figures, head_sequence))
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

/// A ranking that is not sealed. Its identities are those that can be told without reading the facts.
pub(super) fn unsealed(figures: &RankingFigures, head_sequence: i64) -> Ranking {
    let feed = FeedPosition {
        pulled: figures.terms.cursor.sequence,
        head: head_sequence.max(figures.terms.cursor.head_sequence),
    };
    let mut identities = reconcile(&figures.tallies, &figures.ranking, 0, feed);
    identities.retain(|identity| identity.name != IdentityName::TalliesEqualFacts);
    encode::ranking::provisional(&figures.terms, &figures.ranking, &identities)
}
