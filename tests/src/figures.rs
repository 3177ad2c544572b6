//! The published figures of June 2015, read from `data/june-2015/`.

mod headline;
mod remarks;

use serde::Deserialize;

pub use headline::{
    Appreciation, Assignments, Band, Bulletin, CallHistory, Calls, Headline, OrderCategory,
    OrderHistory, OrderNature, OrderTopic, Outreach, Publicity, Supervision, WorkOrders,
};
pub use remarks::Remarks;

const UNITS: &str = include_str!("../data/june-2015/units.csv");
const HEADLINE: &str = include_str!("../data/june-2015/headline.toml");

/// All figures of the month: the two tables and the text of the bulletin.
#[derive(Clone, Debug)]
pub struct Figures {
    /// One line a unit, in printed order: counties, then departments.
    pub units: Vec<UnitFigures>,
    /// The figures of the text.
    pub headline: Headline,
    /// The rates and shares that stand beside them.
    pub remarks: Remarks,
}

impl Figures {
    /// Reads the figures that are built in.
    ///
    /// # Panics
    /// When the files in `data/june-2015/` were changed so that they cannot be read.
    pub fn june_2015() -> Figures {
        let units = csv::Reader::from_reader(UNITS.as_bytes())
            .deserialize()
            .collect::<Result<Vec<UnitFigures>, _>>()
            .expect("units.csv has the columns of UnitFigures");
        let headline = toml::from_str(HEADLINE).expect("headline.toml has the keys of Headline");
        Figures {
            units,
            headline,
            remarks: Remarks::read(HEADLINE),
        }
    }

    /// The units of one table, in printed order.
    pub fn table(&self, group: Group) -> impl Iterator<Item = &UnitFigures> {
        self.units.iter().filter(move |unit| unit.group == group)
    }

    /// The unit with this code.
    ///
    /// # Panics
    /// When there is none.
    pub fn unit(&self, code: &str) -> &UnitFigures {
        self.units
            .iter()
            .find(|unit| unit.unit_code == code)
            .expect("the code of a unit in units.csv")
    }
}

/// Which table a unit is ranked in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Group {
    /// 县市区及开发区.
    County,
    /// 市直部门.
    Department,
}

/// A line of `units.csv`. The `published_…` columns are texts, as printed.
#[derive(Clone, Debug, Deserialize)]
pub struct UnitFigures {
    /// The unit's code.
    pub unit_code: String,
    /// Its official name.
    pub name: String,
    /// Its table.
    pub group: Group,
    /// Its place in official lists; here the printed order over both tables.
    pub position: i32,
    /// 承办量.
    pub volume: usize,
    /// Of the volume: rated.
    pub rated: usize,
    /// Of the rated: completed.
    pub completed: usize,
    /// Assignments with a rated return visit; two grades each.
    pub return_visits: usize,
    /// Grades 非常满意.
    pub ratings_very_satisfied: usize,
    /// Grades 满意.
    pub ratings_satisfied: usize,
    /// Grades 基本满意.
    pub ratings_basically_satisfied: usize,
    /// Grades 不满意.
    pub ratings_dissatisfied: usize,
    /// Grades 非常不满意.
    pub ratings_very_dissatisfied: usize,
    /// Supervisions issued in the month.
    pub supervisions: usize,
    /// Leader sessions in the month.
    pub leader_sessions: usize,
    /// Of the volume: by the governor's mailbox.
    pub governor_mailbox: usize,
    /// 办结率 as printed.
    pub published_completion_rate: String,
    /// 满意率 as printed.
    pub published_satisfaction_rate: String,
    /// 督办比 as printed.
    pub published_supervision_ratio: String,
    /// 综合得分 as printed.
    pub published_composite_score: String,
}

impl UnitFigures {
    /// How many grades of each kind, from very satisfied to very dissatisfied.
    pub const fn grades(&self) -> [usize; 5] {
        [
            self.ratings_very_satisfied,
            self.ratings_satisfied,
            self.ratings_basically_satisfied,
            self.ratings_dissatisfied,
            self.ratings_very_dissatisfied,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_have_eleven_counties_and_thirty_four_departments() {
        let figures = Figures::june_2015();
        assert_eq!(figures.table(Group::County).count(), 11);
        assert_eq!(figures.table(Group::Department).count(), 34);
        assert_eq!(
            figures.units.len(),
            figures.headline.assignments.units_with_orders
        );
    }

    #[test]
    fn every_return_visit_rates_two_aspects() {
        for unit in Figures::june_2015().units {
            assert_eq!(
                unit.grades().iter().sum::<usize>(),
                2 * unit.return_visits,
                "{}",
                unit.unit_code
            );
        }
    }

    #[test]
    fn the_volumes_are_those_of_the_text() {
        let figures = Figures::june_2015();
        let volume = |group| -> usize { figures.table(group).map(|unit| unit.volume).sum() };
        assert_eq!(
            volume(Group::County),
            figures.headline.assignments.county_volume
        );
        assert_eq!(
            volume(Group::Department),
            figures.headline.assignments.department_volume
        );
    }
}
