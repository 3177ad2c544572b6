//! A unit completes much just before the cut-off.

use super::thresholds::{RUSH, RUSHED, RUSHED_PERMILLE};
use super::{Signal, SignalFact, SignalKind, UnitView, is_share, length};

pub(super) fn find(view: &UnitView<'_>) -> Vec<Signal> {
    let rush = view.cut_off.plus_micros(-RUSH);
    let mut of = 0;
    let mut facts: Vec<SignalFact> = Vec::new();
    for (observed, completion) in view.completed() {
        of += 1;
        if rush <= completion.happened {
            facts.push(observed.fact(completion));
        }
    }
    let count = length(&facts);
    if count < RUSHED || !is_share(count, of, RUSHED_PERMILLE) {
        return Vec::new();
    }
    vec![Signal {
        kind: SignalKind::RushBeforeCutOff,
        assignment: None,
        description: format!(
            "{count} of {of} completed assignments were completed in the 24 hours before the cut-off; looked at from {RUSHED} and {} % on",
            RUSHED_PERMILLE / 10
        ),
        count,
        of,
        facts,
    }]
}
