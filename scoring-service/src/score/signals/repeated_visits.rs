//! An assignment was visited until the citizen was satisfied, without anything being done again.

use super::thresholds::RATED_VISITS;
use super::{Signal, SignalKind, UnitView, length};
use crate::score::facts::{Fact, FactKind, Visit};

pub(super) fn find(view: &UnitView<'_>) -> Vec<Signal> {
    view.counted()
        .filter_map(|(observed, _)| {
            let facts = observed.history.facts.before(view.as_of);
            let since = facts
                .iter()
                .rposition(|fact| matches!(fact.kind, FactKind::Redone { .. }))
                .map_or(0, |redo| redo + 1);
            let rated: Vec<(Fact, u8)> = facts[since..]
                .iter()
                .filter_map(|fact| Some((*fact, dissatisfaction(fact.kind)?)))
                .collect();
            let ((_, last), earlier) = rated.split_last()?;
            let worst = earlier.iter().map(|(_, grades)| *grades).max()?;
            if rated.len() < RATED_VISITS || worst <= *last {
                return None;
            }
            let count = length(&rated);
            Some(Signal {
                kind: SignalKind::RepeatedVisits,
                assignment: Some(observed.key()),
                description: format!(
                    "{count} rated visits without a redo between them, the last with better grades than one before"
                ),
                count,
                of: 0,
                facts: rated.iter().map(|(fact, _)| observed.fact(*fact)).collect(),
            })
        })
        .collect()
}

/// Both grades together, 0 for the best; `None` for what is no rated visit.
fn dissatisfaction(kind: FactKind) -> Option<u8> {
    match kind {
        FactKind::Visited(Visit {
            process, outcome, ..
        }) => Some(process.index() + outcome.index()),
        _ => None,
    }
}
