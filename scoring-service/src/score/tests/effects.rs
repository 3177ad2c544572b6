//! What single assignments do to their unit's line, and what was recorded late.

use proptest::prelude::*;
use proptest::sample::select;

use super::properties::{UNITS, assignments, whole};
use super::support::{at, unit};
use crate::score::{
    AssignmentFact, AssignmentHistory, CompletionMeasure, CompositeWeights, Correction, Duplicates,
    Entry, FactKind, Log, Measure, Place, Policy, ScoredMeasure, SupervisionForm, Tallies, Tally,
    UnitCounts, Version, WeighedMeasure, assignment_contribution, effect, rank, verdict,
};

/// Any measures, each the usual way round, duplicates counted once or not.
fn general_policies() -> impl Strategy<Value = Policy> {
    let weights = proptest::collection::vec(0_u32..4, ScoredMeasure::ALL.len());
    let duplicates = select(Duplicates::ALL);
    (weights, duplicates).prop_map(|(weights, duplicates)| Policy {
        measures: ScoredMeasure::ALL
            .iter()
            .zip(weights)
            .filter(|(_, weight)| *weight != 0)
            .map(|(measure, weight)| WeighedMeasure {
                measure: *measure,
                weight,
                direction: measure.usual_direction(),
            })
            .collect(),
        duplicates,
        ..Policy::default()
    })
}

fn policies() -> impl Strategy<Value = Policy> {
    prop_oneof![classic_policies(), general_policies()]
}

fn classic_policies() -> impl Strategy<Value = Policy> {
    let weights = select(vec![[6, 3, 1], [1, 0, 0], [0, 1, 1], [0, 0, 1]]);
    let measure = select(vec![
        CompletionMeasure::Completion,
        CompletionMeasure::OnTimeCompletion,
    ]);
    (weights, measure).prop_map(|(weights, completion_measure)| Policy {
        weights: CompositeWeights {
            satisfaction: weights[0],
            completion: weights[1],
            supervision: weights[2],
        },
        completion_measure,
        ..Policy::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn assignments_add_up_to_the_line_and_the_score_without_one_is_that_of_ranking_the_others(
        (world, told) in assignments(),
        policy in policies(),
        supervised in 0_i64..3,
    ) {
        let zone = &world.zone;
        let histories: Vec<AssignmentHistory> = told.iter().map(whole).collect();
        let units = UNITS.map(|code| unit(code, 1));
        let month = world.first.month();
        let supervisions: Vec<Tally> = UNITS
            .iter()
            .zip([supervised, 1])
            .map(|(unit, count)| Tally {
                month,
                subject: (*unit).to_owned(),
                measure: Measure::Supervision(SupervisionForm::Written),
                day: world.first,
                count,
            })
            .collect();
        let tallies = |without: Option<usize>| -> Tallies {
            let others = histories.iter().enumerate().filter(|(place, _)| Some(*place) != without);
            let counted = others.flat_map(|(_, history)| assignment_contribution(history, zone));
            counted.chain(supervisions.iter().cloned()).collect()
        };
        for day in world.days() {
            let ranking = rank(&tallies(None), &units, &policy, month, day);
            for code in UNITS {
                let row = ranking.row(code).expect("an active unit has a line");
                let mut sum = UnitCounts {
                    supervisions: row.counts.supervisions,
                    ..UnitCounts::default()
                };
                for (place, history) in histories.iter().enumerate() {
                    if history.unit != code || zone.month_of(history.assigned) != month {
                        continue;
                    }
                    let adds = UnitCounts::of_assignment(history, &policy, zone, day);
                    sum = sum + adds;
                    let others = rank(&tallies(Some(place)), &units, &policy, month, day);
                    let without = others.row(code).expect("a line").composite;
                    let effect = effect(row, adds, &policy);
                    prop_assert_eq!(effect.composite_without, without, "{} on {}", code, day);
                    let cost = without.zip(row.composite).map(|(without, with)| without.0 - with.0);
                    prop_assert_eq!(effect.cost, cost);
                    let verdict = verdict(history, &policy, zone, day);
                    let costs = effect.cost.is_some_and(|cost| 0 < cost);
                    let has_reason = verdict.place != Place::Rated || !verdict.costs.is_empty();
                    prop_assert!(has_reason || !costs, "{:?} costs {:?}", verdict, cost);
                }
                prop_assert_eq!(sum, row.counts, "{} on {}", code, day);
                prop_assert_eq!(row.with_counts(&sum, &policy), row.clone());
            }
        }
    }
}

fn entry(sequence: i64, happened: &str, kind: FactKind) -> Entry<AssignmentFact> {
    Entry {
        sequence,
        happened: at(happened),
        recorded: at("2015-07-20 09:00"),
        fact: AssignmentFact::Happened(kind),
    }
}

#[test]
fn late_is_what_was_recorded_after_the_one_and_by_the_other() {
    let mut log = Log::default();
    log.add(entry(10, "2015-06-10 09:00", FactKind::COMPLETED));
    log.add(entry(20, "2015-06-11 09:00", FactKind::Closed));
    log.correct(Correction {
        sequence: 30,
        recorded: at("2015-07-21 09:00"),
        target: 10,
        to: Some(Version {
            happened: at("2015-06-20 09:00"),
            fact: AssignmentFact::Happened(FactKind::COMPLETED),
        }),
    });
    log.correct(Correction {
        sequence: 40,
        recorded: at("2015-07-22 09:00"),
        target: 10,
        to: None,
    });
    let sequences = |after, through| -> Vec<i64> {
        let late = log.late(after, through);
        late.iter().map(|late| late.sequence).collect()
    };
    assert_eq!(sequences(0, 100), [10, 20, 30, 40]);
    assert_eq!(sequences(10, 30), [20, 30]);
    assert_eq!(sequences(40, 100), Vec::<i64>::new());

    let late = log.late(20, 40);
    let moved = late[0].corrected.as_ref().expect("a correction");
    assert_eq!((moved.target, moved.annuls), (10, false));
    assert_eq!(moved.happened, at("2015-06-10 09:00"));
    assert_eq!(late[0].happened, at("2015-06-20 09:00"));
    // The annulment takes back what the earlier correction said.
    let annulled = late[1].corrected.as_ref().expect("a correction");
    assert!(annulled.annuls);
    assert_eq!(annulled.happened, at("2015-06-20 09:00"));

    // Moved from before the cut-off to after it: it changed a figure all the same.
    let counts = |cut_off| {
        let late = log.late(0, 30).into_iter();
        late.filter(|late| late.may_count(at(cut_off), AssignmentFact::counts))
            .map(|late| late.sequence)
            .collect::<Vec<_>>()
    };
    assert_eq!(counts("2015-06-15 00:00"), [10, 30]);
    assert_eq!(counts("2015-06-10 09:00"), Vec::<i64>::new());
}
