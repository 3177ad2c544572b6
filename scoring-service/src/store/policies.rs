//! The policies that were set. The built-in one has no row.

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Moment, Month};

use super::schema::policies;
use super::values;
use crate::score::Policy;

/// A policy with its hash and when it was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPolicy {
    /// The policy.
    pub policy: Policy,
    /// The SHA-256 of its canonical text, in hexadecimal.
    pub hash: String,
    /// When it was set.
    pub set_time: Moment,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = policies, primary_key(month))]
pub(super) struct PolicyRow {
    month: i32,
    body: String,
    hash: String,
    set_time: i64,
}

impl PolicyRow {
    pub(super) fn of(stored: &StoredPolicy) -> Result<PolicyRow, DbError> {
        Ok(PolicyRow {
            month: stored.policy.effective.number(),
            body: serde_json::to_string(&stored.policy)
                .map_err(|_| DbError::Other("a policy cannot be stored".to_owned()))?,
            hash: stored.hash.clone(),
            set_time: stored.set_time.micros(),
        })
    }

    fn stored(self) -> Result<StoredPolicy, DbError> {
        Ok(StoredPolicy {
            policy: serde_json::from_str(&self.body)
                .map_err(|_| values::unreadable("policies.body"))?,
            hash: self.hash,
            set_time: values::moment("policies.set_time", self.set_time)?,
        })
    }
}

/// The last policy that is effective by a month, if one was set.
pub fn in_force(
    connection: &mut AnyConnection,
    month: Month,
) -> Result<Option<StoredPolicy>, DbError> {
    policies::table
        .filter(policies::month.le(month.number()))
        .order(policies::month.desc())
        .select(PolicyRow::as_select())
        .first(connection)
        .optional()?
        .map(PolicyRow::stored)
        .transpose()
}

/// The policies after a month (`None`: from the first), at most `limit` of them.
pub fn after(
    connection: &mut AnyConnection,
    month: Option<Month>,
    limit: u32,
) -> Result<Vec<StoredPolicy>, DbError> {
    let rows: Vec<PolicyRow> = policies::table
        .filter(policies::month.gt(month.map_or(i32::MIN, Month::number)))
        .order(policies::month)
        .limit(limit.into())
        .select(PolicyRow::as_select())
        .load(connection)?;
    rows.into_iter().map(PolicyRow::stored).collect()
}
