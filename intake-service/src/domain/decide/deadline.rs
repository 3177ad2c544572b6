//! Which deadlines an assignment or a redo is given.

use hotline_common::time::Moment;

use crate::domain::assignment::Change;
use crate::domain::deadline::{
    Basis, DeadlineRule, Deadlines, NewDue, WantedDue, WantedRule, deadlines, fitting,
};
use crate::domain::names::Subject;
use crate::domain::rejection::Rejection;
use crate::domain::work_order::WorkOrder;
use crate::domain::world::World;

/// What is stamped on an assignment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) due: Option<Moment>,
    pub(super) sign_due: Option<Moment>,
    pub(super) basis: Option<Basis>,
}

impl From<Deadlines> for Stamp {
    fn from(deadlines: Deadlines) -> Stamp {
        let Deadlines {
            due,
            sign_due,
            basis,
        } = deadlines;
        Stamp {
            due: Some(due),
            sign_due,
            basis: Some(basis),
        }
    }
}

/// The deadlines of an assignment of this order at this time.
pub(super) fn stamp(
    world: &World,
    order: &WorkOrder,
    wanted: &WantedDue,
    sign_due: Option<Moment>,
    at: Moment,
    import: bool,
) -> Result<Stamp, Rejection> {
    let mut stamp = match wanted {
        WantedDue::Given(due) => Stamp {
            due: *due,
            ..Stamp::default()
        },
        WantedDue::Rule(rule) => by_rule(world, order, rule, at)?,
        // An import tells what was, and computes nothing that it does not ask for.
        WantedDue::IfAny if import => Stamp::default(),
        WantedDue::IfAny => holding(world, order)
            .map(|rule| by(world, rule, at))
            .unwrap_or_default(),
    };
    if let Some(sign_due) = sign_due {
        if let Some(due) = stamp.due.filter(|due| *due < sign_due) {
            let description = format!("must not be after the deadline, at {due}");
            return Err(Rejection::invalid("sign_due_time", description));
        }
        stamp.sign_due = Some(sign_due);
    }
    Ok(stamp)
}

/// The new deadline of a redo of this order at this time, and how it came about.
pub(super) fn renewed(
    world: &World,
    order: &WorkOrder,
    wanted: &NewDue,
    at: Moment,
) -> Result<(Option<Moment>, Option<Basis>), Rejection> {
    Ok(match wanted {
        NewDue::Old => (None, None),
        NewDue::Given(due) => (Some(*due), None),
        NewDue::Rule(rule) => {
            let Stamp { due, basis, .. } = by_rule(world, order, rule, at)?;
            (due, basis)
        }
    })
}

/// Whether an assignment that is known already is the one that an import brings again. A deadline that was counted is not counted again: the
/// calendar may be another one by now.
pub(super) fn is_same_assignment(
    known: &Change,
    wanted: &WantedDue,
    wanted_sign_due: Option<Moment>,
) -> bool {
    let Change::Assigned {
        due,
        sign_due,
        basis,
        ..
    } = known
    else {
        return false;
    };
    match wanted {
        WantedDue::Given(wanted) => due == wanted && *sign_due == wanted_sign_due,
        WantedDue::Rule(rule) => is_by(basis.as_ref(), rule),
        WantedDue::IfAny => due.is_none() && *sign_due == wanted_sign_due,
    }
}

/// As [`is_same_assignment`], of a redo.
pub(super) fn is_same_redo(due: Option<Moment>, basis: Option<&Basis>, wanted: &NewDue) -> bool {
    match wanted {
        NewDue::Old => due.is_none(),
        NewDue::Given(wanted) => due == Some(*wanted),
        NewDue::Rule(rule) => is_by(basis, rule),
    }
}

fn is_by(basis: Option<&Basis>, wanted: &WantedRule) -> bool {
    basis.is_some_and(|basis| match wanted {
        WantedRule::Named(code) => basis.rule == *code,
        WantedRule::Fitting => true,
    })
}

fn by_rule(
    world: &World,
    order: &WorkOrder,
    wanted: &WantedRule,
    at: Moment,
) -> Result<Stamp, Rejection> {
    let rule = match wanted {
        WantedRule::Fitting => holding(world, order).ok_or_else(|| no_rule(order))?,
        WantedRule::Named(code) => {
            let subject = Subject::DeadlineRule(code.clone());
            let rule = world.registry.deadline_rules.get(code);
            let rule = rule.ok_or_else(|| Rejection::not_found(&subject))?;
            must_hold(rule)?;
            rule
        }
    };
    Ok(by(world, rule, at))
}

fn must_hold(rule: &DeadlineRule) -> Result<(), Rejection> {
    if rule.retired {
        return Err(Rejection::state(
            "DEADLINE_RULE_RETIRED",
            Subject::DeadlineRule(rule.code.clone()),
            "the rule does not hold any more; name another one, or give the deadline",
        ));
    }
    Ok(())
}

fn by(world: &World, rule: &DeadlineRule, at: Moment) -> Stamp {
    deadlines(rule, &world.registry.calendar, &world.zone, at).into()
}

fn holding<'a>(world: &'a World, order: &WorkOrder) -> Option<&'a DeadlineRule> {
    let rules = world.registry.deadline_rules.values();
    fitting(rules, order.nature, order.urgency)
}

fn no_rule(order: &WorkOrder) -> Rejection {
    Rejection::state(
        "NO_DEADLINE_RULE",
        Subject::WorkOrder(order.number),
        format!(
            "no rule holds for an order of nature {} and urgency {}; name a rule, give the deadline, or set no_deadline",
            order.nature.word(),
            order.urgency.word()
        ),
    )
}
