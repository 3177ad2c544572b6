//! The calls.

use std::collections::BTreeMap;

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Moment, Month, Zone};

use super::schema::calls;
use super::{KEYS, PAGE, values};
use crate::score::CallFacts;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = calls)]
pub(super) struct CallRow {
    id: i64,
    month: i32,
    started: i64,
    answered: bool,
    called_back: Option<i64>,
    sms_notice: Option<i64>,
}

impl CallRow {
    pub(super) fn of(id: i64, call: &CallFacts, zone: &Zone) -> CallRow {
        CallRow {
            id,
            month: zone.month_of(call.started).number(),
            started: call.started.micros(),
            answered: call.answered,
            called_back: call.called_back.map(Moment::micros),
            sms_notice: call.sms_notice.map(Moment::micros),
        }
    }

    fn facts(self) -> Result<CallFacts, DbError> {
        Ok(CallFacts {
            started: values::moment("calls.started", self.started)?,
            answered: self.answered,
            called_back: values::optional_moment("calls.called_back", self.called_back)?,
            sms_notice: values::optional_moment("calls.sms_notice", self.sms_notice)?,
        })
    }
}

/// The calls with these ids, as far as there are any.
pub fn by_ids(
    connection: &mut AnyConnection,
    ids: &[i64],
) -> Result<BTreeMap<i64, CallFacts>, DbError> {
    let mut found = BTreeMap::new();
    for keys in ids.chunks(KEYS) {
        let rows: Vec<CallRow> = calls::table
            .filter(calls::id.eq_any(keys))
            .select(CallRow::as_select())
            .load(connection)?;
        for row in rows {
            found.insert(row.id, row.facts()?);
        }
    }
    Ok(found)
}

/// A page of the calls that started in a month, after the id `after`.
pub fn of_month(
    connection: &mut AnyConnection,
    month: Month,
    after: i64,
) -> Result<Vec<(i64, CallFacts)>, DbError> {
    let rows: Vec<CallRow> = calls::table
        .filter(calls::month.eq(month.number()))
        .filter(calls::id.gt(after))
        .order(calls::id)
        .limit(i64::try_from(PAGE).unwrap_or(i64::MAX))
        .select(CallRow::as_select())
        .load(connection)?;
    rows.into_iter()
        .map(|row| Ok((row.id, row.facts()?)))
        .collect()
}
