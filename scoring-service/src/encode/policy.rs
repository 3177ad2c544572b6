//! A policy.

use hotline_common::decode::timestamp;
use hotline_proto::scoring as wire;

use crate::figures::PolicyInForce;
use crate::score::{CompletionMeasure, CompositeWeights, GradeWeights, Policy};

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
    } = policy;
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
        weights: Some(wire::CompositeWeights {
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
    }
}
