//! Saving on SQLite: facts and tallies by statements that are prepared once, the little rest by Diesel's.

use diesel::prelude::*;
use diesel::query_builder::AstPass;
use diesel::sql_types::{BigInt, Binary, Integer, SmallInt, Text};
use diesel::sqlite::Sqlite;
use hotline_common::db::{DbError, Returning, Row, Rows, write_rows};
use hotline_common::time::{Month, Zone};
use serde::Serialize;

use super::Changes;
use crate::score::{AssignmentLog, Log, RecordKind, Tally};
use crate::store::assignments::{AssignmentRow, KIND as ASSIGNMENT};
use crate::store::orders::OrderRow;
use crate::store::policies::{PolicyRow, StoredPolicy};
use crate::store::records::RecordRow;
use crate::store::registry::{CategoryRow, TopicRow, UnitRow};
use crate::store::schema::{categories, former_places, policies, tallies, topics, units};
use crate::store::tallies::TallyRow;

/// How many rows are made before they are saved.
const AT_ONCE: usize = 1_024;

pub(super) fn save(
    connection: &mut SqliteConnection,
    changes: &Changes,
    zone: &Zone,
) -> Result<(), DbError> {
    registry(connection, changes)?;
    facts(connection, changes, zone)?;
    for tally in &changes.tallies {
        add_tally(connection, tally)?;
    }
    Ok(())
}

pub(super) fn set_policy(
    connection: &mut SqliteConnection,
    policy: &StoredPolicy,
) -> Result<(), DbError> {
    let row = PolicyRow::of(policy)?;
    diesel::insert_into(policies::table)
        .values(&row)
        .on_conflict(policies::month)
        .do_update()
        .set(&row)
        .execute(connection)?;
    Ok(())
}

fn registry(connection: &mut SqliteConnection, changes: &Changes) -> Result<(), DbError> {
    for unit in &changes.units {
        let row = UnitRow::of(unit);
        diesel::insert_into(units::table)
            .values(&row)
            .on_conflict(units::code)
            .do_update()
            .set(&row)
            .execute(connection)?;
    }
    for category in &changes.categories {
        let row = CategoryRow::of(category);
        diesel::insert_into(categories::table)
            .values(&row)
            .on_conflict(categories::code)
            .do_update()
            .set(&row)
            .execute(connection)?;
    }
    for topic in &changes.topics {
        let row = TopicRow::of(topic);
        diesel::insert_into(topics::table)
            .values(&row)
            .on_conflict(topics::code)
            .do_update()
            .set(&row)
            .execute(connection)?;
    }
    Ok(())
}

fn facts(connection: &mut SqliteConnection, changes: &Changes, zone: &Zone) -> Result<(), DbError> {
    for orders in changes.orders.chunks(AT_ONCE) {
        let rows = orders
            .iter()
            .map(|(number, log)| OrderRow::of(*number, log, zone));
        write_rows(connection, &rows.collect::<Result<Vec<_>, _>>()?)?;
    }
    for assignments in changes.assignments.chunks(AT_ONCE) {
        let rows = assignments.iter().map(|log| AssignmentRow::of(log, zone));
        write_rows(connection, &rows.collect::<Result<Vec<_>, _>>()?)?;
    }
    for assignment in &changes.assignments {
        for (month, unit) in assignment.former_places(zone) {
            let AssignmentLog { order, number, .. } = *assignment;
            add_former_place(connection, ASSIGNMENT, month, unit, (order, number))?;
        }
    }
    records(connection, &changes.calls, zone)?;
    records(connection, &changes.supervisions, zone)?;
    records(connection, &changes.leader_sessions, zone)?;
    records(connection, &changes.appreciations, zone)?;
    records(connection, &changes.activities, zone)?;
    records(connection, &changes.typical_cases, zone)
}

fn records<T: RecordKind + Serialize>(
    connection: &mut SqliteConnection,
    changed: &[(i64, Log<T>)],
    zone: &Zone,
) -> Result<(), DbError> {
    for records in changed.chunks(AT_ONCE) {
        let rows = records
            .iter()
            .map(|(id, log)| RecordRow::of(*id, log, zone));
        write_rows(connection, &rows.collect::<Result<Vec<_>, _>>()?)?;
    }
    for (id, log) in changed {
        for month in log.former_months(zone) {
            add_former_place(connection, T::NUMBER, month, "", (*id, 0))?;
        }
    }
    Ok(())
}

/// The present place of a record that was moved is one of its places too; readers take it once.
fn add_former_place(
    connection: &mut SqliteConnection,
    kind: i16,
    month: Month,
    unit: &str,
    (id, number): (i64, u32),
) -> Result<(), DbError> {
    diesel::insert_or_ignore_into(former_places::table)
        .values((
            former_places::kind.eq(kind),
            former_places::month.eq(month.number()),
            former_places::unit.eq(unit),
            former_places::id.eq(id),
            former_places::number.eq(i32::try_from(number).unwrap_or(i32::MAX)),
        ))
        .execute(connection)?;
    Ok(())
}

fn add_tally(connection: &mut SqliteConnection, tally: &Tally) -> Result<(), DbError> {
    let count: i64 = Rows(&[TallyRow::of(tally)]).get_result(connection)?;
    if count == 0 {
        diesel::delete(
            tallies::table
                .filter(tallies::month.eq(tally.month.number()))
                .filter(tallies::subject.eq(&tally.subject))
                .filter(tallies::measure.eq(tally.measure.code()))
                .filter(tallies::day.eq(tally.day.number())),
        )
        .execute(connection)?;
    }
    Ok(())
}

impl Row for OrderRow {
    const INTO: &'static str = "orders (number, month, log)";
    const AFTER: &'static str =
        " ON CONFLICT (number) DO UPDATE SET month = excluded.month, log = excluded.log";

    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_bind_param::<BigInt, _>(&self.number)?;
        out.push_sql(", ");
        out.push_bind_param::<Integer, _>(&self.month)?;
        out.push_sql(", ");
        out.push_bind_param::<Binary, _>(&self.log)
    }
}

impl Row for AssignmentRow {
    const INTO: &'static str = "assignments (order_number, number, month, unit, log)";
    const AFTER: &'static str = " ON CONFLICT (order_number, number) \
        DO UPDATE SET month = excluded.month, unit = excluded.unit, log = excluded.log";

    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_bind_param::<BigInt, _>(&self.order_number)?;
        out.push_sql(", ");
        out.push_bind_param::<Integer, _>(&self.number)?;
        out.push_sql(", ");
        out.push_bind_param::<Integer, _>(&self.month)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(&self.unit)?;
        out.push_sql(", ");
        out.push_bind_param::<Binary, _>(&self.log)
    }
}

impl Row for RecordRow {
    const INTO: &'static str = "records (kind, id, month, log)";
    const AFTER: &'static str =
        " ON CONFLICT (kind, id) DO UPDATE SET month = excluded.month, log = excluded.log";

    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_bind_param::<SmallInt, _>(&self.kind)?;
        out.push_sql(", ");
        out.push_bind_param::<BigInt, _>(&self.id)?;
        out.push_sql(", ");
        out.push_bind_param::<Integer, _>(&self.month)?;
        out.push_sql(", ");
        out.push_bind_param::<Binary, _>(&self.log)
    }
}

/// It is added to the one that is there; the statement answers with the sum.
impl Row for TallyRow {
    const INTO: &'static str = "tallies (month, subject, measure, day, count)";
    const AFTER: &'static str = " ON CONFLICT (month, subject, measure, day) \
        DO UPDATE SET count = count + excluded.count RETURNING count";

    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_bind_param::<Integer, _>(&self.month)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(&self.subject)?;
        out.push_sql(", ");
        out.push_bind_param::<SmallInt, _>(&self.measure)?;
        out.push_sql(", ");
        out.push_bind_param::<Integer, _>(&self.day)?;
        out.push_sql(", ");
        out.push_bind_param::<BigInt, _>(&self.count)
    }
}

impl Returning for TallyRow {
    type SqlType = BigInt;
}
