//! Decoding of the fields that many messages have: names, times, texts.
//!
//! As in [`hotline_common::decode`]: `None` means that a required value is missing or a value is wrong, and then there is a violation.

use hotline_common::decode::{self, CLOCK_SKEW_MICROS, Text};
use hotline_common::status::Violations;
use hotline_common::time::{Day, Moment};
use prost_types::Timestamp;

use super::context::Context;
use crate::domain::command::{AssignmentTarget, CallTarget, OrderTarget};
use crate::domain::names::{Code, LedgerId, OrderNumber, ledger_id, part_number};
use crate::filter::FilterError;
use crate::store::Filter;

/// The patterns of the names of resources.
pub(super) mod pattern {
    pub(in crate::api) const UNIT: &str = "units/{unit}";
    pub(in crate::api) const CATEGORY: &str = "categories/{category}";
    pub(in crate::api) const TOPIC: &str = "topics/{topic}";
    pub(in crate::api) const CALENDAR: &str = "calendars/{year}";
    pub(in crate::api) const DEADLINE_RULE: &str = "deadlineRules/{rule}";
    pub(in crate::api) const CALL: &str = "calls/{call}";
    pub(in crate::api) const WORK_ORDER: &str = "workOrders/{order}";
    pub(in crate::api) const ASSIGNMENT: &str = "workOrders/{order}/assignments/{assignment}";
    pub(in crate::api) const RETURN_VISIT: &str =
        "workOrders/{order}/assignments/{assignment}/returnVisits/{visit}";
    pub(in crate::api) const EXCLUSION: &str =
        "workOrders/{order}/assignments/{assignment}/exclusions/{exclusion}";
    pub(in crate::api) const EXTENSION: &str =
        "workOrders/{order}/assignments/{assignment}/extensions/{extension}";
    pub(in crate::api) const SUPERVISION: &str = "supervisions/{supervision}";
    pub(in crate::api) const LEADER_SESSION: &str = "leaderSessions/{session}";
    pub(in crate::api) const APPRECIATION: &str = "appreciations/{appreciation}";
    pub(in crate::api) const ACTIVITY: &str = "activities/{activity}";
    pub(in crate::api) const CORRECTION: &str = "corrections/{correction}";
    pub(in crate::api) const REVEAL: &str = "reveals/{reveal}";
    pub(in crate::api) const TYPICAL_CASE: &str = "typicalCases/{case}";
}

/// The characters of a note or another text of a few paragraphs.
const NOTE: usize = 2_000;
/// The characters of an id of the staff.
const STAFF: usize = 64;
/// How many topics a record has at most.
const TOPICS: usize = 20;

/// A name by a code of the registry that must be given.
pub(super) fn code(
    violations: &mut Violations,
    path: &str,
    pattern: &str,
    value: &str,
) -> Option<Code> {
    let part = decode::name(violations, path, pattern, value)?;
    let code = part.parse().ok();
    if code.is_none() {
        violations.push(
            path,
            format!(
                "must be {pattern}, a code of 1 to 63 characters, the first a letter or a digit"
            ),
        );
    }
    code
}

/// As [`code`], of a name that may be absent.
pub(super) fn optional_code(
    violations: &mut Violations,
    path: &str,
    pattern: &str,
    value: &str,
) -> Option<Code> {
    (!value.is_empty()).then(|| code(violations, path, pattern, value))?
}

/// A name by a number of the ledger.
pub(super) fn ledger_name(
    violations: &mut Violations,
    path: &str,
    pattern: &str,
    value: &str,
) -> Option<LedgerId> {
    let part = decode::name(violations, path, pattern, value)?;
    let id = ledger_id(part).ok();
    if id.is_none() {
        violations.push(path, format!("must be {pattern} with a number from 1"));
    }
    id
}

/// The number of an order, a part of a name.
pub(super) fn order_number(
    violations: &mut Violations,
    path: &str,
    part: &str,
) -> Option<OrderNumber> {
    let number = part.parse().ok();
    if number.is_none() {
        violations.push(path, "must name the order as workOrders/YYYYMMDD-NNNNNN");
    }
    number
}

/// The number of an assignment, a visit, an extension or an exclusion, a part of a name.
pub(super) fn part(violations: &mut Violations, path: &str, part: &str) -> Option<u32> {
    let number = part_number(part).ok();
    if number.is_none() {
        violations.push(path, "must have numbers from 1 after the order");
    }
    number
}

/// The order that a name's part stands for: a number, or `-` for the import's reference.
fn order_part(
    violations: &mut Violations,
    context: &Context<'_>,
    path: &str,
    part: &str,
) -> Option<OrderTarget> {
    if part != "-" {
        return order_number(violations, path, part).map(OrderTarget::Number);
    }
    let reference = context.references.order();
    if reference.is_none() {
        violations.push(
            path,
            "may name workOrders/- only in an import, with work_order_reference",
        );
    }
    reference.cloned().map(OrderTarget::Reference)
}

/// The order that a command is about.
pub(super) fn order(
    violations: &mut Violations,
    context: &Context<'_>,
    path: &str,
    value: &str,
) -> Option<OrderTarget> {
    let name = decode::name(violations, path, pattern::WORK_ORDER, value)?;
    order_part(violations, context, path, name)
}

/// The assignment that a command is about.
pub(super) fn assignment(
    violations: &mut Violations,
    context: &Context<'_>,
    path: &str,
    value: &str,
) -> Option<AssignmentTarget> {
    let [order, number] = decode::names(violations, path, pattern::ASSIGNMENT, value)?;
    assignment_parts(violations, context, path, [order, number])
}

/// The assignment and the exclusion of it that a command is about.
pub(super) fn exclusion(
    violations: &mut Violations,
    context: &Context<'_>,
    path: &str,
    value: &str,
) -> Option<(AssignmentTarget, u32)> {
    part_of(violations, context, path, pattern::EXCLUSION, value)
}

/// The assignment and the extension of it that a command is about.
pub(super) fn extension(
    violations: &mut Violations,
    context: &Context<'_>,
    path: &str,
    value: &str,
) -> Option<(AssignmentTarget, u32)> {
    part_of(violations, context, path, pattern::EXTENSION, value)
}

fn part_of(
    violations: &mut Violations,
    context: &Context<'_>,
    path: &str,
    pattern: &str,
    value: &str,
) -> Option<(AssignmentTarget, u32)> {
    let [order, number, one] = decode::names(violations, path, pattern, value)?;
    let target = assignment_parts(violations, context, path, [order, number]);
    let one = part(violations, path, one);
    Some((target?, one?))
}

fn assignment_parts(
    violations: &mut Violations,
    context: &Context<'_>,
    path: &str,
    [order, number]: [&str; 2],
) -> Option<AssignmentTarget> {
    let order = order_part(violations, context, path, order);
    let number = part(violations, path, number);
    Some(AssignmentTarget {
        order: order?,
        number: number?,
    })
}

/// The call that a command is about.
pub(super) fn call(
    violations: &mut Violations,
    context: &Context<'_>,
    path: &str,
    value: &str,
) -> Option<CallTarget> {
    if value != "calls/-" {
        return ledger_name(violations, path, pattern::CALL, value).map(CallTarget::Id);
    }
    let id = context.references.call();
    if id.is_none() {
        violations.push(
            path,
            "may name calls/- only in an import, with telephone_system_id",
        );
    }
    id.map(|id| CallTarget::TelephoneSystemId(id.to_owned()))
}

/// When something happened: required, not in the future.
pub(super) fn past(
    violations: &mut Violations,
    context: &Context<'_>,
    path: &str,
    value: Option<Timestamp>,
) -> Option<Moment> {
    let time = decode::required_time(violations, path, value);
    decode::not_in_future(violations, path, time, context.now);
    time
}

/// As [`past`], of a time that may be absent.
pub(super) fn optional_past(
    violations: &mut Violations,
    context: &Context<'_>,
    path: &str,
    value: Option<Timestamp>,
) -> Option<Moment> {
    let time = decode::optional_time(violations, path, value);
    decode::not_in_future(violations, path, time, context.now);
    time
}

/// The local day of something that happened: required, not in the future.
pub(super) fn past_day(
    violations: &mut Violations,
    context: &Context<'_>,
    path: &str,
    value: &str,
) -> Option<Day> {
    let day = decode::day(violations, path, value);
    let today = context
        .zone
        .day_of(context.now.plus_micros(CLOCK_SKEW_MICROS));
    if day.is_some_and(|day| today < day) {
        violations.push(path, "must not be in the future");
    }
    day
}

/// A line that may be absent (then it is empty).
pub(super) fn line(
    violations: &mut Violations,
    path: &str,
    longest: usize,
    value: String,
) -> String {
    decode::optional_text(violations, path, Text::Line(longest), value).unwrap_or_default()
}

/// Several lines that may be absent (then they are empty).
pub(super) fn lines(
    violations: &mut Violations,
    path: &str,
    longest: usize,
    value: String,
) -> String {
    decode::optional_text(violations, path, Text::Lines(longest), value).unwrap_or_default()
}

/// A note, which may be absent.
pub(super) fn note(violations: &mut Violations, path: &str, value: String) -> String {
    lines(violations, path, NOTE, value)
}

/// An id of the staff, which may be absent.
pub(super) fn staff(violations: &mut Violations, path: &str, value: String) -> String {
    line(violations, path, STAFF, value)
}

/// An id of the staff that must be given.
pub(super) fn required_staff(
    violations: &mut Violations,
    path: &str,
    value: String,
) -> Option<String> {
    decode::required_text(violations, path, Text::Line(STAFF), value)
}

/// A citizen's number, which may be absent: digits, `+`, `-`, `*`, `#` and spaces, at most 32.
pub(super) fn phone_number(violations: &mut Violations, path: &str, value: String) -> String {
    const LONGEST: usize = 32;
    let allowed = |byte: u8| byte.is_ascii_digit() || b"+-*# ".contains(&byte);
    if LONGEST < value.len() || !value.bytes().all(allowed) {
        violations.push(
            path,
            format!("must be at most {LONGEST} digits, '+', '-', '*', '#' and spaces"),
        );
    }
    value
}

/// Topics, at most 20, each once.
pub(super) fn topics(violations: &mut Violations, path: &str, values: &[String]) -> Vec<Code> {
    if TOPICS < values.len() {
        violations.push(path, format!("must have at most {TOPICS} elements"));
        return Vec::new();
    }
    let mut topics: Vec<Code> = Vec::with_capacity(values.len());
    for (index, value) in values.iter().enumerate() {
        let path = format!("{path}[{index}]");
        if let Some(topic) = code(violations, &path, pattern::TOPIC, value) {
            if topics.contains(&topic) {
                violations.push(&path, "is given before");
            }
            topics.push(topic);
        }
    }
    topics
}

/// A filter, in the language of [`filter`](crate::filter); `None` for an empty one.
pub(super) fn filter<T: 'static>(
    violations: &mut Violations,
    text: &str,
    read: impl FnOnce(&str) -> Result<Option<Filter<T>>, FilterError>,
) -> Option<Filter<T>> {
    read(text).unwrap_or_else(|error| {
        violations.push("filter", error.to_string());
        None
    })
}

/// A yes or no that must be said.
pub(super) fn said(violations: &mut Violations, path: &str, value: Option<bool>) -> Option<bool> {
    if value.is_none() {
        violations.push(path, "is required: true or false");
    }
    value
}

/// A count within 0 and a bound.
pub(super) fn count(violations: &mut Violations, path: &str, value: i32, most: i32) -> i32 {
    let bounds = 0..=i64::from(most);
    decode::number(violations, path, i64::from(value), bounds);
    value
}
