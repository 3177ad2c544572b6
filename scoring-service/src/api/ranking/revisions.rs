//! `ListRevisions`: the sealed revisions of a month, the latest first.

use hotline_common::db::DbError;
use hotline_common::decode::PageQuery;
use hotline_common::status::Violations;
use hotline_common::time::Month;
use hotline_proto::scoring::{ListRevisionsRequest, ListRevisionsResponse, Ranking};
use tonic::Status;

use crate::api::fields::Page;
use crate::api::resource::ranking_month;
use crate::api::{Context, failure};
use crate::encode;
use crate::store;
use crate::store::rankings::SealedRevision;

pub(super) async fn list(
    context: &Context,
    request: ListRevisionsRequest,
) -> Result<ListRevisionsResponse, Status> {
    let (month, page) = decode(&request)?;
    let below = page.key().map_or(i32::MAX, i32::from_be_bytes);
    let limit = page.size + 1;
    let mut revisions = context
        .database
        .read(move |connection| store::rankings::below(connection, month, below, limit))
        .await
        .map_err(|error| failure::database(&error))?;
    let next_page_token = page.cut(&mut revisions, |last| last.revision.to_be_bytes().to_vec());
    let revisions = revisions
        .iter()
        .map(headline)
        .collect::<Result<_, _>>()
        .map_err(|error| failure::database(&error))?;
    Ok(ListRevisionsResponse {
        revisions,
        next_page_token,
    })
}

fn decode(request: &ListRevisionsRequest) -> Result<(Month, Page), Status> {
    let ListRevisionsRequest {
        parent,
        page_size,
        page_token,
    } = request;
    let mut violations = Violations::new();
    let month = ranking_month(&mut violations, "parent", parent);
    let query = PageQuery::new("ListRevisions").filter(parent);
    let page = Page::decode(&mut violations, query, *page_size, page_token);
    violations.finish(month.zip(page))
}

/// A revision without tables and identities.
fn headline(revision: &SealedRevision) -> Result<Ranking, DbError> {
    Ok(Ranking {
        tables: Vec::new(),
        identities: Vec::new(),
        ..encode::sealed::headline(&revision.ranking)?
    })
}
