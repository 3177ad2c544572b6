//! The records of one kind that a batch touches.

use std::collections::BTreeMap;

use hotline_common::time::Zone;

use super::add;
use crate::pull::problem::BrokenFeed;
use crate::pull::record::RecordKey;
use crate::score::{Correction, Counter, Entry, Log, RecordKind, Tally, Without};

/// The records of one kind, by id.
#[derive(Debug)]
pub(super) struct Records<T>(BTreeMap<i64, Kept<T>>);

#[derive(Debug)]
struct Kept<T> {
    log: Log<T>,
    /// What it contributed before the first change.
    before: Option<Vec<Tally>>,
}

impl<T: RecordKind> Records<T> {
    pub(super) fn loaded(logs: Vec<(i64, Log<T>)>) -> Records<T> {
        let kept = |log| Kept { log, before: None };
        Records(logs.into_iter().map(|(id, log)| (id, kept(log))).collect())
    }

    /// Adds what is told about a record; only the first thing told makes one.
    pub(super) fn add(
        &mut self,
        zone: &Zone,
        (id, record): (i64, RecordKey),
        is_first: bool,
        entry: Entry<T>,
    ) -> Result<(), BrokenFeed> {
        let sequence = entry.sequence;
        if is_first {
            let kept = Kept {
                log: Log::default(),
                before: Some(Vec::new()),
            };
            if self.0.contains_key(&id) {
                return Err(BrokenFeed::repeated(sequence, record));
            }
            self.0.insert(id, kept);
        }
        self.log(zone, sequence, id, record)?.add(entry);
        Ok(())
    }

    pub(super) fn correct(
        &mut self,
        zone: &Zone,
        (id, record): (i64, RecordKey),
        correction: Correction<T>,
    ) -> Result<(), BrokenFeed> {
        let sequence = correction.sequence;
        let log = self.log(zone, sequence, id, record)?;
        if !log.has(correction.target) {
            return Err(BrokenFeed::unknown_fact(
                sequence,
                record,
                correction.target,
            ));
        }
        log.correct(correction);
        Ok(())
    }

    /// The log of a record that is about to change.
    fn log(
        &mut self,
        zone: &Zone,
        sequence: i64,
        id: i64,
        record: RecordKey,
    ) -> Result<&mut Log<T>, BrokenFeed> {
        let kept = self
            .0
            .get_mut(&id)
            .ok_or_else(|| BrokenFeed::unknown(sequence, record))?;
        if kept.before.is_none() {
            kept.before = Some(T::contribution(&kept.log, zone));
        }
        Ok(&mut kept.log)
    }

    /// The changed ones; by how much their contributions changed is added to the tallies.
    pub(super) fn into_changed(self, zone: &Zone, tallies: &mut Counter) -> Vec<(i64, Log<T>)> {
        let mut changed = Vec::new();
        for (id, Kept { log, before }) in self.0 {
            if let Some(before) = before {
                add(Without(tallies), &before);
                add(&mut *tallies, &T::contribution(&log, zone));
                changed.push((id, log));
            }
        }
        changed
    }
}
