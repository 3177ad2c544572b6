//! What an assignment contributes to its unit's tallies.

use std::collections::BTreeSet;

use hotline_common::time::{Day, Moment, Month, Zone};

use super::{CITY, Counts, differences};
use crate::score::facts::{AssignmentHistory, FactKind};
use crate::score::measure::Measure;
use crate::score::standing::{Place, Standing};
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
    if history.role == Role::Assist {
        if standing.place.in_volume() {
            counts.add(month, unit, Measure::AssistVolume);
        }
        return counts;
    }
    match standing.place {
        Place::NotYetAssigned => {}
        Place::SentBack => counts.add(month, unit, Measure::SentBack),
        Place::Withdrawn => counts.add(month, unit, Measure::Withdrawn),
        Place::Excluded => counts.add(month, unit, Measure::Excluded),
        Place::Open => counts.add(month, unit, Measure::Open),
        Place::Rated => counts.add(month, unit, Measure::Rated),
    }
    if standing.place.in_volume() {
        counts.add(month, unit, Measure::Volume);
        counts.add(month, CITY, Measure::CityVolume);
        if history.governors_mailbox {
            counts.add(month, unit, Measure::GovernorMailbox);
        }
    }
    if standing.is_completed() {
        counts.add(month, unit, Measure::Completed);
    }
    if standing.is_on_time() {
        counts.add(month, unit, Measure::OnTime);
    }
    if let Some(visit) = standing.counted_visit() {
        counts.add(month, unit, Measure::Visited);
        counts.add(month, unit, Measure::Resolution(visit.resolved));
        counts.add(month, unit, Measure::Graded(Aspect::Process, visit.process));
        counts.add(month, unit, Measure::Graded(Aspect::Outcome, visit.outcome));
    }
    counts
}

/// The day of each fact, and the day at whose end each deadline has passed. A deadline at the first
/// instant of a day has passed at the end of the day before.
fn days_of_change(history: &AssignmentHistory, zone: &Zone) -> BTreeSet<Day> {
    let day_passed = |due: Moment| zone.day_of(due.plus_micros(-1));
    let mut days = BTreeSet::from([zone.day_of(history.assigned)]);
    days.extend(history.due.map(day_passed));
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
