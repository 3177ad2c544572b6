//! The figures of a month's bulletin 月报 (design §4, Bulletin), each rate with both its numbers.

mod calls;
mod categories;
mod orders;
mod shares;
mod units;

use hotline_common::time::{Day, Month};
use serde::{Deserialize, Serialize};

use super::measure::Measure;
use super::month_text;
use super::ranking::Ranking;
use super::records::{ActivityCounts, ActivityFacts, LeaderSessionFacts};
use super::tallies::Tallies;
use super::words::{ActivityCount, ActivityKind, AppreciationKind, SupervisionForm};

pub use calls::{CallFigures, Comparison, Daily};
pub use categories::{CategoryInfo, CategoryShare};
pub use orders::{OrderFigures, TopicInfo};
pub use shares::{Share, Together};
pub use units::{Bands, GroupFigures, UnitCount, UnitFigures};

/// What a bulletin is made from. The tallies hold the months of
/// [`Tallies::months_read`].
#[derive(Clone, Copy, Debug)]
pub struct BulletinSources<'a> {
    /// The tallies.
    pub tallies: &'a Tallies,
    /// The month's ranking, which also says which month and as of which day.
    pub ranking: &'a Ranking,
    /// The registry's categories.
    pub categories: &'a [CategoryInfo],
    /// The registry's topics.
    pub topics: &'a [TopicInfo],
    /// Leader sessions; those of other months are passed over.
    pub leader_sessions: &'a [LeaderSessionFacts],
    /// Activities; those of other months are passed over.
    pub activities: &'a [ActivityFacts],
}

/// The figures of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bulletin {
    /// The month.
    #[serde(with = "month_text")]
    pub month: Month,
    /// The day at whose end the facts were read, for the other months that are shown too.
    pub day: Day,
    /// Calls 来电.
    pub calls: CallFigures,
    /// Orders 工单.
    pub orders: OrderFigures,
    /// Each group of units.
    pub groups: Vec<GroupFigures>,
    /// All units.
    pub units: UnitFigures,
    /// Supervisions 督办 issued in the month, by form in the order of [`SupervisionForm::ALL`].
    pub supervisions: [i64; 3],
    /// Leader sessions 领导接听 by date.
    pub leader_sessions: Vec<LeaderSessionFacts>,
    /// Thanks by kind, in the order of [`AppreciationKind::ALL`].
    pub appreciations: [i64; 2],
    /// The number of activities by kind, in the order of [`ActivityKind::ALL`].
    pub activity_kinds: [i64; 3],
    /// What was counted about all activities, in the order of [`ActivityCount::ALL`].
    pub activity_counts: [i64; 6],
    /// The activities by date.
    pub activities: Vec<ActivityFacts>,
    /// 省长信箱: assignments that came by the governor's mailbox.
    pub governor_mailbox: i64,
    /// The same by unit, most first; units without any are left out.
    pub governor_mailbox_units: Vec<UnitCount>,
}

/// The bulletin of a ranking's month, as of the same day.
pub fn bulletin(sources: &BulletinSources<'_>) -> Bulletin {
    let BulletinSources {
        tallies, ranking, ..
    } = *sources;
    let (month, day) = (ranking.month, ranking.day);
    let city = |measure| tallies.city(month, measure, day);
    let supervised = |form: &SupervisionForm| {
        let by_unit = tallies.by_subject(month, Measure::Supervision(*form), day);
        by_unit.values().sum()
    };
    let orders = orders::figures(sources);
    let governor_mailbox_units = units::governor_mailbox(ranking);
    Bulletin {
        month,
        day,
        calls: calls::figures(tallies, month, day),
        groups: units::groups(ranking, orders.transferred.rate.numerator),
        units: units::all(ranking),
        orders,
        supervisions: counted(SupervisionForm::ALL, supervised),
        leader_sessions: within(month, day, sources.leader_sessions, |session| session.date),
        appreciations: counted(AppreciationKind::ALL, |kind| {
            city(Measure::Appreciation(*kind))
        }),
        activity_kinds: counted(ActivityKind::ALL, |kind| city(Measure::Activity(*kind))),
        activity_counts: counted(ActivityCount::ALL, |count| {
            city(Measure::ActivityCounted(*count))
        }),
        activities: within(month, day, sources.activities, |activity| activity.date),
        governor_mailbox: governor_mailbox_units.iter().map(|unit| unit.count).sum(),
        governor_mailbox_units,
    }
}

/// One count for each value of a closed list, which has as many values as the array places.
fn counted<T, const N: usize>(values: &[T], count: impl Fn(&T) -> i64) -> [i64; N] {
    let mut counts = [0; N];
    for (place, value) in counts.iter_mut().zip(values) {
        *place = count(value);
    }
    counts
}

/// The records of a month up to a day, sorted.
fn within<T: Clone + Ord>(
    month: Month,
    day: Day,
    records: &[T],
    date: impl Fn(&T) -> Day,
) -> Vec<T> {
    let mut chosen: Vec<T> = records
        .iter()
        .filter(|record| date(record).month() == month && date(record) <= day)
        .cloned()
        .collect();
    chosen.sort();
    chosen
}

impl ActivityCounts {
    /// The counts in the order of [`ActivityCount::ALL`].
    pub fn in_order(&self) -> [i64; 6] {
        counted(ActivityCount::ALL, |count| i64::from(self.of(*count)))
    }
}
