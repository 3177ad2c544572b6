//! What a batch writes into the tables that it fills, and the head, as one statement: each is a round trip, and has a beginning and an end.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};

use super::arrays::Columns;
use crate::store::head::Advance;

/// Parts that write, each into one table of its own.
#[derive(Default)]
pub(super) struct Together {
    parts: Vec<Box<dyn QueryFragment<Pg>>>,
}

impl Together {
    pub(super) fn insert<C: Columns>(&mut self, rows: Vec<C::Row>) {
        if !rows.is_empty() {
            self.parts.push(Box::new(C::of(rows)));
        }
    }

    pub(super) fn advance(&mut self, advance: Option<Advance>) {
        if let Some(advance) = advance {
            self.parts.push(Box::new(advance));
        }
    }

    /// All parts by one statement. None of them sees what another writes.
    pub(super) fn run_as_one(self, connection: &mut PgConnection) -> QueryResult<()> {
        run(&self.parts, connection)
    }

    /// A statement for each: Citus lets none write into several distributed tables.
    pub(super) fn run_each(self, connection: &mut PgConnection) -> QueryResult<()> {
        for part in self.parts.chunks(1) {
            run(part, connection)?;
        }
        Ok(())
    }
}

fn run(parts: &[Box<dyn QueryFragment<Pg>>], connection: &mut PgConnection) -> QueryResult<()> {
    if let Some((last, first)) = parts.split_last() {
        Statement { first, last }.execute(connection)?;
    }
    Ok(())
}

/// `WITH w0 AS (INSERT …), w1 AS (INSERT …) UPDATE …`.
struct Statement<'a> {
    first: &'a [Box<dyn QueryFragment<Pg>>],
    last: &'a dyn QueryFragment<Pg>,
}

impl QueryFragment<Pg> for Statement<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        for (place, part) in self.first.iter().enumerate() {
            out.push_sql(if place == 0 { "WITH w" } else { ", w" });
            out.push_sql(&place.to_string());
            out.push_sql(" AS (");
            part.walk_ast(out.reborrow())?;
            out.push_sql(") ");
        }
        self.last.walk_ast(out)
    }
}

/// It is prepared once for each text: one for each set of tables that batches fill.
impl QueryId for Statement<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<PgConnection> for Statement<'_> {}
