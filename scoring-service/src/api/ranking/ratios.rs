//! `ListSupervisionRatios` 督办比.

use hotline_common::decode;
use hotline_common::status::Violations;
use hotline_common::time::Month;
use hotline_proto::scoring::{
    ListSupervisionRatiosRequest, ListSupervisionRatiosResponse, SupervisionRatio,
};
use tonic::Status;

use crate::api::{Context, failure};
use crate::encode::ranking::supervision_ratio;
use crate::figures;

pub(super) async fn list(
    context: &Context,
    request: ListSupervisionRatiosRequest,
) -> Result<ListSupervisionRatiosResponse, Status> {
    let month = decode(&request)?;
    let now = context.clock.now();
    let figures = context
        .database
        .read(move |connection| figures::ranking(connection, month, now))
        .await
        .map_err(|error| failure::figures(&error))?;
    let rows = figures.ranking.supervision_ratios();
    Ok(response(rows.into_iter().map(supervision_ratio).collect()))
}

fn decode(request: &ListSupervisionRatiosRequest) -> Result<Month, Status> {
    let ListSupervisionRatiosRequest { month } = request;
    let mut violations = Violations::new();
    let month = decode::month(&mut violations, "month", month);
    violations.finish(month)
}

fn response(ratios: Vec<SupervisionRatio>) -> ListSupervisionRatiosResponse {
    let sum = |form: fn(&SupervisionRatio) -> i64| ratios.iter().map(form).sum::<i64>();
    let telephone = sum(|ratio| ratio.telephone);
    let written = sum(|ratio| ratio.written);
    let on_site = sum(|ratio| ratio.on_site);
    ListSupervisionRatiosResponse {
        supervision_ratios: ratios,
        total: telephone + written + on_site,
        telephone,
        written,
        on_site,
    }
}
