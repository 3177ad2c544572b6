//! Saving what a batch of events changed. One file a backend: they have no common way to insert or update.

mod sqlite;

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::Zone;

use super::policies::StoredPolicy;
use super::supervisions::Supervision;
use crate::score::{
    ActivityFacts, AppreciationFacts, AssignmentHistory, CallFacts, CategoryInfo,
    LeaderSessionFacts, OrderFacts, Tally, TopicInfo, TypicalCase, UnitInfo,
};

/// Everything that a batch of events changed, as it is from now on.
#[derive(Debug, Default)]
pub struct Changes {
    /// Units of the registry.
    pub units: Vec<UnitInfo>,
    /// Categories of the registry.
    pub categories: Vec<CategoryInfo>,
    /// Topics of the registry.
    pub topics: Vec<TopicInfo>,
    /// Orders.
    pub orders: Vec<OrderFacts>,
    /// Assignments.
    pub assignments: Vec<AssignmentHistory>,
    /// Calls by id.
    pub calls: Vec<(i64, CallFacts)>,
    /// Supervisions by id.
    pub supervisions: Vec<(i64, Supervision)>,
    /// Leader sessions by id, all new.
    pub leader_sessions: Vec<(i64, LeaderSessionFacts)>,
    /// Thanks by id, all new.
    pub appreciations: Vec<(i64, AppreciationFacts)>,
    /// Activities by id, all new.
    pub activities: Vec<(i64, ActivityFacts)>,
    /// Typical cases by id, all new.
    pub typical_cases: Vec<(i64, TypicalCase)>,
    /// By how much tallies change.
    pub tallies: Vec<Tally>,
}

/// Saves the changes; tallies are added to those that are there, and what comes to zero is deleted.
pub fn save(connection: &mut AnyConnection, changes: &Changes, zone: &Zone) -> Result<(), DbError> {
    match connection {
        AnyConnection::Sqlite(sqlite) => sqlite::save(sqlite, changes, zone),
    }
}

/// Sets the policy of a month, in place of the one that is there.
pub fn set_policy(connection: &mut AnyConnection, policy: &StoredPolicy) -> Result<(), DbError> {
    match connection {
        AnyConnection::Sqlite(sqlite) => sqlite::set_policy(sqlite, policy),
    }
}
