//! The rows of the tables that a batch fills, as statements insert them.

use diesel::dsl::SqlTypeOf;
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::sqlite::Sqlite;
use hotline_common::db::Row;

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

/// Says of each row: its table, and all of its columns.
macro_rules! inserted {
    ($($row:ident into $table:ident ($first:ident $(, $column:ident)*);)+) => {
        $(impl Row for $row {
            const INTO: &'static str = concat!(
                "\"", stringify!($table), "\" (\"", stringify!($first), "\"",
                $(", \"", stringify!($column), "\"",)*
                ")"
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
    CallRow into calls (
        id, telephone_system_id, started, queued, answered, abandoned, ended, agent, called_back,
        notified, annulled, content_hash, recorded, sequence
    );
    WorkOrderRow into work_orders (
        number, external_source, external_id, channel, call, anonymous, confidential, nature,
        urgency, category, topics, area, received, handled, handled_sequence, transferred,
        duplicate_of, duplicate_linked, duplicate_sequence, content_hash, recorded,
        accepted_sequence, sequence
    );
    AssignmentRow into assignments (
        order_number, number, unit, role, assigned, due, signed, completed, closed, removed, state,
        redo_count, excluded, reply_sequence, sequence, sign_due, due_since, card, rule,
        rule_sequence, calendar_sequence
    );
    VisitRow into return_visits (
        order_number, assignment_number, number, visited, channel, result, process_grade,
        outcome_grade, resolved, annulled, note_sequence, sequence
    );
}
