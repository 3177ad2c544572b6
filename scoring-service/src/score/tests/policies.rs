//! The policy: defaults, cut-off, validation, the composite score.

use super::support::{day, month};
use crate::score::{
    AsOf, CompletionMeasure, CompositeWeights, Duplicates, GradeWeights, Hundredths, Lists, Policy,
    ScoredMeasure, WeighedMeasure, policy_in_force,
};

fn weights(satisfaction: u32, completion: u32, supervision: u32) -> Policy {
    Policy {
        weights: CompositeWeights {
            satisfaction,
            completion,
            supervision,
        },
        ..Policy::default()
    }
}

fn composite_of(
    policy: &Policy,
    satisfaction: Option<Hundredths>,
    completion: Hundredths,
    supervision: Hundredths,
) -> Option<Hundredths> {
    policy.composite(|measure| match measure {
        ScoredMeasure::Satisfaction => satisfaction,
        ScoredMeasure::Completion => Some(completion),
        ScoredMeasure::Supervision => Some(supervision),
        _ => None,
    })
}

#[test]
fn the_defaults_are_the_plans() {
    let policy = Policy::default();
    assert_eq!(policy, weights(6, 3, 1));
    assert_eq!(policy.completion_measure, CompletionMeasure::Completion);
    assert_eq!(
        policy.grade_weights,
        GradeWeights([1_000, 1_000, 600, 0, 0])
    );
    assert_eq!(policy.cut_off(month("2015-06")), day("2015-07-10"));
    assert_eq!(policy.violations(), []);
}

#[test]
fn a_cut_off_day_that_the_next_month_lacks_is_its_last() {
    let policy = Policy {
        cut_off_day: 31,
        ..Policy::default()
    };
    assert_eq!(policy.cut_off(month("2015-01")), day("2015-02-28"));
    assert_eq!(policy.cut_off(month("2016-01")), day("2016-02-29"));
    assert_eq!(policy.cut_off(month("2015-12")), day("2016-01-31"));
}

#[test]
fn a_fixed_cut_off_date_holds_for_the_months_that_are_over_by_then() {
    let policy = Policy {
        cut_off_date: Some(day("2016-01-12")),
        ..Policy::default()
    };
    assert_eq!(policy.cut_off(month("2015-01")), day("2016-01-12"));
    assert_eq!(policy.cut_off(month("2015-12")), day("2016-01-12"));
    assert_eq!(policy.cut_off(month("2016-01")), day("2016-02-10"));
    assert_ne!(policy.canonical(), Policy::default().canonical());
}

#[test]
fn before_the_cut_off_the_present_day_takes_its_place() {
    let policy = Policy::default();
    let as_of = |today| {
        let as_of = AsOf::of(policy.cut_off(month("2015-06")), day(today));
        (as_of.day.to_string(), as_of.before_cut_off)
    };
    assert_eq!(as_of("2015-06-15"), ("2015-06-15".to_owned(), true));
    assert_eq!(as_of("2015-07-10"), ("2015-07-10".to_owned(), true));
    assert_eq!(as_of("2015-07-11"), ("2015-07-10".to_owned(), false));
}

#[test]
fn a_month_has_the_latest_policy_effective_by_then() {
    let from = |effective| Policy {
        effective: month(effective),
        ..Policy::default()
    };
    let policies = [from("2015-06"), from("2015-01"), from("2015-08")];
    let in_force = |asked| policy_in_force(&policies, month(asked)).effective;
    assert_eq!(in_force("2015-07"), month("2015-06"));
    assert_eq!(in_force("2015-06"), month("2015-06"));
    assert_eq!(in_force("2015-05"), month("2015-01"));
    assert_eq!(in_force("2014-12"), Policy::default().effective);
}

#[test]
fn every_violation_is_told_with_its_field() {
    let wrong = Policy {
        grade_weights: GradeWeights([1_001, 0, 0, 0, 2_000]),
        cut_off_day: 0,
        ..weights(1_001, 0, 0)
    };
    let fields: Vec<String> = wrong
        .violations()
        .into_iter()
        .map(|one| one.field)
        .collect();
    let expected = [
        "weights.satisfaction",
        "grade_weights[0]",
        "grade_weights[4]",
        "cut_off_day",
    ];
    assert_eq!(fields, expected);
    let nothing_weighs = weights(0, 0, 0).violations();
    assert_eq!(nothing_weighs.len(), 1);
    assert_eq!(nothing_weighs[0].to_string(), "weights: must not all be 0");
}

#[test]
fn the_composite_comes_from_printed_rates_and_is_rounded_once() {
    let policy = Policy::default();
    let composite = |satisfaction: Option<i64>, completion, ratio| {
        composite_of(
            &policy,
            satisfaction.map(Hundredths),
            Hundredths(completion),
            Hundredths(ratio),
        )
        .unwrap()
        .to_string()
    };
    // Yanggu: (6 × 99.42 + 3 × 99.30 + 90) ÷ 10 = 98.442.
    assert_eq!(composite(Some(9_942), 9_930, 1_000), "98.44");
    // (6 × 99.05 + 3 × 100 + 100) ÷ 10 = 99.430; with 99.0575 it would have been 99.4345.
    assert_eq!(composite(Some(9_905), 10_000, 0), "99.43");
    // (6 × 0 + 3 × 0.05 + 100) ÷ 10 = 10.015, a half that goes up.
    assert_eq!(composite(Some(0), 5, 0), "10.02");
    // Absent satisfaction: (3 × 99.99 + 100) ÷ 4 = 99.9925.
    assert_eq!(composite(None, 9_999, 0), "99.99");
}

#[test]
fn without_anything_that_weighs_there_is_no_composite() {
    let only_satisfaction = weights(1, 0, 0);
    let full = Hundredths::HUNDRED;
    let zero = Hundredths::ZERO;
    assert_eq!(composite_of(&only_satisfaction, None, full, zero), None);
    let absent = composite_of(&weights(0, 0, 0), Some(full), full, zero);
    assert_eq!(absent, None);
    let there = composite_of(&only_satisfaction, Some(full), zero, full);
    assert_eq!(there, Some(full));
}

#[test]
fn the_canonical_text_says_every_value() {
    let expected = "policy\teffective\t0001-01\n\
                    policy\tweights\t6\t3\t1\n\
                    policy\tcompletion_measure\tCOMPLETION\n\
                    policy\tgrade_weights\t1000\t1000\t600\t0\t0\n\
                    policy\tcut_off_day\t10\n";
    assert_eq!(Policy::default().canonical(), expected);
}

#[test]
fn a_stored_policy_reads_back() {
    let policy = weights(5, 4, 1);
    let bytes = postcard::to_allocvec(&policy).unwrap();
    assert_eq!(postcard::from_bytes::<Policy>(&bytes).unwrap(), policy);
    let text = serde_json::to_string(&policy).unwrap();
    assert!(text.contains(r#""effective":"0001-01""#), "{text}");
    assert_eq!(serde_json::from_str::<Policy>(&text).unwrap(), policy);
}

#[test]
fn a_policy_that_was_stored_before_there_was_a_choice_reads_as_it_was_meant() {
    let old = r#"{"effective":"2015-06","weights":{"satisfaction":6,"completion":3,"supervision":1},
        "completion_measure":"Completion","grade_weights":[1000,900,600,300,0],"cut_off_day":10,"cut_off_date":null}"#;
    let policy: Policy = serde_json::from_str(old).unwrap();
    assert_eq!(policy.duplicates, Duplicates::CountAll);
    assert_eq!(policy.lists, Lists::default());
    let expected = "policy\teffective\t2015-06\n\
                    policy\tweights\t6\t3\t1\n\
                    policy\tcompletion_measure\tCOMPLETION\n\
                    policy\tgrade_weights\t1000\t900\t600\t300\t0\n\
                    policy\tcut_off_day\t10\n";
    assert_eq!(policy.canonical(), expected);
}

fn measures(parts: &[(ScoredMeasure, u32)]) -> Policy {
    let part = |(measure, weight): &(ScoredMeasure, u32)| WeighedMeasure {
        measure: *measure,
        weight: *weight,
        direction: measure.usual_direction(),
    };
    Policy {
        measures: parts.iter().map(part).collect(),
        ..weights(0, 0, 0)
    }
}

#[test]
fn what_is_chosen_has_a_line_of_its_own() {
    let policy = Policy {
        duplicates: Duplicates::CountOnce,
        lists: Lists {
            red_count: 5,
            black_count: 0,
            minimum_volume: 30,
        },
        ..measures(&[(ScoredMeasure::Resolved, 4), (ScoredMeasure::Redo, 1)])
    };
    let expected = "policy\teffective\t0001-01\n\
                    policy\tmeasure\tRESOLVED\t4\tHIGH\n\
                    policy\tmeasure\tREDO\t1\tLOW\n\
                    policy\tgrade_weights\t1000\t1000\t600\t0\t0\n\
                    policy\tcut_off_day\t10\n\
                    policy\tduplicates\tCOUNT_ONCE\n\
                    policy\tlists\t5\t0\t30\n";
    assert_eq!(policy.canonical(), expected);
    assert_eq!(policy.violations(), []);
    let text = serde_json::to_string(&policy).unwrap();
    assert_eq!(serde_json::from_str::<Policy>(&text).unwrap(), policy);
}

#[test]
fn wrong_measures_and_lists_are_told() {
    let wrong = Policy {
        lists: Lists {
            red_count: 101,
            black_count: 3,
            minimum_volume: 1_000_001,
        },
        ..measures(&[
            (ScoredMeasure::Resolved, 0),
            (ScoredMeasure::Redo, 1),
            (ScoredMeasure::Redo, 1_001),
        ])
    };
    let fields: Vec<String> = wrong
        .violations()
        .into_iter()
        .map(|one| one.field)
        .collect();
    let expected = [
        "measures[0].weight",
        "measures[2].weight",
        "measures[2].measure",
        "lists.red_count",
        "lists.minimum_volume",
    ];
    assert_eq!(fields, expected);
}
