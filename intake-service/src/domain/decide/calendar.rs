//! Changes of the calendar and of the rules for deadlines.

use super::registry::{changed, missing, must_be_allowed, unchanged};
use super::{Context, Decided};
use crate::domain::calendar::{CalendarYear, UpdateCalendar};
use crate::domain::deadline::{DeadlineRule, Limit, UpdateDeadlineRule};
use crate::domain::event::Event;
use crate::domain::names::Subject;
use crate::domain::rejection::Rejection;
use crate::domain::world::World;

pub(super) fn update_calendar(
    world: &World,
    update: &UpdateCalendar,
    context: Context<'_>,
) -> Decided {
    let known = world.registry.calendar.year(update.year);
    if let Some(known) = known
        && update.year(known.sequence) == *known
    {
        return unchanged(Subject::Calendar(update.year), known.sequence);
    }
    let year: CalendarYear = update.year(context.next_sequence);
    changed(context, Event::CalendarUpdated(Box::new(year)))
}

pub(super) fn update_rule(
    world: &World,
    update: &UpdateDeadlineRule,
    context: Context<'_>,
) -> Result<Decided, Rejection> {
    let UpdateDeadlineRule {
        code,
        display_name,
        nature,
        urgency,
        limit,
        sign_limit,
        on_request_only,
        retired,
        allow_missing,
    } = update;
    let subject = Subject::DeadlineRule(code.clone());
    let known = world.registry.deadline_rules.get(code);
    let rule = if let Some(known) = known {
        DeadlineRule {
            code: code.clone(),
            display_name: display_name
                .clone()
                .unwrap_or_else(|| known.display_name.clone()),
            nature: nature.unwrap_or(known.nature),
            urgency: urgency.unwrap_or(known.urgency),
            limit: limit.unwrap_or(known.limit),
            sign_limit: sign_limit.unwrap_or(known.sign_limit),
            on_request_only: on_request_only.unwrap_or(known.on_request_only),
            retired: retired.unwrap_or(known.retired),
            sequence: context.next_sequence,
        }
    } else {
        must_be_allowed(*allow_missing, &subject)?;
        let (Some(display_name), Some(limit)) = (display_name, limit) else {
            return Err(missing(&[
                ("deadline_rule.display_name", display_name.is_none()),
                ("deadline_rule.working_days", limit.is_none()),
            ]));
        };
        DeadlineRule {
            code: code.clone(),
            display_name: display_name.clone(),
            nature: nature.flatten(),
            urgency: urgency.flatten(),
            limit: *limit,
            sign_limit: sign_limit.flatten(),
            on_request_only: on_request_only.unwrap_or_default(),
            retired: retired.unwrap_or_default(),
            sequence: context.next_sequence,
        }
    };
    sign_within_limit(&rule)?;
    refuse_second(world, &rule)?;
    if let Some(known) = known
        && (DeadlineRule {
            sequence: known.sequence,
            ..rule.clone()
        }) == *known
    {
        return Ok(unchanged(subject, known.sequence));
    }
    Ok(changed(context, Event::DeadlineRuleUpdated(Box::new(rule))))
}

/// Limits of the same kind can be compared.
fn sign_within_limit(rule: &DeadlineRule) -> Result<(), Rejection> {
    let (field, longest) = match (rule.limit, rule.sign_limit) {
        (Limit::WorkingDays(most), Some(Limit::WorkingDays(days))) if most < days => {
            ("deadline_rule.sign_working_days", most)
        }
        (Limit::Hours(most), Some(Limit::Hours(hours))) if most < hours => {
            ("deadline_rule.sign_hours", most)
        }
        _ => return Ok(()),
    };
    Err(Rejection::invalid(
        field,
        format!("must be at most {longest}: the unit signs before it completes"),
    ))
}

/// Of two rules for the same nature and urgency nobody could say which one holds.
fn refuse_second(world: &World, rule: &DeadlineRule) -> Result<(), Rejection> {
    if !rule.holds_by_itself() {
        return Ok(());
    }
    let second = world.registry.deadline_rules.values().find(|other| {
        other.code != rule.code
            && other.holds_by_itself()
            && (other.nature, other.urgency) == (rule.nature, rule.urgency)
    });
    match second {
        None => Ok(()),
        Some(other) => Err(Rejection::state(
            "DEADLINE_RULE_EXISTS",
            Subject::DeadlineRule(rule.code.clone()),
            format!(
                "{} holds for the same nature and urgency; retire it first, or set on_request_only on one of them",
                Subject::DeadlineRule(other.code.clone())
            ),
        )),
    }
}
