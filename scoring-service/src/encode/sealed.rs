//! A sealed revision between its messages and what is kept of them: the ranking without lines, and the lines.

use hotline_common::db::DbError;
use hotline_proto::scoring as wire;
use prost::Message as _;

use crate::store::rankings::SealedRow;

/// The parts of a table, in the order of their numbers.
const SECTIONS: i16 = 4;

/// Takes the lines out of a ranking's tables.
pub fn split(ranking: &mut wire::Ranking) -> Vec<SealedRow> {
    let mut rows: Vec<SealedRow> = Vec::new();
    for table in &mut ranking.tables {
        // The groups are numbered 0, 1, 2.
        let unit_group = i16::try_from(table.group).unwrap_or_default();
        for section in 0..SECTIONS {
            for row in section_of(table, section).drain(..) {
                rows.push(SealedRow {
                    place: i32::try_from(rows.len()).unwrap_or(i32::MAX),
                    unit: row.unit.clone(),
                    unit_group,
                    section,
                    body: row.encode_to_vec(),
                });
            }
        }
    }
    rows
}

/// The ranking that was sealed: its lines put back into its tables.
pub fn join(ranking: &[u8], rows: &[SealedRow]) -> Result<wire::Ranking, DbError> {
    let mut ranking = headline(ranking)?;
    for row in rows {
        let table = ranking
            .tables
            .iter_mut()
            .find(|table| table.group == i32::from(row.unit_group))
            .filter(|_| (0..SECTIONS).contains(&row.section))
            .ok_or_else(|| unreadable("ranking_rows.unit_group"))?;
        section_of(table, row.section).push(line(row)?);
    }
    Ok(ranking)
}

/// The ranking that was sealed, without its lines.
pub fn headline(ranking: &[u8]) -> Result<wire::Ranking, DbError> {
    wire::Ranking::decode(ranking).map_err(|_| unreadable("rankings.ranking"))
}

/// The bulletin that was sealed.
pub fn bulletin(bulletin: &[u8]) -> Result<wire::Bulletin, DbError> {
    wire::Bulletin::decode(bulletin).map_err(|_| unreadable("rankings.bulletin"))
}

/// A sealed line.
pub fn line(row: &SealedRow) -> Result<wire::RankingRow, DbError> {
    wire::RankingRow::decode(row.body.as_slice()).map_err(|_| unreadable("ranking_rows.body"))
}

/// Every line of a ranking, in the order of its tables.
pub fn lines(ranking: &wire::Ranking) -> Vec<wire::RankingRow> {
    ranking
        .tables
        .iter()
        .flat_map(|table| {
            [
                &table.rows,
                &table.unrated,
                &table.without_volume,
                &table.small_samples,
            ]
        })
        .flatten()
        .cloned()
        .collect()
}

fn section_of(table: &mut wire::RankingTable, section: i16) -> &mut Vec<wire::RankingRow> {
    match section {
        0 => &mut table.rows,
        1 => &mut table.unrated,
        2 => &mut table.without_volume,
        _ => &mut table.small_samples,
    }
}

fn unreadable(column: &str) -> DbError {
    DbError::Decode {
        column: Some(column.to_owned()),
    }
}
