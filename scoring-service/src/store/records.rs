//! The records that are kept by a number of their own: calls, supervisions, leader sessions, thanks, activities and typical cases.

use diesel::prelude::*;
use hotline_common::by_keys;
use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Month, Zone};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::schema::{former_places, records};
use super::{PAGE, log, values};
use crate::score::{
    ActivityFacts, AppreciationFacts, CallFact, LeaderSessionFacts, Log, NOW, RecordKind,
    SupervisionFact, TypicalCase,
};

/// The numbers of the kinds.
pub(super) const KINDS: [i16; 6] = [
    CallFact::NUMBER,
    SupervisionFact::NUMBER,
    LeaderSessionFacts::NUMBER,
    AppreciationFacts::NUMBER,
    ActivityFacts::NUMBER,
    TypicalCase::NUMBER,
];

#[derive(Queryable, Selectable)]
#[diesel(table_name = records)]
pub(super) struct RecordRow {
    pub(super) kind: i16,
    pub(super) id: i64,
    pub(super) month: i32,
    pub(super) log: Vec<u8>,
}

impl RecordRow {
    pub(super) fn of<T: RecordKind + Serialize>(
        id: i64,
        record: &Log<T>,
        zone: &Zone,
    ) -> Result<RecordRow, DbError> {
        let month = record.month(zone);
        Ok(RecordRow {
            kind: T::NUMBER,
            id,
            month: month
                .ok_or_else(|| values::unreadable("records.log"))?
                .number(),
            log: log::encode(record)?,
        })
    }
}

/// The logs of the records of a kind with these ids, as far as there are any, by id.
pub fn logs<T: RecordKind + DeserializeOwned>(
    connection: &mut AnyConnection,
    ids: &[i64],
) -> Result<Vec<(i64, Log<T>)>, DbError> {
    let rows: Vec<RecordRow> = by_keys!(connection, records::id, ids, |known| {
        records::table
            .filter(records::kind.eq(T::NUMBER))
            .filter(known)
            .order(records::id)
            .select(RecordRow::as_select())
    });
    let mut found = Vec::with_capacity(rows.len());
    add(&mut found, rows)?;
    Ok(found)
}

/// The largest id of a kind's records.
pub fn last_id<T: RecordKind>(connection: &mut AnyConnection) -> Result<Option<i64>, DbError> {
    let last = records::table
        .filter(records::kind.eq(T::NUMBER))
        .select(diesel::dsl::max(records::id))
        .first(connection)?;
    Ok(last)
}

/// A page of a kind's records that count in a month, after the id `after`, as they are stored: [`decoded`] makes sense of them.
pub fn page_of_month<T: RecordKind>(
    connection: &mut AnyConnection,
    month: Month,
    after: i64,
) -> Result<Vec<(i64, Vec<u8>)>, DbError> {
    let rows = records::table
        .filter(records::kind.eq(T::NUMBER))
        .filter(records::month.eq(month.number()))
        .filter(records::id.gt(after))
        .order(records::id)
        .limit(i64::try_from(PAGE).unwrap_or(i64::MAX))
        .select((records::id, records::log))
        .load(connection)?;
    Ok(rows)
}

/// A kind's records that counted in a month before a correction moved them to another one, as they are stored.
pub fn stored_elsewhere<T: RecordKind>(
    connection: &mut AnyConnection,
    month: Month,
) -> Result<Vec<(i64, Vec<u8>)>, DbError> {
    let moved = moved_from::<T>(connection, month)?;
    Ok(by_keys!(connection, records::id, moved, |known| {
        records::table
            .filter(records::kind.eq(T::NUMBER))
            .filter(known)
            .filter(records::month.ne(month.number()))
            .select((records::id, records::log))
    }))
}

/// The log of a record as it is stored.
pub fn decoded<T: DeserializeOwned>(stored: &[u8]) -> Result<Log<T>, DbError> {
    log::decode("records.log", stored)
}

/// The ids of a kind's records that counted in a month before a correction moved them, by id.
pub fn moved_from<T: RecordKind>(
    connection: &mut AnyConnection,
    month: Month,
) -> Result<Vec<i64>, DbError> {
    let moved = former_places::table
        .filter(former_places::kind.eq(T::NUMBER))
        .filter(former_places::month.eq(month.number()))
        .order(former_places::id)
        .select(former_places::id)
        .load(connection)?;
    Ok(moved)
}

/// The logs of a kind's records that count in a month, or did before a correction moved them, by id. For kinds with few records a month.
pub fn ever_in_month<T: RecordKind + DeserializeOwned>(
    connection: &mut AnyConnection,
    month: Month,
) -> Result<Vec<(i64, Log<T>)>, DbError> {
    let rows: Vec<RecordRow> = records::table
        .filter(records::kind.eq(T::NUMBER))
        .filter(records::month.eq(month.number()))
        .select(RecordRow::as_select())
        .load(connection)?;
    let mut found = Vec::new();
    add(&mut found, rows)?;
    let moved = moved_from::<T>(connection, month)?;
    found.extend(logs(connection, &moved)?);
    found.sort_by_key(|(id, _)| *id);
    found.dedup_by_key(|(id, _)| *id);
    Ok(found)
}

/// The leader sessions of a month.
pub fn leader_sessions(
    connection: &mut AnyConnection,
    month: Month,
) -> Result<Vec<LeaderSessionFacts>, DbError> {
    leader_sessions_known_at(connection, month, NOW)
}

/// The leader sessions of a month, as they were known when the feed stood at a sequence number.
pub fn leader_sessions_known_at(
    connection: &mut AnyConnection,
    month: Month,
    sequence: i64,
) -> Result<Vec<LeaderSessionFacts>, DbError> {
    let logs = ever_in_month(connection, month)?;
    let sessions = logs
        .iter()
        .filter_map(|(_, log): &(i64, Log<LeaderSessionFacts>)| log.whole(sequence));
    Ok(sessions
        .filter(|session| session.date.month() == month)
        .collect())
}

/// The thanks of a month.
pub fn appreciations(
    connection: &mut AnyConnection,
    month: Month,
) -> Result<Vec<AppreciationFacts>, DbError> {
    of_month(connection, month, |one: &AppreciationFacts| {
        one.date.month()
    })
}

/// The activities of a month.
pub fn activities(
    connection: &mut AnyConnection,
    month: Month,
) -> Result<Vec<ActivityFacts>, DbError> {
    of_month(connection, month, |one: &ActivityFacts| one.date.month())
}

/// The typical cases of a month, in the order in which they were chosen.
pub fn typical_cases(
    connection: &mut AnyConnection,
    month: Month,
) -> Result<Vec<TypicalCase>, DbError> {
    of_month(connection, month, |case: &TypicalCase| case.month)
}

/// The records of a month that are told whole in one event, as they are known now.
fn of_month<T: RecordKind + DeserializeOwned>(
    connection: &mut AnyConnection,
    month: Month,
    month_of: impl Fn(&T) -> Month,
) -> Result<Vec<T>, DbError> {
    let logs = ever_in_month(connection, month)?;
    let records = logs.iter().filter_map(|(_, log)| log.whole(NOW));
    Ok(records.filter(|one| month_of(one) == month).collect())
}

fn add<T: DeserializeOwned>(
    found: &mut Vec<(i64, Log<T>)>,
    rows: Vec<RecordRow>,
) -> Result<(), DbError> {
    for row in rows {
        found.push((row.id, decoded(&row.log)?));
    }
    Ok(())
}
