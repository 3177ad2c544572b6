//! An assignment was closed 结案 although the citizen last said that the matter is resolved in part, or not.

use super::{Signal, SignalKind, UnitView};
use crate::score::facts::{FactKind, Visit};
use crate::score::words::Resolved;

pub(super) fn find(view: &UnitView<'_>) -> Vec<Signal> {
    view.counted()
        .filter_map(|(observed, _)| {
            let facts = observed.history.facts.before(view.as_of);
            let closed = facts
                .iter()
                .rposition(|fact| fact.kind == FactKind::Closed)?;
            let (visit, resolved) =
                facts[..closed]
                    .iter()
                    .rev()
                    .find_map(|fact| match fact.kind {
                        FactKind::Visited(Visit { resolved, .. }) => Some((*fact, resolved)),
                        _ => None,
                    })?;
            let said = match resolved {
                Resolved::Yes => return None,
                Resolved::Partly => "in part",
                Resolved::No => "not at all",
            };
            Some(Signal {
                kind: SignalKind::PartlyResolvedClosed,
                assignment: Some(observed.key()),
                description: format!(
                    "closed although the citizen last said that the matter is resolved {said}"
                ),
                count: 1,
                of: 0,
                facts: vec![observed.fact(visit), observed.fact(facts[closed])],
            })
        })
        .collect()
}
