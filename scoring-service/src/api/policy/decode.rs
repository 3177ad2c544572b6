//! A policy as a caller sets it.

use std::ops::RangeInclusive;

use hotline_common::db::DbError;
use hotline_common::decode;
use hotline_common::status::Violations;
use hotline_common::time::{Moment, Month};
use hotline_proto::scoring as wire;
use tonic::Status;

use crate::api::resource::{PolicyName, policy_name};
use crate::figures::PolicyInForce;
use crate::score::{CompletionMeasure, CompositeWeights, GradeWeights, Policy};
use crate::store::requests::RequestKey;

/// A weight, and what a grade is worth in thousandths.
const WEIGHT: RangeInclusive<i64> = 0..=1_000;

pub(super) fn set_policy(
    request: wire::SetPolicyRequest,
) -> Result<(Policy, Option<RequestKey>), Status> {
    let without_id = wire::SetPolicyRequest {
        request_id: String::new(),
        ..request.clone()
    };
    let wire::SetPolicyRequest { policy, request_id } = request;
    let mut violations = Violations::new();
    let policy = decode::required_message(&mut violations, "policy", policy, decode_policy);
    let key = decode::request_id(&mut violations, "request_id", &request_id)
        .map(|id| RequestKey::of(id, "SetPolicy", &without_id));
    violations.finish(policy.map(|policy| (policy, key)))
}

/// A policy as it is given.
pub(in crate::api) fn decode_policy(
    violations: &mut Violations,
    policy: wire::Policy,
) -> Option<Policy> {
    let wire::Policy {
        name,
        weights,
        grade_weights,
        completion_measure,
        cut_off_day,
        cut_off_date,
        hash: _,
        set_time: _,
    } = policy;
    let effective = effective(violations, &name);
    let weights = decode::required_message(violations, "weights", weights, decode_weights);
    let grade_weights =
        decode::required_message(violations, "grade_weights", grade_weights, decode_grades);
    let completion_measure =
        decode::optional_enum(violations, "completion_measure", completion_measure)
            .unwrap_or(wire::CompletionMeasure::Completion);
    let cut_off_day = match cut_off_day {
        0 => Some(Policy::default().cut_off_day),
        day => decode::number(violations, "cut_off_day", day.into(), 1..=31)
            .and_then(|day| u8::try_from(day).ok()),
    };
    let cut_off_date = decode::optional_day(violations, "cut_off_date", &cut_off_date);
    Some(Policy {
        effective: effective?,
        weights: weights?,
        completion_measure: match completion_measure {
            wire::CompletionMeasure::Unspecified | wire::CompletionMeasure::Completion => {
                CompletionMeasure::Completion
            }
            wire::CompletionMeasure::OnTime => CompletionMeasure::OnTimeCompletion,
        },
        grade_weights: grade_weights?,
        cut_off_day: cut_off_day?,
        cut_off_date,
    })
}

/// The policy that a ranking was computed by, for instance a sealed one.
pub(in crate::api) fn in_ranking(ranking: &wire::Ranking) -> Result<PolicyInForce, DbError> {
    let unreadable = || DbError::Decode {
        column: Some("rankings.ranking".to_owned()),
    };
    let mut policy = ranking.policy.clone().ok_or_else(unreadable)?;
    let hash = std::mem::take(&mut policy.hash);
    let set_time = policy
        .set_time
        .take()
        .and_then(|time| Moment::from_parts(time.seconds, time.nanos));
    if set_time.is_none() {
        // The built-in one holds from the first month there is.
        policy.name = format!("policies/{}", Policy::default().effective);
    }
    let mut violations = Violations::new();
    Ok(PolicyInForce {
        policy: decode_policy(&mut violations, policy).ok_or_else(unreadable)?,
        hash,
        set_time,
    })
}

fn effective(violations: &mut Violations, name: &str) -> Option<Month> {
    match policy_name(violations, "name", name)? {
        PolicyName::Month(month) => Some(month),
        PolicyName::BuiltIn => {
            violations.push(
                "name",
                "must name a month: the built-in policy cannot be set",
            );
            None
        }
    }
}

fn decode_weights(
    violations: &mut Violations,
    weights: wire::CompositeWeights,
) -> Option<CompositeWeights> {
    let wire::CompositeWeights {
        satisfaction,
        completion,
        supervision,
    } = weights;
    if [satisfaction, completion, supervision] == [0, 0, 0] {
        violations.push("", "must not all be 0");
    }
    let satisfaction = weight(violations, "satisfaction", satisfaction);
    let completion = weight(violations, "completion", completion);
    let supervision = weight(violations, "supervision", supervision);
    Some(CompositeWeights {
        satisfaction: satisfaction?,
        completion: completion?,
        supervision: supervision?,
    })
}

fn decode_grades(violations: &mut Violations, grades: wire::GradeWeights) -> Option<GradeWeights> {
    let wire::GradeWeights {
        very_satisfied_permille,
        satisfied_permille,
        basically_satisfied_permille,
        dissatisfied_permille,
        very_dissatisfied_permille,
    } = grades;
    let grades = [
        ("very_satisfied_permille", very_satisfied_permille),
        ("satisfied_permille", satisfied_permille),
        ("basically_satisfied_permille", basically_satisfied_permille),
        ("dissatisfied_permille", dissatisfied_permille),
        ("very_dissatisfied_permille", very_dissatisfied_permille),
    ]
    .map(|(path, value)| weight(violations, path, value));
    let grades: Option<Vec<u32>> = grades.into_iter().collect();
    grades?.try_into().ok().map(GradeWeights)
}

fn weight(violations: &mut Violations, path: &str, value: i32) -> Option<u32> {
    decode::number(violations, path, value.into(), WEIGHT)
        .and_then(|value| u32::try_from(value).ok())
}
