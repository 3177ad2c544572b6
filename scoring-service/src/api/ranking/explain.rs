//! `ExplainUnit`: the counts behind a unit's rates, and the assignments that cost points.

use hotline_common::db::AnyConnection;
use hotline_common::decode::{self, PageQuery, timestamp};
use hotline_common::status::{Violations, not_found};
use hotline_common::time::{Moment, Month};
use hotline_proto::scoring::{
    AssignmentVerdict, DistanceToNext, ExplainUnitRequest, ExplainUnitResponse, PrintedNumber,
    VisitGrades,
};
use tonic::Status;

use super::get;
use crate::api::fields::Page;
use crate::api::policy::in_ranking;
use crate::api::{Context, failure};
use crate::encode;
use crate::explanation::{Explained, Explanation, Neighbour, Number, explanation, of_revision};
use crate::figures::FiguresError;
use crate::names;
use crate::score::{Cost, Effect, Grade, Place, Role, Verdict, Visit};

/// What is to be explained.
struct Wanted {
    month: Month,
    unit: String,
    /// `None` for the provisional ranking.
    revision: Option<i32>,
    show_all: bool,
    page: Page,
}

pub(super) async fn explain(
    context: &Context,
    request: ExplainUnitRequest,
) -> Result<ExplainUnitResponse, Status> {
    let wanted = decode(&request)?;
    let now = context.clock.now();
    let (month, revision, unit) = (wanted.month, wanted.revision, wanted.unit.clone());
    let found = context
        .database
        .read(move |connection| find(connection, month, revision, &unit, now))
        .await
        .map_err(|error| failure::figures(&error))?;
    match found {
        Found::Explanation(explanation) => Ok(encode(*explanation, &wanted)),
        Found::NoUnit => Err(not_found("hotline.intake.v1/Unit", &request.unit)),
        Found::NoRevision(revision) => Err(not_found(
            "hotline.scoring.v1/Ranking",
            &format!("rankings/{month}/revisions/{revision}"),
        )),
    }
}

/// What there is to explain, or what there is not.
enum Found {
    Explanation(Box<Explanation>),
    NoUnit,
    NoRevision(i32),
}

fn find(
    connection: &mut AnyConnection,
    month: Month,
    revision: Option<i32>,
    unit: &str,
    now: Moment,
) -> Result<Found, FiguresError> {
    let explanation = match revision {
        None => explanation(connection, month, unit, now)?,
        Some(revision) => {
            let Some(sealed) = get::sealed(connection, month, Some(revision))? else {
                return Ok(Found::NoRevision(revision));
            };
            let policy = in_ranking(&sealed)?;
            of_revision(connection, &sealed, policy, unit)?
        }
    };
    Ok(explanation.map_or(Found::NoUnit, |it| Found::Explanation(Box::new(it))))
}

fn decode(request: &ExplainUnitRequest) -> Result<Wanted, Status> {
    let ExplainUnitRequest {
        month,
        unit,
        page_size,
        page_token,
        revision,
        show_all,
    } = request;
    let mut violations = Violations::new();
    let query = PageQuery::new("ExplainUnit")
        .filter(month)
        .filter(unit)
        .filter(revision.to_be_bytes())
        .filter([u8::from(*show_all)]);
    if *revision < 0 {
        violations.push("revision", "must be the number of a revision, from 1; or 0");
    }
    let month = decode::month(&mut violations, "month", month);
    let unit = decode::name(&mut violations, "unit", "units/{unit}", unit);
    let page = Page::decode(&mut violations, query, *page_size, page_token);
    let decoded = month
        .zip(unit)
        .zip(page)
        .map(|((month, unit), page)| Wanted {
            month,
            unit: unit.to_owned(),
            revision: Some(*revision).filter(|revision| *revision != 0),
            show_all: *show_all,
            page,
        });
    violations.finish(decoded)
}

fn encode(explanation: Explanation, wanted: &Wanted) -> ExplainUnitResponse {
    let Explanation {
        ranking,
        terms,
        row,
        numbers,
        all_supervisions,
        next_above,
        mut assignments,
        supervisions,
        adds_up,
        differences,
    } = explanation;
    assignments.retain(|assignment| wanted.show_all || assignment.is_notable());
    let total_size = i64::try_from(assignments.len()).unwrap_or(i64::MAX);
    let after = wanted.page.key().map(i128::from_be_bytes);
    let size = usize::try_from(wanted.page.size).unwrap_or(usize::MAX);
    let mut assignments: Vec<Explained> = assignments
        .into_iter()
        .filter(|assignment| after.is_none_or(|after| after < key(assignment)))
        .take(size.saturating_add(1))
        .collect();
    let next_page_token = wanted
        .page
        .cut(&mut assignments, |last| key(last).to_be_bytes().to_vec());
    let numbers: Vec<PrintedNumber> = numbers.into_iter().map(number).collect();
    let composite = numbers
        .iter()
        .find(|number| number.field == "composite_score" && !number.printed.is_empty());
    ExplainUnitResponse {
        composite_formula: composite
            .map(|number| number.formula.clone())
            .unwrap_or_default(),
        row,
        all_supervisions,
        assignments: assignments.iter().map(verdict).collect(),
        total_size,
        supervisions: supervisions.into_iter().map(names::supervision).collect(),
        next_page_token,
        as_of_time: Some(timestamp(terms.as_of())),
        ranking,
        numbers,
        distance_to_next: next_above.map(distance),
        adds_up,
        differences,
        feed_sequence: terms.cursor.sequence,
        policy: Some(encode::policy::policy(&terms.policy)),
    }
}

fn number(number: Number) -> PrintedNumber {
    let Number {
        field,
        label,
        printed,
        formula,
    } = number;
    PrintedNumber {
        field: field.to_owned(),
        label: label.to_owned(),
        printed,
        formula,
    }
}

fn distance(neighbour: Neighbour) -> DistanceToNext {
    let Neighbour { row, ahead } = neighbour;
    DistanceToNext {
        unit: row.unit,
        display_name: row.display_name,
        rank: row.rank.unwrap_or_default(),
        composite_score: row.composite_score,
        hundredths: ahead,
    }
}

fn verdict(assignment: &Explained) -> AssignmentVerdict {
    let Explained {
        verdict,
        adds,
        effect: Effect {
            composite_without,
            cost,
        },
    } = assignment;
    let Verdict {
        order,
        number,
        unit: _,
        role,
        month: _,
        place,
        assigned,
        due,
        completed,
        is_completed,
        is_on_time,
        visit,
        costs,
    } = verdict;
    let grade = |grade: Grade| i32::from(grade.index()) + 1;
    AssignmentVerdict {
        assignment: names::assignment(*order, *number),
        assign_time: Some(timestamp(*assigned)),
        due_time: due.map(timestamp),
        complete_time: completed.map(timestamp),
        in_volume: place.in_volume(),
        rated: *place == Place::Rated,
        completed: *is_completed,
        completed_on_time: *is_on_time,
        excluded: *place == Place::Excluded,
        grades: visit.map(
            |Visit {
                 process,
                 outcome,
                 resolved: _,
             }| VisitGrades {
                process: grade(process),
                outcome: grade(outcome),
            },
        ),
        reasons: place_in_words(*place, due.is_some())
            .into_iter()
            .map(str::to_owned)
            .chain(costs.iter().map(|cost| cost_in_words(*cost)))
            .collect(),
        counted_in: encode::changes::counted_in(&encode::ranking::counts(adds)),
        composite_without: composite_without.map(encode::score),
        cost_hundredths: cost.and_then(|cost| i32::try_from(cost).ok()),
        assist: *role == Role::Assist,
    }
}

fn place_in_words(place: Place, has_deadline: bool) -> Option<&'static str> {
    match place {
        Place::SentBack => Some("sent back: in no figure"),
        Place::Withdrawn => Some("withdrawn: in no figure"),
        Place::Duplicate => Some("of a duplicate, which counts once: in no figure"),
        Place::Excluded => Some("excluded from rating"),
        Place::Open if has_deadline => Some("not due yet: not rated"),
        Place::Open => Some("open without a deadline: not rated"),
        Place::Rated | Place::NotYetAssigned => None,
    }
}

fn cost_in_words(cost: Cost) -> String {
    match cost {
        Cost::NotCompleted => "not completed, and the deadline has passed".to_owned(),
        Cost::Late => "completed after the deadline".to_owned(),
        Cost::NotSignedInTime => "not signed for in time".to_owned(),
        Cost::Redone => "opened again".to_owned(),
        Cost::NotVisited => "without a rated visit".to_owned(),
        Cost::NotResolved => "not resolved, as the citizen says".to_owned(),
        Cost::Grade {
            aspect,
            grade,
            worth,
        } => format!(
            "{} graded {}, worth {worth} of 1000",
            aspect.name().to_lowercase(),
            grade.name().to_lowercase().replace('_', " ")
        ),
    }
}

/// The order first, then the number within it.
fn key(assignment: &Explained) -> i128 {
    i128::from(assignment.verdict.order) << 32 | i128::from(assignment.verdict.number)
}
