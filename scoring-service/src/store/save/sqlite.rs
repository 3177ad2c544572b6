//! Saving on SQLite: one prepared statement a table, run for each row.

use diesel::prelude::*;
use diesel::upsert::excluded;
use hotline_common::db::DbError;
use hotline_common::time::Zone;

use super::Changes;
use crate::score::Tally;
use crate::store::assignments::AssignmentRow;
use crate::store::calls::CallRow;
use crate::store::occasions::{ActivityRow, AppreciationRow, LeaderSessionRow, TypicalCaseRow};
use crate::store::orders::OrderRow;
use crate::store::policies::{PolicyRow, StoredPolicy};
use crate::store::registry::{CategoryRow, TopicRow, UnitRow};
use crate::store::schema::{
    activities, appreciations, assignments, calls, categories, leader_sessions, orders, policies,
    supervisions, tallies, topics, typical_cases, units,
};
use crate::store::supervisions::SupervisionRow;
use crate::store::tallies::TallyRow;

pub(super) fn save(
    connection: &mut SqliteConnection,
    changes: &Changes,
    zone: &Zone,
) -> Result<(), DbError> {
    registry(connection, changes)?;
    facts(connection, changes, zone)?;
    occasions(connection, changes)?;
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

/// Only what an event can change is updated: an order stays of its nature, an assignment with its unit.
fn facts(connection: &mut SqliteConnection, changes: &Changes, zone: &Zone) -> Result<(), DbError> {
    for order in &changes.orders {
        diesel::insert_into(orders::table)
            .values(OrderRow::of(order, zone))
            .on_conflict(orders::number)
            .do_update()
            .set(orders::handled_directly.eq(excluded(orders::handled_directly)))
            .execute(connection)?;
    }
    for history in &changes.assignments {
        diesel::insert_into(assignments::table)
            .values(AssignmentRow::of(history, zone)?)
            .on_conflict((assignments::order_number, assignments::number))
            .do_update()
            .set(assignments::history.eq(excluded(assignments::history)))
            .execute(connection)?;
    }
    for (id, call) in &changes.calls {
        diesel::insert_into(calls::table)
            .values(CallRow::of(*id, call, zone))
            .on_conflict(calls::id)
            .do_update()
            .set((
                calls::called_back.eq(excluded(calls::called_back)),
                calls::sms_notice.eq(excluded(calls::sms_notice)),
            ))
            .execute(connection)?;
    }
    for (id, supervision) in &changes.supervisions {
        diesel::insert_into(supervisions::table)
            .values(SupervisionRow::of(*id, supervision, zone))
            .on_conflict(supervisions::id)
            .do_update()
            .set(supervisions::lifted.eq(excluded(supervisions::lifted)))
            .execute(connection)?;
    }
    Ok(())
}

fn occasions(connection: &mut SqliteConnection, changes: &Changes) -> Result<(), DbError> {
    for (id, session) in &changes.leader_sessions {
        diesel::insert_into(leader_sessions::table)
            .values(LeaderSessionRow::of(*id, session))
            .execute(connection)?;
    }
    for (id, appreciation) in &changes.appreciations {
        diesel::insert_into(appreciations::table)
            .values(AppreciationRow::of(*id, *appreciation))
            .execute(connection)?;
    }
    for (id, activity) in &changes.activities {
        diesel::insert_into(activities::table)
            .values(ActivityRow::of(*id, activity))
            .execute(connection)?;
    }
    for (id, case) in &changes.typical_cases {
        diesel::insert_into(typical_cases::table)
            .values(TypicalCaseRow::of(*id, case))
            .execute(connection)?;
    }
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
