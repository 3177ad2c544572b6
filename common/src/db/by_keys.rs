//! Looking up rows by many keys.
//!
//! On SQLite by statements of 64, 16, 4 and one key, of which each is prepared once: Diesel prepares a list of any other length anew each time. On PostgreSQL
//! the keys are one array.

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{Bool, HasSqlType};
use diesel::sqlite::Sqlite;

/// How many keys one query asks PostgreSQL for at most.
#[doc(hidden)]
pub const KEYS: usize = 1_000;

/// The rows that a query finds for a slice of keys: `by_keys!(connection, table::column, keys, |condition| query)`, where the query is filtered by the
/// condition, which is that the column has some of the keys. Ends the function with Diesel's error.
///
/// What one key finds is in the query's order; so is everything, where the keys ascend and the query is ordered by the column first.
#[macro_export]
macro_rules! by_keys {
    ($connection:expr, $column:expr, $keys:expr, |$condition:ident| $query:expr) => {{
        let mut rows = Vec::new();
        match $connection {
            $crate::db::AnyConnection::Sqlite(sqlite) => {
                macro_rules! ask {
                    ($lots:expr) => {
                        for keys in $lots {
                            let $condition = $crate::db::among($column, keys);
                            rows.append(&mut $query.load(sqlite)?);
                        }
                    };
                }
                let (many, rest) = $keys.as_chunks::<64>();
                let (some, rest) = rest.as_chunks::<16>();
                let (few, rest) = rest.as_chunks::<4>();
                ask!(many);
                ask!(some);
                ask!(few);
                ask!(rest.iter().map(::std::array::from_ref));
            }
            $crate::db::AnyConnection::Postgres(postgres) => {
                for keys in $keys.chunks($crate::db::KEYS) {
                    let $condition = $column.eq_any(keys);
                    rows.append(&mut $query.load(postgres)?);
                }
            }
        }
        rows
    }};
}

/// `column IN (…)` with so many keys.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Among<'a, C, T, const N: usize> {
    column: C,
    keys: &'a [T; N],
}

#[doc(hidden)]
pub fn among<C, T, const N: usize>(column: C, keys: &[T; N]) -> Among<'_, C, T, N> {
    Among { column, keys }
}

impl<C: Expression, T, const N: usize> Expression for Among<'_, C, T, N> {
    type SqlType = Bool;
}

impl<C: SelectableExpression<QS>, T, QS, const N: usize> SelectableExpression<QS>
    for Among<'_, C, T, N>
{
}

impl<C: AppearsOnTable<QS>, T, QS, const N: usize> AppearsOnTable<QS> for Among<'_, C, T, N> {}

impl<C: ValidGrouping<G>, T, G, const N: usize> ValidGrouping<G> for Among<'_, C, T, N> {
    type IsAggregate = C::IsAggregate;
}

impl<C, T, const N: usize> QueryFragment<Sqlite> for Among<'_, C, T, N>
where
    C: Expression + QueryFragment<Sqlite>,
    Sqlite: HasSqlType<C::SqlType>,
    T: ToSql<C::SqlType, Sqlite>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        for (place, key) in self.keys.iter().enumerate() {
            out.push_sql(if place == 0 { " IN (" } else { ", " });
            out.push_bind_param::<C::SqlType, T>(key)?;
        }
        out.push_sql(")");
        Ok(())
    }
}

impl<C: QueryId, T, const N: usize> QueryId for Among<'_, C, T, N> {
    type QueryId = Among<'static, C::QueryId, (), N>;
    const HAS_STATIC_QUERY_ID: bool = C::HAS_STATIC_QUERY_ID;
}
