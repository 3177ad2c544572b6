//! The text of what a month's figures come from, without the registry: its hash tells whether a fact, the policy or the
//! cut-off changed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::figures::MonthFigures;
use crate::score::{Bulletin, Measure};

/// The policy's canonical lines, the cut-off, each count as of it, and the records that the bulletin lists.
///
/// It is compared with itself only, never shown, so its form may change; then a month that is published again needs a
/// reason once.
pub(super) fn canonical(figures: &MonthFigures) -> String {
    let mut text = figures.terms.policy.policy.canonical();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "cut_off\t{}", figures.terms.as_of());
    let mut counts: BTreeMap<_, i64> = BTreeMap::new();
    for tally in figures.tallies.rows() {
        if tally.day <= figures.terms.day {
            let key: (_, Measure, String) = (tally.month, tally.measure, tally.subject);
            *counts.entry(key).or_default() += tally.count;
        }
    }
    for ((month, measure, subject), count) in counts {
        if count != 0 {
            let _ = writeln!(
                text,
                "count\t{month}\t{}\t{subject}\t{count}",
                measure.code()
            );
        }
    }
    let Bulletin {
        leader_sessions,
        activities,
        ..
    } = &figures.bulletin;
    // Debug escapes whatever a text holds.
    let _ = writeln!(text, "leader_sessions\t{leader_sessions:?}");
    let _ = writeln!(text, "activities\t{activities:?}");
    let _ = writeln!(text, "typical_cases\t{:?}", figures.typical_cases);
    text
}
