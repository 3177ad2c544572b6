//! The leader sessions 领导接听.

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, MultiBackend};
use hotline_common::time::Month;

use super::StoreError;
use super::row::{Row, code, day, days_of, join, read_all, read_one, split};
use super::schema::leader_sessions;
use crate::domain::activity::LeaderSession;
use crate::domain::names::LedgerId;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = leader_sessions, treat_none_as_default_value = false)]
pub(super) struct LeaderSessionRow {
    id: i64,
    unit: String,
    leader_post: String,
    leader_name: String,
    day: i32,
    calls_answered: i32,
    topics: String,
    annulled: Option<i64>,
}

/// What can change: it is annulled, or stands again.
#[derive(AsChangeset, Identifiable)]
#[diesel(table_name = leader_sessions, treat_none_as_null = true)]
pub(super) struct LeaderSessionChange {
    id: i64,
    annulled: Option<i64>,
}

impl From<LeaderSession> for LeaderSessionChange {
    fn from(record: LeaderSession) -> LeaderSessionChange {
        LeaderSessionChange {
            id: record.id,
            annulled: record.annulled,
        }
    }
}

impl From<LeaderSession> for LeaderSessionRow {
    fn from(session: LeaderSession) -> LeaderSessionRow {
        let LeaderSession {
            id,
            unit,
            leader_post,
            leader_name,
            date,
            calls_answered,
            topics,
            annulled,
        } = session;
        LeaderSessionRow {
            id,
            unit: unit.to_string(),
            leader_post,
            leader_name,
            day: date.number(),
            calls_answered,
            topics: join(&topics),
            annulled,
        }
    }
}

impl Row for LeaderSessionRow {
    type Record = LeaderSession;
    const TABLE: &'static str = "leader_sessions";

    fn key(&self) -> String {
        self.id.to_string()
    }

    fn record(self) -> Option<LeaderSession> {
        Some(LeaderSession {
            id: self.id,
            unit: code(self.unit)?,
            leader_post: self.leader_post,
            leader_name: self.leader_name,
            date: day(self.day)?,
            calls_answered: self.calls_answered,
            topics: split(&self.topics)?,
            annulled: self.annulled,
        })
    }
}

/// A leader session.
pub fn get(
    connection: &mut AnyConnection,
    id: LedgerId,
) -> Result<Option<LeaderSession>, StoreError> {
    let row = leader_sessions::table
        .filter(leader_sessions::id.eq(id))
        .select(LeaderSessionRow::as_select())
        .first(connection)
        .optional()?;
    read_one(row)
}

/// At most `limit` leader sessions after one, as recorded; only those of a month where one is given.
pub fn list(
    connection: &mut AnyConnection,
    month: Option<Month>,
    after: Option<LedgerId>,
    limit: u32,
) -> Result<Vec<LeaderSession>, StoreError> {
    let mut query = leader_sessions::table
        .order(leader_sessions::id)
        .limit(limit.into())
        .select(LeaderSessionRow::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(month) = month {
        let (first, last) = days_of(month);
        query = query.filter(leader_sessions::day.between(first, last));
    }
    if let Some(id) = after {
        query = query.filter(leader_sessions::id.gt(id));
    }
    read_all(query.load(connection)?)
}
