//! What a deadline would be.

use hotline_common::decode;
use hotline_common::decode::timestamp;
use hotline_common::status::{self, Violations};
use hotline_common::time::{Moment, Zone};
use hotline_proto::intake as proto;
use tonic::Status;

use crate::api::enums;
use crate::api::fields::{self, pattern};
use crate::api::refusal::resource_type;
use crate::domain::calendar::Calendar;
use crate::domain::deadline::{DeadlineRule, Deadlines, Limit, deadlines, fitting, in_words};
use crate::domain::names::{RuleCode, Subject};
use crate::domain::work_order::{Nature, Urgency};

/// What is asked for.
pub(super) struct Wanted {
    rule: Rule,
    at: Moment,
}

/// By which rule.
enum Rule {
    /// This one.
    Named(RuleCode),
    /// The one that holds for such an order.
    For(Nature, Urgency),
}

/// Decodes the request.
pub(super) fn decode(
    violations: &mut Violations,
    request: proto::PreviewDeadlineRequest,
) -> Option<Wanted> {
    let proto::PreviewDeadlineRequest {
        deadline_rule,
        nature,
        urgency,
        assign_time,
    } = request;
    let rule = if deadline_rule.is_empty() {
        let nature = enums::required(violations, "nature", nature);
        let urgency = match urgency {
            0 => Some(Urgency::Normal),
            urgency => enums::optional(violations, "urgency", urgency),
        };
        nature
            .zip(urgency)
            .map(|(nature, urgency)| Rule::For(nature, urgency))
    } else {
        for (path, given) in [("nature", nature), ("urgency", urgency)] {
            if given != 0 {
                violations.push(path, "must be absent where a deadline_rule is named");
            }
        }
        let pattern = pattern::DEADLINE_RULE;
        fields::code(violations, "deadline_rule", pattern, &deadline_rule).map(Rule::Named)
    };
    let at = decode::required_time(violations, "assign_time", assign_time);
    Some(Wanted {
        rule: rule?,
        at: at?,
    })
}

/// What the deadlines would be.
pub(super) fn answer(
    wanted: &Wanted,
    rules: &[DeadlineRule],
    calendar: &Calendar,
    zone: &Zone,
) -> Result<proto::PreviewDeadlineResponse, Status> {
    let rule = rule(&wanted.rule, rules)?;
    let Deadlines {
        due,
        sign_due,
        basis,
    } = deadlines(rule, calendar, zone, wanted.at);
    let words = |limit: Limit| in_words(limit, calendar, zone, wanted.at);
    let years = match rule.limit {
        Limit::Hours(_) => Vec::new(),
        Limit::WorkingDays(_) => {
            let last = zone.day_of(due.plus_micros(-1));
            calendar.years_unknown(zone.day_of(wanted.at), last)
        }
    };
    Ok(proto::PreviewDeadlineResponse {
        due_time: Some(timestamp(due)),
        sign_due_time: sign_due.map(timestamp),
        deadline_basis: Some(basis.into()),
        due_days: words(rule.limit),
        sign_due_days: rule.sign_limit.map(words).unwrap_or_default(),
        years_without_calendar: years.into_iter().map(i32::from).collect(),
    })
}

fn rule<'a>(wanted: &Rule, rules: &'a [DeadlineRule]) -> Result<&'a DeadlineRule, Status> {
    match wanted {
        Rule::For(nature, urgency) => fitting(rules, *nature, *urgency).ok_or_else(|| {
            status::failed_precondition(
                "NO_DEADLINE_RULE",
                "deadlineRules/-",
                &format!(
                    "no rule holds for an order of nature {} and urgency {}; make one, or name a rule",
                    nature.word(),
                    urgency.word()
                ),
            )
        }),
        Rule::Named(code) => {
            let name = Subject::DeadlineRule(code.clone());
            let rule = rules.iter().find(|rule| rule.code == *code);
            let rule = rule.ok_or_else(|| {
                status::not_found(&resource_type(name.kind()), &name.to_string())
            })?;
            if rule.retired {
                return Err(status::failed_precondition(
                    "DEADLINE_RULE_RETIRED",
                    &name.to_string(),
                    "the rule does not hold any more; name another one",
                ));
            }
            Ok(rule)
        }
    }
}
