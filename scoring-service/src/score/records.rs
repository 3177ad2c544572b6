//! The other facts that figures are counted from: calls, orders, supervisions and what the bulletin
//! tells besides.

use hotline_common::time::{Day, Moment, Month};
use serde::{Deserialize, Serialize};

use super::month_text;
use super::words::{
    ActivityCount, ActivityKind, AppreciationKind, Channel, Nature, SupervisionForm,
};

/// One inbound call 来电.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallFacts {
    /// When it started; its local month is the month that it counts in.
    pub started: Moment,
    /// Whether an agent answered it.
    pub answered: bool,
    /// Milliseconds from the queue, or the start, to the answer; `None` where not answered, or not known.
    pub wait: Option<i64>,
    /// When the citizen of a missed call was called back and reached.
    pub called_back: Option<Moment>,
    /// When the citizen of a missed call, not reached, was sent a short message.
    pub sms_notice: Option<Moment>,
}

/// One work order 工单. Its assignments' histories are given beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderFacts {
    /// The order's number `YYYYMMDD-NNNNNN`, written as one whole number.
    pub number: i64,
    /// When it was received; its local month is the month that it counts in.
    pub received: Moment,
    /// How it came.
    pub channel: Channel,
    /// What the citizen wants.
    pub nature: Nature,
    /// The code of its category, if it has one.
    pub category: Option<String>,
    /// The codes of its topics.
    pub topics: Vec<String>,
    /// When the centre answered it itself 直办.
    pub handled_directly: Option<Moment>,
    /// When it was linked to another as its duplicate.
    pub duplicate: Option<Moment>,
}

/// One supervision 督办 of a unit, about an assignment or a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupervisionFacts {
    /// The code of the unit named in it.
    pub unit: String,
    /// Its form.
    pub form: SupervisionForm,
    /// When it was issued.
    pub issued: Moment,
}

/// A session in which a unit's leader answered calls at the centre 领导接听.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LeaderSessionFacts {
    /// The local date.
    pub date: Day,
    /// The code of the unit.
    pub unit: String,
    /// The leader's post.
    pub post: String,
    /// The leader's name.
    pub name: String,
    /// How many calls the leader answered.
    pub calls_answered: u32,
    /// The codes of the topics.
    pub topics: Vec<String>,
}

/// A citizen's thanks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppreciationFacts {
    /// The local date.
    pub date: Day,
    /// A call or a pennant.
    pub kind: AppreciationKind,
}

/// Something the centre did in public.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ActivityFacts {
    /// The local date.
    pub date: Day,
    /// Its kind.
    pub kind: ActivityKind,
    /// Its title.
    pub title: String,
    /// What was counted.
    pub counts: ActivityCounts,
}

/// What was counted about an activity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ActivityCounts {
    /// Articles in newspapers.
    pub newspaper_articles: u32,
    /// Articles on line.
    pub online_articles: u32,
    /// Leaflets handed out.
    pub leaflets: u32,
    /// Consultations given.
    pub consultations: u32,
    /// Suggestions taken down.
    pub suggestions: u32,
    /// Units inspected.
    pub units_inspected: u32,
}

impl ActivityCounts {
    /// One of the counts.
    pub fn of(&self, count: ActivityCount) -> u32 {
        match count {
            ActivityCount::NewspaperArticles => self.newspaper_articles,
            ActivityCount::OnlineArticles => self.online_articles,
            ActivityCount::Leaflets => self.leaflets,
            ActivityCount::Consultations => self.consultations,
            ActivityCount::Suggestions => self.suggestions,
            ActivityCount::UnitsInspected => self.units_inspected,
        }
    }
}

/// An order chosen as a typical case of a month's bulletin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypicalCase {
    /// The month that it was chosen for.
    #[serde(with = "month_text")]
    pub month: Month,
    /// The order's number, written as one whole number.
    pub order: i64,
    /// The topic's code.
    pub topic: String,
}
