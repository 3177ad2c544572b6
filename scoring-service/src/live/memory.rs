//! What is kept in memory of one state of the store, and how it is brought to the next one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Moment, Month};

use super::{Answer, Found, Provisional, Question};
use crate::encode;
use crate::figures::{self, FiguresError, Terms};
use crate::score::{Tallies, Tally, UnitInfo, rank};
use crate::store;
use crate::store::cursor::Cursor;

/// How many months are kept. One of a large city takes a few megabytes.
const MONTHS: usize = 12;

/// The present tallies of some months, shared by those who answer and the puller. Cheap to clone.
///
/// It is of one state of the store, which the cursor names: nothing that is kept here changes without it. Whoever answers
/// reads the stored cursor first. Where that is another one, memory is brought to it by what the puller has announced, or emptied.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// The state that everything else is of; `None` while there is nothing.
    cursor: Option<Cursor>,
    units: Option<Vec<UnitInfo>>,
    months: BTreeMap<Month, Kept>,
    /// What is about to be committed, or was.
    announced: Option<Announced>,
    /// How often anything was looked up.
    looks: u64,
}

#[derive(Debug)]
struct Kept {
    tallies: Tallies,
    /// The look at which it was last used.
    used: u64,
    /// The last that was computed of these tallies.
    computed: Option<(Made, Arc<Provisional>)>,
}

/// What a ranking was made with, besides tallies and registry.
#[derive(Debug, PartialEq)]
struct Made {
    policy: figures::PolicyInForce,
    today: hotline_common::time::Day,
    head_sequence: i64,
}

#[derive(Debug)]
struct Announced {
    from: Cursor,
    to: Cursor,
    tallies: Vec<Tally>,
    changes_units: bool,
}

impl Memory {
    /// Tells by how much the tallies change as the cursor moves. Call it in the writing transaction that moves it: nothing of it is
    /// used before the stored cursor is `to`.
    pub fn announce(&self, from: &Cursor, to: &Cursor, tallies: Vec<Tally>, changes_units: bool) {
        let mut state = self.lock();
        // The transaction has found the stored cursor at `from`, so what was announced of it before was committed.
        state.move_to(from);
        state.announced = Some(Announced {
            from: from.clone(),
            to: to.clone(),
            tallies,
            changes_units,
        });
    }

    /// Brings memory to what the connection shows; it must show one state throughout.
    pub(super) fn look(&self, connection: &mut AnyConnection) -> Result<Look<'_>, DbError> {
        // Before anything is read: nobody moves memory past what is read now.
        let mut state = self.lock();
        let cursor = store::cursor::read(connection)?;
        state.move_to(&cursor);
        state.looks += 1;
        Ok(Look { state, cursor })
    }

    /// The sequence of the month's ranking that is ready.
    #[cfg(test)]
    pub(super) fn computed(&self, month: Month) -> Option<i64> {
        let state = self.lock();
        let (_, computed) = state.months.get(&month)?.computed.as_ref()?;
        Some(computed.sequence)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(|poisoned: PoisonError<_>| {
            // Somebody broke off in the middle of a change.
            self.0.clear_poison();
            let mut state = poisoned.into_inner();
            *state = State::default();
            state
        })
    }
}

impl State {
    /// Makes everything be of the state at a stored cursor.
    fn move_to(&mut self, stored: &Cursor) {
        if self.cursor.as_ref() == Some(stored) {
            return;
        }
        match self.announced.take() {
            Some(next) if self.cursor.as_ref() == Some(&next.from) && next.to == *stored => {
                self.take_in(&next);
            }
            other => {
                self.units = None;
                self.months.clear();
                self.announced = other.filter(|next| next.from == *stored);
            }
        }
        self.cursor = Some(stored.clone());
    }

    fn take_in(&mut self, next: &Announced) {
        if next.changes_units {
            self.units = None;
        }
        for kept in self.months.values_mut() {
            kept.computed = None;
        }
        for tally in &next.tallies {
            if let Some(kept) = self.months.get_mut(&tally.month) {
                kept.tallies.add(tally);
            }
        }
    }

    /// Makes room for another month.
    fn make_room(&mut self) {
        while MONTHS <= self.months.len() {
            let oldest = self.months.iter().min_by_key(|(_, kept)| kept.used);
            let Some(month) = oldest.map(|(month, _)| *month) else {
                return;
            };
            self.months.remove(&month);
        }
    }
}

/// A look at one state of the store.
#[derive(Debug)]
pub(super) struct Look<'a> {
    state: MutexGuard<'a, State>,
    cursor: Cursor,
}

impl Look<'_> {
    pub(super) fn answer(
        &mut self,
        connection: &mut AnyConnection,
        question: Question,
        now: Moment,
        head_sequence: i64,
    ) -> Answer {
        let Question {
            month,
            sealed_first,
        } = question;
        if sealed_first && let Some(revision) = store::rankings::latest_number(connection, month)? {
            return Ok(Found::Sealed(revision));
        }
        let found = self.provisional(connection, month, now, head_sequence)?;
        Ok(Found::Provisional(found))
    }

    fn provisional(
        &mut self,
        connection: &mut AnyConnection,
        month: Month,
        now: Moment,
        head_sequence: i64,
    ) -> Result<Arc<Provisional>, FiguresError> {
        let zone = figures::zone_of(&self.cursor)?;
        let made = Made {
            policy: figures::policy_in_force(connection, month)?,
            today: zone.day_of(now),
            head_sequence,
        };
        let state = &mut *self.state;
        if !state.months.contains_key(&month) {
            let tallies = store::tallies::of_month(connection, month)?;
            state.make_room();
            let kept = Kept {
                tallies,
                used: state.looks,
                computed: None,
            };
            state.months.insert(month, kept);
        }
        let units = match &mut state.units {
            Some(units) => units,
            none => none.insert(store::registry::units(connection)?),
        };
        let Some(kept) = state.months.get_mut(&month) else {
            return Err(DbError::Interrupted.into());
        };
        kept.used = state.looks;
        if let Some((with, computed)) = &kept.computed
            && *with == made
        {
            return Ok(Arc::clone(computed));
        }
        let terms = Terms::at(
            self.cursor.clone(),
            zone,
            month,
            made.policy.clone(),
            None,
            now,
        );
        let ranking = rank(&kept.tallies, units, &terms.policy.policy, month, terms.day);
        let computed = Arc::new(Provisional {
            sequence: terms.cursor.sequence,
            day: terms.day,
            policy_hash: terms.policy.hash.clone(),
            ranking: encode::ranking::unsealed(&terms, &kept.tallies, &ranking, head_sequence),
        });
        kept.computed = Some((made, Arc::clone(&computed)));
        Ok(computed)
    }
}
