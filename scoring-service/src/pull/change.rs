//! An event of the feed in the words of scoring.

use hotline_common::time::Moment;

use crate::score::{
    ActivityFacts, AppreciationFacts, CallFacts, CategoryInfo, FactKind, LeaderSessionFacts,
    OrderFacts, Role, SupervisionFacts, TopicInfo, TypicalCase, UnitInfo,
};
use crate::store::cursor::Cursor;

/// One event: its place in the feed and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The place in the feed.
    pub sequence: i64,
    /// When it happened.
    pub happened: Moment,
    /// What it says.
    pub change: Change,
}

/// What an event says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A unit as it is from now on.
    Unit(UnitInfo),
    /// A category as it is from now on.
    Category(CategoryInfo),
    /// A topic as it is from now on.
    Topic(TopicInfo),
    /// A call came in.
    Call {
        /// Its id.
        id: i64,
        /// What is known of it.
        facts: CallFacts,
    },
    /// A missed call was called back.
    CalledBack {
        /// The call's id.
        id: i64,
    },
    /// The caller of a missed call got a short message.
    Notified {
        /// The call's id.
        id: i64,
    },
    /// An order was accepted.
    Order(OrderFacts),
    /// An order was handled directly.
    HandledDirectly {
        /// The order's number.
        order: i64,
    },
    /// An order was given to a unit.
    Assigned {
        /// Which assignment this is.
        assignment: AssignmentKey,
        /// The unit's code.
        unit: String,
        /// Lead or assist.
        role: Role,
        /// The deadline, if any.
        due: Option<Moment>,
    },
    /// Something happened to an assignment.
    Assignment {
        /// Which.
        assignment: AssignmentKey,
        /// What; `None` where it changes no figure.
        kind: Option<FactKind>,
    },
    /// A unit was supervised.
    Supervision {
        /// The supervision's id.
        id: i64,
        /// What counts.
        facts: SupervisionFacts,
    },
    /// A supervision was lifted.
    SupervisionLifted {
        /// The supervision's id.
        id: i64,
    },
    /// A leader answered calls.
    LeaderSession {
        /// Its id.
        id: i64,
        /// What is known of it.
        facts: LeaderSessionFacts,
    },
    /// A citizen gave thanks.
    Appreciation {
        /// Its id.
        id: i64,
        /// What is known of it.
        facts: AppreciationFacts,
    },
    /// The hotline did something in public.
    Activity {
        /// Its id.
        id: i64,
        /// What is known of it.
        facts: ActivityFacts,
    },
    /// An order was chosen as a typical case.
    TypicalCase {
        /// Its id.
        id: i64,
        /// What is known of it.
        case: TypicalCase,
    },
    /// What changes no figure.
    Nothing,
}

/// An assignment by its order and its number within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssignmentKey {
    /// The order's number.
    pub order: i64,
    /// From 1 within the order.
    pub number: u32,
}

/// Some events in order, and where the feed stands after them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The events.
    pub events: Vec<Event>,
    /// The cursor after them.
    pub next_cursor: String,
    /// The head when they were read.
    pub head_sequence: i64,
    /// The hotline's zone.
    pub time_zone: String,
}

impl Batch {
    /// Whether it brings nothing beyond the cursor: a sign of life.
    pub fn is_settled_at(&self, cursor: &Cursor) -> bool {
        self.events.is_empty()
            && self.next_cursor == cursor.feed_cursor
            && self.time_zone == cursor.time_zone
    }
}
