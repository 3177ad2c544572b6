//! Statements that write many rows into a table of SQLite. Their texts never change, so that each is prepared once, and they are gone through once a run. Diesel
//! prepares its own upserts anew each time, and goes through all columns of all rows of its inserts several times.

use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sqlite::Sqlite;
use diesel::{RunQueryDsl, SqliteConnection};

/// The rows of the longer statements. There is no round trip to save, but every run of a statement costs about as much as it takes to write a row.
/// (One of as many rows as there are would be parsed each time.)
const MANY: usize = 64;
const SOME: usize = 16;
const FEW: usize = 4;

/// A row that is written whole.
pub trait Row: 'static {
    /// The table and its columns: `table (column, …)`.
    const INTO: &'static str;
    /// What follows the values: ` ON CONFLICT …`.
    const AFTER: &'static str = "";

    /// Pushes the values with commas between them, in the order of the columns.
    ///
    /// # Errors
    /// When a value cannot be bound.
    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()>;
}

/// A row whose statement ends with `RETURNING`.
pub trait Returning: Row {
    /// What is returned.
    type SqlType;
}

/// A statement of so many rows.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a, R, const N: usize>(pub &'a [R; N]);

/// Writes rows, as many at a time as there is a statement for. No two of them have the same key.
///
/// # Errors
/// When the database fails, or refuses a row. Those before it may be written: the caller's transaction must be rolled back.
pub fn write_rows<R: Row>(connection: &mut SqliteConnection, rows: &[R]) -> QueryResult<()> {
    let (many, rest) = rows.as_chunks::<MANY>();
    let (some, rest) = rest.as_chunks::<SOME>();
    let (few, rest) = rest.as_chunks::<FEW>();
    for rows in many {
        Rows(rows).execute(connection)?;
    }
    for rows in some {
        Rows(rows).execute(connection)?;
    }
    for rows in few {
        Rows(rows).execute(connection)?;
    }
    for row in rest {
        Rows(std::array::from_ref(row)).execute(connection)?;
    }
    Ok(())
}

impl<R: Row, const N: usize> QueryFragment<Sqlite> for Rows<'_, R, N> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        // `OR FAIL`: not to undo the statement alone, for which SQLite would keep a copy of each page that it changes until it ends.
        out.push_sql("INSERT OR FAIL INTO ");
        out.push_sql(R::INTO);
        out.push_sql(" VALUES");
        for (place, row) in self.0.iter().enumerate() {
            out.push_sql(if place == 0 { " (" } else { ", (" });
            row.push(&mut out)?;
            out.push_sql(")");
        }
        out.push_sql(R::AFTER);
        Ok(())
    }
}

impl<R: Row, const N: usize> QueryId for Rows<'_, R, N> {
    type QueryId = Rows<'static, R, N>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<R: Returning, const N: usize> Query for Rows<'_, R, N> {
    type SqlType = R::SqlType;
}

impl<R, const N: usize> RunQueryDsl<SqliteConnection> for Rows<'_, R, N> {}
