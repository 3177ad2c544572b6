//! Who is listed where, in which order, and with which score.

use super::support::{
    at, cut_off, day, due, history, month, rank_june, shanghai, tallies, unit, visited,
};
use crate::score::{
    AssignmentHistory, CompletionMeasure, CompositeWeights, FactKind, Facts, Grade, Group,
    GroupRanking, Hundredths, Policy, Ranking, Role, Row, SupervisionFacts, SupervisionForm,
    UnitInfo, rank, supervision_contribution,
};

fn county(ranking: &Ranking) -> &GroupRanking {
    &ranking.groups[0]
}

fn codes(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.code.as_str()).collect()
}

fn of(unit: &str, history: AssignmentHistory) -> AssignmentHistory {
    AssignmentHistory {
        unit: unit.to_owned(),
        ..history
    }
}

fn completed() -> AssignmentHistory {
    history(&[("2015-06-03 10:00", FactKind::COMPLETED)])
}

fn graded(process: Grade, outcome: Grade) -> AssignmentHistory {
    history(&[
        ("2015-06-03 10:00", FactKind::COMPLETED),
        ("2015-06-04 10:00", visited(process, outcome)),
    ])
}

fn overdue() -> AssignmentHistory {
    due(history(&[]), "2015-06-08 00:00")
}

fn supervision(unit: &str) -> SupervisionFacts {
    SupervisionFacts {
        unit: unit.to_owned(),
        form: SupervisionForm::Telephone,
        issued: at("2015-06-08 00:00"),
    }
}

#[test]
fn equal_scores_share_a_rank_and_are_listed_by_volume_position_code() {
    let best = |unit| of(unit, graded(Grade::VerySatisfied, Grade::Satisfied));
    let histories = [
        best("b"),
        best("B"),
        best("early"),
        best("large"),
        best("large"),
        of(
            "last",
            graded(Grade::VerySatisfied, Grade::BasicallySatisfied),
        ),
    ];
    let units = [
        unit("b", 5),
        unit("B", 5),
        unit("early", 1),
        unit("large", 9),
        unit("last", 0),
    ];
    let ranking = rank_june(&tallies(&histories), &units, &Policy::default());
    let rows = &county(&ranking).ranked;
    assert_eq!(codes(rows), ["large", "early", "B", "b", "last"]);
    let ranks: Vec<Option<u32>> = rows.iter().map(|row| row.rank).collect();
    assert_eq!(ranks, [Some(1), Some(1), Some(1), Some(1), Some(5)]);
}

#[test]
fn ranks_go_on_after_a_tie_as_many_places_later() {
    let histories = [
        of("a", graded(Grade::Satisfied, Grade::Satisfied)),
        of("b", graded(Grade::Satisfied, Grade::Satisfied)),
        of("c", graded(Grade::Satisfied, Grade::BasicallySatisfied)),
        of("d", graded(Grade::Satisfied, Grade::BasicallySatisfied)),
        of("e", graded(Grade::Satisfied, Grade::Dissatisfied)),
    ];
    let units: Vec<UnitInfo> = (0..)
        .zip(["a", "b", "c", "d", "e"])
        .map(|(place, code)| unit(code, place))
        .collect();
    let ranking = rank_june(&tallies(&histories), &units, &Policy::default());
    let ranks: Vec<u32> = county(&ranking)
        .ranked
        .iter()
        .map(|row| row.rank.unwrap())
        .collect();
    assert_eq!(ranks, [1, 1, 3, 3, 5]);
}

#[test]
fn a_unit_that_completed_nothing_has_zero_also_with_grades_and_whichever_rate_scores() {
    let grades = (
        "2015-06-04 10:00",
        visited(Grade::VerySatisfied, Grade::VerySatisfied),
    );
    let with_grades = due(history(&[grades]), "2015-06-08 00:00");
    for completion_measure in [
        CompletionMeasure::Completion,
        CompletionMeasure::OnTimeCompletion,
    ] {
        for one in [overdue(), with_grades.clone()] {
            let policy = Policy {
                completion_measure,
                ..Policy::default()
            };
            let ranking = rank_june(&tallies(&[one]), &[unit("unit", 1)], &policy);
            let row = &county(&ranking).ranked[0];
            let rates = row.rates.unwrap();
            let zero = Some(Hundredths::ZERO);
            assert_eq!(rates.satisfaction.printed, zero);
            assert_eq!(rates.completion.printed, zero);
            assert_eq!(rates.on_time_completion.printed, zero);
            assert_eq!(row.composite, zero);
            assert_eq!(row.rank, Some(1));
        }
    }
}

#[test]
fn completed_late_is_completed_where_only_the_on_time_rate_is_zero() {
    let late = due(completed(), "2015-06-02 00:00");
    let policy = Policy {
        completion_measure: CompletionMeasure::OnTimeCompletion,
        ..Policy::default()
    };
    let ranking = rank_june(&tallies(&[late]), &[unit("unit", 1)], &policy);
    // No grade: (3 × 0 + 100) ÷ 4.
    assert_eq!(
        county(&ranking).ranked[0].composite,
        Some(Hundredths(2_500))
    );
}

#[test]
fn without_a_grade_satisfaction_is_absent_and_the_other_weights_count() {
    let histories = [completed(), overdue()];
    let units = [unit("unit", 1)];
    let ranking = rank_june(&tallies(&histories), &units, &Policy::default());
    let row = &county(&ranking).ranked[0];
    assert_eq!(row.rates.unwrap().satisfaction.printed, None);
    // (3 × 50 + 100) ÷ 4.
    assert_eq!(row.composite, Some(Hundredths(6_250)));
}

#[test]
fn a_unit_for_which_nothing_weighs_keeps_its_rates_and_has_no_rank() {
    let policy = Policy {
        weights: CompositeWeights {
            satisfaction: 1,
            completion: 0,
            supervision: 0,
        },
        ..Policy::default()
    };
    let ranking = rank_june(&tallies(&[completed()]), &[unit("unit", 1)], &policy);
    let row = &county(&ranking).unranked[0];
    assert_eq!((row.rank, row.composite), (None, None));
    assert_eq!(
        row.rates.unwrap().completion.printed,
        Some(Hundredths::HUNDRED)
    );
}

#[test]
fn without_any_supervision_the_ratio_is_zero() {
    let one = graded(Grade::VerySatisfied, Grade::Satisfied);
    let ranking = rank_june(&tallies(&[one]), &[unit("unit", 1)], &Policy::default());
    let row = &county(&ranking).ranked[0];
    assert_eq!(row.supervision_ratio.printed, Some(Hundredths::ZERO));
    assert_eq!(row.composite, Some(Hundredths::HUNDRED));
}

#[test]
fn supervisions_count_in_the_month_of_issue_over_all_units() {
    let mut tallies = tallies(&[of("a", completed())]);
    let issued = [
        "2015-06-01 00:00",
        "2015-06-30 23:59:59.999999",
        "2015-07-01 00:00",
    ];
    for (unit, issued) in ["a", "b", "a"].into_iter().zip(issued) {
        let one = SupervisionFacts {
            issued: at(issued),
            ..supervision(unit)
        };
        tallies.extend(supervision_contribution(&one, &shanghai()));
    }
    let department = UnitInfo {
        group: Group::Department,
        ..unit("b", 2)
    };
    let ranking = rank_june(&tallies, &[unit("a", 1), department], &Policy::default());
    let rate = ranking.row("a").unwrap().supervision_ratio.rate;
    assert_eq!((rate.numerator, rate.denominator), (1, 2));
    // (3 × 100 + 50) ÷ 4.
    assert_eq!(ranking.row("a").unwrap().composite, Some(Hundredths(8_750)));
}

#[test]
fn units_with_volume_and_nothing_rated_and_units_without_volume_are_listed_apart() {
    let excluded = history(&[("2015-06-03 10:00", FactKind::Excluded)]);
    let assist = AssignmentHistory {
        role: Role::Assist,
        ..completed()
    };
    let histories = [
        of("excluded", excluded),
        of("running", history(&[])),
        of("assisting", assist),
        of("ranked", completed()),
    ];
    let units = ["idle", "excluded", "running", "assisting", "ranked"].map(|code| unit(code, 1));
    let ranking = rank_june(&tallies(&histories), &units, &Policy::default());
    let group = county(&ranking);
    assert_eq!(codes(&group.ranked), ["ranked"]);
    assert_eq!(codes(&group.unranked), ["excluded", "running"]);
    assert_eq!(codes(&group.without_volume), ["assisting", "idle"]);
    let apart = group.unranked.iter().chain(&group.without_volume);
    assert!(
        apart
            .into_iter()
            .all(|row| row.rank.is_none() && row.rates.is_none())
    );
    assert_eq!(ranking.row("assisting").unwrap().counts.assist_volume, 1);
}

#[test]
fn a_unit_is_active_in_a_month_from_its_first_to_its_last_day() {
    let lasting = |from: &str, to: &str| UnitInfo {
        active_from: Some(day(from)),
        active_to: Some(day(to)),
        ..unit("unit", 1)
    };
    let listed = |info| {
        let ranking = rank_june(&tallies(&[]), &[info], &Policy::default());
        county(&ranking).without_volume.len()
    };
    assert_eq!(listed(lasting("2015-01-01", "2015-05-31")), 0);
    assert_eq!(listed(lasting("2015-01-01", "2015-06-01")), 1);
    assert_eq!(listed(lasting("2015-06-30", "2015-12-31")), 1);
    assert_eq!(listed(lasting("2015-07-01", "2015-12-31")), 0);
}

#[test]
fn an_inactive_unit_with_volume_is_ranked_all_the_same() {
    let gone = UnitInfo {
        active_to: Some(day("2015-05-31")),
        ..unit("unit", 1)
    };
    let ranking = rank_june(&tallies(&[completed()]), &[gone], &Policy::default());
    assert_eq!(codes(&county(&ranking).ranked), ["unit"]);
    assert!(!county(&ranking).ranked[0].active);
}

#[test]
fn a_unit_that_the_registry_does_not_know_is_shown_and_not_ranked() {
    let mut tallies = tallies(&[of("stranger", completed())]);
    let gone = UnitInfo {
        active_to: Some(day("2015-05-31")),
        ..unit("gone", 1)
    };
    tallies.extend(supervision_contribution(&supervision("gone"), &shanghai()));
    let ranking = rank_june(&tallies, &[gone], &Policy::default());
    assert_eq!(codes(&ranking.others), ["gone", "stranger"]);
    assert_eq!(ranking.others[1].rank, None);
    assert_eq!(ranking.others[1].counts.volume, 1);
    let supervised = ranking.supervision_ratios();
    assert_eq!(supervised.len(), 1);
    assert_eq!(
        supervised[0].supervision_ratio.printed,
        Some(Hundredths::HUNDRED)
    );
}

#[test]
fn a_ranking_before_the_cut_off_reads_only_the_days_before() {
    let tallies = tallies(&[completed()]);
    let units = [unit("unit", 1)];
    let on = |text| {
        rank(
            &tallies,
            &units,
            &Policy::default(),
            month("2015-06"),
            day(text),
        )
    };
    assert_eq!(codes(&county(&on("2015-06-02")).unranked), ["unit"]);
    assert_eq!(codes(&county(&on("2015-06-03")).ranked), ["unit"]);
}

#[test]
fn a_history_and_a_ranking_read_back_as_they_were_stored() {
    let one = due(
        graded(Grade::Satisfied, Grade::Dissatisfied),
        "2015-06-08 00:00",
    );
    let bytes = postcard::to_allocvec(&one).unwrap();
    assert_eq!(
        postcard::from_bytes::<AssignmentHistory>(&bytes).unwrap(),
        one
    );
    assert_ne!(one.facts, Facts::default());
    let ranking = rank_june(&tallies(&[one]), &[unit("unit", 1)], &Policy::default());
    let bytes = postcard::to_allocvec(&ranking).unwrap();
    assert_eq!(postcard::from_bytes::<Ranking>(&bytes).unwrap(), ranking);
    assert_eq!(ranking.day, cut_off());
}
