//! Each signal at its threshold: one less is none.

use hotline_common::time::{Moment, Month, Zone};

use super::{Observed, Signal, SignalKind, UnitView};
use crate::score::facts::{AssignmentHistory, Fact, FactKind, Visit};
use crate::score::rate::Rate;
use crate::score::words::{Grade, Resolved, Role};

const HOUR: i64 = 3_600_000_000;

fn zone() -> Zone {
    Zone::named("Asia/Shanghai").expect("a zone")
}

fn june() -> Month {
    Month::new(2015, 6).expect("a month")
}

/// Hours after the start of a day of June.
fn at(day: u8, hours: i64) -> Moment {
    zone().start_of(june().day(day)).plus_micros(hours * HOUR)
}

fn cut_off() -> Moment {
    zone().end_of(june().next().day(10))
}

/// Given on 1 June at noon, recorded then, due on the 20th; its facts are recorded when they happened.
fn observed(number: u32, facts: &[(Moment, FactKind)]) -> Observed {
    let facts = (1..).zip(facts).map(|(sequence, (happened, kind))| Fact {
        happened: *happened,
        recorded_sequence: sequence,
        recorded: *happened,
        corrected: None,
        kind: *kind,
    });
    Observed {
        history: AssignmentHistory {
            order: 20_150_601_000_001,
            number,
            unit: "a".to_owned(),
            role: Role::Lead,
            assigned: at(1, 12),
            due: Some(at(20, 0)),
            sign_due: None,
            governors_mailbox: false,
            duplicate: None,
            facts: facts.collect(),
        },
        recorded: at(1, 12),
    }
}

/// So many with these facts, then so many with those.
fn lots(lots: &[(u32, &[(Moment, FactKind)])]) -> Vec<Observed> {
    let mut all = Vec::new();
    for (count, facts) in lots {
        for _ in 0..*count {
            let number = u32::try_from(all.len()).expect("few") + 1;
            all.push(observed(number, facts));
        }
    }
    all
}

fn find_with(kind: SignalKind, assignments: &[Observed], group_coverage: Rate) -> Vec<Signal> {
    let zone = zone();
    kind.find(&UnitView {
        assignments,
        month: june(),
        zone: &zone,
        cut_off: cut_off(),
        as_of: cut_off(),
        group_coverage,
    })
}

fn find(kind: SignalKind, assignments: &[Observed]) -> Vec<Signal> {
    find_with(kind, assignments, Rate::new(0, 0))
}

fn counts(signals: &[Signal]) -> Vec<(i64, i64, usize)> {
    signals
        .iter()
        .map(|signal| (signal.count, signal.of, signal.facts.len()))
        .collect()
}

const fn visit(grade: Grade, resolved: Resolved) -> FactKind {
    FactKind::Visited(Visit {
        process: grade,
        outcome: grade,
        resolved,
    })
}

fn completed() -> [(Moment, FactKind); 1] {
    [(at(5, 0), FactKind::COMPLETED)]
}

#[test]
fn completed_without_contact_from_five_and_a_fifth_on() {
    let spoken = [(
        at(5, 0),
        FactKind::Completed {
            contact: Some(at(4, 0)),
        },
    )];
    let kind = SignalKind::CompletedWithoutContact;
    assert_eq!(find(kind, &lots(&[(4, &completed())])), []);
    assert_eq!(
        counts(&find(kind, &lots(&[(5, &completed())]))),
        [(5, 5, 5)]
    );
    let a_fifth = lots(&[(5, &completed()), (20, &spoken)]);
    assert_eq!(counts(&find(kind, &a_fifth)), [(5, 25, 5)]);
    assert_eq!(find(kind, &lots(&[(5, &completed()), (21, &spoken)])), []);
    // The last completion decides.
    let again = [
        completed()[0],
        (at(6, 0), FactKind::Redone { due: None }),
        (at(7, 0), spoken[0].1),
    ];
    assert_eq!(find(kind, &lots(&[(9, &again)])), []);
}

#[test]
fn repeated_visits_from_two_on_that_end_better() {
    let kind = SignalKind::RepeatedVisits;
    let bad = (at(6, 0), visit(Grade::Dissatisfied, Resolved::No));
    let good = (at(7, 0), visit(Grade::Satisfied, Resolved::Yes));
    let found = find(kind, &[observed(1, &[completed()[0], bad, good])]);
    assert_eq!(counts(&found), [(2, 0, 2)]);
    assert_eq!(found[0].assignment, Some((20_150_601_000_001, 1)));
    assert_eq!(find(kind, &[observed(1, &[completed()[0], good])]), []);
    let equal = (at(7, 0), bad.1);
    assert_eq!(find(kind, &[observed(1, &[bad, equal])]), []);
    let redo = (at(6, 5), FactKind::Redone { due: None });
    assert_eq!(find(kind, &[observed(1, &[bad, redo, good])]), []);
}

#[test]
fn an_extension_burst_from_five_and_half_on_in_the_last_three_days() {
    let kind = SignalKind::ExtensionBurst;
    let asked = |moment| [(moment, FactKind::ExtensionRequested { due: at(30, 0) })];
    let (late, early) = (asked(at(28, 0)), asked(at(27, 23)));
    assert_eq!(find(kind, &lots(&[(4, &late)])), []);
    let half = lots(&[(5, &late), (5, &early)]);
    assert_eq!(counts(&find(kind, &half)), [(5, 10, 5)]);
    assert_eq!(find(kind, &lots(&[(5, &late), (6, &early)])), []);
    // What is asked for in July is not of the month's end.
    let july = asked(at(30, 24));
    assert_eq!(find(kind, &lots(&[(5, &july)])), []);
}

#[test]
fn a_send_back_is_late_in_the_day_before_the_deadline() {
    let kind = SignalKind::LateSendBack;
    let sent_back = |asked: Moment| {
        observed(
            1,
            &[
                (asked, FactKind::SendBackRequested),
                (asked.plus_micros(HOUR), FactKind::SendBackAccepted),
            ],
        )
    };
    assert_eq!(find(kind, &[sent_back(at(19, 0))]), []);
    let late = sent_back(at(19, 0).plus_micros(1));
    assert_eq!(counts(&find(kind, &[late])), [(1, 0, 2)]);
    let without_deadline = |asked| {
        let mut observed = sent_back(asked);
        observed.history.due = None;
        observed
    };
    let fifteen_days = at(16, 12);
    assert_eq!(
        find(kind, &[without_deadline(fifteen_days.plus_micros(-1))]),
        []
    );
    assert_eq!(find(kind, &[without_deadline(fifteen_days)]).len(), 1);
    let refused = observed(1, &[(at(21, 0), FactKind::SendBackRequested)]);
    assert_eq!(find(kind, &[refused]), []);
    // A later deadline gives more time; where the request is not known, the decision stands for it.
    let extended = observed(
        1,
        &[
            (at(10, 0), FactKind::Extended { due: at(25, 0) }),
            (at(20, 0), FactKind::SendBackAccepted),
        ],
    );
    assert_eq!(find(kind, &[extended]), []);
}

#[test]
fn partly_resolved_and_closed() {
    let kind = SignalKind::PartlyResolvedClosed;
    let closed = (at(9, 0), FactKind::Closed);
    let case = |resolved, end: &[(Moment, FactKind)]| {
        let mut facts = vec![
            completed()[0],
            (at(6, 0), visit(Grade::Satisfied, resolved)),
        ];
        facts.extend(end);
        observed(1, &facts)
    };
    for resolved in [Resolved::Partly, Resolved::No] {
        let found = find(kind, &[case(resolved, &[closed])]);
        assert_eq!(counts(&found), [(1, 0, 2)]);
    }
    assert_eq!(find(kind, &[case(Resolved::Yes, &[closed])]), []);
    assert_eq!(find(kind, &[case(Resolved::Partly, &[])]), []);
    // The last visit before the closing decides.
    let yes = (at(7, 0), visit(Grade::Satisfied, Resolved::Yes));
    assert_eq!(find(kind, &[case(Resolved::Partly, &[yes, closed])]), []);
}

#[test]
fn low_coverage_under_half_of_the_group_s_from_twenty_on() {
    let kind = SignalKind::LowCoverage;
    let visited = [
        completed()[0],
        (at(6, 0), visit(Grade::Satisfied, Resolved::Yes)),
    ];
    let group = Rate::new(60, 100);
    let unit = |covered, uncovered| lots(&[(covered, &visited[..]), (uncovered, &completed()[..])]);
    assert_eq!(
        find_with(kind, &unit(6, 14), group),
        [],
        "30 % is half of 60 %"
    );
    assert_eq!(counts(&find_with(kind, &unit(5, 15), group)), [(5, 20, 15)]);
    assert_eq!(find_with(kind, &unit(4, 15), group), [], "19 are too few");
    assert_eq!(find_with(kind, &unit(0, 30), Rate::new(0, 0)), []);
}

#[test]
fn a_rush_from_ten_and_a_fifth_on_in_the_day_before_the_cut_off() {
    let kind = SignalKind::RushBeforeCutOff;
    let rush = [(cut_off().plus_micros(-24 * HOUR), FactKind::COMPLETED)];
    let before = [(rush[0].0.plus_micros(-1), FactKind::COMPLETED)];
    assert_eq!(find(kind, &lots(&[(9, &rush)])), []);
    let a_fifth = lots(&[(10, &rush), (40, &before)]);
    assert_eq!(counts(&find(kind, &a_fifth)), [(10, 50, 10)]);
    assert_eq!(find(kind, &lots(&[(10, &rush), (41, &before)])), []);
    let too_late = [(cut_off(), FactKind::COMPLETED)];
    assert_eq!(find(kind, &lots(&[(10, &too_late)])), []);
}

#[test]
fn recorded_late_is_more_than_a_day_after_it_happened_and_its_assignment_was_recorded() {
    let kind = SignalKind::RecordedLate;
    let recorded = |own: Moment, assignment: Moment| {
        let mut observed = observed(1, &completed());
        let mut fact = *observed.history.facts.iter().next().expect("a fact");
        fact.recorded = own;
        observed.history.facts = [fact].into_iter().collect();
        observed.recorded = assignment;
        observed
    };
    let a_day_on = at(6, 0);
    assert_eq!(find(kind, &[recorded(a_day_on, at(1, 12))]), []);
    let late = recorded(a_day_on.plus_micros(1), at(1, 12));
    assert_eq!(counts(&find(kind, &[late])), [(1, 0, 1)]);
    // An archive is recorded at once, years later.
    let years_later = at(1, 90_000);
    assert_eq!(find(kind, &[recorded(years_later, years_later)]), []);
}

#[test]
fn assists_and_what_is_excluded_give_no_signal() {
    let mut all = lots(&[(30, &completed())]);
    for observed in &mut all[..15] {
        observed.history.role = Role::Assist;
    }
    for observed in &mut all[15..] {
        let mut facts: Vec<Fact> = observed.history.facts.iter().copied().collect();
        facts.push(Fact {
            happened: at(8, 0),
            recorded_sequence: 9,
            recorded: at(8, 0),
            corrected: None,
            kind: FactKind::Excluded,
        });
        observed.history.facts = facts.into_iter().collect();
    }
    for kind in SignalKind::ALL {
        assert_eq!(find_with(kind, &all, Rate::new(1, 1)), []);
    }
}
