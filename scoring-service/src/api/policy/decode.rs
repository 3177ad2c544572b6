//! A policy as a caller sets it.

use std::ops::RangeInclusive;

use hotline_common::db::DbError;
use hotline_common::decode;
use hotline_common::status::Violations;
use hotline_common::time::{Moment, Month};
use hotline_proto::scoring as wire;
use tonic::Status;

use crate::api::resource::{PolicyName, policy_name};
use crate::encode::measures;
use crate::figures::PolicyInForce;
use crate::score::{
    CompletionMeasure, CompositeWeights, Direction, Duplicates, GradeWeights, Lists, Policy,
    WeighedMeasure,
};
use crate::store::requests::RequestKey;

/// The weight of a measure that is named.
const MEASURE_WEIGHT: RangeInclusive<i64> = 1..=1_000;

/// How long a red or black list may be.
const LIST: RangeInclusive<i64> = 0..=100;

/// The smallest volume that is ranked.
const MINIMUM: RangeInclusive<i64> = 0..=1_000_000;

/// The shorthand of a policy that names its measures.
const NO_WEIGHTS: CompositeWeights = CompositeWeights {
    satisfaction: 0,
    completion: 0,
    supervision: 0,
};

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
        measures,
        duplicates,
        lists,
    } = policy;
    let effective = effective(violations, &name);
    let measures = if measures.is_empty() {
        Some(Vec::new())
    } else {
        if weights.is_some() {
            violations.push("weights", "must be absent where measures are given");
        }
        if completion_measure != 0 {
            violations.push(
                "completion_measure",
                "must be absent where measures are given: name COMPLETION or ON_TIME_COMPLETION among them",
            );
        }
        decode_measures(violations, measures)
    };
    let weights = match (weights, &measures) {
        // The shorthand is passed over.
        (None, Some(measures)) if !measures.is_empty() => Some(NO_WEIGHTS),
        (Some(_), Some(measures)) if !measures.is_empty() => None,
        (_, None) => None,
        (weights, Some(_)) => {
            decode::required_message(violations, "weights", weights, decode_weights)
        }
    };
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
    let duplicates = decode::optional_enum(violations, "duplicates", duplicates)
        .unwrap_or(wire::DuplicateCounting::CountAll);
    let lists = match lists {
        None => Some(Lists::default()),
        lists => decode::required_message(violations, "lists", lists, decode_lists),
    };
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
        measures: measures?,
        duplicates: match duplicates {
            wire::DuplicateCounting::Unspecified | wire::DuplicateCounting::CountAll => {
                Duplicates::CountAll
            }
            wire::DuplicateCounting::CountOnce => Duplicates::CountOnce,
        },
        lists: lists?,
    })
}

/// The measures, at least one, each once.
fn decode_measures(
    violations: &mut Violations,
    measures: Vec<wire::WeighedMeasure>,
) -> Option<Vec<WeighedMeasure>> {
    let mut decoded: Vec<WeighedMeasure> = Vec::new();
    let mut is_sound = true;
    for (index, measure) in measures.into_iter().enumerate() {
        let path = |field| format!("measures[{index}].{field}");
        let Some(measure) = decode_measure(violations, path, measure) else {
            is_sound = false;
            continue;
        };
        if decoded.iter().any(|other| other.measure == measure.measure) {
            violations.push(
                &path("measure"),
                "must not be named before: give each measure once",
            );
            is_sound = false;
        }
        decoded.push(measure);
    }
    is_sound.then_some(decoded)
}

fn decode_measure(
    violations: &mut Violations,
    path: impl Fn(&'static str) -> String,
    measure: wire::WeighedMeasure,
) -> Option<WeighedMeasure> {
    let wire::WeighedMeasure {
        measure,
        weight,
        direction,
    } = measure;
    let measure =
        decode::required_enum::<wire::ScoredMeasure>(violations, &path("measure"), measure)
            .and_then(measures::from_wire);
    let weight = decode::number(violations, &path("weight"), weight.into(), MEASURE_WEIGHT)
        .and_then(|weight| u32::try_from(weight).ok());
    let direction = decode::optional_enum(violations, &path("direction"), direction);
    let measure = measure?;
    Some(WeighedMeasure {
        measure,
        weight: weight?,
        direction: match direction {
            Some(wire::MeasureDirection::HighIsGood) => Direction::HighIsGood,
            Some(wire::MeasureDirection::LowIsGood) => Direction::LowIsGood,
            Some(wire::MeasureDirection::Unspecified) | None => measure.usual_direction(),
        },
    })
}

fn decode_lists(violations: &mut Violations, lists: wire::PolicyLists) -> Option<Lists> {
    let wire::PolicyLists {
        red_count,
        black_count,
        minimum_volume,
    } = lists;
    let usual = Lists::default();
    let mut count = |path, count: Option<i32>, usual| match count {
        None => Some(usual),
        Some(count) => decode::number(violations, path, count.into(), LIST)
            .and_then(|count| u32::try_from(count).ok()),
    };
    let red_count = count("red_count", red_count, usual.red_count);
    let black_count = count("black_count", black_count, usual.black_count);
    let minimum_volume =
        decode::number(violations, "minimum_volume", minimum_volume.into(), MINIMUM)
            .and_then(|volume| u32::try_from(volume).ok());
    Some(Lists {
        red_count: red_count?,
        black_count: black_count?,
        minimum_volume: minimum_volume?,
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
