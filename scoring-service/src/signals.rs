//! The signals of a month, unit by unit: what the store has for [`SignalKind::find`].

use std::collections::BTreeMap;

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Moment, Month};

use crate::figures::{self, FiguresError, Terms};
use crate::score::{
    AssignmentFact, AssignmentLog, Group, NOW, Observed, Ranking, Rate, Signal, SignalKind,
    UnitView,
};
use crate::store;

/// How many assignments are read for one page, about: after so many it is cut, however few signals it has.
const READ_AT_MOST: usize = 200_000;

/// Which signals are wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Of which month.
    pub month: Month,
    /// Of which unit; `None` for all.
    pub unit: Option<String>,
    /// Of which kind; `None` for all.
    pub kind: Option<SignalKind>,
    /// Only what comes after this.
    pub after: Option<Key>,
    /// At most so many.
    pub limit: usize,
}

/// Stands for the kind behind all kinds.
const END: u8 = u8::MAX;

/// The place of a signal among all of a month: unit, kind, assignment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The unit's code.
    pub unit: String,
    /// The place of the kind in [`SignalKind::ALL`]; 255 for the end of the unit.
    pub kind: u8,
    /// The order's number and the assignment's; 0 where it is about the unit.
    pub assignment: (i64, u32),
}

/// Some signals in order.
#[derive(Clone, Debug)]
pub struct Found {
    /// As of when.
    pub terms: Terms,
    /// Each with its place.
    pub signals: Vec<(Key, Signal)>,
    /// After which place there may be more; `None` when there are none.
    pub more_after: Option<Key>,
}

/// The signals of a month, a page of them.
pub fn signals(
    connection: &mut AnyConnection,
    wanted: &Wanted,
    now: Moment,
) -> Result<Found, FiguresError> {
    let figures = figures::ranking(connection, wanted.month, now)?;
    let units = units(&figures.ranking, wanted);
    let mut found = Found {
        terms: figures.terms,
        signals: Vec::new(),
        more_after: None,
    };
    let mut read = 0;
    let mut rest = units.into_iter().peekable();
    while let Some((unit, group_coverage)) = rest.next() {
        let assignments = observed(connection, &found.terms, &unit)?;
        read += assignments.len();
        let view = UnitView {
            assignments: &assignments,
            month: wanted.month,
            zone: &found.terms.zone,
            cut_off: found.terms.cut_off(),
            as_of: found.terms.as_of(),
            group_coverage,
        };
        let signals = of_unit(&view, &unit, wanted);
        found.signals.extend(signals);
        if wanted.limit < found.signals.len() {
            found.signals.truncate(wanted.limit);
            found.more_after = found.signals.last().map(|(key, _)| key.clone());
            break;
        }
        if READ_AT_MOST <= read && rest.peek().is_some() {
            found.more_after = Some(Key::end_of(unit));
            break;
        }
    }
    Ok(found)
}

impl Key {
    /// Behind every signal of a unit.
    fn end_of(unit: String) -> Key {
        Key {
            unit,
            kind: END,
            assignment: (0, 0),
        }
    }

    /// Whether nothing of its unit comes after it.
    const fn is_end(&self) -> bool {
        self.kind == END
    }
}

fn of_unit(view: &UnitView<'_>, unit: &str, wanted: &Wanted) -> Vec<(Key, Signal)> {
    (0..)
        .zip(SignalKind::ALL)
        .filter(|(_, kind)| wanted.kind.is_none_or(|only| only == *kind))
        .flat_map(|(place, kind)| {
            kind.find(view).into_iter().map(move |signal| {
                let key = Key {
                    unit: unit.to_owned(),
                    kind: place,
                    assignment: signal.assignment.unwrap_or_default(),
                };
                (key, signal)
            })
        })
        .filter(|(key, _)| wanted.after.as_ref().is_none_or(|after| after < key))
        .collect()
}

/// The units to look at, by code, each with the coverage of its group. A unit that the registry does not know is held against all
/// units.
fn units(ranking: &Ranking, wanted: &Wanted) -> BTreeMap<String, Rate> {
    let coverage = |group: Option<Group>| {
        let counts = ranking
            .rows()
            .filter(|row| group.is_none() || row.group == group)
            .map(|row| &row.counts);
        counts.fold(Rate::new(0, 0), |all, counts| {
            Rate::new(
                all.numerator + counts.visited,
                all.denominator + counts.volume - counts.excluded,
            )
        })
    };
    let of_groups: Vec<(Option<Group>, Rate)> = Group::ALL
        .iter()
        .copied()
        .map(Some)
        .chain([None])
        .map(|group| (group, coverage(group)))
        .collect();
    ranking
        .rows()
        .filter(|row| wanted.unit.as_ref().is_none_or(|unit| *unit == row.code))
        .filter(|row| {
            let after = wanted.after.as_ref();
            after.is_none_or(|after| {
                after.unit < row.code || !after.is_end() && after.unit == row.code
            })
        })
        .map(|row| {
            let group = of_groups.iter().find(|(group, _)| *group == row.group);
            let coverage = group.map_or(Rate::new(0, 0), |(_, coverage)| *coverage);
            (row.code.clone(), coverage)
        })
        .collect()
}

/// A unit's assignments of the month, as they are known now.
fn observed(
    connection: &mut AnyConnection,
    terms: &Terms,
    unit: &str,
) -> Result<Vec<Observed>, DbError> {
    let logs = store::assignments::logs_ever_of_unit(connection, terms.month, unit)?;
    let recorded: BTreeMap<(i64, u32), Moment> = logs
        .iter()
        .filter_map(|log| Some(((log.order, log.number), recorded(log)?)))
        .collect();
    let histories = store::assignments::histories(connection, &logs, NOW)?;
    Ok(histories
        .into_iter()
        .filter(|history| {
            history.unit == unit && terms.zone.month_of(history.assigned) == terms.month
        })
        .filter_map(|history| {
            let recorded = recorded.get(&(history.order, history.number))?;
            Some(Observed {
                recorded: *recorded,
                history,
            })
        })
        .collect())
}

/// When it was recorded that an assignment was made.
fn recorded(log: &AssignmentLog) -> Option<Moment> {
    log.log
        .entries()
        .iter()
        .find(|entry| matches!(entry.fact, AssignmentFact::Assigned { .. }))
        .map(|entry| entry.recorded)
}
