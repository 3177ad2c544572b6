//! `CompareRevisions`: how two revisions of a month differ, unit by unit.

mod changes;

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::decode::{self, PageQuery, timestamp};
use hotline_common::status::{Violations, not_found};
use hotline_common::time::{Moment, Month};
use hotline_proto::scoring::{
    self as wire, CompareRevisionsRequest, CompareRevisionsResponse, Ranking, RankingRow,
};
use tonic::Status;

use super::get;
use crate::api::fields::Page;
use crate::api::{Context, failure};
use crate::encode;
use crate::figures::{self, FiguresError};
use crate::late_facts::{LateFact, Span, late_facts};
use crate::store;
use changes::{rule_changes, unit_changes};

/// What is to be compared.
struct Wanted {
    month: Month,
    before: i32,
    /// `None` for the provisional ranking.
    after: Option<i32>,
    unit: Option<String>,
    page: Page,
}

/// What there is to compare, or what there is not.
enum Found {
    Both(Box<CompareRevisionsResponse>),
    NoRevision(i32),
    NoUnit(String),
}

pub(super) async fn compare(
    context: &Context,
    request: CompareRevisionsRequest,
) -> Result<CompareRevisionsResponse, Status> {
    let wanted = decode(&request)?;
    let now = context.clock.now();
    let month = wanted.month;
    let found = context
        .database
        .read(move |connection| read(connection, &wanted, now))
        .await
        .map_err(|error| failure::figures(&error))?;
    match found {
        Found::Both(response) => Ok(*response),
        Found::NoRevision(revision) => Err(not_found(
            "hotline.scoring.v1/Ranking",
            &format!("rankings/{month}/revisions/{revision}"),
        )),
        Found::NoUnit(unit) => Err(not_found(
            "hotline.intake.v1/Unit",
            &format!("units/{unit}"),
        )),
    }
}

fn decode(request: &CompareRevisionsRequest) -> Result<Wanted, Status> {
    let CompareRevisionsRequest {
        month,
        revision,
        other_revision,
        unit,
        page_size,
        page_token,
    } = request;
    let mut violations = Violations::new();
    let query = PageQuery::new("CompareRevisions")
        .filter(month)
        .filter(revision.to_be_bytes())
        .filter(other_revision.to_be_bytes())
        .filter(unit);
    let month = decode::month(&mut violations, "month", month);
    if *revision < 1 {
        violations.push("revision", "must be the number of a revision, from 1");
    }
    let after = match other_revision {
        0 => None,
        other => {
            if *other <= *revision {
                violations.push(
                    "other_revision",
                    "must be higher than revision, or 0 for the provisional ranking",
                );
            }
            Some(*other)
        }
    };
    let unit = decode::optional_name(&mut violations, "unit", "units/{unit}", unit);
    let page = Page::decode(&mut violations, query, *page_size, page_token);
    let wanted = month.zip(page).map(|(month, page)| Wanted {
        month,
        before: *revision,
        after,
        unit: unit.map(str::to_owned),
        page,
    });
    violations.finish(wanted)
}

fn read(
    connection: &mut AnyConnection,
    wanted: &Wanted,
    now: Moment,
) -> Result<Found, FiguresError> {
    let month = wanted.month;
    let Some(before) = get::sealed(connection, month, Some(wanted.before))? else {
        return Ok(Found::NoRevision(wanted.before));
    };
    let found = match wanted.after {
        Some(revision) => get::sealed(connection, month, Some(revision))?.ok_or(revision),
        None => Ok(get::provisional_figures(connection, month, now)?),
    };
    let after = match found {
        Ok(after) => after,
        Err(revision) => return Ok(Found::NoRevision(revision)),
    };
    if let Some(unit) = &wanted.unit
        && row_of(&before, unit).is_none()
        && row_of(&after, unit).is_none()
        && store::registry::unit(connection, unit)?.is_none()
    {
        return Ok(Found::NoUnit(unit.clone()));
    }
    let mut response = CompareRevisionsResponse {
        before_feed_sequence: before.feed_sequence,
        after_feed_sequence: after.feed_sequence,
        ..CompareRevisionsResponse::default()
    };
    if wanted.page.after.is_none() {
        response.rule_changes = rule_changes(&before, &after)?;
        (response.registry_changes, response.units) =
            unit_changes(&before, &after, wanted.unit.as_deref());
    }
    let span = span(connection, month, &before, &after)?;
    let mut late = late_facts(connection, &span)?;
    if let Some(unit) = &wanted.unit {
        late.retain(|fact| fact.units.contains(unit));
    }
    for comparison in &mut response.units {
        let concerning = late
            .iter()
            .filter(|fact| fact.units.contains(&comparison.unit));
        comparison.late_facts = i64::try_from(concerning.count()).unwrap_or(i64::MAX);
    }
    response.total_size = i64::try_from(late.len()).unwrap_or(i64::MAX);
    let page = &wanted.page;
    let from = page.key().map(i64::from_be_bytes);
    late.retain(|fact| from.is_none_or(|from| from < fact.sequence));
    response.next_page_token = page.cut(&mut late, |last| last.sequence.to_be_bytes().to_vec());
    response.late_facts = late.into_iter().map(late_fact).collect();
    response.before = before.name;
    response.after = after.name;
    Ok(Found::Both(Box::new(response)))
}

/// Between which places in the feed, and up to when things count.
fn span(
    connection: &mut AnyConnection,
    month: Month,
    before: &Ranking,
    after: &Ranking,
) -> Result<Span, FiguresError> {
    let cut_off = |ranking: &Ranking| {
        let cut_off = ranking.cut_off_time?;
        Moment::from_parts(cut_off.seconds, cut_off.nanos)
    };
    let unreadable = || DbError::Decode {
        column: Some("rankings.ranking".to_owned()),
    };
    Ok(Span {
        month,
        zone: figures::zone_of(&store::cursor::read(connection)?)?,
        after: before.feed_sequence,
        through: after.feed_sequence,
        cut_off: cut_off(before).max(cut_off(after)).ok_or_else(unreadable)?,
    })
}

fn late_fact(fact: LateFact) -> wire::LateFact {
    let LateFact {
        sequence,
        kind,
        subject,
        units,
        happened,
        recorded,
        corrects,
        annuls,
    } = fact;
    wire::LateFact {
        sequence,
        kind: kind.to_owned(),
        subject,
        units: units.into_iter().collect(),
        happen_time: Some(timestamp(happened)),
        record_time: Some(timestamp(recorded)),
        corrects: corrects.unwrap_or_default(),
        annuls,
    }
}

fn row_of(ranking: &Ranking, unit: &str) -> Option<RankingRow> {
    let rows = encode::sealed::lines(ranking);
    rows.into_iter().find(|row| row.unit == unit)
}
