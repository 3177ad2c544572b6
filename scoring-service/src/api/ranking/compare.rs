//! `CompareRevisions`: how two revisions of a month differ, unit by unit.

use std::collections::{BTreeMap, BTreeSet};

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::decode::{self, PageQuery};
use hotline_common::status::{Violations, not_found};
use hotline_common::time::{Moment, Month};
use hotline_proto::scoring::{
    CompareRevisionsRequest, CompareRevisionsResponse, Ranking, RankingRow, RuleChange, UnitChange,
    UnitComparison,
};
use tonic::Status;

use super::get;
use crate::api::fields::Page;
use crate::api::{Context, failure, policy};
use crate::encode;
use crate::figures::FiguresError;
use crate::store;

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
    response.before = before.name;
    response.after = after.name;
    Ok(Found::Both(Box::new(response)))
}

fn row_of(ranking: &Ranking, unit: &str) -> Option<RankingRow> {
    let rows = encode::sealed::lines(ranking);
    rows.into_iter().find(|row| row.unit == unit)
}

/// The policy line by line, and the cut-off.
fn rule_changes(before: &Ranking, after: &Ranking) -> Result<Vec<RuleChange>, DbError> {
    let (before, after) = (rules(before)?, rules(after)?);
    let fields: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let value = |rules: &BTreeMap<String, String>, field| rules.get(field).cloned();
    Ok(fields
        .into_iter()
        .filter(|field| before.get(*field) != after.get(*field))
        .map(|field| RuleChange {
            field: field.clone(),
            before: value(&before, field).unwrap_or_default(),
            after: value(&after, field).unwrap_or_default(),
        })
        .collect())
}

/// The rules of a ranking by name: the policy's canonical lines, and the cut-off.
fn rules(ranking: &Ranking) -> Result<BTreeMap<String, String>, DbError> {
    let mut rules: BTreeMap<String, String> = BTreeMap::new();
    let policy = policy::in_ranking(ranking)?;
    for line in policy.policy.canonical().lines() {
        let mut fields = line.split('\t');
        let name: Vec<&str> = fields.by_ref().take(2).collect();
        let value = fields.collect::<Vec<_>>().join(" ");
        let known = rules.entry(name.join(".")).or_default();
        if !known.is_empty() {
            known.push_str("; ");
        }
        known.push_str(&value);
    }
    if let Some(cut_off) = ranking.cut_off_time {
        let cut_off = Moment::from_parts(cut_off.seconds, cut_off.nanos);
        rules.insert(
            "cut_off_time".to_owned(),
            cut_off
                .map(|cut_off| cut_off.to_string())
                .unwrap_or_default(),
        );
    }
    Ok(rules)
}

/// What the registry says of a unit; the rest are figures.
const OF_THE_REGISTRY: [&str; 3] = ["display_name", "group", "position"];

/// The registry's changes, and the units whose figures differ.
fn unit_changes(
    before: &Ranking,
    after: &Ranking,
    unit: Option<&str>,
) -> (Vec<UnitChange>, Vec<UnitComparison>) {
    let by_unit = |ranking: &Ranking| -> BTreeMap<String, RankingRow> {
        encode::sealed::lines(ranking)
            .into_iter()
            .filter(|row| unit.is_none_or(|unit| row.unit == unit))
            .map(|row| (row.unit.clone(), row))
            .collect()
    };
    let lines = |rows: &BTreeMap<String, RankingRow>| rows.values().cloned().collect::<Vec<_>>();
    let (before, after) = (by_unit(before), by_unit(after));
    let (registry, figures): (Vec<UnitChange>, Vec<UnitChange>) =
        encode::changes::between(&lines(&before), &lines(&after))
            .into_iter()
            .partition(|change| OF_THE_REGISTRY.contains(&change.field.as_str()));
    let mut units: Vec<UnitComparison> = Vec::new();
    for change in figures {
        if let Some(last) = units.last_mut().filter(|last| last.unit == change.unit) {
            last.changes.push(change);
            continue;
        }
        let (before, after) = (before.get(&change.unit), after.get(&change.unit));
        let name = after.or(before).map(|row| row.display_name.clone());
        units.push(UnitComparison {
            unit: change.unit.clone(),
            display_name: name.unwrap_or_default(),
            before: before.cloned(),
            after: after.cloned(),
            changes: vec![change],
        });
    }
    (registry, units)
}
