//! Which facts some events touch.

use std::collections::BTreeSet;

use crate::pull::change::{AssignmentKey, Change, Event};
use crate::score::OrderFacts;

/// What must be loaded before events are applied.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::pull) struct Keys {
    pub(in crate::pull) orders: BTreeSet<i64>,
    pub(in crate::pull) calls: BTreeSet<i64>,
    pub(in crate::pull) supervisions: BTreeSet<i64>,
}

impl Keys {
    pub(in crate::pull) fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> Keys {
        let mut keys = Keys::default();
        for event in events {
            match &event.change {
                Change::Order(OrderFacts { number: order, .. })
                | Change::HandledDirectly { order }
                | Change::Assigned {
                    assignment: AssignmentKey { order, .. },
                    ..
                }
                | Change::Assignment {
                    assignment: AssignmentKey { order, .. },
                    ..
                } => {
                    keys.orders.insert(*order);
                }
                Change::TypicalCase { case, .. } => {
                    keys.orders.insert(case.order);
                }
                Change::Call { id, .. } | Change::CalledBack { id } | Change::Notified { id } => {
                    keys.calls.insert(*id);
                }
                Change::Supervision { id, .. } | Change::SupervisionLifted { id } => {
                    keys.supervisions.insert(*id);
                }
                Change::Unit(_)
                | Change::Category(_)
                | Change::Topic(_)
                | Change::LeaderSession { .. }
                | Change::Appreciation { .. }
                | Change::Activity { .. }
                | Change::Nothing => {}
            }
        }
        keys
    }
}
