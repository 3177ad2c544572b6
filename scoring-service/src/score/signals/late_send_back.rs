//! An assignment was sent back when its deadline was near or over, and so left the unit's figures.

use hotline_common::time::Moment;

use super::thresholds::{BEFORE_DEADLINE, WITHOUT_DEADLINE};
use super::{Observed, Signal, SignalKind, UnitView};
use crate::score::facts::{Fact, FactKind};
use crate::score::standing::Place;

pub(super) fn find(view: &UnitView<'_>) -> Vec<Signal> {
    view.leads()
        .filter(|(_, standing)| standing.place == Place::SentBack)
        .filter_map(|(observed, _)| {
            let facts = observed.history.facts.before(view.as_of);
            let accepted = facts
                .iter()
                .position(|fact| fact.kind == FactKind::SendBackAccepted)?;
            // Where the request is not known, the decision stands for it.
            let asked = facts[..accepted]
                .iter()
                .rposition(|fact| fact.kind == FactKind::SendBackRequested)
                .unwrap_or(accepted);
            let due = deadline(observed, &facts[..asked]);
            let asked_at = facts[asked].happened;
            let (is_late, description) = match due {
                Some(due) => (
                    due.plus_micros(-BEFORE_DEADLINE) < asked_at,
                    format!("sent back at {asked_at}, with the deadline at {due}"),
                ),
                None => (
                    observed.history.assigned.plus_micros(WITHOUT_DEADLINE) <= asked_at,
                    format!(
                        "sent back at {asked_at}, without a deadline, given at {}",
                        observed.history.assigned
                    ),
                ),
            };
            is_late.then(|| Signal {
                kind: SignalKind::LateSendBack,
                assignment: Some(observed.key()),
                description,
                count: 1,
                of: 0,
                facts: facts[asked..=accepted]
                    .iter()
                    .filter(|fact| {
                        matches!(
                            fact.kind,
                            FactKind::SendBackRequested | FactKind::SendBackAccepted
                        )
                    })
                    .map(|fact| observed.fact(*fact))
                    .collect(),
            })
        })
        .collect()
}

/// The deadline in force after some facts.
fn deadline(observed: &Observed, facts: &[Fact]) -> Option<Moment> {
    let changed = facts.iter().rev().find_map(|fact| match fact.kind {
        FactKind::Redone { due } => due,
        FactKind::Extended { due } => Some(due),
        _ => None,
    });
    changed.or(observed.history.due)
}
