//! A ranking as text in aligned columns.

use hotline_proto::scoring::{ListedUnit, Ranking, RankingRow, RankingTable, Rate, UnitGroup};
use unicode_width::UnicodeWidthStr as _;

/// What stands for an absent figure.
const ABSENT: &str = "-";

const HEADINGS: [&str; 11] = [
    "rank",
    "unit",
    "name",
    "volume",
    "completion",
    "satisfaction",
    "supervisions",
    "ratio",
    "sessions",
    "mailbox",
    "score",
];
/// The columns that are texts, and so stand on the left.
const TEXTS: [usize; 2] = [1, 2];

/// Every table of a ranking.
pub(super) fn ranking(ranking: &Ranking) -> String {
    ranking.tables.iter().map(table).collect()
}

fn table(table: &RankingTable) -> String {
    let mut text = format!("\n{}\n", heading(table.group()));
    if !table.rows.is_empty() {
        text.push_str(&columns(&table.rows));
    }
    for (title, list) in [
        ("Red list 红榜:", &table.red_list),
        ("Black list 黑榜:", &table.black_list),
    ] {
        if !list.is_empty() {
            let units: Vec<String> = list.iter().map(listed).collect();
            text.push_str(&[title, " ", &units.join("; "), "\n"].concat());
        }
    }
    for (title, rows) in [
        ("Small samples, without a rank:", &table.small_samples),
        ("With volume, without a score:", &table.unrated),
        ("Without volume:", &table.without_volume),
    ] {
        if !rows.is_empty() {
            let names: Vec<String> = rows
                .iter()
                .map(|row| format!("{} {}", row.unit, row.display_name))
                .collect();
            text.push_str(&[title, " ", &names.join("; "), "\n"].concat());
        }
    }
    text
}

/// A unit of a red or black list with its rank and score.
fn listed(unit: &ListedUnit) -> String {
    let score = unit.composite_score.as_ref();
    format!(
        "{} {} {}",
        unit.rank,
        unit.display_name,
        score.map_or(ABSENT, |score| &score.printed)
    )
}

const fn heading(group: UnitGroup) -> &'static str {
    match group {
        UnitGroup::Unspecified => "Units in no table",
        UnitGroup::County => "Counties 县市区及开发区",
        UnitGroup::Department => "Departments 市直部门",
    }
}

fn columns(rows: &[RankingRow]) -> String {
    let lines: Vec<[String; 11]> = std::iter::once(HEADINGS.map(str::to_owned))
        .chain(rows.iter().map(cells))
        .collect();
    let mut widths = [0; 11];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.width().max(*width);
        }
    }
    let mut text = String::new();
    for line in &lines {
        let mut written = String::new();
        for (index, (cell, width)) in line.iter().zip(widths).enumerate() {
            if index != 0 {
                written.push_str("  ");
            }
            let padding = " ".repeat(width - cell.width());
            if TEXTS.contains(&index) {
                written.push_str(cell);
                written.push_str(&padding);
            } else {
                written.push_str(&padding);
                written.push_str(cell);
            }
        }
        text.push_str(written.trim_end());
        text.push('\n');
    }
    text
}

fn cells(row: &RankingRow) -> [String; 11] {
    let counts = row.counts.unwrap_or_default();
    let rate = |rate: &Option<Rate>| {
        rate.as_ref()
            .map_or(ABSENT, |rate| &rate.printed)
            .to_owned()
    };
    [
        row.rank
            .map_or_else(|| ABSENT.to_owned(), |rank| rank.to_string()),
        row.unit.clone(),
        row.display_name.clone(),
        counts.volume.to_string(),
        rate(&row.completion_rate),
        rate(&row.satisfaction_rate),
        counts.supervisions.to_string(),
        rate(&row.supervision_ratio),
        counts.leader_sessions.to_string(),
        counts.governors_mailbox.to_string(),
        row.composite_score
            .as_ref()
            .map_or(ABSENT, |score| &score.printed)
            .to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use hotline_proto::scoring::{Score, UnitCounts};

    fn row(unit: &str, name: &str, volume: i64, score: Option<&str>) -> RankingRow {
        RankingRow {
            unit: unit.to_owned(),
            display_name: name.to_owned(),
            rank: score.map(|_| 1),
            composite_score: score.map(|printed| Score {
                printed: printed.to_owned(),
                ..Score::default()
            }),
            counts: Some(UnitCounts {
                volume,
                ..UnitCounts::default()
            }),
            ..RankingRow::default()
        }
    }

    #[test]
    fn columns_are_aligned_by_how_wide_their_characters_are() {
        let text = columns(&[
            row("a", "东昌府区", 1, Some("98.44")),
            row("unit-b", "B", 12_345, None),
        ]);
        let column = |line: &str, word: &str| {
            let start = line.find(word).expect("the word");
            line[..start].width()
        };
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(column(lines[1], "东"), column(lines[2], "B"));
        assert_eq!(column(lines[0], "name"), column(lines[2], "B"));
        assert_eq!(lines[1].width(), lines[2].width());
    }

    #[test]
    fn units_without_a_score_are_named_below_the_table() {
        let text = table(&RankingTable {
            group: UnitGroup::County.into(),
            rows: vec![],
            unrated: vec![row("x", "X", 1, None)],
            without_volume: vec![row("y", "Y", 0, None), row("z", "Z", 0, None)],
            small_samples: vec![row("s", "S", 2, Some("100.00"))],
            red_list: vec![ListedUnit {
                unit: "r".to_owned(),
                display_name: "R".to_owned(),
                rank: 1,
                composite_score: Some(Score {
                    hundredths: 9_844,
                    printed: "98.44".to_owned(),
                }),
            }],
            black_list: vec![],
        });
        assert!(text.contains("Red list 红榜: 1 R 98.44\n"), "{text}");
        assert!(!text.contains("Black list"), "{text}");
        assert!(
            text.contains("Small samples, without a rank: s S\n"),
            "{text}"
        );
        assert!(
            text.contains("With volume, without a score: x X\n"),
            "{text}"
        );
        assert!(text.ends_with("Without volume: y Y; z Z\n"), "{text}");
    }
}
