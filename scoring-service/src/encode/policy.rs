//! A policy.

use hotline_common::decode::timestamp;
use hotline_proto::scoring as wire;

use super::measures::to_wire;
use crate::figures::PolicyInForce;
use crate::score::{
    CompletionMeasure, CompositeWeights, Direction, Duplicates, GradeWeights, Lists, Policy,
};

/// A policy with its name, hash and time.
pub fn policy(in_force: &PolicyInForce) -> wire::Policy {
    let PolicyInForce {
        policy,
        hash,
        set_time,
    } = in_force;
    let Policy {
        effective,
        weights:
            CompositeWeights {
                satisfaction,
                completion,
                supervision,
            },
        completion_measure,
        grade_weights: GradeWeights(grades),
        cut_off_day,
        cut_off_date,
        measures,
        duplicates,
        lists:
            Lists {
                red_count,
                black_count,
                minimum_volume,
            },
    } = policy;
    let is_shorthand = measures.is_empty();
    let name = match set_time {
        Some(_) => format!("policies/{effective}"),
        None => "policies/default".to_owned(),
    };
    let weight = |weight: u32| i32::try_from(weight).unwrap_or(i32::MAX);
    let [
        very_satisfied,
        satisfied,
        basically_satisfied,
        dissatisfied,
        very_dissatisfied,
    ] = grades.map(weight);
    wire::Policy {
        name,
        weights: is_shorthand.then(|| wire::CompositeWeights {
            satisfaction: weight(*satisfaction),
            completion: weight(*completion),
            supervision: weight(*supervision),
        }),
        grade_weights: Some(wire::GradeWeights {
            very_satisfied_permille: very_satisfied,
            satisfied_permille: satisfied,
            basically_satisfied_permille: basically_satisfied,
            dissatisfied_permille: dissatisfied,
            very_dissatisfied_permille: very_dissatisfied,
        }),
        completion_measure: match completion_measure {
            _ if !is_shorthand => wire::CompletionMeasure::Unspecified,
            CompletionMeasure::Completion => wire::CompletionMeasure::Completion,
            CompletionMeasure::OnTimeCompletion => wire::CompletionMeasure::OnTime,
        }
        .into(),
        cut_off_day: i32::from(*cut_off_day),
        cut_off_date: cut_off_date
            .map(|date| date.to_string())
            .unwrap_or_default(),
        hash: hash.clone(),
        set_time: set_time.map(timestamp),
        measures: measures
            .iter()
            .map(|part| wire::WeighedMeasure {
                measure: to_wire(part.measure).into(),
                weight: weight(part.weight),
                direction: match part.direction {
                    Direction::HighIsGood => wire::MeasureDirection::HighIsGood,
                    Direction::LowIsGood => wire::MeasureDirection::LowIsGood,
                }
                .into(),
            })
            .collect(),
        duplicates: match duplicates {
            Duplicates::CountAll => wire::DuplicateCounting::CountAll,
            Duplicates::CountOnce => wire::DuplicateCounting::CountOnce,
        }
        .into(),
        lists: Some(wire::PolicyLists {
            red_count: Some(weight(*red_count)),
            black_count: Some(weight(*black_count)),
            minimum_volume: weight(*minimum_volume),
        }),
    }
}
