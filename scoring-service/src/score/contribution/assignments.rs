//! What an assignment contributes to its unit's tallies.

use hotline_common::time::{Moment, Month, Zone};

use super::{CITY, Counts, Days, differences, rows};
use crate::score::facts::{AssignmentHistory, FactKind};
use crate::score::measure::Measure;
use crate::score::standing::{Place, Signing, Standing};
use crate::score::tally::{Counting, Tally};
use crate::score::words::{Aspect, Role};

/// What an assignment contributes to the tallies of its unit, in the month in which it was assigned.
pub fn assignment_contribution(history: &AssignmentHistory, zone: &Zone) -> Vec<Tally> {
    rows(|rows| count_assignment(history, zone, rows))
}

/// Counts what an assignment contributes: [`assignment_contribution`] without rows.
pub fn count_assignment(history: &AssignmentHistory, zone: &Zone, into: &mut impl Counting) {
    let month = zone.month_of(history.assigned);
    differences(&days_of_change(history, zone), into, |day, counts| {
        count(history, month, zone.end_of(day), counts);
    });
}

fn count<'a>(
    history: &'a AssignmentHistory,
    month: Month,
    cut_off: Moment,
    counts: &mut Counts<'a>,
) {
    let standing = Standing::of(history, cut_off);
    let unit = history.unit.as_str();
    measures(history, &standing, |measure| {
        let subject = if measure.is_of_a_unit() { unit } else { CITY };
        counts.add(month, subject, measure);
        if standing.is_duplicate
            && let Some(measure) = measure.of_duplicates()
        {
            counts.add(month, subject, measure);
        }
    });
}

/// Tells each measure that it counts in.
fn measures(history: &AssignmentHistory, standing: &Standing, mut tell: impl FnMut(Measure)) {
    if history.role == Role::Assist {
        if standing.place.in_volume() {
            tell(Measure::AssistVolume);
        }
        return;
    }
    match standing.place {
        // Duplicates are tallied like others, and apart.
        Place::NotYetAssigned | Place::Duplicate => {}
        Place::SentBack => tell(Measure::SentBack),
        Place::Withdrawn => tell(Measure::Withdrawn),
        Place::Excluded => tell(Measure::Excluded),
        Place::Open => tell(Measure::Open),
        Place::Rated => tell(Measure::Rated),
    }
    if standing.place.in_volume() {
        tell(Measure::Volume);
        tell(Measure::CityVolume);
        if history.governors_mailbox {
            tell(Measure::GovernorMailbox);
        }
    }
    if standing.is_completed() {
        tell(Measure::Completed);
    }
    if standing.is_on_time() {
        tell(Measure::OnTime);
    }
    if let Some(visit) = standing.counted_visit() {
        tell(Measure::Visited);
        tell(Measure::Resolution(visit.resolved));
        tell(Measure::Graded(Aspect::Process, visit.process));
        tell(Measure::Graded(Aspect::Outcome, visit.outcome));
    }
    if standing.place.counts_for_satisfaction() {
        match standing.signing {
            Signing::NotJudged => {}
            Signing::InTime => {
                tell(Measure::SignLimited);
                tell(Measure::SignedInTime);
            }
            Signing::Late => tell(Measure::SignLimited),
        }
        if standing.completed_once {
            tell(Measure::CompletedOnce);
            if standing.redone {
                tell(Measure::Redone);
            }
        }
    }
}

/// The day of each fact, and the day at whose end each deadline has passed. A deadline at the first
/// instant of a day has passed at the end of the day before.
fn days_of_change(history: &AssignmentHistory, zone: &Zone) -> Days {
    let day_passed = |due: Moment| zone.day_of(due.plus_micros(-1));
    let mut days = Days::from_iter([zone.day_of(history.assigned)]);
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
