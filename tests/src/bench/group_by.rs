//! What SQLite itself takes to go through the facts of a month.

use std::path::Path;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::BigInt;

use super::Failure;
use super::bare::open;

/// Groups all assignments and reads each log's length, over a connection of its own; the faster way of two, with and without an index.
pub(super) fn group_by(file: &Path, assignments: u64) -> Result<Duration, Failure> {
    #[derive(QueryableByName)]
    struct Group {
        #[diesel(sql_type = BigInt)]
        assignments: i64,
    }
    let mut fastest = Duration::MAX;
    for hint in ["", "NOT INDEXED"] {
        let connection = &mut open(file)?;
        let started = Instant::now();
        let groups: Vec<Group> = sql_query(format!(
            "SELECT month, unit, count(*) AS assignments, sum(length(log)) AS bytes
             FROM assignments {hint} GROUP BY month, unit"
        ))
        .load(connection)?;
        fastest = fastest.min(started.elapsed());
        let found: i64 = groups.iter().map(|group| group.assignments).sum();
        if u64::try_from(found)? != assignments {
            return Err(
                format!("the store has {found} assignments instead of {assignments}").into(),
            );
        }
    }
    Ok(fastest)
}
