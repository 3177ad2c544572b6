//! The policy by which June 2015 was scored.

use hotline_proto::scoring::{CompletionMeasure, CompositeWeights, GradeWeights, Policy};

/// 6 : 3 : 1 of satisfaction, completion and supervision; grades of 1.0, 0.9, 0.6, 0.3 and 0; cut off on the 10th.
pub fn june_2015() -> Policy {
    Policy {
        name: "policies/2015-06".to_owned(),
        weights: Some(CompositeWeights {
            satisfaction: 6,
            completion: 3,
            supervision: 1,
        }),
        grade_weights: Some(GradeWeights {
            very_satisfied_permille: 1_000,
            satisfied_permille: 900,
            basically_satisfied_permille: 600,
            dissatisfied_permille: 300,
            very_dissatisfied_permille: 0,
        }),
        completion_measure: CompletionMeasure::Completion.into(),
        cut_off_day: 10,
        ..Policy::default()
    }
}
