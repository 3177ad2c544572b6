//! Why a unit scores what it scores: a verdict on each of its assignments.

use hotline_common::time::{Day, Moment, Month, Zone};
use serde::{Deserialize, Serialize};

use super::facts::{AssignmentHistory, Visit};
use super::month_text;
use super::policy::{GradeWeights, Policy};
use super::standing::{Place, Signing, Standing};
use super::words::{Aspect, Grade, Resolved, Role, ScoredMeasure};

/// How one assignment counts for its unit, and what it costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The order's number.
    pub order: i64,
    /// The assignment's number within the order.
    pub number: u32,
    /// The unit.
    pub unit: String,
    /// Lead or assist; an assist is not scored.
    pub role: Role,
    /// The month in whose cohort it is.
    #[serde(with = "month_text")]
    pub month: Month,
    /// Where it counts.
    pub place: Place,
    /// When it was assigned.
    pub assigned: Moment,
    /// The deadline in force at the cut-off.
    pub due: Option<Moment>,
    /// When it was completed, if no redo came after that.
    pub completed: Option<Moment>,
    /// Whether it counts as completed.
    pub is_completed: bool,
    /// Whether it counts as completed on time.
    pub is_on_time: bool,
    /// The rated visit that counts.
    pub visit: Option<Visit>,
    /// What costs the unit points.
    pub costs: Vec<Cost>,
}

/// A reason why an assignment keeps its unit from 100 points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cost {
    /// Rated, and not completed.
    NotCompleted,
    /// Rated and completed after its deadline, where the on-time rate scores.
    Late,
    /// The limit for signing passed without it, where the sign-for rate scores.
    NotSignedInTime,
    /// Opened again, where the redo rate scores.
    Redone,
    /// Without a rated visit, where the coverage scores.
    NotVisited,
    /// The citizen does not call the matter resolved, where the resolved rate scores.
    NotResolved,
    /// A grade that is worth less than full satisfaction.
    Grade {
        /// What was graded.
        aspect: Aspect,
        /// The grade.
        grade: Grade,
        /// What it is worth, in thousandths.
        worth: u32,
    },
}

/// How an assignment counts as of the end of a local day.
pub fn verdict(history: &AssignmentHistory, policy: &Policy, zone: &Zone, day: Day) -> Verdict {
    let standing = Standing::of(history, zone.end_of(day)).under(policy.duplicates);
    let visit = standing
        .counted_visit()
        .filter(|_| history.role == Role::Lead);
    let mut costs = Vec::new();
    if history.role == Role::Lead && standing.place == Place::Rated {
        if !standing.is_completed() {
            costs.push(Cost::NotCompleted);
        } else if !standing.is_on_time() && policy.weighs(ScoredMeasure::OnTimeCompletion) {
            costs.push(Cost::Late);
        }
    }
    if history.role == Role::Lead && standing.place.counts_for_satisfaction() {
        let is_late = policy.weighs(ScoredMeasure::SignFor) && standing.signing == Signing::Late;
        let is_redone =
            policy.weighs(ScoredMeasure::Redo) && standing.completed_once && standing.redone;
        costs.extend(is_late.then_some(Cost::NotSignedInTime));
        costs.extend(is_redone.then_some(Cost::Redone));
        let is_unvisited = policy.weighs(ScoredMeasure::Coverage) && visit.is_none();
        costs.extend(is_unvisited.then_some(Cost::NotVisited));
    }
    if let Some(visit) = visit {
        let is_unresolved =
            policy.weighs(ScoredMeasure::Resolved) && visit.resolved != Resolved::Yes;
        costs.extend(is_unresolved.then_some(Cost::NotResolved));
    }
    // A policy may name its measures without the citizens' grades.
    let looks_at_grades = policy.measures.is_empty() || policy.weighs(ScoredMeasure::Satisfaction);
    if let Some(visit) = visit.filter(|_| looks_at_grades) {
        let grades = [
            (Aspect::Process, visit.process),
            (Aspect::Outcome, visit.outcome),
        ];
        costs.extend(grades.into_iter().filter_map(|(aspect, grade)| {
            let worth = policy.grade_weights.of(grade);
            (worth < GradeWeights::FULL).then_some(Cost::Grade {
                aspect,
                grade,
                worth,
            })
        }));
    }
    Verdict {
        order: history.order,
        number: history.number,
        unit: history.unit.clone(),
        role: history.role,
        month: zone.month_of(history.assigned),
        place: standing.place,
        assigned: history.assigned,
        due: standing.due,
        completed: standing.completed,
        is_completed: standing.is_completed(),
        is_on_time: standing.is_on_time(),
        visit,
        costs,
    }
}
