//! The supervisions 督办.

use std::collections::BTreeMap;

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Moment, Month, Zone};

use super::schema::supervisions;
use super::{KEYS, values};
use crate::score::{SupervisionFacts, SupervisionForm};

/// A supervision and when it was lifted, which takes nothing from its count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supervision {
    /// What counts.
    pub facts: SupervisionFacts,
    /// When it was lifted.
    pub lifted: Option<Moment>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = supervisions)]
pub(super) struct SupervisionRow {
    id: i64,
    month: i32,
    unit: String,
    form: i16,
    issued: i64,
    lifted: Option<i64>,
}

impl SupervisionRow {
    pub(super) fn of(id: i64, supervision: &Supervision, zone: &Zone) -> SupervisionRow {
        let SupervisionFacts { unit, form, issued } = &supervision.facts;
        SupervisionRow {
            id,
            month: zone.month_of(*issued).number(),
            unit: unit.clone(),
            form: form.index().into(),
            issued: issued.micros(),
            lifted: supervision.lifted.map(Moment::micros),
        }
    }

    fn supervision(self) -> Result<Supervision, DbError> {
        Ok(Supervision {
            facts: SupervisionFacts {
                unit: self.unit,
                form: values::word("supervisions.form", SupervisionForm::ALL, self.form)?,
                issued: values::moment("supervisions.issued", self.issued)?,
            },
            lifted: values::optional_moment("supervisions.lifted", self.lifted)?,
        })
    }
}

/// The supervisions with these ids, as far as there are any.
pub fn by_ids(
    connection: &mut AnyConnection,
    ids: &[i64],
) -> Result<BTreeMap<i64, Supervision>, DbError> {
    let mut found = BTreeMap::new();
    for keys in ids.chunks(KEYS) {
        let rows: Vec<SupervisionRow> = supervisions::table
            .filter(supervisions::id.eq_any(keys))
            .select(SupervisionRow::as_select())
            .load(connection)?;
        for row in rows {
            found.insert(row.id, row.supervision()?);
        }
    }
    Ok(found)
}

/// The supervisions of a month. There are few: hundreds.
pub fn of_month(
    connection: &mut AnyConnection,
    month: Month,
) -> Result<Vec<SupervisionFacts>, DbError> {
    let rows: Vec<SupervisionRow> = supervisions::table
        .filter(supervisions::month.eq(month.number()))
        .select(SupervisionRow::as_select())
        .load(connection)?;
    rows.into_iter()
        .map(|row| Ok(row.supervision()?.facts))
        .collect()
}

/// The ids of a unit's supervisions of a month that were issued before an instant.
pub fn of_unit(
    connection: &mut AnyConnection,
    month: Month,
    unit: &str,
    before: Moment,
) -> Result<Vec<i64>, DbError> {
    let ids = supervisions::table
        .filter(supervisions::month.eq(month.number()))
        .filter(supervisions::unit.eq(unit))
        .filter(supervisions::issued.lt(before.micros()))
        .order(supervisions::id)
        .select(supervisions::id)
        .load(connection)?;
    Ok(ids)
}
