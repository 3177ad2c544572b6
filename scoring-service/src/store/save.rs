//! Saving what a batch of events changed. One file a backend: they have no common way to insert or update.

mod postgres;
mod sqlite;

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::Zone;

use super::policies::StoredPolicy;
use crate::score::{
    ActivityFacts, AppreciationFacts, AssignmentLog, CallFact, CategoryInfo, LeaderSessionFacts,
    Log, OrderFact, SupervisionFact, Tally, TopicInfo, TypicalCase, UnitInfo,
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
    /// Orders by number.
    pub orders: Vec<(i64, Log<OrderFact>)>,
    /// Assignments.
    pub assignments: Vec<AssignmentLog>,
    /// Calls by id.
    pub calls: Vec<(i64, Log<CallFact>)>,
    /// Supervisions by id.
    pub supervisions: Vec<(i64, Log<SupervisionFact>)>,
    /// Leader sessions by id.
    pub leader_sessions: Vec<(i64, Log<LeaderSessionFacts>)>,
    /// Thanks by id.
    pub appreciations: Vec<(i64, Log<AppreciationFacts>)>,
    /// Activities by id.
    pub activities: Vec<(i64, Log<ActivityFacts>)>,
    /// Typical cases by id.
    pub typical_cases: Vec<(i64, Log<TypicalCase>)>,
    /// By how much tallies change.
    pub tallies: Vec<Tally>,
}

/// Saves the changes; tallies are added to those that are there, and what comes to zero is deleted.
pub fn save(connection: &mut AnyConnection, changes: &Changes, zone: &Zone) -> Result<(), DbError> {
    match connection {
        AnyConnection::Sqlite(sqlite) => sqlite::save(sqlite, changes, zone),
        AnyConnection::Postgres(postgres) => postgres::save(postgres, changes, zone),
    }
}

/// Sets the policy of a month, in place of the one that is there.
pub fn set_policy(connection: &mut AnyConnection, policy: &StoredPolicy) -> Result<(), DbError> {
    match connection {
        AnyConnection::Sqlite(sqlite) => sqlite::set_policy(sqlite, policy),
        AnyConnection::Postgres(postgres) => postgres::set_policy(postgres, policy),
    }
}
