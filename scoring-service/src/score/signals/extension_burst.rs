//! A unit asks for extensions at the month's end.

use super::thresholds::{EXTENSIONS, EXTENSIONS_PERMILLE, LAST_DAYS};
use super::{Signal, SignalFact, SignalKind, UnitView, is_share, length};
use crate::score::facts::FactKind;

pub(super) fn find(view: &UnitView<'_>) -> Vec<Signal> {
    let end = view.zone.end_of(view.month.last_day()).min(view.as_of);
    let mut last_days = view.month.last_day();
    for _ in 1..LAST_DAYS {
        last_days = last_days.previous();
    }
    let burst = view.zone.start_of(last_days);
    let mut of = 0;
    let mut facts: Vec<SignalFact> = Vec::new();
    for (observed, _) in view.counted() {
        for fact in observed.history.facts.before(end) {
            if matches!(fact.kind, FactKind::ExtensionRequested { .. }) {
                of += 1;
                if burst <= fact.happened {
                    facts.push(observed.fact(*fact));
                }
            }
        }
    }
    let count = length(&facts);
    if count < EXTENSIONS || !is_share(count, of, EXTENSIONS_PERMILLE) {
        return Vec::new();
    }
    vec![Signal {
        kind: SignalKind::ExtensionBurst,
        assignment: None,
        description: format!(
            "{count} of {of} extensions of the month were asked for in its last {LAST_DAYS} days; looked at from {EXTENSIONS} and {} % on",
            EXTENSIONS_PERMILLE / 10
        ),
        count,
        of,
        facts,
    }]
}
