//! What an assignment contributes to its unit's tallies.

use std::collections::BTreeSet;

use hotline_common::time::{Day, Moment, Month, Zone};

use super::{CITY, Counts, differences};
use crate::score::facts::{AssignmentHistory, FactKind};
use crate::score::measure::Measure;
use crate::score::standing::{Place, Signing, Standing};
use crate::score::tally::Tally;
use crate::score::words::{Aspect, Role};

/// What an assignment contributes to the tallies of its unit, in the month in which it was assigned.
pub fn assignment_contribution(history: &AssignmentHistory, zone: &Zone) -> Vec<Tally> {
    let month = zone.month_of(history.assigned);
    differences(days_of_change(history, zone), |day| {
        counts(history, month, zone.end_of(day))
    })
}

fn counts(history: &AssignmentHistory, month: Month, cut_off: Moment) -> Counts<'_> {
    let standing = Standing::of(history, cut_off);
    let mut counts = Counts::default();
    let unit = history.unit.as_str();
    for measure in measures(history, &standing) {
        let subject = if measure.is_of_a_unit() { unit } else { CITY };
        counts.add(month, subject, measure);
        if standing.is_duplicate
            && let Some(measure) = measure.of_duplicates()
        {
            counts.add(month, subject, measure);
        }
    }
    counts
}

/// What it counts in.
fn measures(history: &AssignmentHistory, standing: &Standing) -> Vec<Measure> {
    if history.role == Role::Assist {
        let counts = standing.place.in_volume();
        return counts
            .then_some(Measure::AssistVolume)
            .into_iter()
            .collect();
    }
    let mut measures = Vec::new();
    match standing.place {
        // Duplicates are tallied like others, and apart.
        Place::NotYetAssigned | Place::Duplicate => {}
        Place::SentBack => measures.push(Measure::SentBack),
        Place::Withdrawn => measures.push(Measure::Withdrawn),
        Place::Excluded => measures.push(Measure::Excluded),
        Place::Open => measures.push(Measure::Open),
        Place::Rated => measures.push(Measure::Rated),
    }
    if standing.place.in_volume() {
        measures.extend([Measure::Volume, Measure::CityVolume]);
        if history.governors_mailbox {
            measures.push(Measure::GovernorMailbox);
        }
    }
    if standing.is_completed() {
        measures.push(Measure::Completed);
    }
    if standing.is_on_time() {
        measures.push(Measure::OnTime);
    }
    if let Some(visit) = standing.counted_visit() {
        measures.extend([
            Measure::Visited,
            Measure::Resolution(visit.resolved),
            Measure::Graded(Aspect::Process, visit.process),
            Measure::Graded(Aspect::Outcome, visit.outcome),
        ]);
    }
    if standing.place.counts_for_satisfaction() {
        match standing.signing {
            Signing::NotJudged => {}
            Signing::InTime => measures.extend([Measure::SignLimited, Measure::SignedInTime]),
            Signing::Late => measures.push(Measure::SignLimited),
        }
        if standing.completed_once {
            measures.push(Measure::CompletedOnce);
            if standing.redone {
                measures.push(Measure::Redone);
            }
        }
    }
    measures
}

/// The day of each fact, and the day at whose end each deadline has passed. A deadline at the first
/// instant of a day has passed at the end of the day before.
fn days_of_change(history: &AssignmentHistory, zone: &Zone) -> BTreeSet<Day> {
    let day_passed = |due: Moment| zone.day_of(due.plus_micros(-1));
    let mut days = BTreeSet::from([zone.day_of(history.assigned)]);
    days.extend(history.due.map(day_passed));
    days.extend(history.sign_due.map(day_passed));
    days.extend(history.duplicate.map(|linked| zone.day_of(linked)));
    for fact in &history.facts {
        days.insert(zone.day_of(fact.happened));
        match fact.kind {
            FactKind::Redone { due: Some(due) } | FactKind::Extended { due } => {
                days.insert(day_passed(due));
            }
            _ => {}
        }
    }
    days
}
