//! The appreciations: thanks calls and pennants 锦旗.

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, MultiBackend};
use hotline_common::time::Month;

use super::row::{Row, code, day, days_of, optional, read_all, read_one};
use super::schema::appreciations;
use super::{StoreError, masked};
use crate::domain::activity::{Appreciation, AppreciationKind};
use crate::domain::masking::Masked;
use crate::domain::names::LedgerId;
use crate::vault::Vault;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = appreciations, treat_none_as_default_value = false)]
pub(super) struct AppreciationRow {
    id: i64,
    kind: i32,
    day: i32,
    unit: Option<String>,
    annulled: Option<i64>,
}

/// What can change: it is annulled, or stands again.
#[derive(AsChangeset, Identifiable)]
#[diesel(table_name = appreciations, treat_none_as_null = true)]
pub(super) struct AppreciationChange {
    id: i64,
    annulled: Option<i64>,
}

impl From<Appreciation> for AppreciationChange {
    fn from(record: Appreciation) -> AppreciationChange {
        AppreciationChange {
            id: record.id,
            annulled: record.annulled,
        }
    }
}

impl From<Appreciation> for AppreciationRow {
    fn from(appreciation: Appreciation) -> AppreciationRow {
        let Appreciation {
            id,
            kind,
            date,
            unit,
            annulled,
        } = appreciation;
        AppreciationRow {
            id,
            kind: kind.number(),
            day: date.number(),
            unit: unit.map(|code| code.to_string()),
            annulled,
        }
    }
}

impl Row for AppreciationRow {
    type Record = Appreciation;
    const TABLE: &'static str = "appreciations";

    fn key(&self) -> String {
        self.id.to_string()
    }

    fn record(self) -> Option<Appreciation> {
        Some(Appreciation {
            id: self.id,
            kind: AppreciationKind::from_number(self.kind)?,
            date: day(self.day)?,
            unit: optional(self.unit, code)?,
            annulled: self.annulled,
        })
    }
}

/// An appreciation, with who gave thanks and what for in the masked text.
pub fn get(
    connection: &mut AnyConnection,
    vault: &Vault,
    id: LedgerId,
) -> Result<Option<(Appreciation, Masked)>, StoreError> {
    let Some(appreciation) = find(connection, id)? else {
        return Ok(None);
    };
    let private = masked::part(connection, vault, None, id)?;
    Ok(Some((appreciation, private)))
}

/// An appreciation.
pub(super) fn find(
    connection: &mut AnyConnection,
    id: LedgerId,
) -> Result<Option<Appreciation>, StoreError> {
    let row = appreciations::table
        .filter(appreciations::id.eq(id))
        .select(AppreciationRow::as_select())
        .first(connection)
        .optional()?;
    read_one(row)
}

/// At most `limit` appreciations after one, as recorded; only those of a month where one is given.
pub fn list(
    connection: &mut AnyConnection,
    month: Option<Month>,
    after: Option<LedgerId>,
    limit: u32,
) -> Result<Vec<Appreciation>, StoreError> {
    let mut query = appreciations::table
        .order(appreciations::id)
        .limit(limit.into())
        .select(AppreciationRow::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(month) = month {
        let (first, last) = days_of(month);
        query = query.filter(appreciations::day.between(first, last));
    }
    if let Some(id) = after {
        query = query.filter(appreciations::id.gt(id));
    }
    read_all(query.load(connection)?)
}
