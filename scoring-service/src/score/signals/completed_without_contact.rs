//! A unit completes without contact: it does not say that it spoke with the citizen.

use super::thresholds::{WITHOUT_CONTACT, WITHOUT_CONTACT_PERMILLE};
use super::{Signal, SignalFact, SignalKind, UnitView, is_share, length};
use crate::score::facts::FactKind;

pub(super) fn find(view: &UnitView<'_>) -> Vec<Signal> {
    let mut of = 0;
    let mut facts: Vec<SignalFact> = Vec::new();
    for (observed, completion) in view.completed() {
        of += 1;
        if completion.kind == FactKind::COMPLETED {
            facts.push(observed.fact(completion));
        }
    }
    let count = length(&facts);
    if count < WITHOUT_CONTACT || !is_share(count, of, WITHOUT_CONTACT_PERMILLE) {
        return Vec::new();
    }
    vec![Signal {
        kind: SignalKind::CompletedWithoutContact,
        assignment: None,
        description: format!(
            "{count} of {of} completed assignments were completed without a word of contact with the citizen; looked at from {WITHOUT_CONTACT} and {} % on",
            WITHOUT_CONTACT_PERMILLE / 10
        ),
        count,
        of,
        facts,
    }]
}
