//! Far fewer of a unit's assignments were visited than of its group's.

use super::thresholds::{COVERABLE, COVERAGE_PERMILLE};
use super::{Signal, SignalKind, UnitView};
use crate::score::facts::FactKind;
use crate::score::rate::{Hundredths, Rate};

pub(super) fn find(view: &UnitView<'_>) -> Vec<Signal> {
    let (mut visited, mut of) = (0, 0);
    let mut facts = Vec::new();
    for (observed, standing) in view.counted() {
        of += 1;
        if standing.counted_visit().is_some() {
            visited += 1;
        } else if let Some(completion) = observed
            .history
            .facts
            .before(view.as_of)
            .iter()
            .rfind(|fact| matches!(fact.kind, FactKind::Completed { .. }))
        {
            facts.push(observed.fact(*completion));
        }
    }
    let Rate {
        numerator,
        denominator,
    } = view.group_coverage;
    // visited ÷ of < group × threshold, without dividing.
    let unit = i128::from(visited) * i128::from(denominator) * 1_000;
    let group = i128::from(numerator) * i128::from(of) * COVERAGE_PERMILLE;
    if of < COVERABLE || group <= unit {
        return Vec::new();
    }
    let printed = |rate: Rate| rate.printed().unwrap_or(Hundredths::ZERO);
    vec![Signal {
        kind: SignalKind::LowCoverage,
        assignment: None,
        description: format!(
            "{visited} of {of} assignments have a rated visit: {} %, and {} % in the group; looked at under {} % of that",
            printed(Rate::new(visited, of)),
            printed(view.group_coverage),
            COVERAGE_PERMILLE / 10
        ),
        count: visited,
        of,
        facts,
    }]
}
