//! Short ways to write down facts.

use hotline_common::time::{Day, Moment, Month, Zone};

use crate::score::{
    AssignmentHistory, Duplicates, Fact, FactKind, Facts, Grade, Group, OrderFacts, Policy,
    Ranking, Resolved, Role, Tallies, UnitCounts, UnitInfo, Visit, assignment_contribution, rank,
};
use crate::score::{Channel, Nature};

pub(super) fn shanghai() -> Zone {
    Zone::named("Asia/Shanghai").unwrap()
}

/// A moment from Shanghai's clock: `2015-06-30 23:59:59.999999`.
pub(super) fn at(text: &str) -> Moment {
    let text = format!("{}+08", text.replace(' ', "T"));
    let timestamp: jiff::Timestamp = text.parse().unwrap();
    Moment::from_micros(timestamp.as_microsecond()).unwrap()
}

pub(super) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(super) fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// June 2015's default cut-off: the last day that counts.
pub(super) fn cut_off() -> Day {
    day("2015-07-10")
}

/// A lead assignment of June without a deadline, with these facts in this order of recording.
pub(super) fn history(facts: &[(&str, FactKind)]) -> AssignmentHistory {
    AssignmentHistory {
        order: 20_150_601_000_001,
        number: 1,
        unit: "unit".to_owned(),
        role: Role::Lead,
        assigned: at("2015-06-01 09:00"),
        due: None,
        sign_due: None,
        duplicate: None,
        governors_mailbox: false,
        facts: facts_of(facts),
    }
}

pub(super) fn facts_of(facts: &[(&str, FactKind)]) -> Facts {
    (1..)
        .zip(facts)
        .map(|(recorded_sequence, (happened, kind))| Fact {
            happened: at(happened),
            recorded_sequence,
            recorded: at("2015-06-01 00:00"),
            corrected: None,
            kind: *kind,
        })
        .collect()
}

pub(super) fn due(history: AssignmentHistory, due: &str) -> AssignmentHistory {
    AssignmentHistory {
        due: Some(at(due)),
        ..history
    }
}

pub(super) fn visited(process: Grade, outcome: Grade) -> FactKind {
    FactKind::Visited(Visit {
        process,
        outcome,
        resolved: Resolved::Yes,
    })
}

pub(super) fn tallies(histories: &[AssignmentHistory]) -> Tallies {
    histories
        .iter()
        .flat_map(|history| assignment_contribution(history, &shanghai()))
        .collect()
}

/// The unit's counts of June as of the end of a day.
pub(super) fn counts(histories: &[AssignmentHistory], day: Day) -> UnitCounts {
    UnitCounts::read(
        &tallies(histories),
        month("2015-06"),
        "unit",
        day,
        Duplicates::CountAll,
    )
}

pub(super) fn unit(code: &str, position: u32) -> UnitInfo {
    UnitInfo {
        code: code.to_owned(),
        name: code.to_uppercase(),
        group: Group::County,
        position,
        parent: None,
        active_from: None,
        active_to: None,
    }
}

pub(super) fn rank_june(tallies: &Tallies, units: &[UnitInfo], policy: &Policy) -> Ranking {
    rank(tallies, units, policy, month("2015-06"), cut_off())
}

/// An order of June, pending.
pub(super) fn order() -> OrderFacts {
    OrderFacts {
        number: 20_150_601_000_001,
        received: at("2015-06-01 08:00"),
        channel: Channel::Phone,
        nature: Nature::Help,
        category: None,
        topics: vec![],
        handled_directly: None,
        duplicate: None,
    }
}
