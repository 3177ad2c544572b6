//! Which records some events touch.

use std::collections::BTreeSet;

use crate::pull::change::{Change, Event};
use crate::pull::record::{RecordKey, Told};

/// What must be loaded before events are applied.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::pull) struct Keys {
    pub(in crate::pull) orders: BTreeSet<i64>,
    pub(in crate::pull) calls: BTreeSet<i64>,
    pub(in crate::pull) supervisions: BTreeSet<i64>,
    pub(in crate::pull) leader_sessions: BTreeSet<i64>,
    pub(in crate::pull) appreciations: BTreeSet<i64>,
    pub(in crate::pull) activities: BTreeSet<i64>,
    pub(in crate::pull) typical_cases: BTreeSet<i64>,
}

impl Keys {
    pub(in crate::pull) fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> Keys {
        let mut keys = Keys::default();
        for event in events {
            if let Change::Told(Told::TypicalCase(_, case)) = &event.change {
                keys.orders.insert(case.order);
            }
            match event.change.record() {
                Some(RecordKey::Order(number)) => keys.orders.insert(number),
                Some(RecordKey::Assignment(key)) => keys.orders.insert(key.order),
                Some(RecordKey::Call(id)) => keys.calls.insert(id),
                Some(RecordKey::Supervision(id)) => keys.supervisions.insert(id),
                Some(RecordKey::LeaderSession(id)) => keys.leader_sessions.insert(id),
                Some(RecordKey::Appreciation(id)) => keys.appreciations.insert(id),
                Some(RecordKey::Activity(id)) => keys.activities.insert(id),
                Some(RecordKey::TypicalCase(id)) => keys.typical_cases.insert(id),
                None => continue,
            };
        }
        keys
    }
}
