//! What was told about a record, and what was corrected of it: nothing is ever taken out.

use hotline_common::time::Moment;
use serde::{Deserialize, Serialize};

/// Everything that the feed told about one record, in the order of its sequence numbers.
///
/// A correction names the fact that it corrects and stands beside it, so the log can say what held at any position of
/// the feed: [`known_at`](Log::known_at). Entries and corrections may be added in any order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log<T> {
    entries: Vec<Entry<T>>,
    corrections: Vec<Correction<T>>,
}

/// A fact as it was first told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry<T> {
    /// The feed's sequence number of the event that told it.
    pub sequence: i64,
    /// When it happened, as told.
    pub happened: Moment,
    /// When it was recorded.
    pub recorded: Moment,
    /// What was told.
    pub fact: T,
}

/// A further fact that corrects an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction<T> {
    /// The feed's sequence number of the event that told it.
    pub sequence: i64,
    /// When it was recorded.
    pub recorded: Moment,
    /// The sequence number of the wrong fact.
    pub target: i64,
    /// The fact as it should have been; `None`: it did not happen at all.
    pub to: Option<Version<T>>,
}

/// A fact with its time, as a correction has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version<T> {
    /// When it happened.
    pub happened: Moment,
    /// What happened.
    pub fact: T,
}

/// A fact as it held at some position of the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known<'a, T> {
    /// The sequence number of the event that first told it; a correction leaves it.
    pub sequence: i64,
    /// When it happened.
    pub happened: Moment,
    /// When it was first recorded.
    pub recorded: Moment,
    /// The sequence number of the correction that holds, if there is one.
    pub corrected: Option<i64>,
    /// What happened.
    pub fact: &'a T,
}

/// The position in the feed at which everything that was told is known.
pub const NOW: i64 = i64::MAX;

impl<T> Default for Log<T> {
    fn default() -> Log<T> {
        Log {
            entries: Vec::new(),
            corrections: Vec::new(),
        }
    }
}

impl<T> Log<T> {
    /// Adds a fact. Answers whether it is new: a sequence number that is already there changes nothing.
    pub fn add(&mut self, entry: Entry<T>) -> bool {
        let place = self
            .entries
            .partition_point(|there| there.sequence < entry.sequence);
        let is_new = self
            .entries
            .get(place)
            .is_none_or(|there| there.sequence != entry.sequence);
        if is_new {
            self.entries.insert(place, entry);
        }
        is_new
    }

    /// Adds a correction. Answers whether it is new. One whose fact is not there yet waits for it.
    pub fn correct(&mut self, correction: Correction<T>) -> bool {
        let place = self
            .corrections
            .partition_point(|there| there.sequence < correction.sequence);
        let is_new = self
            .corrections
            .get(place)
            .is_none_or(|there| there.sequence != correction.sequence);
        if is_new {
            self.corrections.insert(place, correction);
        }
        is_new
    }

    /// Whether the fact with this sequence number is in it.
    pub fn has(&self, sequence: i64) -> bool {
        self.entries
            .binary_search_by_key(&sequence, |entry| entry.sequence)
            .is_ok()
    }

    /// The facts as they were first told, by sequence.
    pub fn entries(&self) -> &[Entry<T>] {
        &self.entries
    }

    /// The corrections, by sequence.
    pub fn corrections(&self) -> &[Correction<T>] {
        &self.corrections
    }

    /// The facts that held when the feed stood at a sequence number: what was told by then, each as the last correction
    /// of it by then has it, without those that did not happen. In the order in which they happened; at the same instant, as first recorded.
    pub fn known_at(&self, sequence: i64) -> Vec<Known<'_, T>> {
        let told = self
            .entries
            .iter()
            .filter(|entry| entry.sequence <= sequence);
        let mut known: Vec<Known<'_, T>> = told
            .filter_map(|entry| {
                let correction = self.corrections.iter().rev().find(|correction| {
                    correction.target == entry.sequence && correction.sequence <= sequence
                });
                let (happened, fact) = match correction {
                    None => (entry.happened, &entry.fact),
                    Some(Correction { to: None, .. }) => return None,
                    Some(Correction {
                        to: Some(version), ..
                    }) => (version.happened, &version.fact),
                };
                Some(Known {
                    sequence: entry.sequence,
                    happened,
                    recorded: entry.recorded,
                    corrected: correction.map(|correction| correction.sequence),
                    fact,
                })
            })
            .collect();
        known.sort_by_key(|known| (known.happened, known.sequence));
        known
    }

    /// Every version of every fact, whether it holds or not.
    pub fn versions(&self) -> impl Iterator<Item = (Moment, &T)> {
        let told = self
            .entries
            .iter()
            .map(|entry| (entry.happened, &entry.fact));
        let corrected = self
            .corrections
            .iter()
            .filter_map(|correction| correction.to.as_ref())
            .map(|version| (version.happened, &version.fact));
        told.chain(corrected)
    }
}
