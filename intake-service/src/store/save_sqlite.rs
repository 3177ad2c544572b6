//! Saving on SQLite: one statement a table, prepared once, run for each row.
//!
//! There is no round trip to save, and a statement of many rows is parsed each time: it was measured to be no faster.

use diesel::prelude::*;

use super::private::NumberRow;
use super::save::Rows;
use super::schema::{
    activities, appreciations, assignments, calendars, calls, categories, citizen_numbers,
    corrections, deadline_rules, event_private, events, exclusions, extensions, leader_sessions,
    other_timelines, requests, return_visits, reveals, supervisions, topics, typical_cases, units,
    work_orders,
};

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

macro_rules! update {
    ($connection:ident, $($changes:expr;)+) => {
        $(for change in $changes {
            diesel::update(change).set(change).execute($connection)?;
        })+
    };
}

pub(super) fn save(connection: &mut SqliteConnection, rows: &Rows<'_>) -> QueryResult<()> {
    insert! { connection,
        events: &rows.events;
        event_private: &rows.private;
        other_timelines: &rows.other_timelines;
        citizen_numbers: &rows.numbers;
        corrections: &rows.corrections;
        requests: &rows.requests;
        calls: &rows.new_calls;
        work_orders: &rows.new_work_orders;
        assignments: &rows.new_assignments;
        return_visits: &rows.return_visits;
        exclusions: &rows.new_exclusions;
        extensions: &rows.new_extensions;
        supervisions: &rows.new_supervisions;
        leader_sessions: &rows.leader_sessions;
        appreciations: &rows.appreciations;
        activities: &rows.activities;
        typical_cases: &rows.typical_cases;
        reveals: &rows.reveals;
    }
    insert_or_update! { connection,
        units by code: &rows.units;
        categories by code: &rows.categories;
        topics by code: &rows.topics;
        calendars by year: &rows.calendars;
        deadline_rules by code: &rows.deadline_rules;
    }
    update! { connection,
        &rows.changed_calls;
        &rows.changed_work_orders;
        &rows.changed_assignments;
        &rows.changed_exclusions;
        &rows.changed_extensions;
        &rows.changed_supervisions;
        &rows.changed_visits;
        &rows.changed_leader_sessions;
        &rows.changed_appreciations;
        &rows.changed_activities;
        &rows.changed_typical_cases;
    }
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
