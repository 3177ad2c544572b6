//! Saving on SQLite: one prepared statement a table, run for each row.

use diesel::prelude::*;
use diesel::upsert::excluded;
use hotline_common::db::DbError;
use hotline_common::time::{Month, Zone};
use serde::Serialize;

use super::Changes;
use crate::score::{AssignmentLog, Log, RecordKind, Tally};
use crate::store::assignments::{AssignmentRow, KIND as ASSIGNMENT};
use crate::store::orders::OrderRow;
use crate::store::policies::{PolicyRow, StoredPolicy};
use crate::store::records::RecordRow;
use crate::store::registry::{CategoryRow, TopicRow, UnitRow};
use crate::store::schema::{
    assignments, categories, former_places, orders, policies, tallies, topics, units,
};
use crate::store::tallies::TallyRow;

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
    for (number, order) in &changes.orders {
        diesel::insert_into(orders::table)
            .values(OrderRow::of(*number, order, zone)?)
            .on_conflict(orders::number)
            .do_update()
            .set((
                orders::month.eq(excluded(orders::month)),
                orders::log.eq(excluded(orders::log)),
            ))
            .execute(connection)?;
    }
    for assignment in &changes.assignments {
        diesel::insert_into(assignments::table)
            .values(AssignmentRow::of(assignment, zone)?)
            .on_conflict((assignments::order_number, assignments::number))
            .do_update()
            .set((
                assignments::month.eq(excluded(assignments::month)),
                assignments::unit.eq(excluded(assignments::unit)),
                assignments::log.eq(excluded(assignments::log)),
            ))
            .execute(connection)?;
        let places = assignment.places(zone);
        if 1 < places.len() {
            for (month, unit) in places {
                let AssignmentLog { order, number, .. } = *assignment;
                add_former_place(connection, ASSIGNMENT, month, unit, (order, number))?;
            }
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
    use crate::store::schema::records;
    for (id, log) in changed {
        diesel::insert_into(records::table)
            .values(RecordRow::of(*id, log, zone)?)
            .on_conflict((records::kind, records::id))
            .do_update()
            .set((
                records::month.eq(excluded(records::month)),
                records::log.eq(excluded(records::log)),
            ))
            .execute(connection)?;
        let months = log.months(zone);
        if 1 < months.len() {
            for month in months {
                add_former_place(connection, T::NUMBER, month, "", (*id, 0))?;
            }
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
    let count: i64 = diesel::insert_into(tallies::table)
        .values(TallyRow::of(tally))
        .on_conflict((
            tallies::month,
            tallies::subject,
            tallies::measure,
            tallies::day,
        ))
        .do_update()
        .set(tallies::count.eq(tallies::count + excluded(tallies::count)))
        .returning(tallies::count)
        .get_result(connection)?;
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
