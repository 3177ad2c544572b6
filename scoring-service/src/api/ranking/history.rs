//! `GetUnitHistory`: a unit's line month by month.

use hotline_common::db::AnyConnection;
use hotline_common::decode::{self, PageQuery};
use hotline_common::status::{Violations, not_found};
use hotline_common::time::{Moment, Month};
use hotline_proto::scoring::{
    GetUnitHistoryRequest, GetUnitHistoryResponse, Ranking, RankingTable, UnitList, UnitMonth,
};
use tonic::Status;

use super::get;
use crate::api::fields::Page;
use crate::api::{Context, failure};
use crate::figures::{self, FiguresError};
use crate::store;

/// Months in a page when the client does not say, and the most: each may have to be ranked anew.
const DEFAULT_MONTHS: u32 = 12;
const MOST_MONTHS: u32 = 120;

/// Which months of which unit are wanted.
struct Wanted {
    unit: String,
    from: Option<Month>,
    to: Option<Month>,
    page: Page,
}

pub(super) async fn history(
    context: &Context,
    request: GetUnitHistoryRequest,
) -> Result<GetUnitHistoryResponse, Status> {
    let wanted = decode(&request)?;
    let now = context.clock.now();
    context
        .database
        .read(move |connection| read(connection, &wanted, now))
        .await
        .map_err(|error| failure::figures(&error))?
        .ok_or_else(|| not_found("hotline.intake.v1/Unit", &request.unit))
}

fn decode(request: &GetUnitHistoryRequest) -> Result<Wanted, Status> {
    let GetUnitHistoryRequest {
        unit,
        from_month,
        to_month,
        page_size,
        page_token,
    } = request;
    let mut violations = Violations::new();
    let query = PageQuery::new("GetUnitHistory")
        .filter(unit)
        .filter(from_month)
        .filter(to_month);
    let unit = decode::name(&mut violations, "unit", "units/{unit}", unit);
    let from = decode::optional_month(&mut violations, "from_month", from_month);
    let to = decode::optional_month(&mut violations, "to_month", to_month);
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        violations.push("to_month", "must not be before from_month");
    }
    let page = Page::decode(&mut violations, query, *page_size, page_token);
    let wanted = unit.zip(page).map(|(unit, mut page)| {
        page.size = match page_size {
            0 => DEFAULT_MONTHS,
            _ => page.size.min(MOST_MONTHS),
        };
        Wanted {
            unit: unit.to_owned(),
            from,
            to,
            page,
        }
    });
    violations.finish(wanted)
}

/// A page of months; `None` for a unit that nothing is known of.
fn read(
    connection: &mut AnyConnection,
    wanted: &Wanted,
    now: Moment,
) -> Result<Option<GetUnitHistoryResponse>, FiguresError> {
    let Wanted {
        unit,
        from,
        to,
        page,
    } = wanted;
    let cursor = store::cursor::read(connection)?;
    let present = figures::zone_of(&cursor)?.month_of(now);
    let Some(known) = store::months::known(connection)? else {
        return Ok(store::registry::unit(connection, unit)?
            .is_some()
            .then(GetUnitHistoryResponse::default));
    };
    let from = from.map_or(*known.start(), |from| from.max(*known.start()));
    let to = to.unwrap_or(present).min(*known.end());
    let is_known = store::registry::unit(connection, unit)?.is_some()
        || store::tallies::has_unit(connection, unit, from..=to)?
        || store::rankings::has_unit(connection, unit, from..=to)?;
    if !is_known {
        return Ok(None);
    }
    let after = page
        .key()
        .and_then(|key| Month::from_number(i32::from_be_bytes(key)));
    let mut month = after.map_or(from, Month::next);
    let mut months = Vec::new();
    let size = usize::try_from(page.size).unwrap_or(usize::MAX);
    while month <= to && months.len() < size {
        months.push(unit_month(connection, month, unit, now)?);
        month = month.next();
    }
    let next_page_token = if month <= to {
        page.token(&month.previous().number().to_be_bytes())
    } else {
        String::new()
    };
    Ok(Some(GetUnitHistoryResponse {
        months,
        next_page_token,
    }))
}

fn unit_month(
    connection: &mut AnyConnection,
    month: Month,
    unit: &str,
    now: Moment,
) -> Result<UnitMonth, FiguresError> {
    let sealed = get::sealed(connection, month, None)?;
    let ranking = match sealed {
        Some(sealed) => sealed,
        None => get::provisional_figures(connection, month, now)?,
    };
    Ok(in_ranking(ranking, unit))
}

fn in_ranking(ranking: Ranking, unit: &str) -> UnitMonth {
    let mut found = UnitMonth {
        month: ranking.month,
        ranking: ranking.name,
        provisional: ranking.provisional,
        ..UnitMonth::default()
    };
    for table in ranking.tables {
        let ranked_units = i32::try_from(table.rows.len()).unwrap_or(i32::MAX);
        let RankingTable {
            group: _,
            rows,
            unrated,
            without_volume,
            small_samples,
            red_list,
            black_list,
        } = table;
        let lists = [
            (UnitList::Ranked, rows),
            (UnitList::Unrated, unrated),
            (UnitList::WithoutVolume, without_volume),
            (UnitList::SmallSamples, small_samples),
        ];
        for (list, rows) in lists {
            if let Some(row) = rows.into_iter().find(|row| row.unit == unit) {
                found.row = Some(row);
                found.ranked_units = ranked_units;
                found.list = list.into();
                found.red_list = red_list.iter().any(|listed| listed.unit == unit);
                found.black_list = black_list.iter().any(|listed| listed.unit == unit);
                return found;
            }
        }
    }
    found
}
