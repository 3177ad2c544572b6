//! Whether a correction leaves facts that make no sense any more.

use hotline_common::time::Moment;

use super::super::super::assignment::{Assignment, AssignmentRole, Change, Fact, misfits};
use crate::domain::names::Subject;
use crate::domain::rejection::Rejection;
use crate::domain::work_order::Dossier;

/// A fact that makes no sense where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Misfit {
    sequence: i64,
    about: Subject,
    happened: Moment,
}

/// Refuses a correction that makes a fact nonsensical that made sense before it.
pub(super) fn check(
    subject: &Subject,
    corrected: i64,
    before: &Dossier,
    after: &Dossier,
) -> Result<(), Rejection> {
    let known = all(before);
    let is_new = |one: &Misfit| {
        !known
            .iter()
            .any(|other| (other.sequence, &other.about) == (one.sequence, &one.about))
    };
    let Some(hurt) = all(after).into_iter().find(is_new) else {
        return Ok(());
    };
    let description = if hurt.sequence == corrected {
        format!(
            "the fact would make no sense at {}, by what else is known of {}",
            hurt.happened, hurt.about
        )
    } else {
        format!(
            "the fact with the sequence {} about {}, at {}, would make no sense any more; correct or annul that one first",
            hurt.sequence, hurt.about, hurt.happened
        )
    };
    Err(super::conflicts(subject.clone(), description))
}

/// Everything about an order that makes no sense.
fn all(dossier: &Dossier) -> Vec<Misfit> {
    let order = &dossier.order;
    let mut found = Vec::new();
    let handled = order.handled;
    let linked = order.duplicate.map(|link| (link.linked, link.sequence));
    for (happened, sequence) in [handled, linked].into_iter().flatten() {
        if happened < order.received {
            found.push(Misfit {
                sequence,
                about: Subject::WorkOrder(order.number),
                happened,
            });
        }
    }
    for assignment in &dossier.assignments {
        let about = Subject::Assignment(assignment.id);
        let wrong = misfits(assignment.facts());
        for fact in assignment.facts() {
            let is_misfit = wrong.contains(&fact.sequence)
                || !fits(dossier, assignment, fact)
                || fact.happened < assignment.assigned;
            if is_misfit {
                found.push(Misfit {
                    sequence: fact.sequence,
                    about: about.clone(),
                    happened: fact.happened,
                });
            }
        }
    }
    found
}

/// What the table of states and moves does not say of a fact.
fn fits(dossier: &Dossier, assignment: &Assignment, fact: &Fact) -> bool {
    let before = |is_it: &dyn Fn(&Change) -> bool| {
        let mut facts = assignment.facts().iter();
        facts.any(|one| one.happened <= fact.happened && is_it(&one.change))
    };
    let asked = |wanted: u32| {
        before(
            &|change| matches!(change, Change::ExclusionRequested { number, .. } if *number == wanted),
        )
    };
    let extended = |wanted: u32| {
        before(
            &|change| matches!(change, Change::ExtensionRequested { number, .. } if *number == wanted),
        )
    };
    match &fact.change {
        Change::Assigned { due, role, .. } => {
            dossier.order.received <= fact.happened
                && due.is_none_or(|due| fact.happened <= due)
                && (*role == AssignmentRole::Lead || dossier.has_lead_by(fact.happened))
        }
        Change::Redone { due, .. } => due.is_none_or(|due| fact.happened <= due),
        Change::Completed { contact } => {
            contact.is_none_or(|contact| assignment.assigned <= contact && contact <= fact.happened)
        }
        Change::ExclusionDecided { number, .. } | Change::ExclusionAppealed { number } => {
            asked(*number)
        }
        Change::ExtensionDecided { number, .. } => extended(*number),
        _ => true,
    }
}
