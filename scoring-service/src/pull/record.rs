//! The records that the feed tells about.

use crate::names;
use crate::score::{
    ActivityFacts, AppreciationFacts, AssignmentFact, CallFact, LeaderSessionFacts, OrderFact,
    SupervisionFact, TypicalCase,
};

/// Something that is told about a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// About the order with this number.
    Order(i64, OrderFact),
    /// About an assignment.
    Assignment(AssignmentKey, AssignmentFact),
    /// About the call with this id.
    Call(i64, CallFact),
    /// About the supervision with this id.
    Supervision(i64, SupervisionFact),
    /// The leader session with this id.
    LeaderSession(i64, LeaderSessionFacts),
    /// The thanks with this id.
    Appreciation(i64, AppreciationFacts),
    /// The activity with this id.
    Activity(i64, ActivityFacts),
    /// The typical case with this id.
    TypicalCase(i64, TypicalCase),
}

impl Told {
    /// The record that it is about.
    pub fn record(&self) -> RecordKey {
        match self {
            Told::Order(number, _) => RecordKey::Order(*number),
            Told::Assignment(key, _) => RecordKey::Assignment(*key),
            Told::Call(id, _) => RecordKey::Call(*id),
            Told::Supervision(id, _) => RecordKey::Supervision(*id),
            Told::LeaderSession(id, _) => RecordKey::LeaderSession(*id),
            Told::Appreciation(id, _) => RecordKey::Appreciation(*id),
            Told::Activity(id, _) => RecordKey::Activity(*id),
            Told::TypicalCase(id, _) => RecordKey::TypicalCase(*id),
        }
    }

    /// Whether it makes the record. Nothing else is told about a record before.
    pub fn is_first(&self) -> bool {
        match self {
            Told::Order(_, fact) => matches!(fact, OrderFact::Accepted { .. }),
            Told::Assignment(_, fact) => matches!(fact, AssignmentFact::Assigned { .. }),
            Told::Call(_, fact) => matches!(fact, CallFact::Recorded { .. }),
            Told::Supervision(_, fact) => matches!(fact, SupervisionFact::Issued { .. }),
            Told::LeaderSession(..)
            | Told::Appreciation(..)
            | Told::Activity(..)
            | Told::TypicalCase(..) => true,
        }
    }
}

/// Which record something is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKey {
    /// The order with this number.
    Order(i64),
    /// An assignment.
    Assignment(AssignmentKey),
    /// The call with this id.
    Call(i64),
    /// The supervision with this id.
    Supervision(i64),
    /// The leader session with this id.
    LeaderSession(i64),
    /// The thanks with this id.
    Appreciation(i64),
    /// The activity with this id.
    Activity(i64),
    /// The typical case with this id.
    TypicalCase(i64),
}

impl RecordKey {
    /// Its name as intake has it.
    pub fn name(self) -> String {
        match self {
            RecordKey::Order(number) => names::work_order(number),
            RecordKey::Assignment(key) => names::assignment(key.order, key.number),
            RecordKey::Call(id) => format!("calls/{id}"),
            RecordKey::Supervision(id) => names::supervision(id),
            RecordKey::LeaderSession(id) => format!("leaderSessions/{id}"),
            RecordKey::Appreciation(id) => format!("appreciations/{id}"),
            RecordKey::Activity(id) => format!("activities/{id}"),
            RecordKey::TypicalCase(id) => format!("typicalCases/{id}"),
        }
    }
}

/// An assignment by its order and its number within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssignmentKey {
    /// The order's number.
    pub order: i64,
    /// From 1 within the order.
    pub number: u32,
}
