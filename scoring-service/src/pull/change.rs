//! An event of the feed in the words of scoring.

use hotline_common::time::Moment;

use super::record::{RecordKey, Told};
use crate::score::{CategoryInfo, TopicInfo, UnitInfo};
use crate::store::cursor::Cursor;

/// One event: its place in the feed and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The place in the feed.
    pub sequence: i64,
    /// When it happened.
    pub happened: Moment,
    /// When it was recorded.
    pub recorded: Moment,
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
    /// Something was told about a record.
    Told(Told),
    /// Something that was told about a record was wrong.
    Corrected {
        /// The record.
        record: RecordKey,
        /// The sequence of the wrong fact.
        target: i64,
        /// The fact as it should have been, about the same record, and when it happened; `None`: it did not happen.
        to: Option<(Moment, Told)>,
    },
    /// What changes no figure.
    Nothing,
}

impl Change {
    /// The record that it is about, if it is about one.
    pub fn record(&self) -> Option<RecordKey> {
        match self {
            Change::Told(told) => Some(told.record()),
            Change::Corrected { record, .. } => Some(*record),
            Change::Unit(_) | Change::Category(_) | Change::Topic(_) | Change::Nothing => None,
        }
    }
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
