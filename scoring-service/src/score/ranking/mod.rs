//! The ranking of a month's units within their groups (design §4, Rank).

mod counts;
mod lists;
mod row;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use hotline_common::time::{Day, Month};
use serde::{Deserialize, Serialize};

use super::measure::Measure;
use super::month_text;
use super::policy::Policy;
use super::tallies::Tallies;
use super::words::{Duplicates, Group, SupervisionForm};

pub use counts::UnitCounts;
pub use row::{HotlineFigures, Rates, Row};

/// A handling unit as the registry has it when the ranking is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitInfo {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The group that it is ranked in.
    pub group: Group,
    /// Its place in official lists.
    pub position: u32,
    /// The code of the unit above it, if any. Units are scored one by one; nothing is rolled up.
    pub parent: Option<String>,
    /// The first day on which it is active; `None` when it always was.
    pub active_from: Option<Day>,
    /// The last day on which it is active; `None` when there is no end.
    pub active_to: Option<Day>,
}

impl UnitInfo {
    /// Whether it is active on some day of a month.
    pub fn is_active_in(&self, month: Month) -> bool {
        self.active_from.is_none_or(|day| day <= month.last_day())
            && self.active_to.is_none_or(|day| month.first_day() <= day)
    }
}

/// The units of a month in order, as of the end of a local day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranking {
    /// The month.
    #[serde(with = "month_text")]
    pub month: Month,
    /// The day at whose end the facts were read.
    pub day: Day,
    /// What is the same for every unit.
    pub hotline: HotlineFigures,
    /// The lead assignments of duplicates, over all units, that are left out; `None` where duplicates count like any other order.
    pub duplicates: Option<i64>,
    /// Each group, in the order of [`Group::ALL`].
    pub groups: Vec<GroupRanking>,
    /// Units that no group lists although something of theirs counts: unknown to the registry, or
    /// inactive in the month and without volume. By code.
    pub others: Vec<Row>,
}

/// The units of one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRanking {
    /// The group.
    pub group: Group,
    /// The units with a composite score, best first; equal scores share a rank (1, 1, 3).
    pub ranked: Vec<Row>,
    /// Units with volume and no composite score: nothing rated, or nothing that weighs.
    pub unranked: Vec<Row>,
    /// Units with a composite score whose volume is under the policy's minimum: by score, without a rank.
    pub small_samples: Vec<Row>,
    /// Units active in the month without volume.
    pub without_volume: Vec<Row>,
    /// The red list 红榜: how many of the ranked, from the top.
    pub red: usize,
    /// The black list 黑榜: how many of the ranked, from the bottom. No unit is on both.
    pub black: usize,
}

impl GroupRanking {
    /// Every row, in the order of the lists.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.ranked
            .iter()
            .chain(&self.small_samples)
            .chain(&self.unranked)
            .chain(&self.without_volume)
    }

    /// The unit ranked next above another: the last one with a higher composite score.
    pub fn next_above(&self, code: &str) -> Option<&Row> {
        let row = self.ranked.iter().find(|row| row.code == code)?;
        let is_above = |other: &&Row| row.composite < other.composite;
        self.ranked.iter().rev().find(is_above)
    }

    /// The units on the red list, best first.
    pub fn red_list(&self) -> &[Row] {
        self.ranked.get(..self.red).unwrap_or_default()
    }

    /// The units on the black list, best first.
    pub fn black_list(&self) -> &[Row] {
        let start = self.ranked.len().saturating_sub(self.black);
        self.ranked.get(start..).unwrap_or_default()
    }

    /// The volume of the group's units together.
    pub fn volume(&self) -> i64 {
        self.rows().map(|row| row.counts.volume).sum()
    }
}

impl Ranking {
    /// Every row: group by group, then the others.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.groups
            .iter()
            .flat_map(GroupRanking::rows)
            .chain(&self.others)
    }

    /// Every row with the name of the list that it stands in: `ranked`, `small_sample`, `unranked`, `without_volume`
    /// or `other`.
    pub fn listed(&self) -> impl Iterator<Item = (&'static str, &Row)> {
        let named = |name: &'static str| move |row| (name, row);
        self.groups
            .iter()
            .flat_map(move |group| {
                let ranked = group.ranked.iter().map(named("ranked"));
                let small = group.small_samples.iter().map(named("small_sample"));
                let unranked = group.unranked.iter().map(named("unranked"));
                let without_volume = group.without_volume.iter().map(named("without_volume"));
                ranked.chain(small).chain(unranked).chain(without_volume)
            })
            .chain(self.others.iter().map(named("other")))
    }

    /// The row of a unit, if there is one.
    pub fn row(&self, code: &str) -> Option<&Row> {
        self.rows().find(|row| row.code == code)
    }

    /// The group that lists a unit, if one does.
    pub fn group_of(&self, code: &str) -> Option<&GroupRanking> {
        let lists = |group: &&GroupRanking| group.rows().any(|row| row.code == code);
        self.groups.iter().find(lists)
    }

    /// Every unit with a supervision in the month 督办比: most first, then by position and code.
    pub fn supervision_ratios(&self) -> Vec<&Row> {
        let mut rows: Vec<&Row> = self
            .rows()
            .filter(|row| row.supervision_ratio.rate.numerator != 0)
            .collect();
        rows.sort_by(|left, right| {
            let key = |row: &Row| (Reverse(row.supervision_ratio.rate.numerator), row.position);
            (key(left), &left.code).cmp(&(key(right), &right.code))
        });
        rows
    }
}

/// Ranks the units of a month by its tallies as of the end of a local day.
pub fn rank(
    tallies: &Tallies,
    units: &[UnitInfo],
    policy: &Policy,
    month: Month,
    day: Day,
) -> Ranking {
    let supervisions = SupervisionForm::ALL
        .iter()
        .flat_map(|form| tallies.by_subject(month, Measure::Supervision(*form), day))
        .map(|(_, count)| count)
        .sum();
    let hotline = HotlineFigures::read(tallies, month, day);
    let known: BTreeMap<&str, &UnitInfo> = units
        .iter()
        .map(|unit| (unit.code.as_str(), unit))
        .collect();
    let mut all = UnitCounts::read_all(tallies, month, day, policy.duplicates);
    for code in known.keys() {
        all.entry(code).or_default();
    }
    let weighed = hotline.weighed_by(policy);

    let mut groups: Vec<GroupRanking> = Group::ALL
        .iter()
        .map(|group| GroupRanking {
            group: *group,
            ranked: Vec::new(),
            unranked: Vec::new(),
            small_samples: Vec::new(),
            without_volume: Vec::new(),
            red: 0,
            black: 0,
        })
        .collect();
    let mut others = Vec::new();
    for (code, counts) in &all {
        let unit = known.get(code).copied();
        let row = Row::new(code, unit, counts, supervisions, weighed, policy, month);
        match unit.map(|unit| &mut groups[usize::from(unit.group.index())]) {
            Some(group) if row.counts.volume != 0 && row.composite.is_some() => {
                if row.small_sample {
                    group.small_samples.push(row);
                } else {
                    group.ranked.push(row);
                }
            }
            Some(group) if row.counts.volume != 0 => group.unranked.push(row),
            Some(group) if row.active => group.without_volume.push(row),
            _ if row.counts != UnitCounts::default() => others.push(row),
            _ => {}
        }
    }
    for group in &mut groups {
        group.ranked.sort_by(Row::compare);
        group.small_samples.sort_by(Row::compare);
        group.unranked.sort_by(Row::compare_listed);
        group.without_volume.sort_by(Row::compare_listed);
        number(&mut group.ranked);
        (group.red, group.black) = lists::lengths(&group.ranked, &policy.lists);
    }
    let of_duplicates = Measure::CityVolume.of_duplicates();
    let counts_once = policy.duplicates == Duplicates::CountOnce;
    Ranking {
        month,
        day,
        hotline,
        duplicates: of_duplicates
            .filter(|_| counts_once)
            .map(|measure| tallies.city(month, measure, day)),
        groups,
        others,
    }
}

/// Gives sorted rows their ranks: one more than the units with a higher composite.
fn number(rows: &mut [Row]) {
    let mut last = (0, None);
    for (rank, row) in (1..).zip(rows) {
        if last.1 != row.composite {
            last = (rank, row.composite);
        }
        row.rank = Some(last.0);
    }
}
