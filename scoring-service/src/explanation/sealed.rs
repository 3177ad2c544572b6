//! A line of a sealed revision, as the core has lines.

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::Moment;
use hotline_proto::scoring as wire;

use crate::figures::{self, FiguresError, PolicyInForce, Terms};
use crate::score::{Figure, Group, HotlineFigures, Row, UnitCounts};
use crate::store;
use crate::store::cursor::Cursor;

/// A unit's line in a sealed revision.
pub(super) struct Line {
    pub(super) row: wire::RankingRow,
    /// The ranked units of its table.
    pub(super) ranked: usize,
    /// The unit ranked next above it.
    pub(super) next_above: Option<wire::RankingRow>,
}

/// The terms of a revision: as they were when it was sealed.
pub(super) fn terms(
    connection: &mut AnyConnection,
    sealed: &wire::Ranking,
    policy: PolicyInForce,
) -> Result<Terms, FiguresError> {
    let unreadable = || DbError::Decode {
        column: Some("rankings.ranking".to_owned()),
    };
    let now = store::cursor::read(connection)?;
    let zone = figures::zone_of(&now)?;
    let cut_off = sealed
        .cut_off_time
        .and_then(|cut_off| Moment::from_parts(cut_off.seconds, cut_off.nanos))
        .ok_or_else(unreadable)?;
    let day = zone.day_of(cut_off.plus_micros(-1));
    let seal = sealed.seal.as_ref();
    Ok(Terms {
        month: sealed.month.parse().map_err(|_| unreadable())?,
        cursor: Cursor {
            feed_cursor: seal
                .map(|seal| seal.feed_cursor.clone())
                .unwrap_or_default(),
            sequence: sealed.feed_sequence,
            head_sequence: sealed.feed_sequence,
            ..now
        },
        zone,
        policy,
        cut_off_day: day,
        day,
        before_cut_off: false,
    })
}

/// The line of a unit, if it has one.
pub(super) fn line(sealed: &wire::Ranking, unit: &str) -> Option<Line> {
    sealed.tables.iter().find_map(|table| {
        let mut rows = table.rows.iter();
        let mut rows = rows
            .by_ref()
            .chain(&table.unrated)
            .chain(&table.without_volume)
            .chain(&table.small_samples);
        let row = rows.find(|row| row.unit == unit)?.clone();
        let score = |row: &wire::RankingRow| row.composite_score.as_ref().map(|it| it.hundredths);
        let is_above = |other: &&wire::RankingRow| score(&row) < score(other);
        let next_above = row
            .rank
            .and_then(|_| table.rows.iter().rev().find(is_above))
            .cloned();
        Some(Line {
            row,
            ranked: table.rows.len(),
            next_above,
        })
    })
}

/// What of a line does not come from the unit's own facts: name, rank, and the supervisions of the others. Its counts are to be put in.
pub(super) fn core(sealed: &wire::Ranking, row: &wire::RankingRow) -> Row {
    let counts = row.counts.unwrap_or_default();
    let ratio = row.supervision_ratio.clone().unwrap_or_default();
    Row {
        rank: row.rank.and_then(|rank| u32::try_from(rank).ok()),
        code: row.unit.clone(),
        name: row.display_name.clone(),
        group: match row.group() {
            wire::UnitGroup::Unspecified => None,
            wire::UnitGroup::County => Some(Group::County),
            wire::UnitGroup::Department => Some(Group::Department),
        },
        // The largest number that is sent stands for no position.
        position: match row.position {
            i32::MAX => u32::MAX,
            position => u32::try_from(position).unwrap_or_default(),
        },
        active: true,
        counts: UnitCounts {
            supervisions: [counts.supervisions, 0, 0],
            ..UnitCounts::default()
        },
        rates: None,
        supervision_ratio: Figure::or_zero(ratio.numerator, ratio.denominator),
        hotline: HotlineFigures {
            first_answer: figure(sealed.first_answer_rate.as_ref()),
            answered_soon: figure(sealed.answered_in_15_seconds_rate.as_ref()),
        },
        small_sample: row.small_sample,
        composite: None,
    }
}

/// A rate of the whole hotline as it was sealed.
fn figure(rate: Option<&wire::Rate>) -> Figure {
    rate.map_or(Figure::new(0, 0), |rate| {
        Figure::new(rate.numerator, rate.denominator)
    })
}
