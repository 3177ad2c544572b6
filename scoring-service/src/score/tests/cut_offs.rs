//! The rules about months, cut-offs, deadlines, redos, exclusions and visits, one by one.

use super::support::{
    at, counts, cut_off, day, due, facts_of, history, month, shanghai, tallies, visited,
};
use crate::score::{
    AssignmentHistory, Cost, Fact, FactKind, Facts, Grade, GradeWeights, Measure, Place, Policy,
    Role, Standing, UnitCounts, verdict,
};

const FIRST_TOO_LATE: &str = "2015-07-11 00:00";
const LAST_IN_TIME: &str = "2015-07-10 23:59:59.999999";

fn place(history: &AssignmentHistory) -> Place {
    Standing::of(history, shanghai().end_of(cut_off())).place
}

#[test]
fn the_cohort_is_the_local_month_of_assignment() {
    for (assigned, cohort) in [
        ("2015-05-31 23:59:59.999999", "2015-05"),
        ("2015-06-01 00:00", "2015-06"),
        ("2015-06-30 23:59:59.999999", "2015-06"),
        ("2015-07-01 00:00", "2015-07"),
    ] {
        let assigned = at(assigned);
        let one = AssignmentHistory {
            assigned,
            ..history(&[])
        };
        let tallies = tallies(&[one]);
        for asked in ["2015-05", "2015-06", "2015-07"] {
            let volume = tallies.count(month(asked), Measure::Volume, "unit", cut_off());
            assert_eq!(volume, i64::from(asked == cohort), "{assigned} in {asked}");
        }
    }
}

#[test]
fn an_assignment_counts_from_the_day_on_which_it_was_assigned() {
    let one = AssignmentHistory {
        assigned: at("2015-06-30 23:59:59.999999"),
        ..history(&[])
    };
    assert_eq!(
        counts(std::slice::from_ref(&one), day("2015-06-29")),
        UnitCounts::default()
    );
    assert_eq!(counts(&[one], day("2015-06-30")).volume, 1);
}

#[test]
fn what_happens_at_the_first_instant_after_the_cut_off_is_too_late() {
    let completed = |when| due(history(&[(when, FactKind::COMPLETED)]), "2015-06-10 00:00");
    assert_eq!(counts(&[completed(LAST_IN_TIME)], cut_off()).completed, 1);
    let late = counts(&[completed(FIRST_TOO_LATE)], cut_off());
    assert_eq!((late.rated, late.completed), (1, 0));
    let zone = shanghai();
    let told = verdict(
        &completed(FIRST_TOO_LATE),
        &Policy::default(),
        &zone,
        cut_off(),
    );
    assert_eq!(
        (told.completed, told.costs),
        (None, vec![Cost::NotCompleted])
    );
    let late = counts(&[completed(FIRST_TOO_LATE)], cut_off().next());
    assert_eq!((late.rated, late.completed), (1, 1));
}

#[test]
fn a_deadline_exactly_at_the_cut_off_has_passed() {
    let open = |deadline| counts(&[due(history(&[]), deadline)], cut_off());
    let passed = open(FIRST_TOO_LATE);
    assert_eq!((passed.volume, passed.rated, passed.open), (1, 1, 0));
    let running = open("2015-07-11 00:00:00.000001");
    assert_eq!((running.volume, running.rated, running.open), (1, 0, 1));
}

#[test]
fn an_open_assignment_without_a_deadline_is_never_rated() {
    let open = counts(&[history(&[])], day("2020-01-01"));
    assert_eq!((open.volume, open.rated, open.open), (1, 0, 1));
}

#[test]
fn completed_before_its_deadline_it_is_rated_before_its_deadline() {
    let one = due(
        history(&[("2015-06-02 10:00", FactKind::COMPLETED)]),
        "2016-01-01 00:00",
    );
    let counts = counts(&[one], cut_off());
    assert_eq!((counts.rated, counts.completed, counts.on_time), (1, 1, 1));
}

#[test]
fn on_time_is_at_or_before_the_deadline_or_without_one() {
    let completed = history(&[("2015-06-05 12:00", FactKind::COMPLETED)]);
    let on_time = |history| counts(&[history], cut_off()).on_time;
    assert_eq!(on_time(due(completed.clone(), "2015-06-05 12:00")), 1);
    assert_eq!(
        on_time(due(completed.clone(), "2015-06-05 11:59:59.999999")),
        0
    );
    assert_eq!(on_time(completed), 1);
}

#[test]
fn a_redo_opens_it_and_the_old_deadline_stays() {
    let redone = due(
        history(&[
            ("2015-06-03 10:00", FactKind::COMPLETED),
            ("2015-06-04 10:00", FactKind::Redone { due: None }),
        ]),
        "2015-06-08 00:00",
    );
    let before = counts(std::slice::from_ref(&redone), day("2015-06-03"));
    assert_eq!((before.rated, before.completed), (1, 1));
    let between = counts(std::slice::from_ref(&redone), day("2015-06-06"));
    assert_eq!((between.rated, between.completed, between.open), (0, 0, 1));
    let after = counts(&[redone], day("2015-06-07"));
    assert_eq!((after.rated, after.completed), (1, 0));
}

#[test]
fn a_redo_may_set_a_new_deadline_and_the_last_completion_decides() {
    let new = at("2015-06-20 18:00");
    let facts = [
        ("2015-06-03 10:00", FactKind::COMPLETED),
        ("2015-06-04 10:00", FactKind::Redone { due: Some(new) }),
        ("2015-06-20 18:00", FactKind::COMPLETED),
    ];
    let in_time = due(history(&facts), "2015-06-08 00:00");
    let counted = counts(&[in_time], cut_off());
    assert_eq!((counted.completed, counted.on_time), (1, 1));
    let late = [
        facts[0],
        facts[1],
        ("2015-06-20 18:00:00.000001", FactKind::COMPLETED),
    ];
    let counted = counts(&[due(history(&late), "2015-06-08 00:00")], cut_off());
    assert_eq!((counted.completed, counted.on_time), (1, 0));
}

#[test]
fn a_redo_after_the_cut_off_is_too_late() {
    let facts = [
        ("2015-06-03 10:00", FactKind::COMPLETED),
        (FIRST_TOO_LATE, FactKind::Redone { due: None }),
    ];
    assert_eq!(counts(&[history(&facts)], cut_off()).completed, 1);
    assert_eq!(counts(&[history(&facts)], cut_off().next()).completed, 0);
}

#[test]
fn a_granted_extension_sets_the_deadline_in_force_when_it_was_decided() {
    let new = at("2015-07-31 00:00");
    let extended = |decided| {
        let facts = [(decided, FactKind::Extended { due: new })];
        place(&due(history(&facts), "2015-06-08 00:00"))
    };
    assert_eq!(extended(LAST_IN_TIME), Place::Open);
    assert_eq!(extended(FIRST_TOO_LATE), Place::Rated);
}

#[test]
fn a_redo_recorded_late_still_lies_before_the_completion_recorded_earlier() {
    let completed = Fact {
        happened: at("2015-06-05 10:00"),
        recorded_sequence: 10,
        recorded: at("2015-06-01 00:00"),
        corrected: None,
        kind: FactKind::COMPLETED,
    };
    let redone = Fact {
        happened: at("2015-06-04 10:00"),
        recorded_sequence: 11,
        recorded: at("2015-06-01 00:00"),
        corrected: None,
        kind: FactKind::Redone { due: None },
    };
    for facts in [[completed, redone], [redone, completed]] {
        let one = AssignmentHistory {
            facts: facts.into_iter().collect(),
            ..history(&[])
        };
        assert_eq!(counts(&[one], cut_off()).completed, 1);
    }
}

#[test]
fn at_the_same_instant_facts_are_read_as_recorded() {
    let noon = "2015-06-05 12:00";
    let redo = FactKind::Redone { due: None };
    let opened = history(&[(noon, FactKind::COMPLETED), (noon, redo)]);
    assert_eq!(counts(&[opened], cut_off()).completed, 0);
    let closed = history(&[(noon, redo), (noon, FactKind::COMPLETED)]);
    assert_eq!(counts(&[closed], cut_off()).completed, 1);
}

#[test]
fn a_fact_that_arrives_twice_counts_once() {
    let fact = Fact {
        happened: at("2015-06-05 10:00"),
        recorded_sequence: 10,
        recorded: at("2015-06-01 00:00"),
        corrected: None,
        kind: FactKind::COMPLETED,
    };
    let mut facts = Facts::default();
    assert!(facts.insert(fact));
    assert!(!facts.insert(fact));
    assert_eq!(facts.iter().count(), 1);
}

#[test]
fn sent_back_or_withdrawn_before_the_cut_off_it_counts_nowhere() {
    for taken_away in [FactKind::SendBackAccepted, FactKind::Withdrawn] {
        let at_the_end = |when| {
            let facts = [
                ("2015-06-03 10:00", FactKind::COMPLETED),
                (
                    "2015-06-04 10:00",
                    visited(Grade::Satisfied, Grade::Satisfied),
                ),
                (when, taken_away),
            ];
            let one = AssignmentHistory {
                governors_mailbox: true,
                ..history(&facts)
            };
            counts(&[one], cut_off())
        };
        let gone = at_the_end(LAST_IN_TIME);
        assert_eq!(gone.sent_back + gone.withdrawn, 1);
        let nothing = UnitCounts {
            sent_back: gone.sent_back,
            withdrawn: gone.withdrawn,
            ..UnitCounts::default()
        };
        assert_eq!(gone, nothing);
        let kept = at_the_end(FIRST_TOO_LATE);
        assert_eq!(
            (kept.volume, kept.completed, kept.governor_mailbox),
            (1, 1, 1)
        );
        assert_eq!((kept.sent_back, kept.withdrawn), (0, 0));
    }
}

#[test]
fn an_excluded_assignment_stays_in_the_volume_and_leaves_rating_and_satisfaction() {
    let excluded = |when| {
        let facts = [
            ("2015-06-03 10:00", FactKind::COMPLETED),
            (
                "2015-06-04 10:00",
                visited(Grade::Satisfied, Grade::Dissatisfied),
            ),
            (when, FactKind::Excluded),
        ];
        counts(&[history(&facts)], cut_off())
    };
    let out = excluded(LAST_IN_TIME);
    assert_eq!(
        (out.volume, out.excluded, out.rated, out.completed),
        (1, 1, 0, 0)
    );
    assert_eq!((out.visited, out.grades()), (0, 0));
    let still_in = excluded(FIRST_TOO_LATE);
    assert_eq!(
        (still_in.excluded, still_in.rated, still_in.visited),
        (0, 1, 1)
    );
}

#[test]
fn the_latest_rated_visit_counts_also_of_an_assignment_opened_again() {
    let facts = [
        ("2015-06-03 10:00", FactKind::COMPLETED),
        (
            "2015-06-04 10:00",
            visited(Grade::Dissatisfied, Grade::Dissatisfied),
        ),
        (
            "2015-06-05 10:00",
            visited(Grade::Satisfied, Grade::VerySatisfied),
        ),
        ("2015-06-06 10:00", FactKind::VisitedUnrated),
        ("2015-06-07 10:00", FactKind::Redone { due: None }),
    ];
    let open = counts(&[history(&facts)], cut_off());
    assert_eq!((open.open, open.rated, open.visited), (1, 0, 1));
    assert_eq!(open.process_grades, [0, 1, 0, 0, 0]);
    assert_eq!(open.outcome_grades, [1, 0, 0, 0, 0]);
    let earlier = counts(&[history(&facts)], day("2015-06-04"));
    assert_eq!(earlier.process_grades, [0, 0, 0, 1, 0]);
}

#[test]
fn an_assist_is_counted_apart_and_nowhere_else() {
    let facts = [
        ("2015-06-03 10:00", FactKind::COMPLETED),
        (
            "2015-06-04 10:00",
            visited(Grade::Satisfied, Grade::Satisfied),
        ),
    ];
    let assist = AssignmentHistory {
        role: Role::Assist,
        governors_mailbox: true,
        ..history(&facts)
    };
    let apart = UnitCounts {
        assist_volume: 1,
        ..UnitCounts::default()
    };
    assert_eq!(counts(std::slice::from_ref(&assist), cut_off()), apart);
    let withdrawn = AssignmentHistory {
        facts: facts_of(&[("2015-06-05 10:00", FactKind::Withdrawn)]),
        ..assist
    };
    assert_eq!(counts(&[withdrawn], cut_off()), UnitCounts::default());
}

#[test]
fn one_unit_twice_on_an_order_counts_twice() {
    let first = history(&[]);
    let second = AssignmentHistory {
        number: 2,
        ..first.clone()
    };
    assert_eq!(counts(&[first, second], cut_off()).volume, 2);
}

#[test]
fn a_verdict_names_what_costs_points() {
    let zone = shanghai();
    let late = due(
        history(&[
            ("2015-06-09 10:00", FactKind::COMPLETED),
            (
                "2015-06-10 10:00",
                visited(Grade::Satisfied, Grade::VeryDissatisfied),
            ),
        ]),
        "2015-06-08 00:00",
    );
    let policy = Policy {
        grade_weights: GradeWeights([1_000, 900, 600, 300, 0]),
        ..Policy::default()
    };
    let of = |policy: &Policy| verdict(&late, policy, &zone, cut_off()).costs;
    let grade = |aspect, grade, worth| Cost::Grade {
        aspect,
        grade,
        worth,
    };
    let grades = [
        grade(crate::score::Aspect::Process, Grade::Satisfied, 900),
        grade(crate::score::Aspect::Outcome, Grade::VeryDissatisfied, 0),
    ];
    assert_eq!(of(&policy), grades);
    assert_eq!(of(&Policy::default()), grades[1..]);
    let on_time_scores = Policy {
        completion_measure: crate::score::CompletionMeasure::OnTimeCompletion,
        ..Policy::default()
    };
    assert_eq!(of(&on_time_scores), [Cost::Late, grades[1]]);
    let never = due(history(&[]), "2015-06-08 00:00");
    assert_eq!(
        verdict(&never, &policy, &zone, cut_off()).costs,
        [Cost::NotCompleted]
    );
    let running = due(history(&[]), "2015-08-08 00:00");
    assert_eq!(verdict(&running, &policy, &zone, cut_off()).costs, []);
}
