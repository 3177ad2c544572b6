//! The measures that a policy may weigh, by hand.

use super::support::{at, cut_off, history, month, rank_june, shanghai, tallies, unit, visited};
use crate::score::{
    AssignmentHistory, CallFacts, Cost, Direction, Duplicates, FactKind, FeedPosition, Figure,
    Grade, HotlineFigures, IdentityName, Place, Policy, Resolved, Row, ScoredMeasure, Tallies,
    Visit, WeighedMeasure, assignment_contribution, call_contribution, reconcile, verdict,
};

fn row(histories: &[AssignmentHistory], policy: &Policy) -> Row {
    let ranking = rank_june(&tallies(histories), &[unit("unit", 1)], policy);
    ranking.row("unit").cloned().unwrap()
}

fn figure(row: &Row, measure: ScoredMeasure) -> (i64, i64) {
    let Figure { rate, .. } = row.figure(measure).unwrap();
    (rate.numerator, rate.denominator)
}

fn completed() -> AssignmentHistory {
    history(&[("2015-06-03 10:00", FactKind::COMPLETED)])
}

fn with_sign_limit(limit: &str, facts: &[(&str, FactKind)]) -> AssignmentHistory {
    AssignmentHistory {
        sign_due: Some(at(limit)),
        ..history(facts)
    }
}

fn weighing(parts: &[(ScoredMeasure, u32)]) -> Policy {
    Policy {
        measures: parts
            .iter()
            .map(|(measure, weight)| WeighedMeasure {
                measure: *measure,
                weight: *weight,
                direction: measure.usual_direction(),
            })
            .collect(),
        ..Policy::default()
    }
}

#[test]
fn signing_is_judged_once_its_limit_has_passed_or_the_unit_signed() {
    let signed = |when| (when, FactKind::SignedFor);
    let histories = [
        completed(),
        // At the very limit, and again after a redo: in time.
        with_sign_limit(
            "2015-06-02 09:00",
            &[
                signed("2015-06-02 09:00"),
                ("2015-06-03 10:00", FactKind::Redone { due: None }),
                signed("2015-06-04 10:00"),
            ],
        ),
        with_sign_limit("2015-06-02 09:00", &[signed("2015-06-02 09:01")]),
        // Completed without signing.
        with_sign_limit(
            "2015-06-02 09:00",
            &[("2015-06-01 10:00", FactKind::COMPLETED)],
        ),
        // The limit is the cut-off: it has passed.
        with_sign_limit("2015-07-11 00:00", &[]),
        with_sign_limit("2015-07-11 00:01", &[]),
        // Excluded and sent back ones are not judged, nor those without a limit.
        with_sign_limit(
            "2015-06-02 09:00",
            &[("2015-06-05 10:00", FactKind::Excluded)],
        ),
        with_sign_limit(
            "2015-06-02 09:00",
            &[("2015-06-05 10:00", FactKind::SendBackAccepted)],
        ),
        history(&[signed("2015-06-02 09:00")]),
    ];
    let row = row(&histories, &Policy::default());
    assert_eq!(figure(&row, ScoredMeasure::SignFor), (1, 4));
    assert_eq!(figure(&row, ScoredMeasure::SendBack), (1, 9));
}

#[test]
fn the_redo_rate_is_about_those_that_were_ever_completed() {
    let redone = ("2015-06-04 10:00", FactKind::Redone { due: None });
    let done = ("2015-06-03 10:00", FactKind::COMPLETED);
    let histories = [
        completed(),
        completed(),
        // Opened again and open still: completed once all the same.
        history(&[done, redone]),
        history(&[done, redone, ("2015-06-05 10:00", FactKind::COMPLETED)]),
        history(&[done, redone, ("2015-06-06 10:00", FactKind::Excluded)]),
        history(&[]),
    ];
    assert_eq!(
        figure(&row(&histories, &Policy::default()), ScoredMeasure::Redo),
        (2, 4)
    );
}

#[test]
fn what_is_claimed_and_not_confirmed_is_the_difference_of_the_printed_rates() {
    let answered = |resolved| {
        let visit = Visit {
            process: Grade::Satisfied,
            outcome: Grade::Satisfied,
            resolved,
        };
        let done = ("2015-06-03 10:00", FactKind::COMPLETED);
        history(&[done, ("2015-06-04 10:00", FactKind::Visited(visit))])
    };
    let [yes, partly, no] = [Resolved::Yes, Resolved::Partly, Resolved::No].map(answered);
    let one = row(&[yes.clone(), partly, no, completed()], &Policy::default());
    assert_eq!(figure(&one, ScoredMeasure::Resolved), (1, 3));
    // 100.00 − 33.33.
    assert_eq!(one.claim_gap().unwrap().to_string(), "66.67");
    let overdue = super::support::due(history(&[]), "2015-06-08 00:00");
    let other = row(&[yes, overdue], &Policy::default());
    assert_eq!(other.claim_gap().unwrap().to_string(), "-50.00");
    assert_eq!(row(&[completed()], &Policy::default()).claim_gap(), None);
}

#[test]
fn any_measures_make_a_composite_and_an_absent_one_drops_out() {
    let policy = weighing(&[
        (ScoredMeasure::OnTimeCompletion, 5),
        (ScoredMeasure::Redo, 2),
        (ScoredMeasure::SignFor, 3),
    ]);
    let done = ("2015-06-03 10:00", FactKind::COMPLETED);
    let redone = ("2015-06-04 10:00", FactKind::Redone { due: None });
    let again = ("2015-06-05 10:00", FactKind::COMPLETED);
    let histories = [history(&[done, redone, again]), completed(), completed()];
    // Nothing has a limit for signing: (5 × 100.00 + 2 × (100 − 33.33)) ÷ 7 = 90.477…
    let composite = row(&histories, &policy).composite.unwrap();
    assert_eq!(composite.to_string(), "90.48");
    let high = Policy {
        measures: vec![WeighedMeasure {
            measure: ScoredMeasure::Redo,
            weight: 1,
            direction: Direction::HighIsGood,
        }],
        ..Policy::default()
    };
    assert_eq!(
        row(&histories, &high).composite.unwrap().to_string(),
        "33.33"
    );
}

#[test]
fn nothing_completed_is_zero_whatever_is_weighed() {
    let policy = weighing(&[(ScoredMeasure::SendBack, 1)]);
    let overdue = super::support::due(history(&[]), "2015-06-08 00:00");
    assert_eq!(
        row(&[overdue], &policy).composite.unwrap().to_string(),
        "0.00"
    );
    assert_eq!(row(&[history(&[])], &policy).composite, None);
}

#[test]
fn the_shorthand_and_the_same_measures_written_out_give_the_same_score() {
    let written_out = weighing(&[
        (ScoredMeasure::Satisfaction, 6),
        (ScoredMeasure::Completion, 3),
        (ScoredMeasure::Supervision, 1),
    ]);
    let visit = (
        "2015-06-04 10:00",
        visited(Grade::Satisfied, Grade::Dissatisfied),
    );
    let graded = history(&[("2015-06-03 10:00", FactKind::COMPLETED), visit]);
    for histories in [vec![graded, completed()], vec![completed()], vec![]] {
        let ranking = |policy| rank_june(&tallies(&histories), &[unit("unit", 1)], policy);
        assert_eq!(ranking(&written_out), ranking(&Policy::default()));
    }
    assert_ne!(written_out.canonical(), Policy::default().canonical());
}

#[test]
fn a_call_answered_within_fifteen_seconds_is_answered_soon() {
    let call = |answered, wait| CallFacts {
        started: at("2015-06-03 10:00"),
        answered,
        wait,
        called_back: None,
        sms_notice: None,
    };
    let calls = [
        call(true, Some(15_000)),
        call(true, Some(15_001)),
        call(true, None),
        call(false, None),
    ];
    let tallies: Tallies = calls
        .iter()
        .flat_map(|call| call_contribution(call, &shanghai()))
        .collect();
    let hotline = HotlineFigures::read(&tallies, month("2015-06"), cut_off());
    assert_eq!(hotline.answered_soon, Figure::new(1, 4));
    assert_eq!(hotline.first_answer, Figure::new(3, 4));
}

#[test]
fn duplicates_count_once_where_the_policy_says_so_and_the_volumes_still_add_up() {
    let duplicate = |linked| AssignmentHistory {
        duplicate: Some(at(linked)),
        ..completed()
    };
    let histories = [
        completed(),
        duplicate("2015-06-20 10:00"),
        // Linked too late.
        duplicate("2015-07-11 00:00"),
    ];
    let once = Policy {
        duplicates: Duplicates::CountOnce,
        ..Policy::default()
    };
    let all = row(&histories, &Policy::default()).counts;
    let counts = row(&histories, &once).counts;
    assert_eq!((all.volume, all.completed, all.duplicates), (3, 3, 0));
    assert_eq!(
        (counts.volume, counts.completed, counts.duplicates),
        (2, 2, 1)
    );

    let tallies: Tallies = histories
        .iter()
        .flat_map(|one| assignment_contribution(one, &shanghai()))
        .collect();
    let ranking = rank_june(&tallies, &[unit("unit", 1)], &once);
    let feed = FeedPosition { pulled: 1, head: 1 };
    let identities = reconcile(&tallies, &ranking, 0, feed);
    let volumes = identities
        .iter()
        .find(|identity| identity.name == IdentityName::GroupVolumes)
        .unwrap();
    assert!(volumes.holds, "{volumes:?}");
    let terms: Vec<i64> = volumes.right.iter().map(|term| term.value).collect();
    assert_eq!((volumes.left.value, terms), (3, vec![2, 0, 1]));
}

#[test]
fn a_verdict_tells_what_costs_points_under_the_policy_in_force() {
    let visit = Visit {
        process: Grade::Dissatisfied,
        outcome: Grade::Dissatisfied,
        resolved: Resolved::No,
    };
    let one = AssignmentHistory {
        sign_due: Some(at("2015-06-02 09:00")),
        duplicate: Some(at("2015-06-20 10:00")),
        ..history(&[
            ("2015-06-03 10:00", FactKind::COMPLETED),
            ("2015-06-04 10:00", FactKind::Redone { due: None }),
            ("2015-06-05 10:00", FactKind::COMPLETED),
            ("2015-06-06 10:00", FactKind::Visited(visit)),
        ])
    };
    let of = |policy: &Policy| verdict(&one, policy, &shanghai(), cut_off());
    assert_eq!(of(&Policy::default()).costs.len(), 2);
    let policy = weighing(&[
        (ScoredMeasure::SignFor, 1),
        (ScoredMeasure::Redo, 1),
        (ScoredMeasure::Resolved, 1),
    ]);
    let expected = [Cost::NotSignedInTime, Cost::Redone, Cost::NotResolved];
    assert_eq!(of(&policy).costs, expected);

    let counting_once = Policy {
        duplicates: Duplicates::CountOnce,
        ..policy
    };
    let left_out = of(&counting_once);
    assert_eq!(left_out.place, Place::Duplicate);
    assert!(!left_out.place.in_volume() && !left_out.is_completed);
    assert_eq!((left_out.visit, left_out.costs), (None, vec![]));
}
