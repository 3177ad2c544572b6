//! The calendar, the rules for deadlines, and how deadlines came about.

use std::collections::BTreeSet;

use hotline_common::time::Day;
use hotline_proto::intake as proto;

use crate::domain::calendar::CalendarYear;
use crate::domain::deadline::{Basis, DeadlineRule, Limit};
use crate::domain::names::Subject;
use crate::domain::work_order::{Nature, Urgency};

impl From<CalendarYear> for proto::Calendar {
    fn from(year: CalendarYear) -> proto::Calendar {
        let CalendarYear {
            year,
            holidays,
            working_days,
            sequence,
        } = year;
        let days = |days: BTreeSet<Day>| days.iter().map(Day::to_string).collect();
        proto::Calendar {
            name: Subject::Calendar(year).to_string(),
            holidays: days(holidays),
            working_days: days(working_days),
            sequence,
        }
    }
}

impl From<DeadlineRule> for proto::DeadlineRule {
    fn from(rule: DeadlineRule) -> proto::DeadlineRule {
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
        let (working_days, hours) = numbers(Some(limit));
        let (sign_working_days, sign_hours) = numbers(sign_limit);
        proto::DeadlineRule {
            name: Subject::DeadlineRule(code).to_string(),
            display_name,
            nature: nature.map_or(0, Nature::number),
            urgency: urgency.map_or(0, Urgency::number),
            working_days,
            hours,
            sign_hours,
            sign_working_days,
            on_request_only,
            retired,
            sequence,
        }
    }
}

/// Working days and hours; 0 for what is not given.
fn numbers(limit: Option<Limit>) -> (i32, i32) {
    let sent = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    match limit {
        None => (0, 0),
        Some(Limit::WorkingDays(days)) => (sent(days), 0),
        Some(Limit::Hours(hours)) => (0, sent(hours)),
    }
}

impl From<Basis> for proto::DeadlineBasis {
    fn from(basis: Basis) -> proto::DeadlineBasis {
        let Basis {
            rule,
            rule_sequence,
            calendar_sequence,
        } = basis;
        proto::DeadlineBasis {
            rule: Subject::DeadlineRule(rule).to_string(),
            rule_sequence,
            calendar_sequence,
        }
    }
}
