//! The rows that a batch has most of: a column's values as one array, so that a statement is as long for a thousand rows as for one. As lists of
//! values the server took longer to read the statement than to carry it out.

use std::fmt::Write as _;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Nullable, Text};

use crate::store::calls::CallRow;
use crate::store::events::EventRow;
use crate::store::private::{NumberRow, PrivateRow};
use crate::store::requests::RequestRow;

macro_rules! insert {
    ($connection:ident, $table:literal, $rows:ident: $($column:ident $type:ty),+) => {{
        if $rows.is_empty() {
            return Ok(());
        }
        $(let mut $column = Vec::with_capacity($rows.len());)+
        for row in $rows {
            $($column.push(row.$column);)+
        }
        let statement = statement($table, &[$(stringify!($column)),+]);
        sql_query(statement)$(.bind::<Array<$type>, _>($column))+.execute($connection)?;
        Ok(())
    }};
}

fn statement(table: &str, columns: &[&str]) -> String {
    let mut statement = format!(
        "INSERT INTO {table} ({}) SELECT * FROM unnest(",
        columns.join(", ")
    );
    for place in 1..=columns.len() {
        let comma = if place == 1 { "" } else { ", " };
        let _ = write!(statement, "{comma}${place}");
    }
    statement + ")"
}

pub(super) fn events(connection: &mut PgConnection, rows: Vec<EventRow>) -> QueryResult<()> {
    insert!(connection, "events", rows:
        sequence BigInt, kind Text, happened BigInt, recorded BigInt, order_number Nullable<BigInt>,
        actor Text, check_value BigInt, payload Binary)
}

pub(super) fn private(connection: &mut PgConnection, rows: Vec<PrivateRow>) -> QueryResult<()> {
    insert!(connection, "event_private", rows: sequence BigInt, payload Binary, key_id Text)
}

pub(super) fn numbers(connection: &mut PgConnection, rows: Vec<NumberRow>) -> QueryResult<()> {
    insert!(connection, "citizen_numbers", rows: number_hash Binary, sequence BigInt)
}

pub(super) fn requests(connection: &mut PgConnection, rows: Vec<RequestRow>) -> QueryResult<()> {
    insert!(connection, "requests", rows:
        request_id Binary, payload_hash Binary, sequence BigInt, subject Text, recorded BigInt)
}

pub(super) fn calls(connection: &mut PgConnection, rows: Vec<CallRow>) -> QueryResult<()> {
    insert!(connection, "calls", rows:
        id BigInt, telephone_system_id Nullable<Text>, started BigInt, queued Nullable<BigInt>,
        answered Nullable<BigInt>, abandoned Nullable<BigInt>, ended Nullable<BigInt>, agent Text,
        called_back Nullable<BigInt>, notified Nullable<BigInt>, annulled Bool,
        content_hash Binary, recorded BigInt, sequence BigInt)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_statement_takes_an_array_for_each_column() {
        assert_eq!(
            super::statement("topics", &["code", "sequence"]),
            "INSERT INTO topics (code, sequence) SELECT * FROM unnest($1, $2)"
        );
    }
}
