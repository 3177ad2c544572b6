//! Statements that save rows in place of those that are there. Their texts never change, so that each is prepared once: Diesel prepares its own
//! upserts anew each time, which costs several times what saving the row does.

use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sqlite::Sqlite;
use diesel::{RunQueryDsl, SqliteConnection};

/// The rows of the longer statement: each run of a statement costs about as much as saving a row.
const ROWS: usize = 16;

/// A row that is saved in place of the one with its key.
pub(super) trait Upsert: 'static {
    /// From `INSERT INTO` up to and with `VALUES`.
    const INSERT: &'static str;
    /// From `ON CONFLICT` on.
    const CONFLICT: &'static str;

    /// Pushes the values with commas between them, in the order of the columns.
    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()>;
}

/// Saves rows. No two of them have the same key.
pub(super) fn upsert<R: Upsert>(connection: &mut SqliteConnection, rows: &[R]) -> QueryResult<()> {
    let (many, rest) = rows.as_chunks::<ROWS>();
    for rows in many {
        Rows(rows).execute(connection)?;
    }
    for row in rest {
        Rows(std::array::from_ref(row)).execute(connection)?;
    }
    Ok(())
}

/// A statement of so many rows.
pub(super) struct Rows<'a, R, const N: usize>(pub(super) &'a [R; N]);

impl<R: Upsert, const N: usize> QueryFragment<Sqlite> for Rows<'_, R, N> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql(R::INSERT);
        for (place, row) in self.0.iter().enumerate() {
            out.push_sql(if place == 0 { " (" } else { ", (" });
            row.push(&mut out)?;
            out.push_sql(")");
        }
        out.push_sql(" ");
        out.push_sql(R::CONFLICT);
        Ok(())
    }
}

impl<R: Upsert, const N: usize> QueryId for Rows<'_, R, N> {
    type QueryId = Rows<'static, R, N>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<R, const N: usize> RunQueryDsl<SqliteConnection> for Rows<'_, R, N> {}
