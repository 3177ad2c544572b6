//! Changes of the calendar and of the rules for deadlines, from the wire.

use std::collections::BTreeSet;

use hotline_common::decode;
use hotline_common::status::Violations;
use hotline_common::time::Day;
use hotline_proto::intake as proto;

use crate::api::context::Context;
use crate::api::enums;
use crate::api::fields::{self, pattern};
use crate::api::mask::Mask;
use crate::api::write::Write;
use crate::domain::calendar::{FEWEST_WORKING_DAYS, UpdateCalendar};
use crate::domain::command::Command;
use crate::domain::deadline::{Limit, UpdateDeadlineRule};
use crate::domain::names::calendar_year;

/// The most days of a year.
const YEAR: usize = 366;

/// Decodes the year of a calendar, by its name.
pub(in crate::api) fn year(violations: &mut Violations, path: &str, value: &str) -> Option<i16> {
    let part = decode::name(violations, path, pattern::CALENDAR, value)?;
    let year = calendar_year(part).ok();
    if year.is_none() {
        violations.push(
            path,
            "must be calendars/YYYY, for instance calendars/2015; the years are 0001 to 9998",
        );
    }
    year
}

/// Decodes `UpdateCalendar`.
pub(in crate::api) fn update_calendar(
    request: proto::UpdateCalendarRequest,
    violations: &mut Violations,
    _: &Context<'_>,
) -> Option<Write> {
    let proto::UpdateCalendarRequest {
        calendar: given,
        request_id: _,
        actor,
    } = request;
    let update = decode::required_message(violations, "calendar", given, calendar);
    let actor = fields::staff(violations, "actor", actor);
    Some(Write {
        command: Command::UpdateCalendar(update?),
        actor,
    })
}

fn calendar(violations: &mut Violations, calendar: proto::Calendar) -> Option<UpdateCalendar> {
    let proto::Calendar {
        name,
        holidays,
        working_days,
        sequence: _,
    } = calendar;
    let year = year(violations, "name", &name);
    let holidays = days(violations, "holidays", &holidays, year);
    let make_up = days(violations, "working_days", &working_days, year);
    for (index, text) in working_days.iter().enumerate() {
        if text.parse().is_ok_and(|day| holidays.contains(&day)) {
            violations.push(
                &format!("working_days[{index}]"),
                "is a holiday as well; take it out of one of both",
            );
        }
    }
    let update = UpdateCalendar {
        year: year?,
        holidays,
        working_days: make_up,
    };
    let worked = update.year(0).count_worked();
    if worked < FEWEST_WORKING_DAYS {
        violations.push(
            "holidays",
            format!(
                "leave {worked} working days in the year; there must be {FEWEST_WORKING_DAYS} at least"
            ),
        );
    }
    Some(update)
}

/// Days of the year, each given once.
fn days(
    violations: &mut Violations,
    path: &str,
    values: &[String],
    year: Option<i16>,
) -> BTreeSet<Day> {
    let mut days = BTreeSet::new();
    if YEAR < values.len() {
        violations.push(path, format!("must have at most {YEAR} elements"));
        return days;
    }
    for (index, value) in values.iter().enumerate() {
        let path = format!("{path}[{index}]");
        let Some(day) = decode::day(violations, &path, value) else {
            continue;
        };
        if year.is_some_and(|year| day.ymd().0 != year) {
            violations.push(&path, "must be a day of the calendar's year");
        } else if !days.insert(day) {
            violations.push(&path, "is given before");
        }
    }
    days
}

/// Decodes `UpdateDeadlineRule`.
pub(in crate::api) fn update_deadline_rule(
    request: proto::UpdateDeadlineRuleRequest,
    violations: &mut Violations,
    _: &Context<'_>,
) -> Option<Write> {
    const FIELDS: [&str; 9] = [
        "display_name",
        "nature",
        "urgency",
        "working_days",
        "hours",
        "sign_hours",
        "sign_working_days",
        "on_request_only",
        "retired",
    ];
    let proto::UpdateDeadlineRuleRequest {
        deadline_rule: given,
        update_mask,
        allow_missing,
        request_id: _,
        actor,
    } = request;
    let mask = Mask::decode(violations, update_mask, &FIELDS);
    let update =
        decode::required_message(violations, "deadline_rule", given, |violations, given| {
            rule(violations, &mask, allow_missing, given)
        });
    let actor = fields::staff(violations, "actor", actor);
    Some(Write {
        command: Command::UpdateDeadlineRule(update?),
        actor,
    })
}

fn rule(
    violations: &mut Violations,
    mask: &Mask,
    allow_missing: bool,
    rule: proto::DeadlineRule,
) -> Option<UpdateDeadlineRule> {
    let proto::DeadlineRule {
        name,
        display_name,
        nature,
        urgency,
        working_days,
        hours,
        sign_hours,
        sign_working_days,
        on_request_only,
        retired,
        sequence: _,
    } = rule;
    let code = fields::code(violations, "name", pattern::DEADLINE_RULE, &name);
    let display_name = mask.display_name(violations, display_name);
    let nature = mask
        .has("nature", nature != 0)
        .then(|| enums::optional(violations, "nature", nature));
    let urgency = mask
        .has("urgency", urgency != 0)
        .then(|| enums::optional(violations, "urgency", urgency));
    let completing = ["working_days", "hours"];
    let is_changed = |fields: [&str; 2], given: [i32; 2]| {
        let mut pairs = fields.iter().zip(given);
        pairs.any(|(field, number)| mask.has(field, number != 0))
    };
    let limit = is_changed(completing, [working_days, hours])
        .then(|| limit(violations, completing, working_days, hours));
    if limit == Some(None) && [working_days, hours] == [0, 0] {
        violations.push("working_days", "is required, or hours");
    }
    let signing = ["sign_working_days", "sign_hours"];
    let sign_limit = is_changed(signing, [sign_working_days, sign_hours])
        .then(|| self::limit(violations, signing, sign_working_days, sign_hours));
    Some(UpdateDeadlineRule {
        code: code?,
        display_name,
        nature,
        urgency,
        limit: limit.flatten(),
        sign_limit,
        on_request_only: mask
            .has("on_request_only", on_request_only)
            .then_some(on_request_only),
        retired: mask.has("retired", retired).then_some(retired),
        allow_missing,
    })
}

/// A limit by one of two fields; `None` where both are 0, or something is wrong.
fn limit(
    violations: &mut Violations,
    [days_path, hours_path]: [&str; 2],
    days: i32,
    hours: i32,
) -> Option<Limit> {
    let mut bounded = |path: &str, value: i32, most: u32| {
        let bounds = 1..=i64::from(most);
        let value = decode::number(violations, path, value.into(), bounds)?;
        u32::try_from(value).ok()
    };
    match (days, hours) {
        (0, 0) => None,
        (days, 0) => bounded(days_path, days, Limit::MOST_WORKING_DAYS).map(Limit::WorkingDays),
        (0, hours) => bounded(hours_path, hours, Limit::MOST_HOURS).map(Limit::Hours),
        (_, _) => {
            violations.push(hours_path, format!("must be 0 beside {days_path}"));
            None
        }
    }
}
