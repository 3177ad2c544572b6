//! Why a unit has its figures: down to the assignments that cost points or are left out.

mod formula;

use hotline_common::db::AnyConnection;
use hotline_common::time::{Moment, Month};

use crate::figures::{self, FiguresError, Terms};
use crate::score::{CompletionMeasure, Place, Role, Row, Verdict, explain};
use crate::store;

/// Why a unit has its figures.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// Under which rules and as of when.
    pub terms: Terms,
    /// The unit's line; `None` for a registered unit that takes no part in the month.
    pub row: Option<Row>,
    /// The composite in words; empty without one.
    pub formula: String,
    /// All supervisions of the month.
    pub all_supervisions: i64,
    /// The assignments that cost points or are left out, by order and number.
    pub verdicts: Vec<Verdict>,
    /// The ids of the unit's supervisions.
    pub supervisions: Vec<i64>,
}

/// Explains a unit's figures of a month; `None` for a unit that nothing is known of.
pub fn explanation(
    connection: &mut AnyConnection,
    month: Month,
    unit: &str,
    now: Moment,
) -> Result<Option<Explanation>, FiguresError> {
    let figures = figures::ranking(connection, month, now)?;
    let terms = figures.terms;
    let row = figures.ranking.row(unit).cloned();
    if row.is_none() && store::registry::unit(connection, unit)?.is_none() {
        return Ok(None);
    }
    let policy = &terms.policy.policy;
    let histories = store::assignments::of_unit(connection, &terms.zone, month, unit)?;
    let mut verdicts = explain(&histories, unit, policy, &terms.zone, month, terms.day);
    verdicts.retain(|verdict| is_listed(verdict, policy.completion_measure));
    let supervisions =
        store::supervisions::of_unit(connection, &terms.zone, month, unit, terms.as_of())?;
    let all_supervisions = figures
        .ranking
        .rows()
        .map(|row| row.counts.all_supervisions())
        .sum();
    Ok(Some(Explanation {
        formula: row
            .as_ref()
            .map(|row| formula::composite(row, policy))
            .unwrap_or_default(),
        row,
        all_supervisions,
        verdicts,
        supervisions,
        terms,
    }))
}

/// An assignment is listed when it costs points, or is left out of a figure. Assisting ones are not scored at all.
fn is_listed(verdict: &Verdict, measure: CompletionMeasure) -> bool {
    let is_late = measure == CompletionMeasure::OnTimeCompletion
        && verdict.place == Place::Rated
        && !verdict.is_on_time;
    verdict.role == Role::Lead
        && (verdict.place != Place::Rated || !verdict.costs.is_empty() || is_late)
}
