//! Computes the tallies from the facts again and compares them with those that are kept.
//!
//! The facts may be read in many short transactions while pulling goes on: nothing that was told is ever taken out of a
//! record's log, so each can be read as it was known when the kept tallies were read.

mod counting;
mod reading;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Day, Month, Zone};

use crate::figures::{FiguresError, zone_of};
use crate::proof::{FactsHash, Supervision};
use crate::score::{
    Measure, Tallies, Tally, activity_contribution, appreciation_contribution,
    leader_session_contribution, supervision_contribution,
};
use crate::store;
use counting::Count;

pub use reading::Reading;

/// What a comparison found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// How many tallies were compared.
    pub compared: usize,
    /// Those that differ.
    pub differences: Vec<Difference>,
    /// The feed's sequence at which both were read; of the last month, where several were compared while pulling went on.
    pub feed_sequence: i64,
}

/// A tally that is not what the facts say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The month that it counts in.
    pub month: Month,
    /// Whom it is about.
    pub subject: String,
    /// What is counted.
    pub measure: Measure,
    /// The local day.
    pub day: Day,
    /// What is kept.
    pub kept: i64,
    /// What the facts say.
    pub computed: i64,
}

/// Compares the tallies of a month, or of all.
///
/// # Errors
/// When the store fails, or what was pulled is forgotten meanwhile.
pub fn verify(
    reading: &mut Reading<'_>,
    month: Option<Month>,
) -> Result<Verification, FiguresError> {
    let mut verification = Verification::default();
    let months = reading.read(|connection| match month {
        Some(month) => Ok(Some(month..=month)),
        None => store::months::range(connection),
    })?;
    let numbers = months.map(|months| months.start().number()..=months.end().number());
    // Month by month, so that memory holds one of them at most.
    for month in numbers.into_iter().flatten().filter_map(Month::from_number) {
        match verify_month(reading, month, None) {
            // Then there is nothing to compare.
            Err(FiguresError::NothingPulled) => return Ok(Verification::default()),
            outcome => verification.add(outcome?),
        }
    }
    if verification.feed_sequence == 0 {
        verification.feed_sequence = reading.read(store::cursor::read)?.sequence;
    }
    Ok(verification)
}

/// Compares the tallies of a month, and takes the hash over its facts on the way: what publishing seals as `seal.facts`.
///
/// # Errors
/// When nothing was pulled, or the store fails.
pub fn verify_with_facts(
    connection: &mut AnyConnection,
    month: Month,
) -> Result<(Verification, String), FiguresError> {
    let mut facts = FactsHash::default();
    let mut reading = Reading::of(connection);
    let verification = verify_month(&mut reading, month, Some(&mut facts))?;
    let cursor = reading.read(store::cursor::read)?;
    let zone = zone_of(&cursor)?;
    let supervisions = reading.read(|connection| {
        store::supervisions::known_at(connection, &zone, month, cursor.sequence)
    })?;
    for (id, supervision) in supervisions {
        facts.supervision(&Supervision::of(id, &supervision));
    }
    Ok((verification, facts.finish()))
}

/// What is read of a month at once: the tallies that are kept, and what few records there are besides orders and calls.
struct Beginning {
    zone: Zone,
    sequence: i64,
    rebuilds: i64,
    kept: Tallies,
    computed: Tallies,
}

fn verify_month(
    reading: &mut Reading<'_>,
    month: Month,
    facts: Option<&mut FactsHash>,
) -> Result<Verification, FiguresError> {
    let Beginning {
        zone,
        sequence,
        rebuilds,
        kept,
        mut computed,
    } = reading.read(|connection| begin(connection, month))??;
    let count = Count {
        month,
        zone: &zone,
        sequence,
        rebuilds,
    };
    computed.extend(count.again(reading, facts)?.rows());
    let mut verification = Verification {
        feed_sequence: sequence,
        ..Verification::default()
    };
    verification.compare(&kept, &computed);
    Ok(verification)
}

fn begin(
    connection: &mut AnyConnection,
    month: Month,
) -> Result<Result<Beginning, FiguresError>, DbError> {
    let cursor = store::cursor::read(connection)?;
    let zone = match zone_of(&cursor) {
        Ok(zone) => zone,
        Err(error) => return Ok(Err(error)),
    };
    let mut tallies = Tallies::default();
    let mut add = |contribution: Vec<Tally>| {
        let contribution = contribution.into_iter();
        tallies.extend(contribution.filter(|tally| tally.month == month));
    };
    for supervision in store::supervisions::of_month(connection, &zone, month)? {
        add(supervision_contribution(&supervision, &zone));
    }
    for session in store::records::leader_sessions(connection, month)? {
        add(leader_session_contribution(&session));
    }
    for appreciation in store::records::appreciations(connection, month)? {
        add(appreciation_contribution(&appreciation));
    }
    for activity in store::records::activities(connection, month)? {
        add(activity_contribution(&activity));
    }
    Ok(Ok(Beginning {
        sequence: cursor.sequence,
        rebuilds: store::cursor::rebuilds(connection)?,
        zone,
        kept: store::tallies::of_month(connection, month)?,
        computed: tallies,
    }))
}

impl Verification {
    fn add(&mut self, other: Verification) {
        self.compared += other.compared;
        self.differences.extend(other.differences);
        self.feed_sequence = other.feed_sequence;
    }

    fn compare(&mut self, kept: &Tallies, computed: &Tallies) {
        let mut counts: BTreeMap<(Month, String, Measure, Day), (i64, i64)> = BTreeMap::new();
        let key = |tally: Tally| (tally.month, tally.subject, tally.measure, tally.day);
        for tally in kept.rows() {
            let count = tally.count;
            counts.entry(key(tally)).or_default().0 = count;
        }
        for tally in computed.rows() {
            let count = tally.count;
            counts.entry(key(tally)).or_default().1 = count;
        }
        self.compared += counts.len();
        let differing = counts
            .into_iter()
            .filter(|(_, (kept, computed))| kept != computed);
        self.differences.extend(differing.map(
            |((month, subject, measure, day), (kept, computed))| Difference {
                month,
                subject,
                measure,
                day,
                kept,
                computed,
            },
        ));
    }
}
