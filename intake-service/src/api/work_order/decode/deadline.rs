//! Which deadline an assignment or a redo is to get.

use hotline_common::decode;
use hotline_common::status::Violations;
use hotline_common::time::Moment;
use prost_types::Timestamp;

use crate::api::fields::{self, pattern};
use crate::domain::deadline::{NewDue, WantedDue, WantedRule};

/// The fields of an assignment's deadlines.
pub(super) struct Given {
    pub(super) due_time: Option<Timestamp>,
    pub(super) deadline_rule: String,
    pub(super) no_deadline: bool,
    pub(super) sign_due_time: Option<Timestamp>,
}

/// The deadlines of an assignment at this time.
pub(super) fn assigned(
    violations: &mut Violations,
    at: Option<Moment>,
    given: &Given,
) -> Option<(WantedDue, Option<Moment>)> {
    let Given {
        due_time,
        deadline_rule,
        no_deadline,
        sign_due_time,
    } = given;
    let due = decode::optional_time(violations, "due_time", *due_time);
    decode::not_before(violations, ("assign_time", at), ("due_time", due));
    let sign_due = decode::optional_time(violations, "sign_due_time", *sign_due_time);
    decode::not_before(violations, ("assign_time", at), ("sign_due_time", sign_due));
    let rule = rule(violations, deadline_rule);
    if due_time.is_some() && !deadline_rule.is_empty() {
        violations.push("deadline_rule", "must be empty beside due_time");
    }
    if *no_deadline && due_time.is_some() {
        violations.push("no_deadline", "must be false beside due_time");
    }
    if *no_deadline && !deadline_rule.is_empty() {
        violations.push("no_deadline", "must be false beside deadline_rule");
    }
    let wanted = if *no_deadline || due.is_some() {
        WantedDue::Given(due)
    } else if deadline_rule.is_empty() {
        WantedDue::IfAny
    } else {
        WantedDue::Rule(rule?)
    };
    Some((wanted, sign_due))
}

/// The new deadline of a redo at this time.
pub(super) fn redone(
    violations: &mut Violations,
    at: Option<Moment>,
    due_time: Option<Timestamp>,
    deadline_rule: &str,
) -> Option<NewDue> {
    let due = decode::optional_time(violations, "due_time", due_time);
    decode::not_before(violations, ("redo_time", at), ("due_time", due));
    let rule = rule(violations, deadline_rule);
    if due_time.is_some() && !deadline_rule.is_empty() {
        violations.push("deadline_rule", "must be empty beside due_time");
    }
    Some(if let Some(due) = due {
        NewDue::Given(due)
    } else if deadline_rule.is_empty() {
        NewDue::Old
    } else {
        NewDue::Rule(rule?)
    })
}

/// A rule by its name, or `-` for the one that holds; `None` for an empty name.
fn rule(violations: &mut Violations, name: &str) -> Option<WantedRule> {
    match name {
        "" => None,
        "deadlineRules/-" => Some(WantedRule::Fitting),
        name => fields::code(violations, "deadline_rule", pattern::DEADLINE_RULE, name)
            .map(WantedRule::Named),
    }
}
