//! The registry: units, categories, topics.

use hotline_common::time::Day;

use super::names::{CategoryCode, TopicCode, UnitCode};
use super::numbered::numbered;

numbered! {
    /// Which table a unit is ranked in.
    UnitGroup {
        /// 县市区及开发区.
        County = 1 "county",
        /// 市直部门.
        Department = 2 "department",
    }
}

/// A unit 承办单位: a county or a department that handles orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The code; never changes.
    pub code: UnitCode,
    /// The official name.
    pub display_name: String,
    /// The table that it is ranked in.
    pub group: UnitGroup,
    /// The position in official lists.
    pub position: i32,
    /// The unit above, if any.
    pub parent: Option<UnitCode>,
    /// The first local day on which it takes part; `None` from the beginning.
    pub active_from: Option<Day>,
    /// The last local day on which it takes part; `None` without end.
    pub active_to: Option<Day>,
    /// The sequence of the last change.
    pub sequence: i64,
}

impl Unit {
    /// Whether the unit takes part on this local day.
    pub fn is_active_on(&self, day: Day) -> bool {
        self.active_from.is_none_or(|from| from <= day) && self.active_to.is_none_or(|to| day <= to)
    }
}

/// A category of orders; the categories form a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// The code; never changes.
    pub code: CategoryCode,
    /// What people call it.
    pub display_name: String,
    /// The category above; `None` for a root.
    pub parent: Option<CategoryCode>,
    /// The sequence of the last change.
    pub sequence: i64,
}

/// A topic: what many orders of a time are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The code; never changes.
    pub code: TopicCode,
    /// What people call it.
    pub display_name: String,
    /// The sequence of the last change.
    pub sequence: i64,
}

/// Changes of a unit; `None` leaves a field as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateUnit {
    /// Which unit.
    pub code: UnitCode,
    /// A new name.
    pub display_name: Option<String>,
    /// A new table.
    pub group: Option<UnitGroup>,
    /// A new position.
    pub position: Option<i32>,
    /// A new parent, or none.
    pub parent: Option<Option<UnitCode>>,
    /// A new first day, or none.
    pub active_from: Option<Option<Day>>,
    /// A new last day, or none.
    pub active_to: Option<Option<Day>>,
    /// Create the unit if there is none.
    pub allow_missing: bool,
}

/// Changes of a category; `None` leaves a field as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateCategory {
    /// Which category.
    pub code: CategoryCode,
    /// A new name.
    pub display_name: Option<String>,
    /// A new parent, or none.
    pub parent: Option<Option<CategoryCode>>,
    /// Create the category if there is none.
    pub allow_missing: bool,
}

/// Changes of a topic; `None` leaves a field as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateTopic {
    /// Which topic.
    pub code: TopicCode,
    /// A new name.
    pub display_name: Option<String>,
    /// Create the topic if there is none.
    pub allow_missing: bool,
}
