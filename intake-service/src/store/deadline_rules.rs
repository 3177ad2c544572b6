//! The rules for deadlines.

use diesel::prelude::*;
use hotline_common::db::AnyConnection;

use super::StoreError;
use super::row::{Row, code, optional, read_all, read_one};
use super::schema::deadline_rules as table;
use crate::domain::deadline::{DeadlineRule, Limit};
use crate::domain::names::RuleCode;
use crate::domain::work_order::{Nature, Urgency};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = table, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct DeadlineRuleRow {
    code: String,
    display_name: String,
    nature: Option<i32>,
    urgency: Option<i32>,
    working_days: Option<i32>,
    hours: Option<i32>,
    sign_working_days: Option<i32>,
    sign_hours: Option<i32>,
    on_request_only: bool,
    retired: bool,
    sequence: i64,
}

impl From<DeadlineRule> for DeadlineRuleRow {
    fn from(rule: DeadlineRule) -> DeadlineRuleRow {
        let DeadlineRule {
            code,
            display_name,
            nature,
            urgency,
            limit,
            sign_limit,
            on_request_only,
            retired,
            sequence,
        } = rule;
        let (working_days, hours) = columns(Some(limit));
        let (sign_working_days, sign_hours) = columns(sign_limit);
        DeadlineRuleRow {
            code: code.to_string(),
            display_name,
            nature: nature.map(Nature::number),
            urgency: urgency.map(Urgency::number),
            working_days,
            hours,
            sign_working_days,
            sign_hours,
            on_request_only,
            retired,
            sequence,
        }
    }
}

/// Working days and hours, one of both at most.
fn columns(limit: Option<Limit>) -> (Option<i32>, Option<i32>) {
    let stored = |number: u32| i32::try_from(number).ok();
    match limit {
        None => (None, None),
        Some(Limit::WorkingDays(days)) => (stored(days), None),
        Some(Limit::Hours(hours)) => (None, stored(hours)),
    }
}

/// Reads a limit that may be absent: the outer `None` where it is not one.
#[expect(
    clippy::option_option,
    reason = "no limit and a wrong one are told apart"
)]
fn limit(working_days: Option<i32>, hours: Option<i32>) -> Option<Option<Limit>> {
    match (working_days, hours) {
        (None, None) => Some(None),
        (Some(days), None) => Some(Some(Limit::WorkingDays(days.try_into().ok()?))),
        (None, Some(hours)) => Some(Some(Limit::Hours(hours.try_into().ok()?))),
        (Some(_), Some(_)) => None,
    }
}

impl Row for DeadlineRuleRow {
    type Record = DeadlineRule;
    const TABLE: &'static str = "deadline_rules";

    fn key(&self) -> String {
        self.code.clone()
    }

    fn record(self) -> Option<DeadlineRule> {
        Some(DeadlineRule {
            code: code(self.code)?,
            display_name: self.display_name,
            nature: optional(self.nature, Nature::from_number)?,
            urgency: optional(self.urgency, Urgency::from_number)?,
            limit: limit(self.working_days, self.hours)??,
            sign_limit: limit(self.sign_working_days, self.sign_hours)?,
            on_request_only: self.on_request_only,
            retired: self.retired,
            sequence: self.sequence,
        })
    }
}

/// The rule with this code.
pub fn get(
    connection: &mut AnyConnection,
    code: &RuleCode,
) -> Result<Option<DeadlineRule>, StoreError> {
    let row = table::table
        .filter(table::code.eq(code.as_str()))
        .select(DeadlineRuleRow::as_select())
        .first(connection)
        .optional()?;
    read_one(row)
}

/// At most `limit` rules after a code, by code.
pub fn list(
    connection: &mut AnyConnection,
    after: Option<&RuleCode>,
    limit: u32,
) -> Result<Vec<DeadlineRule>, StoreError> {
    let after = after.map_or("", |code| code.as_str());
    let rows = table::table
        .filter(table::code.gt(after))
        .order(table::code)
        .limit(limit.into())
        .select(DeadlineRuleRow::as_select())
        .load(connection)?;
    read_all(rows)
}

/// All rules.
pub fn all(connection: &mut AnyConnection) -> Result<Vec<DeadlineRule>, StoreError> {
    read_all(
        table::table
            .select(DeadlineRuleRow::as_select())
            .load(connection)?,
    )
}
