//! Prints a ranking and a bulletin for people, and writes them to files.

mod headline;

use std::fmt::Write as _;
use std::io;
use std::path::Path;

pub use headline::headline;

use hotline_proto::FILE_DESCRIPTOR_SET;
use hotline_proto::scoring::{Bulletin, RankingRow, RankingTable, Rate, UnitGroup};
use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions};

/// The columns of a table's file.
pub const COLUMNS: [&str; 11] = [
    "rank",
    "unit_code",
    "name",
    "volume",
    "completion_rate",
    "satisfaction_rate",
    "supervisions",
    "supervision_ratio",
    "leader_sessions",
    "governor_mailbox",
    "composite_score",
];

/// A row's cells, in the order of [`COLUMNS`]; empty where the row has none.
pub fn cells(row: &RankingRow) -> [String; 11] {
    let counts = row.counts.unwrap_or_default();
    let rate = |rate: Option<&Rate>| rate.map_or_else(String::new, |rate| rate.printed.clone());
    [
        row.rank.map_or_else(String::new, |rank| rank.to_string()),
        row.unit.clone(),
        row.display_name.clone(),
        counts.volume.to_string(),
        rate(row.completion_rate.as_ref()),
        rate(row.satisfaction_rate.as_ref()),
        counts.supervisions.to_string(),
        rate(row.supervision_ratio.as_ref()),
        counts.leader_sessions.to_string(),
        counts.governors_mailbox.to_string(),
        row.composite_score
            .as_ref()
            .map_or_else(String::new, |score| score.printed.clone()),
    ]
}

/// Writes a table's ranked units as CSV.
///
/// # Errors
/// When the file cannot be written.
pub fn write_csv(path: &Path, table: &RankingTable) -> io::Result<()> {
    let mut file = csv::Writer::from_path(path)?;
    file.write_record(COLUMNS)?;
    for row in &table.rows {
        file.write_record(cells(row))?;
    }
    file.flush()
}

/// The bulletin as JSON, as the interface's own mapping has it.
///
/// # Panics
/// Never: the descriptors are those that the type was made from.
pub fn bulletin_json(bulletin: &Bulletin) -> String {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("built-in descriptors");
    let descriptor = pool
        .get_message_by_name("hotline.scoring.v1.Bulletin")
        .expect("a built-in message");
    let message = DynamicMessage::decode(descriptor, bulletin.encode_to_vec().as_slice())
        .expect("the encoding of the same message");
    let mut text = Vec::new();
    let options = SerializeOptions::new()
        .skip_default_fields(false)
        .stringify_64_bit_integers(false);
    message
        .serialize_with_options(&mut serde_json::Serializer::pretty(&mut text), &options)
        .expect("a message of the interface has a JSON form");
    String::from_utf8(text).expect("JSON is text")
}

/// A table for people.
pub fn table(table: &RankingTable) -> String {
    const HEADS: [&str; 10] = [
        "rank", "unit", "volume", "compl.", "satisf.", "superv.", "ratio", "leader", "mailbox",
        "score",
    ];
    const WIDTHS: [usize; 10] = [4, 24, 6, 7, 7, 7, 6, 6, 7, 7];
    let title = match table.group() {
        UnitGroup::County => "Counties and development zones 县市区及开发区",
        UnitGroup::Department => "Departments 市直部门",
        UnitGroup::Unspecified => "Not in the registry",
    };
    let mut text = format!("{title}\n");
    let mut line = |columns: [&str; 10]| {
        for (column, (cell, width)) in columns.into_iter().zip(WIDTHS).enumerate() {
            let fill = " ".repeat(width.saturating_sub(columns_of(cell)));
            // Names to the left, numbers to the right.
            let _ = if column == 1 {
                write!(text, "  {cell}{fill}")
            } else {
                write!(text, "  {fill}{cell}")
            };
        }
        text.push('\n');
    };
    line(HEADS);
    for row in &table.rows {
        let [rank, _, name, rest @ ..] = cells(row);
        let [
            volume,
            completion,
            satisfaction,
            supervisions,
            ratio,
            leader,
            mailbox,
            score,
        ] = &rest;
        line([
            &rank,
            &name,
            volume,
            completion,
            satisfaction,
            supervisions,
            ratio,
            leader,
            mailbox,
            score,
        ]);
    }
    text
}

/// How many columns of a terminal a text takes: Chinese characters take two.
fn columns_of(text: &str) -> usize {
    text.chars()
        .map(|character| if character < '\u{1100}' { 1 } else { 2 })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_names_take_two_columns_a_character() {
        assert_eq!(columns_of("市公安局"), 8);
        assert_eq!(columns_of("99.30"), 5);
    }

    #[test]
    fn the_bulletin_has_every_field_in_json() {
        let json = bulletin_json(&Bulletin {
            month: "2015-06".to_owned(),
            calls: Some(hotline_proto::scoring::CallFigures {
                inbound: 43_853,
                ..hotline_proto::scoring::CallFigures::default()
            }),
            ..Bulletin::default()
        });
        let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(value["month"], "2015-06");
        assert_eq!(value["calls"]["inbound"], 43_853);
        assert_eq!(value["issueNumber"], 0);
    }
}
