//! How the lines of two revisions differ, column by column.

use std::collections::{BTreeMap, BTreeSet};

use hotline_proto::scoring as wire;

type Columns = BTreeMap<&'static str, String>;

/// What is different in `after`, by unit and column.
pub fn between(before: &[wire::RankingRow], after: &[wire::RankingRow]) -> Vec<wire::UnitChange> {
    let is_old = before.iter().any(is_of_an_older_version);
    let by_unit = |rows: &[wire::RankingRow]| -> BTreeMap<String, Columns> {
        rows.iter()
            .map(|row| {
                let mut columns = columns(row);
                if is_old {
                    columns.retain(|name, _| !NEW_COLUMNS.contains(name));
                }
                (row.unit.clone(), columns)
            })
            .collect()
    };
    let (before, after) = (by_unit(before), by_unit(after));
    let units: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let none = Columns::new();
    let mut changes = Vec::new();
    for unit in units {
        let before = before.get(unit).unwrap_or(&none);
        let after = after.get(unit).unwrap_or(&none);
        let fields: BTreeSet<&&str> = before.keys().chain(after.keys()).collect();
        for field in fields {
            let (before, after) = (before.get(*field), after.get(*field));
            if before != after {
                changes.push(wire::UnitChange {
                    unit: unit.clone(),
                    field: (*field).to_owned(),
                    before: before.cloned().unwrap_or_default(),
                    after: after.cloned().unwrap_or_default(),
                });
            }
        }
    }
    changes
}

/// The columns that lines sealed by an older version do not have.
const NEW_COLUMNS: [&str; 10] = [
    "sign_for_rate",
    "redo_rate",
    "send_back_rate",
    "confirmed_rate",
    "claim_gap",
    "counts.sign_limited",
    "counts.signed_in_time",
    "counts.completed_once",
    "counts.redone",
    "counts.resolved",
];

/// A line with rates has a send-back rate, unless it was sealed before there was one.
fn is_of_an_older_version(row: &wire::RankingRow) -> bool {
    row.completion_rate.is_some() && row.send_back_rate.is_none()
}

/// A line's columns as printed; absent ones are left out.
fn columns(row: &wire::RankingRow) -> Columns {
    let wire::RankingRow {
        unit: _,
        display_name,
        group,
        position,
        rank,
        completion_rate,
        on_time_completion_rate,
        satisfaction_rate,
        coverage,
        supervision_ratio,
        composite_score,
        counts,
        sign_for_rate,
        redo_rate,
        send_back_rate,
        confirmed_rate,
        claim_gap,
        small_sample,
    } = row;
    let mut columns = Columns::from([
        ("display_name", display_name.clone()),
        ("position", position.to_string()),
    ]);
    let group = wire::UnitGroup::try_from(*group).unwrap_or_default();
    if group != wire::UnitGroup::Unspecified {
        let name = group.as_str_name().trim_start_matches("UNIT_GROUP_");
        columns.insert("group", name.to_owned());
    }
    let rates = [
        ("completion_rate", completion_rate),
        ("on_time_completion_rate", on_time_completion_rate),
        ("satisfaction_rate", satisfaction_rate),
        ("coverage", coverage),
        ("supervision_ratio", supervision_ratio),
        ("sign_for_rate", sign_for_rate),
        ("redo_rate", redo_rate),
        ("send_back_rate", send_back_rate),
        ("confirmed_rate", confirmed_rate),
    ];
    for (name, rate) in rates {
        if let Some(rate) = rate {
            columns.insert(name, rate.printed.clone());
        }
    }
    if let Some(rank) = rank {
        columns.insert("rank", rank.to_string());
    }
    if let Some(score) = composite_score {
        columns.insert("composite_score", score.printed.clone());
    }
    if let Some(gap) = claim_gap {
        columns.insert("claim_gap", gap.printed.clone());
    }
    if *small_sample {
        columns.insert("small_sample", "true".to_owned());
    }
    if let Some(counts) = counts {
        columns.extend(count_columns(counts));
    }
    columns
}

fn count_columns(counts: &wire::UnitCounts) -> Columns {
    let named = counts_by_name(counts).into_iter();
    named
        .map(|(name, count)| (name, count.to_string()))
        .collect()
}

/// The names of the counts that are not 0, each as often as it says.
pub fn counted_in(counts: &wire::UnitCounts) -> Vec<String> {
    counts_by_name(counts)
        .into_iter()
        .flat_map(|(name, count)| {
            let times = usize::try_from(count).unwrap_or_default();
            std::iter::repeat_n(name.to_owned(), times)
        })
        .collect()
}

fn counts_by_name(counts: &wire::UnitCounts) -> Vec<(&'static str, i64)> {
    let wire::UnitCounts {
        volume,
        excluded,
        not_due,
        rated,
        completed,
        completed_on_time,
        visited,
        grades,
        sent_back,
        withdrawn,
        governors_mailbox,
        assisted,
        supervisions,
        leader_sessions,
        sign_limited,
        signed_in_time,
        completed_once,
        redone,
        resolved,
        duplicates,
    } = counts;
    let wire::GradeCounts {
        very_satisfied,
        satisfied,
        basically_satisfied,
        dissatisfied,
        very_dissatisfied,
    } = grades.unwrap_or_default();
    vec![
        ("counts.volume", *volume),
        ("counts.excluded", *excluded),
        ("counts.not_due", *not_due),
        ("counts.rated", *rated),
        ("counts.completed", *completed),
        ("counts.completed_on_time", *completed_on_time),
        ("counts.visited", *visited),
        ("counts.grades.very_satisfied", very_satisfied),
        ("counts.grades.satisfied", satisfied),
        ("counts.grades.basically_satisfied", basically_satisfied),
        ("counts.grades.dissatisfied", dissatisfied),
        ("counts.grades.very_dissatisfied", very_dissatisfied),
        ("counts.sent_back", *sent_back),
        ("counts.withdrawn", *withdrawn),
        ("counts.governors_mailbox", *governors_mailbox),
        ("counts.assisted", *assisted),
        ("counts.supervisions", *supervisions),
        ("counts.leader_sessions", *leader_sessions),
        ("counts.sign_limited", *sign_limited),
        ("counts.signed_in_time", *signed_in_time),
        ("counts.completed_once", *completed_once),
        ("counts.redone", *redone),
        ("counts.resolved", *resolved),
        ("counts.duplicates", *duplicates),
    ]
}
