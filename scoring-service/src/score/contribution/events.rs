//! What the records contribute that happen once and stay: supervisions, leader sessions, thanks,
//! activities.

use hotline_common::time::{Day, Zone};

use super::CITY;
use crate::score::measure::Measure;
use crate::score::records::{
    ActivityFacts, AppreciationFacts, LeaderSessionFacts, SupervisionFacts,
};
use crate::score::tally::Tally;
use crate::score::words::ActivityCount;

/// What a supervision contributes: one in its form, for the unit named in it, in the month of issue.
pub fn supervision_contribution(supervision: &SupervisionFacts, zone: &Zone) -> Vec<Tally> {
    let measure = Measure::Supervision(supervision.form);
    let day = zone.day_of(supervision.issued);
    vec![on(day, &supervision.unit, measure, 1)]
}

/// What a leader session contributes to its unit, in the month of its date.
pub fn leader_session_contribution(session: &LeaderSessionFacts) -> Vec<Tally> {
    let calls = i64::from(session.calls_answered);
    let mut tallies = vec![
        on(session.date, &session.unit, Measure::LeaderSession, 1),
        on(
            session.date,
            &session.unit,
            Measure::LeaderSessionCalls,
            calls,
        ),
    ];
    tallies.retain(|tally| tally.count != 0);
    tallies
}

/// What a citizen's thanks contribute, in the month of their date.
pub fn appreciation_contribution(appreciation: &AppreciationFacts) -> Vec<Tally> {
    let measure = Measure::Appreciation(appreciation.kind);
    vec![on(appreciation.date, CITY, measure, 1)]
}

/// What an activity contributes, in the month of its date.
pub fn activity_contribution(activity: &ActivityFacts) -> Vec<Tally> {
    let mut tallies = vec![on(activity.date, CITY, Measure::Activity(activity.kind), 1)];
    tallies.extend(ActivityCount::ALL.iter().map(|count| {
        let counted = i64::from(activity.counts.of(*count));
        on(
            activity.date,
            CITY,
            Measure::ActivityCounted(*count),
            counted,
        )
    }));
    tallies.retain(|tally| tally.count != 0);
    tallies
}

fn on(day: Day, subject: &str, measure: Measure, count: i64) -> Tally {
    Tally {
        month: day.month(),
        subject: subject.to_owned(),
        measure,
        day,
        count,
    }
}
