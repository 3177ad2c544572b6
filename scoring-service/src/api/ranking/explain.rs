//! `ExplainUnit`: the counts behind a unit's rates, and the assignments that cost points.

use hotline_common::decode::{self, PageQuery, timestamp};
use hotline_common::status::{Violations, not_found};
use hotline_common::time::Month;
use hotline_proto::scoring::{
    AssignmentVerdict, ExplainUnitRequest, ExplainUnitResponse, VisitGrades,
};
use tonic::Status;

use crate::api::fields::Page;
use crate::api::{Context, failure};
use crate::encode;
use crate::explanation::{Explanation, explanation};
use crate::names;
use crate::score::{Cost, Grade, Place, Verdict, Visit};

pub(super) async fn explain(
    context: &Context,
    request: ExplainUnitRequest,
) -> Result<ExplainUnitResponse, Status> {
    let (month, unit, page) = decode(&request)?;
    let now = context.clock.now();
    let explanation = context
        .database
        .read(move |connection| explanation(connection, month, &unit, now))
        .await
        .map_err(|error| failure::figures(&error))?
        .ok_or_else(|| not_found("hotline.intake.v1/Unit", &request.unit))?;
    Ok(encode(explanation, &page))
}

fn decode(request: &ExplainUnitRequest) -> Result<(Month, String, Page), Status> {
    let ExplainUnitRequest {
        month,
        unit,
        page_size,
        page_token,
    } = request;
    let mut violations = Violations::new();
    let query = PageQuery::new("ExplainUnit").filter(month).filter(unit);
    let month = decode::month(&mut violations, "month", month);
    let unit = decode::name(&mut violations, "unit", "units/{unit}", unit);
    let page = Page::decode(&mut violations, query, *page_size, page_token);
    let decoded = month
        .zip(unit)
        .zip(page)
        .map(|((month, unit), page)| (month, unit.to_owned(), page));
    violations.finish(decoded)
}

fn encode(explanation: Explanation, page: &Page) -> ExplainUnitResponse {
    let Explanation {
        terms,
        row,
        formula,
        all_supervisions,
        verdicts,
        supervisions,
    } = explanation;
    let total_size = i64::try_from(verdicts.len()).unwrap_or(i64::MAX);
    let after = page.key().map(i128::from_be_bytes);
    let size = usize::try_from(page.size).unwrap_or(usize::MAX);
    let mut verdicts: Vec<Verdict> = verdicts
        .into_iter()
        .filter(|verdict| after.is_none_or(|after| after < key(verdict)))
        .take(size.saturating_add(1))
        .collect();
    let next_page_token = page.cut(&mut verdicts, |last| key(last).to_be_bytes().to_vec());
    ExplainUnitResponse {
        row: row.as_ref().map(encode::ranking::row),
        composite_formula: formula,
        all_supervisions,
        assignments: verdicts.iter().map(verdict).collect(),
        total_size,
        supervisions: supervisions.into_iter().map(names::supervision).collect(),
        next_page_token,
        as_of_time: Some(timestamp(terms.as_of())),
    }
}

fn verdict(verdict: &Verdict) -> AssignmentVerdict {
    let Verdict {
        order,
        number,
        unit: _,
        role: _,
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
    }
}

fn place_in_words(place: Place, has_deadline: bool) -> Option<&'static str> {
    match place {
        Place::SentBack => Some("sent back: in no figure"),
        Place::Withdrawn => Some("withdrawn: in no figure"),
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
fn key(verdict: &Verdict) -> i128 {
    i128::from(verdict.order) << 32 | i128::from(verdict.number)
}
