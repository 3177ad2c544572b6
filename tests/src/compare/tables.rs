//! Both tables, cell by cell, in printed order.

use hotline_proto::scoring::{Ranking, RankingRow, UnitGroup};

use super::Checks;
use crate::figures::{Figures, Group, UnitFigures};

pub(super) fn compare(checks: &mut Checks, figures: &Figures, ranking: &Ranking) {
    for (group, wanted) in [
        (Group::County, UnitGroup::County),
        (Group::Department, UnitGroup::Department),
    ] {
        let found = ranking.tables.iter().find(|table| table.group() == wanted);
        let rows = found.map_or(&[][..], |table| &table.rows);
        let expected: Vec<&UnitFigures> = figures.table(group).collect();
        checks.same(
            format!("{group:?} table: ranked units"),
            expected.len(),
            rows.len(),
        );
        let unrated = found.map_or(0, |table| table.unrated.len());
        checks.same(
            format!("{group:?} table: units with nothing rated"),
            0,
            unrated,
        );
        for (line, unit) in expected.iter().enumerate() {
            let place = format!("{group:?} table, line {}", line + 1);
            match rows.get(line) {
                Some(row) => compare_row(checks, &place, rank(&expected, unit), unit, row),
                None => checks.same(place, &unit.unit_code, "nothing"),
            }
        }
    }
}

/// From 1; units of equal score share one.
fn rank(table: &[&UnitFigures], unit: &UnitFigures) -> usize {
    let same =
        |other: &&UnitFigures| other.published_composite_score == unit.published_composite_score;
    // The printed order has the better ones first.
    table.iter().position(same).map_or(0, |first| first + 1)
}

fn compare_row(
    checks: &mut Checks,
    place: &str,
    rank: usize,
    unit: &UnitFigures,
    row: &RankingRow,
) {
    let place = format!("{place} ({})", unit.unit_code);
    let figure = |name: &str| format!("{place}: {name}");
    let counts = row.counts.unwrap_or_default();
    checks.same(figure("unit"), &unit.unit_code, &row.unit);
    checks.same(figure("name"), &unit.name, &row.display_name);
    checks.same(figure("rank"), rank, row.rank.unwrap_or_default());
    checks.same(figure("volume"), unit.volume, counts.volume);
    checks.rate(
        &figure("completion rate"),
        &unit.published_completion_rate,
        row.completion_rate.as_ref(),
    );
    let satisfaction = row.satisfaction_rate.as_ref();
    if unit.completed == 0 {
        // 0 by rule, whatever the grades.
        let found = satisfaction.map_or("nothing", |rate| &rate.printed);
        checks.same(
            figure("satisfaction rate"),
            &unit.published_satisfaction_rate,
            found,
        );
    } else {
        let name = figure("satisfaction rate");
        checks.rate(&name, &unit.published_satisfaction_rate, satisfaction);
    }
    checks.same(
        figure("supervisions"),
        unit.supervisions,
        counts.supervisions,
    );
    checks.rate(
        &figure("supervision ratio"),
        &unit.published_supervision_ratio,
        row.supervision_ratio.as_ref(),
    );
    checks.same(
        figure("leader sessions"),
        unit.leader_sessions,
        counts.leader_sessions,
    );
    checks.same(
        figure("governor's mailbox"),
        unit.governor_mailbox,
        counts.governors_mailbox,
    );
    let score = row
        .composite_score
        .as_ref()
        .map_or("nothing", |score| &score.printed);
    checks.same(
        figure("composite score"),
        &unit.published_composite_score,
        score,
    );
}
