//! Saving on PostgreSQL: many rows a statement, because each statement is a round trip.

mod arrays;
mod together;

use diesel::prelude::*;
use diesel::upsert::excluded;

use self::together::Together;
use super::head::Advance;
use super::private::{NumberRow, PrivateRow};
use super::save::{RecordRows, Rows};
use super::schema::{
    activities, appreciations, assignments, calendars, calls, categories, citizen_numbers,
    corrections, deadline_rules, event_private, exclusions, extensions, leader_sessions,
    other_timelines, return_visits, reveals, supervisions, topics, typical_cases, units,
    work_orders,
};

/// Rows in a statement at most: it has 65,535 parameters at most, and a row has a tenth of a hundredth of that.
const ROWS: usize = 1_000;

macro_rules! insert {
    ($connection:ident, $($table:ident: $rows:expr;)+) => {
        $(for rows in $rows.chunks(ROWS) {
            diesel::insert_into($table::table).values(rows).execute($connection)?;
        })+
    };
}

/// Writes whole rows; of those that are there, these columns. So a table that is distributed over a cluster finds the row by its key.
macro_rules! insert_or_update {
    ($connection:ident, $($table:ident by ($($key:ident),+): $rows:expr => $($column:ident)+;)+) => {
        $(for rows in $rows.chunks(ROWS) {
            diesel::insert_into($table::table)
                .values(rows)
                .on_conflict(($($table::$key),+))
                .do_update()
                .set(($($table::$column.eq(excluded($table::$column)),)+))
                .execute($connection)?;
        })+
    };
}

pub(super) fn save(
    connection: &mut PgConnection,
    rows: Rows,
    advance: Option<Advance>,
    may_be_spread: bool,
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
    let mut together = Together::default();
    together.insert::<arrays::Events>(events);
    together.insert::<arrays::Private>(private);
    together.insert::<arrays::Numbers>(numbers);
    together.insert::<arrays::Requests>(requests);
    together.insert::<arrays::Calls>(records.calls);
    together.insert::<arrays::WorkOrders>(records.work_orders);
    together.insert::<arrays::Assignments>(records.assignments);
    together.insert::<arrays::Visits>(records.return_visits);
    together.advance(advance);
    if may_be_spread {
        together.run_each(connection)?;
    } else {
        together.run_as_one(connection)?;
    }
    insert! { connection,
        other_timelines: other_timelines;
        corrections: corrections;
        exclusions: records.exclusions;
        extensions: records.extensions;
        supervisions: records.supervisions;
        leader_sessions: records.leader_sessions;
        appreciations: records.appreciations;
        activities: records.activities;
        typical_cases: records.typical_cases;
        reveals: records.reveals;
    }
    insert_or_update! { connection,
        units by (code): records.units =>
            display_name unit_group position parent active_from active_to sequence;
        categories by (code): records.categories => display_name parent sequence;
        topics by (code): records.topics => display_name sequence;
        calendars by (year): records.calendars => holidays working_days sequence;
        deadline_rules by (code): records.deadline_rules =>
            display_name nature urgency working_days hours sign_working_days sign_hours
            on_request_only retired sequence;
    }
    let mut whole = RecordRows::default();
    for record in changed {
        whole.add(record);
    }
    change(connection, &whole)
}

/// What can change of records that are there.
fn change(connection: &mut PgConnection, records: &RecordRows) -> QueryResult<()> {
    insert_or_update! { connection,
        calls by (id): records.calls => agent called_back notified annulled sequence;
        work_orders by (number): records.work_orders =>
            channel nature urgency category topics area received handled handled_sequence
            transferred duplicate_of duplicate_linked duplicate_sequence sequence;
        assignments by (order_number, number): records.assignments =>
            assigned due signed completed closed removed state redo_count excluded reply_sequence
            sequence due_since card rule rule_sequence calendar_sequence;
        return_visits by (order_number, assignment_number, number): records.return_visits =>
            visited channel result process_grade outcome_grade resolved annulled note_sequence
            sequence;
        exclusions by (order_number, assignment_number, number): records.exclusions =>
            reason requested approved decided_by decided decided_sequence appealed_by appealed
            appealed_sequence final_approved final_decided_by final_decided final_decided_sequence
            annulled note_sequence sequence;
        extensions by (order_number, assignment_number, number): records.extensions =>
            requested granted granted_due decided_by decided decided_sequence lapsed
            lapsed_sequence annulled;
        supervisions by (id): records.supervisions =>
            form issued reason lifted annulled note_sequence sequence;
        leader_sessions by (id): records.leader_sessions => annulled;
        appreciations by (id): records.appreciations => annulled;
        activities by (id): records.activities => annulled;
        typical_cases by (id): records.typical_cases => annulled;
    }
    Ok(())
}

/// Numbers that may be there already.
pub(super) fn add_numbers(connection: &mut PgConnection, rows: &[NumberRow]) -> QueryResult<()> {
    for rows in rows.chunks(ROWS) {
        diesel::insert_into(citizen_numbers::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(connection)?;
    }
    Ok(())
}

/// Private parts that are there, sealed anew.
pub(super) fn update_private(
    connection: &mut PgConnection,
    rows: &[PrivateRow],
) -> QueryResult<()> {
    insert_or_update! { connection,
        event_private by (sequence): rows => payload key_id;
    }
    Ok(())
}
