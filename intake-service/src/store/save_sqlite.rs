//! Saving on SQLite: statements that are prepared once for the tables that a batch fills, and a statement a row for the others.

mod rows;

use diesel::prelude::*;
use hotline_common::db::write_rows;

use super::activities::ActivityChange;
use super::appreciations::AppreciationChange;
use super::assignments::AssignmentChange;
use super::calls::CallChange;
use super::exclusions::ExclusionChange;
use super::extensions::ExtensionChange;
use super::head::Advance;
use super::leader_sessions::LeaderSessionChange;
use super::private::{NumberRow, PrivateRow};
use super::return_visits::VisitChange;
use super::save::Rows;
use super::schema::{
    activities, appreciations, calendars, categories, citizen_numbers, corrections, deadline_rules,
    exclusions, extensions, leader_sessions, other_timelines, reveals, supervisions, topics,
    typical_cases, units,
};
use super::supervisions::SupervisionChange;
use super::typical_cases::TypicalCaseChange;
use super::work_orders::WorkOrderChange;
use crate::domain::record::Record;

macro_rules! insert {
    ($connection:ident, $($table:ident: $rows:expr;)+) => {
        $(for row in $rows {
            diesel::insert_into($table::table).values(row).execute($connection)?;
        })+
    };
}

macro_rules! insert_or_update {
    ($connection:ident, $($table:ident by $key:ident: $rows:expr;)+) => {
        $(for row in $rows {
            diesel::insert_into($table::table)
                .values(row)
                .on_conflict($table::$key)
                .do_update()
                .set(row)
                .execute($connection)?;
        })+
    };
}

pub(super) fn save(
    connection: &mut SqliteConnection,
    rows: Rows,
    advance: Option<Advance>,
) -> QueryResult<()> {
    let Rows {
        events,
        private,
        other_timelines,
        numbers,
        corrections,
        requests,
        records,
        changed,
    } = rows;
    write_rows(connection, &events)?;
    write_rows(connection, &private)?;
    write_rows(connection, &numbers)?;
    write_rows(connection, &requests)?;
    write_rows(connection, &records.calls)?;
    write_rows(connection, &records.work_orders)?;
    write_rows(connection, &records.assignments)?;
    write_rows(connection, &records.return_visits)?;
    insert! { connection,
        other_timelines: &other_timelines;
        corrections: &corrections;
        exclusions: &records.exclusions;
        extensions: &records.extensions;
        supervisions: &records.supervisions;
        leader_sessions: &records.leader_sessions;
        appreciations: &records.appreciations;
        activities: &records.activities;
        typical_cases: &records.typical_cases;
        reveals: &records.reveals;
    }
    insert_or_update! { connection,
        units by code: &records.units;
        categories by code: &records.categories;
        topics by code: &records.topics;
        calendars by year: &records.calendars;
        deadline_rules by code: &records.deadline_rules;
    }
    for record in changed {
        change(connection, record)?;
    }
    if let Some(advance) = advance {
        advance.execute(connection)?;
    }
    Ok(())
}

/// Updates what can change of a record, so that no index of another column is touched.
fn change(connection: &mut SqliteConnection, record: Record) -> QueryResult<()> {
    macro_rules! update {
        ($change:expr) => {{
            let change = $change;
            diesel::update(&change).set(&change).execute(connection)?
        }};
    }
    match record {
        Record::Call(call) => update!(CallChange::from(&*call)),
        Record::WorkOrder(order) => update!(WorkOrderChange::from(&*order)),
        Record::Assignment(assignment) => update!(AssignmentChange::from(assignment)),
        Record::Exclusion(exclusion) => update!(ExclusionChange::from(exclusion)),
        Record::Extension(extension) => update!(ExtensionChange::from(extension)),
        Record::Supervision(supervision) => update!(SupervisionChange::from(supervision)),
        Record::ReturnVisit(visit) => update!(VisitChange::from(visit)),
        Record::LeaderSession(session) => update!(LeaderSessionChange::from(session)),
        Record::Appreciation(thanks) => update!(AppreciationChange::from(thanks)),
        Record::Activity(activity) => update!(ActivityChange::from(activity)),
        Record::TypicalCase(case) => update!(TypicalCaseChange::from(case)),
        // These never change, and the registry has rows of its own.
        Record::Reveal(_)
        | Record::Correction(_)
        | Record::Unit(_)
        | Record::Category(_)
        | Record::Topic(_)
        | Record::Calendar(_)
        | Record::DeadlineRule(_) => 0,
    };
    Ok(())
}

/// Numbers that may be there already.
pub(super) fn add_numbers(
    connection: &mut SqliteConnection,
    rows: &[NumberRow],
) -> QueryResult<()> {
    for row in rows {
        diesel::insert_or_ignore_into(citizen_numbers::table)
            .values(row)
            .execute(connection)?;
    }
    Ok(())
}

/// Private parts that are there, sealed anew.
pub(super) fn update_private(
    connection: &mut SqliteConnection,
    rows: &[PrivateRow],
) -> QueryResult<()> {
    for row in rows {
        diesel::update(row).set(row).execute(connection)?;
    }
    Ok(())
}
