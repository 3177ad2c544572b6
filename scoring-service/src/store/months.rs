//! Which months there is anything of.

use std::ops::RangeInclusive;

use diesel::dsl::{max, min};
use diesel::prelude::*;
use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::Month;

use super::records::KINDS;
use super::schema::{assignments, orders, rankings, records, tallies};
use super::values;

/// From the first month that has a record or a tally to the last one; `None` when there is nothing.
pub fn range(connection: &mut AnyConnection) -> Result<Option<RangeInclusive<Month>>, DbError> {
    ends(connection, false)
}

/// As [`range`], with the months that are sealed although nothing is known of them any more.
pub fn known(connection: &mut AnyConnection) -> Result<Option<RangeInclusive<Month>>, DbError> {
    ends(connection, true)
}

fn ends(
    connection: &mut AnyConnection,
    with_sealed: bool,
) -> Result<Option<RangeInclusive<Month>>, DbError> {
    let mut found: Vec<i32> = Vec::new();
    // Two queries a table, or a kind of records, since each then takes one step in an index.
    macro_rules! ends {
        ($($table:ident),+) => {
            $(for end in [
                $table::table.select(min($table::month)).first::<Option<i32>>(connection)?,
                $table::table.select(max($table::month)).first::<Option<i32>>(connection)?,
            ] {
                found.extend(end);
            })+
        };
    }
    ends!(tallies, orders, assignments);
    for kind in KINDS {
        let of_kind = records::table.filter(records::kind.eq(kind));
        for end in [
            of_kind
                .select(min(records::month))
                .first::<Option<i32>>(connection)?,
            of_kind
                .select(max(records::month))
                .first::<Option<i32>>(connection)?,
        ] {
            found.extend(end);
        }
    }
    if with_sealed {
        ends!(rankings);
    }
    let month = |number: i32| values::month("month", number);
    match (found.iter().min(), found.iter().max()) {
        (Some(first), Some(last)) => Ok(Some(month(*first)?..=month(*last)?)),
        _ => Ok(None),
    }
}
