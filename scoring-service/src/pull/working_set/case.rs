//! An order with its assignments.

use std::collections::BTreeSet;

use hotline_common::time::Zone;

use super::repeated;
use crate::names;
use crate::pull::problem::BrokenFeed;
use crate::score::{
    AssignmentHistory, OrderFacts, Tally, assignment_contribution, order_contribution,
};

/// An order with its assignments, which are counted together.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) order: OrderFacts,
    /// By number.
    pub(super) assignments: Vec<AssignmentHistory>,
    pub(super) is_order_changed: bool,
    pub(super) changed: BTreeSet<u32>,
    /// What it contributed before the first change.
    pub(super) before: Option<Vec<Tally>>,
}

impl Case {
    pub(super) fn loaded(order: OrderFacts) -> Case {
        Case {
            order,
            assignments: Vec::new(),
            is_order_changed: false,
            changed: BTreeSet::new(),
            before: None,
        }
    }

    pub(super) fn assign(
        &mut self,
        sequence: i64,
        history: AssignmentHistory,
    ) -> Result<(), BrokenFeed> {
        let place = self
            .assignments
            .partition_point(|there| there.number < history.number);
        if self
            .assignments
            .get(place)
            .is_some_and(|there| there.number == history.number)
        {
            let name = names::assignment(history.order, history.number);
            return Err(repeated(sequence, name));
        }
        self.changed.insert(history.number);
        self.assignments.insert(place, history);
        Ok(())
    }

    pub(super) fn contribution(&self, zone: &Zone) -> Vec<Tally> {
        let mut tallies = order_contribution(&self.order, &self.assignments, zone);
        for assignment in &self.assignments {
            tallies.extend(assignment_contribution(assignment, zone));
        }
        tallies
    }
}
