//! Facts were recorded long after they happened. A fact cannot be recorded before its assignment is, so an archive that is
//! imported at once gives no signal. Cards are issued by the service itself.

use super::thresholds::LATE;
use super::{Signal, SignalFact, SignalKind, UnitView, length};
use crate::score::facts::FactKind;

pub(super) fn find(view: &UnitView<'_>) -> Vec<Signal> {
    view.counted()
        .filter_map(|(observed, _)| {
            let facts: Vec<SignalFact> = observed
                .history
                .facts
                .before(view.as_of)
                .iter()
                .filter(|fact| !matches!(fact.kind, FactKind::CardIssued { .. }))
                .filter(|fact| {
                    let could_be = fact.happened.max(observed.recorded);
                    could_be.plus_micros(LATE) < fact.recorded
                })
                .map(|fact| observed.fact(*fact))
                .collect();
            let count = length(&facts);
            (count != 0).then(|| Signal {
                kind: SignalKind::RecordedLate,
                assignment: Some(observed.key()),
                description: format!(
                    "{count} facts were recorded more than 24 hours after they happened"
                ),
                count,
                of: 0,
                facts,
            })
        })
        .collect()
}
