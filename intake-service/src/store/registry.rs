//! The registry: units, categories, topics.

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, MultiBackend};
use hotline_common::time::Day;

use super::StoreError;
use super::row::{Row, code, day, optional, read_all, read_one};
use super::schema::{categories, topics, units};
use crate::domain::names::{CategoryCode, TopicCode, UnitCode};
use crate::domain::registry::{Category, Topic, Unit, UnitGroup};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = units, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct UnitRow {
    code: String,
    display_name: String,
    unit_group: i32,
    position: i32,
    parent: Option<String>,
    active_from: Option<i32>,
    active_to: Option<i32>,
    sequence: i64,
}

impl From<Unit> for UnitRow {
    fn from(unit: Unit) -> UnitRow {
        UnitRow {
            code: unit.code.to_string(),
            display_name: unit.display_name,
            unit_group: unit.group.number(),
            position: unit.position,
            parent: unit.parent.map(|code| code.to_string()),
            active_from: unit.active_from.map(Day::number),
            active_to: unit.active_to.map(Day::number),
            sequence: unit.sequence,
        }
    }
}

impl Row for UnitRow {
    type Record = Unit;
    const TABLE: &'static str = "units";

    fn key(&self) -> String {
        self.code.clone()
    }

    fn record(self) -> Option<Unit> {
        Some(Unit {
            code: code(self.code)?,
            display_name: self.display_name,
            group: UnitGroup::from_number(self.unit_group)?,
            position: self.position,
            parent: optional(self.parent, code)?,
            active_from: optional(self.active_from, day)?,
            active_to: optional(self.active_to, day)?,
            sequence: self.sequence,
        })
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = categories, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct CategoryRow {
    code: String,
    display_name: String,
    parent: Option<String>,
    sequence: i64,
}

impl From<Category> for CategoryRow {
    fn from(category: Category) -> CategoryRow {
        CategoryRow {
            code: category.code.to_string(),
            display_name: category.display_name,
            parent: category.parent.map(|code| code.to_string()),
            sequence: category.sequence,
        }
    }
}

impl Row for CategoryRow {
    type Record = Category;
    const TABLE: &'static str = "categories";

    fn key(&self) -> String {
        self.code.clone()
    }

    fn record(self) -> Option<Category> {
        Some(Category {
            code: code(self.code)?,
            display_name: self.display_name,
            parent: optional(self.parent, code)?,
            sequence: self.sequence,
        })
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = topics)]
pub(super) struct TopicRow {
    code: String,
    display_name: String,
    sequence: i64,
}

impl From<Topic> for TopicRow {
    fn from(topic: Topic) -> TopicRow {
        TopicRow {
            code: topic.code.to_string(),
            display_name: topic.display_name,
            sequence: topic.sequence,
        }
    }
}

impl Row for TopicRow {
    type Record = Topic;
    const TABLE: &'static str = "topics";

    fn key(&self) -> String {
        self.code.clone()
    }

    fn record(self) -> Option<Topic> {
        Some(Topic {
            code: code(self.code)?,
            display_name: self.display_name,
            sequence: self.sequence,
        })
    }
}

/// A unit's place in the list of all units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitKey {
    /// The table that it is ranked in.
    pub group: UnitGroup,
    /// The position in official lists.
    pub position: i32,
    /// The code.
    pub code: UnitCode,
}

impl From<&Unit> for UnitKey {
    fn from(unit: &Unit) -> UnitKey {
        UnitKey {
            group: unit.group,
            position: unit.position,
            code: unit.code.clone(),
        }
    }
}

/// The unit with this code.
pub fn get_unit(
    connection: &mut AnyConnection,
    code: &UnitCode,
) -> Result<Option<Unit>, StoreError> {
    let row = units::table
        .filter(units::code.eq(code.as_str()))
        .select(UnitRow::as_select())
        .first(connection)
        .optional()?;
    read_one(row)
}

/// At most `limit` units after a place in the list: by group, position and code.
pub fn list_units(
    connection: &mut AnyConnection,
    after: Option<&UnitKey>,
    limit: u32,
) -> Result<Vec<Unit>, StoreError> {
    let mut query = units::table
        .order((units::unit_group, units::position, units::code))
        .limit(limit.into())
        .select(UnitRow::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(key) = after {
        let group = key.group.number();
        let next_code = units::position
            .eq(key.position)
            .and(units::code.gt(key.code.as_str()));
        let next_place = units::position.gt(key.position).or(next_code);
        query = query.filter(
            units::unit_group
                .gt(group)
                .or(units::unit_group.eq(group).and(next_place)),
        );
    }
    read_all(query.load(connection)?)
}

/// All units.
pub(super) fn all_units(connection: &mut AnyConnection) -> Result<Vec<Unit>, StoreError> {
    read_all(units::table.select(UnitRow::as_select()).load(connection)?)
}

/// The category with this code.
pub fn get_category(
    connection: &mut AnyConnection,
    code: &CategoryCode,
) -> Result<Option<Category>, StoreError> {
    let row = categories::table
        .filter(categories::code.eq(code.as_str()))
        .select(CategoryRow::as_select())
        .first(connection)
        .optional()?;
    read_one(row)
}

/// At most `limit` categories after a code, by code.
pub fn list_categories(
    connection: &mut AnyConnection,
    after: Option<&CategoryCode>,
    limit: u32,
) -> Result<Vec<Category>, StoreError> {
    let after = after.map_or("", |code| code.as_str());
    let rows = categories::table
        .filter(categories::code.gt(after))
        .order(categories::code)
        .limit(limit.into())
        .select(CategoryRow::as_select())
        .load(connection)?;
    read_all(rows)
}

/// All categories.
pub(super) fn all_categories(connection: &mut AnyConnection) -> Result<Vec<Category>, StoreError> {
    read_all(
        categories::table
            .select(CategoryRow::as_select())
            .load(connection)?,
    )
}

/// The topic with this code.
pub fn get_topic(
    connection: &mut AnyConnection,
    code: &TopicCode,
) -> Result<Option<Topic>, StoreError> {
    let row = topics::table
        .filter(topics::code.eq(code.as_str()))
        .select(TopicRow::as_select())
        .first(connection)
        .optional()?;
    read_one(row)
}

/// At most `limit` topics after a code, by code.
pub fn list_topics(
    connection: &mut AnyConnection,
    after: Option<&TopicCode>,
    limit: u32,
) -> Result<Vec<Topic>, StoreError> {
    let after = after.map_or("", |code| code.as_str());
    let rows = topics::table
        .filter(topics::code.gt(after))
        .order(topics::code)
        .limit(limit.into())
        .select(TopicRow::as_select())
        .load(connection)?;
    read_all(rows)
}

/// All topics.
pub(super) fn all_topics(connection: &mut AnyConnection) -> Result<Vec<Topic>, StoreError> {
    read_all(
        topics::table
            .select(TopicRow::as_select())
            .load(connection)?,
    )
}
