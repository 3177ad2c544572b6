//! An order with its assignments.

use std::collections::BTreeSet;

use hotline_common::time::Zone;

use crate::pull::problem::BrokenFeed;
use crate::pull::record::{AssignmentKey, RecordKey};
use crate::score::{
    AssignmentFact, AssignmentLog, Correction, Counting, Entry, Log, NOW, OrderFact,
    count_assignment, count_order,
};

/// An order with its assignments, which are counted together.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) number: i64,
    pub(super) order: Log<OrderFact>,
    /// By number.
    pub(super) assignments: Vec<AssignmentLog>,
    pub(super) is_order_changed: bool,
    pub(super) changed: BTreeSet<u32>,
    /// Whether what it contributed was taken out of the tallies, since it is changed.
    pub(super) is_taken_out: bool,
}

impl Case {
    pub(super) fn loaded(number: i64, order: Log<OrderFact>) -> Case {
        Case {
            number,
            order,
            assignments: Vec::new(),
            is_order_changed: false,
            changed: BTreeSet::new(),
            is_taken_out: false,
        }
    }

    /// Adds what is told about an assignment; only that it was assigned makes one.
    pub(super) fn add(
        &mut self,
        key: AssignmentKey,
        entry: Entry<AssignmentFact>,
    ) -> Result<(), BrokenFeed> {
        let sequence = entry.sequence;
        if matches!(entry.fact, AssignmentFact::Assigned { .. }) {
            let place = self
                .assignments
                .partition_point(|there| there.number < key.number);
            let there = self.assignments.get(place);
            if there.is_some_and(|there| there.number == key.number) {
                return Err(BrokenFeed::repeated(sequence, RecordKey::Assignment(key)));
            }
            let made = AssignmentLog {
                order: key.order,
                number: key.number,
                log: Log::default(),
            };
            self.assignments.insert(place, made);
        }
        self.log(sequence, key)?.add(entry);
        Ok(())
    }

    pub(super) fn correct(
        &mut self,
        key: AssignmentKey,
        correction: Correction<AssignmentFact>,
    ) -> Result<(), BrokenFeed> {
        let Correction {
            sequence, target, ..
        } = correction;
        let log = self.log(sequence, key)?;
        if !log.has(target) {
            let record = RecordKey::Assignment(key);
            return Err(BrokenFeed::unknown_fact(sequence, record, target));
        }
        log.correct(correction);
        Ok(())
    }

    fn log(
        &mut self,
        sequence: i64,
        key: AssignmentKey,
    ) -> Result<&mut Log<AssignmentFact>, BrokenFeed> {
        let assignment = self
            .assignments
            .iter_mut()
            .find(|assignment| assignment.number == key.number)
            .ok_or_else(|| BrokenFeed::unknown(sequence, RecordKey::Assignment(key)))?;
        self.changed.insert(key.number);
        Ok(&mut assignment.log)
    }

    /// Counts what it contributes.
    pub(super) fn count(&self, zone: &Zone, into: &mut impl Counting) {
        let Some(order) = self.order.order(self.number, NOW) else {
            return;
        };
        let assignments: Vec<_> = self
            .assignments
            .iter()
            .filter_map(|assignment| assignment.known_at(&order, NOW))
            .collect();
        count_order(&order, &assignments, zone, into);
        for assignment in &assignments {
            count_assignment(assignment, zone, into);
        }
    }
}
