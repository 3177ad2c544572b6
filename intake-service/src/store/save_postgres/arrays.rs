//! The tables that a batch fills: a column's values as one array, so that a statement is as long for a thousand rows as for one, and is prepared once. As
//! lists of values the server took longer to read the statement than to carry it out, and it reads what Diesel cannot tell to be the same each time anew.

use diesel::dsl::SqlTypeOf;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::sql_types::Array;

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

/// A statement with rows, column by column.
pub(super) trait Columns: QueryFragment<Pg> + 'static {
    type Row;

    fn of(rows: Vec<Self::Row>) -> Self;
}

/// Says of each table: its rows, and all of its columns with their types.
macro_rules! inserted {
    ($($Columns:ident: $Row:ident into $table:ident (
        $first:ident: $first_type:ty $(, $column:ident: $type:ty)* $(,)?
    );)+) => {
        $(pub(super) struct $Columns {
            $first: Vec<$first_type>,
            $($column: Vec<$type>,)*
        }

        impl Columns for $Columns {
            type Row = $Row;

            fn of(rows: Vec<$Row>) -> $Columns {
                let mut columns = $Columns {
                    $first: Vec::with_capacity(rows.len()),
                    $($column: Vec::with_capacity(rows.len()),)*
                };
                for row in rows {
                    columns.$first.push(row.$first);
                    $(columns.$column.push(row.$column);)*
                }
                columns
            }
        }

        impl QueryFragment<Pg> for $Columns {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
                out.push_sql(concat!(
                    "INSERT INTO ", stringify!($table), " (", stringify!($first),
                    $(", ", stringify!($column),)*
                    ") SELECT * FROM unnest("
                ));
                out.push_bind_param::<Array<SqlTypeOf<$table::$first>>, _>(&self.$first)?;
                $(
                    out.push_sql(", ");
                    out.push_bind_param::<Array<SqlTypeOf<$table::$column>>, _>(&self.$column)?;
                )*
                out.push_sql(")");
                Ok(())
            }
        }

        )+
    };
}

inserted! {
    Events: EventRow into events (
        sequence: i64,
        kind: &'static str,
        happened: i64,
        recorded: i64,
        order_number: Option<i64>,
        actor: String,
        check_value: i64,
        payload: Vec<u8>,
    );
    Private: PrivateRow into event_private (sequence: i64, payload: Vec<u8>, key_id: String);
    Numbers: NumberRow into citizen_numbers (number_hash: Vec<u8>, sequence: i64);
    Requests: RequestRow into requests (
        request_id: Vec<u8>,
        payload_hash: Vec<u8>,
        sequence: i64,
        subject: String,
        recorded: i64,
    );
    Calls: CallRow into calls (
        id: i64,
        telephone_system_id: Option<String>,
        started: i64,
        queued: Option<i64>,
        answered: Option<i64>,
        abandoned: Option<i64>,
        ended: Option<i64>,
        agent: String,
        called_back: Option<i64>,
        notified: Option<i64>,
        annulled: bool,
        content_hash: Vec<u8>,
        recorded: i64,
        sequence: i64,
    );
    WorkOrders: WorkOrderRow into work_orders (
        number: i64,
        external_source: Option<String>,
        external_id: Option<String>,
        channel: i32,
        call: Option<i64>,
        anonymous: bool,
        confidential: bool,
        nature: i32,
        urgency: i32,
        category: Option<String>,
        topics: String,
        area: String,
        received: i64,
        handled: Option<i64>,
        handled_sequence: Option<i64>,
        transferred: bool,
        duplicate_of: Option<i64>,
        duplicate_linked: Option<i64>,
        duplicate_sequence: Option<i64>,
        content_hash: Vec<u8>,
        recorded: i64,
        accepted_sequence: i64,
        sequence: i64,
    );
    Assignments: AssignmentRow into assignments (
        order_number: i64,
        number: i32,
        unit: String,
        role: i32,
        assigned: i64,
        due: Option<i64>,
        signed: Option<i64>,
        completed: Option<i64>,
        closed: Option<i64>,
        removed: Option<i64>,
        state: i32,
        redo_count: i32,
        excluded: bool,
        reply_sequence: Option<i64>,
        sequence: i64,
        sign_due: Option<i64>,
        due_since: Option<i64>,
        card: Option<i32>,
        rule: Option<String>,
        rule_sequence: Option<i64>,
        calendar_sequence: Option<i64>,
    );
    Visits: VisitRow into return_visits (
        order_number: i64,
        assignment_number: i32,
        number: i32,
        visited: i64,
        channel: i32,
        result: i32,
        process_grade: Option<i32>,
        outcome_grade: Option<i32>,
        resolved: Option<i32>,
        annulled: bool,
        note_sequence: i64,
        sequence: i64,
    );
}
