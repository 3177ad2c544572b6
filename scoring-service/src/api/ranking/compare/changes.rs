//! What differs between two rankings: the rules, the registry, the units' figures.

use std::collections::{BTreeMap, BTreeSet};

use hotline_common::db::DbError;
use hotline_common::time::Moment;
use hotline_proto::scoring::{Ranking, RankingRow, RuleChange, UnitChange, UnitComparison};

use crate::api::policy;
use crate::encode;

/// The policy line by line, and the cut-off.
pub(super) fn rule_changes(before: &Ranking, after: &Ranking) -> Result<Vec<RuleChange>, DbError> {
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
pub(super) fn unit_changes(
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
            // Told with the late facts.
            late_facts: 0,
        });
    }
    (registry, units)
}
