//! The bulletin's figures about units: groups, bands, the governor's mailbox.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::score::ranking::{Ranking, Row};
use crate::score::rate::{Figure, Hundredths};
use crate::score::words::Group;

/// One group of units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupFigures {
    /// The group.
    pub group: Group,
    /// Its units' volume ÷ the orders transferred in the month.
    pub volume: Figure,
    /// How its units stand.
    pub units: UnitFigures,
}

/// How some units stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitFigures {
    /// Units active in the month.
    pub active: i64,
    /// Active units with volume ÷ active units.
    pub with_volume: Figure,
    /// Active units without volume.
    pub without_volume: i64,
    /// Units with volume that the registry does not have as active: to be looked into.
    pub inactive_with_volume: i64,
    /// Units with volume by completion rate 办结率.
    pub completion: Bands,
    /// Units with volume by satisfaction rate 满意率.
    pub satisfaction: Bands,
}

/// How many units with volume lie in each band, each ÷ all units with volume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bands {
    /// The rate is full: its two numbers are equal.
    pub full: Figure,
    /// Not full, and printed as 90.00 or more.
    pub from_90: Figure,
    /// Printed as less than 90.00.
    pub under_90: Figure,
    /// The rate is absent: nothing rated, or no grade.
    pub without_rate: Figure,
}

/// A count of one unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitCount {
    /// The unit's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The count.
    pub count: i64,
}

/// Each group's figures. `transferred` is the number of orders transferred in the month.
pub(super) fn groups(ranking: &Ranking, transferred: i64) -> Vec<GroupFigures> {
    ranking
        .groups
        .iter()
        .map(|group| GroupFigures {
            group: group.group,
            volume: Figure::new(group.volume(), transferred),
            units: figures(&group.rows().collect::<Vec<_>>()),
        })
        .collect()
}

/// The figures of all units, those in no group too.
pub(super) fn all(ranking: &Ranking) -> UnitFigures {
    figures(&ranking.rows().collect::<Vec<_>>())
}

/// Assignments that came by the governor's mailbox, by unit.
pub(super) fn governor_mailbox(ranking: &Ranking) -> Vec<UnitCount> {
    let mut rows: Vec<&Row> = ranking
        .rows()
        .filter(|row| row.counts.governor_mailbox != 0)
        .collect();
    rows.sort_by_key(|row| (Reverse(row.counts.governor_mailbox), row.position));
    rows.into_iter()
        .map(|row| UnitCount {
            code: row.code.clone(),
            name: row.name.clone(),
            count: row.counts.governor_mailbox,
        })
        .collect()
}

fn figures(rows: &[&Row]) -> UnitFigures {
    let number = |wanted: &dyn Fn(&Row) -> bool| count(rows.iter().filter(|row| wanted(row)));
    let has_volume = |row: &Row| row.counts.volume != 0;
    let active = number(&|row| row.active);
    let with_volume = number(&|row| row.active && has_volume(row));
    let loaded: Vec<&Row> = rows.iter().copied().filter(|row| has_volume(row)).collect();
    let bands = |rate: &dyn Fn(&Row) -> Option<Figure>| {
        Bands::new(&loaded.iter().map(|row| band(rate(row))).collect::<Vec<_>>())
    };
    UnitFigures {
        active,
        with_volume: Figure::new(with_volume, active),
        without_volume: active - with_volume,
        inactive_with_volume: number(&|row| !row.active && has_volume(row)),
        completion: bands(&|row| row.rates.map(|rates| rates.completion)),
        satisfaction: bands(&|row| row.rates.map(|rates| rates.satisfaction)),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Band {
    Full,
    From90,
    Under90,
    WithoutRate,
}

fn band(figure: Option<Figure>) -> Band {
    let printed = figure.and_then(|figure| Some((figure.rate, figure.printed?)));
    match printed {
        None => Band::WithoutRate,
        // A rate may be full and yet printed as 0.00: good grades of a unit that completed nothing.
        Some((rate, printed))
            if rate.numerator == rate.denominator && printed == Hundredths::HUNDRED =>
        {
            Band::Full
        }
        Some((_, printed)) if Hundredths::NINETY <= printed => Band::From90,
        Some(_) => Band::Under90,
    }
}

impl Bands {
    fn new(bands: &[Band]) -> Bands {
        let all = count(bands.iter());
        let share = |wanted| {
            let some = bands.iter().filter(|band| **band == wanted);
            Figure::new(count(some), all)
        };
        Bands {
            full: share(Band::Full),
            from_90: share(Band::From90),
            under_90: share(Band::Under90),
            without_rate: share(Band::WithoutRate),
        }
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> i64 {
    items.map(|_| 1).sum()
}
