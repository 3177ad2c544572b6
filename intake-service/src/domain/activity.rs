//! What the hotline and the units do beside the orders.

use hotline_common::time::{Day, Month};

use super::names::{LedgerId, OrderNumber, TopicCode, UnitCode};
use super::numbered::numbered;

/// A leader session 领导接听: a unit's leader answers calls at the centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaderSession {
    /// The ledger's number; 0 until it is recorded.
    pub id: LedgerId,
    /// The unit.
    pub unit: UnitCode,
    /// The leader's post.
    pub leader_post: String,
    /// The leader's name (an official's).
    pub leader_name: String,
    /// The local day.
    pub date: Day,
    /// How many calls the leader answered.
    pub calls_answered: i32,
    /// What it was about.
    pub topics: Vec<TopicCode>,
    /// The sequence of the correction that says that it did not happen.
    pub annulled: Option<i64>,
}

numbered! {
    /// How thanks are given.
    AppreciationKind {
        /// A call to say thanks.
        ThanksCall = 1 "thanks call",
        /// 锦旗: a pennant.
        Pennant = 2 "pennant",
    }
}

/// An appreciation by a citizen, without its note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appreciation {
    /// The ledger's number; 0 until it is recorded.
    pub id: LedgerId,
    /// How.
    pub kind: AppreciationKind,
    /// The local day.
    pub date: Day,
    /// The unit that is thanked; `None` for the hotline itself.
    pub unit: Option<UnitCode>,
    /// The sequence of the correction that says that it did not happen.
    pub annulled: Option<i64>,
}

numbered! {
    /// What kind of activity.
    ActivityKind {
        /// Articles in newspapers and on line.
        Publicity = 1 "publicity",
        /// Out among the citizens.
        Outreach = 2 "outreach",
        /// An inspection of units.
        Inspection = 3 "inspection",
    }
}

/// What an activity counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ActivityCounts {
    /// Articles in newspapers.
    pub newspaper_articles: i32,
    /// Articles on line.
    pub online_articles: i32,
    /// Leaflets handed out.
    pub leaflets: i32,
    /// Consultations given.
    pub consultations: i32,
    /// Suggestions taken.
    pub suggestions: i32,
    /// Units inspected.
    pub units_inspected: i32,
}

/// An activity of the hotline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// The ledger's number; 0 until it is recorded.
    pub id: LedgerId,
    /// What kind.
    pub kind: ActivityKind,
    /// The local day.
    pub date: Day,
    /// What it was, for the bulletin.
    pub title: String,
    /// What it counts.
    pub counts: ActivityCounts,
    /// The sequence of the correction that says that it did not happen.
    pub annulled: Option<i64>,
}

/// An order chosen as a typical case of a month's bulletin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypicalCase {
    /// The ledger's number; 0 until it is recorded.
    pub id: LedgerId,
    /// The order.
    pub order: OrderNumber,
    /// The month.
    pub month: Month,
    /// The topic.
    pub topic: TopicCode,
    /// The sequence of the correction that says that it did not happen.
    pub annulled: Option<i64>,
}
