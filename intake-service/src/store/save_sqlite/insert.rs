//! Inserting rows by statements whose texts never change, so that each is prepared once. Diesel's own inserts are prepared once, too, but it goes through all
//! columns of all rows several times for each run.

use diesel::dsl::SqlTypeOf;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sqlite::Sqlite;
use diesel::{RunQueryDsl, SqliteConnection};

use crate::store::assignments::AssignmentRow;
use crate::store::calls::CallRow;
use crate::store::events::EventRow;
use crate::store::private::{NumberRow, PrivateRow};
use crate::store::requests::RequestRow;
use crate::store::return_visits::VisitRow;
use crate::store::schema::{
    assignments, calls, citizen_numbers, event_private, events, requests, return_visits,
    work_orders,
};
use crate::store::work_orders::WorkOrderRow;

/// The rows of the longer statements. There is no round trip to save, but every run of a statement costs about as much as it takes to insert a row,
/// and SQLite keeps a copy of each page that it changes until it ends. (One of as many rows as there are would be parsed each time.)
const MANY: usize = 64;
const SOME: usize = 16;

/// A row of a table that a batch fills.
pub(super) trait Insert: 'static {
    /// From `INSERT INTO` up to and with `VALUES`.
    const INTO: &'static str;

    /// Pushes the values with commas between them, in the order of the columns.
    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()>;
}

/// Says of each row: its table, and all of its columns.
macro_rules! inserted {
    ($($row:ident into $table:ident ($first:ident $(, $column:ident)*);)+) => {
        $(impl Insert for $row {
            const INTO: &'static str = concat!(
                "INSERT INTO \"", stringify!($table), "\" (\"", stringify!($first), "\"",
                $(", \"", stringify!($column), "\"",)*
                ") VALUES"
            );

            fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
                let $row { $first $(, $column)* } = self;
                out.push_bind_param::<SqlTypeOf<$table::$first>, _>($first)?;
                $(
                    out.push_sql(", ");
                    out.push_bind_param::<SqlTypeOf<$table::$column>, _>($column)?;
                )*
                Ok(())
            }
        })+
    };
}

inserted! {
    EventRow into events (sequence, kind, happened, recorded, order_number, actor, check_value, payload);
    PrivateRow into event_private (sequence, payload, key_id);
    NumberRow into citizen_numbers (number_hash, sequence);
    RequestRow into requests (request_id, payload_hash, sequence, subject, recorded);
    CallRow into calls (id, telephone_system_id, started, queued, answered, abandoned, ended, agent, called_back, notified, annulled, content_hash, recorded, sequence);
    WorkOrderRow into work_orders (number, external_source, external_id, channel, call, anonymous, confidential, nature, urgency, category, topics, area, received, handled, handled_sequence, transferred, duplicate_of, duplicate_linked, duplicate_sequence, content_hash, recorded, accepted_sequence, sequence);
    AssignmentRow into assignments (order_number, number, unit, role, assigned, due, signed, completed, closed, removed, state, redo_count, excluded, reply_sequence, sequence, sign_due, due_since, card, rule, rule_sequence, calendar_sequence);
    VisitRow into return_visits (order_number, assignment_number, number, visited, channel, result, process_grade, outcome_grade, resolved, annulled, note_sequence, sequence);
}

/// Inserts rows, as many at a time as there is a statement for.
pub(super) fn insert<R: Insert>(connection: &mut SqliteConnection, rows: &[R]) -> QueryResult<()> {
    let (many, rest) = rows.as_chunks::<MANY>();
    let (some, rest) = rest.as_chunks::<SOME>();
    for rows in many {
        Rows(rows).execute(connection)?;
    }
    for rows in some {
        Rows(rows).execute(connection)?;
    }
    for row in rest {
        Rows(std::array::from_ref(row)).execute(connection)?;
    }
    Ok(())
}

/// A statement of so many rows.
struct Rows<'a, R, const N: usize>(&'a [R; N]);

impl<R: Insert, const N: usize> QueryFragment<Sqlite> for Rows<'_, R, N> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql(R::INTO);
        for (place, row) in self.0.iter().enumerate() {
            out.push_sql(if place == 0 { " (" } else { ", (" });
            row.push(&mut out)?;
            out.push_sql(")");
        }
        Ok(())
    }
}

impl<R: Insert, const N: usize> QueryId for Rows<'_, R, N> {
    type QueryId = Rows<'static, R, N>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<R, const N: usize> RunQueryDsl<SqliteConnection> for Rows<'_, R, N> {}
