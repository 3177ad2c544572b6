//! The registry's units, categories and topics, as the feed last told them.

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::Day;

use super::schema::{categories, topics, units};
use super::values;
use crate::score::{CategoryInfo, Group, TopicInfo, UnitInfo};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = units, primary_key(code), treat_none_as_null = true)]
pub(super) struct UnitRow {
    code: String,
    display_name: String,
    unit_group: i16,
    position: i64,
    parent: Option<String>,
    active_from: Option<i32>,
    active_to: Option<i32>,
}

impl UnitRow {
    pub(super) fn of(unit: &UnitInfo) -> UnitRow {
        UnitRow {
            code: unit.code.clone(),
            display_name: unit.name.clone(),
            unit_group: unit.group.index().into(),
            position: unit.position.into(),
            parent: unit.parent.clone(),
            active_from: unit.active_from.map(Day::number),
            active_to: unit.active_to.map(Day::number),
        }
    }

    fn info(self) -> Result<UnitInfo, DbError> {
        let day = |column, number: Option<i32>| {
            number.map(|number| values::day(column, number)).transpose()
        };
        Ok(UnitInfo {
            code: self.code,
            name: self.display_name,
            group: values::word("units.unit_group", Group::ALL, self.unit_group)?,
            position: values::number("units.position", self.position)?,
            parent: self.parent,
            active_from: day("units.active_from", self.active_from)?,
            active_to: day("units.active_to", self.active_to)?,
        })
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = categories, primary_key(code), treat_none_as_null = true)]
pub(super) struct CategoryRow {
    code: String,
    display_name: String,
    parent: Option<String>,
}

impl CategoryRow {
    pub(super) fn of(category: &CategoryInfo) -> CategoryRow {
        CategoryRow {
            code: category.code.clone(),
            display_name: category.name.clone(),
            parent: category.parent.clone(),
        }
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = topics, primary_key(code))]
pub(super) struct TopicRow {
    code: String,
    display_name: String,
}

impl TopicRow {
    pub(super) fn of(topic: &TopicInfo) -> TopicRow {
        TopicRow {
            code: topic.code.clone(),
            display_name: topic.name.clone(),
        }
    }
}

/// Every unit that was ever registered.
pub fn units(connection: &mut AnyConnection) -> Result<Vec<UnitInfo>, DbError> {
    let rows: Vec<UnitRow> = units::table.select(UnitRow::as_select()).load(connection)?;
    rows.into_iter().map(UnitRow::info).collect()
}

/// One unit.
pub fn unit(connection: &mut AnyConnection, code: &str) -> Result<Option<UnitInfo>, DbError> {
    units::table
        .filter(units::code.eq(code))
        .select(UnitRow::as_select())
        .first(connection)
        .optional()?
        .map(UnitRow::info)
        .transpose()
}

/// Every category. The feed gives them no position.
pub fn categories(connection: &mut AnyConnection) -> Result<Vec<CategoryInfo>, DbError> {
    let rows: Vec<CategoryRow> = categories::table
        .select(CategoryRow::as_select())
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|row| CategoryInfo {
            code: row.code,
            name: row.display_name,
            parent: row.parent,
            position: 0,
        })
        .collect())
}

/// Every topic.
pub fn topics(connection: &mut AnyConnection) -> Result<Vec<TopicInfo>, DbError> {
    let rows: Vec<TopicRow> = topics::table
        .select(TopicRow::as_select())
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|row| TopicInfo {
            code: row.code,
            name: row.display_name,
        })
        .collect())
}
