//! Spreads the large tables over a cluster of Citus, which is PostgreSQL with an extension.

use diesel::sql_types::{Bool, Text};
use diesel::{PgConnection, QueryableByName, RunQueryDsl as _, sql_query};

use super::{AnyConnection, Database, DbError};

/// How a table is kept in a cluster. Tables that are in no such list stay on the node that clients talk to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// In shards over the nodes, by the hash of a column.
    Distributed {
        /// The table.
        table: &'static str,
        /// The column, which is part of its primary key.
        column: &'static str,
        /// A table earlier in the list whose shards lie on the same nodes, so that the two can be joined.
        beside: Option<&'static str>,
    },
    /// Whole on every node.
    Reference {
        /// The table.
        table: &'static str,
    },
}

/// Why the tables cannot be distributed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DistributeError {
    /// The database is a file.
    #[error("a database file cannot be distributed; give a postgres:// URL")]
    File,
    /// The extension is missing.
    #[error(
        "the database has no Citus extension: install it on the server and run CREATE EXTENSION citus in this database first"
    )]
    NoCitus,
    /// The database refuses. The tables before this one are distributed; run it again when the cause is mended.
    #[error("the table {table} is not distributed: {error}")]
    Table {
        /// The table.
        table: &'static str,
        /// What the database says.
        error: DbError,
    },
    /// The database fails.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl Spread {
    /// The table.
    pub const fn table(&self) -> &'static str {
        match self {
            Spread::Distributed { table, .. } | Spread::Reference { table } => table,
        }
    }

    /// The statement that has Citus do it.
    fn statement(&self) -> String {
        match self {
            Spread::Distributed {
                table,
                column,
                beside,
            } => format!(
                "SELECT create_distributed_table('{table}', '{column}', colocate_with => '{}')",
                beside.unwrap_or("none")
            ),
            Spread::Reference { table } => format!("SELECT create_reference_table('{table}')"),
        }
    }
}

impl Database {
    /// Distributes those of the tables that are not yet, in their order, and answers with these. Rows that are there already move along. For a
    /// thread that may block.
    ///
    /// # Errors
    /// See [`DistributeError`].
    pub fn distribute(&self, tables: &[Spread]) -> Result<Vec<&'static str>, DistributeError> {
        let mut connection = self.open_writer()?;
        let AnyConnection::Postgres(session) = &mut connection else {
            return Err(DistributeError::File);
        };
        if !holds(session, HAS_CITUS, "citus")? {
            return Err(DistributeError::NoCitus);
        }
        let mut done = Vec::new();
        // Each in a transaction of its own: Citus does not let every pair of these into one.
        for spread in tables {
            let table = spread.table();
            if holds(session, IS_SPREAD, table)? {
                continue;
            }
            sql_query(spread.statement())
                .execute(session)
                .map_err(|error| DistributeError::Table {
                    table,
                    error: error.into(),
                })?;
            done.push(table);
        }
        Ok(done)
    }
}

const HAS_CITUS: &str = "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = $1) AS holds";
/// Citus lists the tables that it knows of here, those among them that it keeps on one node as well ("n" with colocation 0).
const IS_SPREAD: &str = "SELECT EXISTS (
        SELECT 1 FROM pg_dist_partition
        WHERE logicalrelid = to_regclass($1) AND (partmethod <> 'n' OR colocationid <> 0)
    ) AS holds";

fn holds(session: &mut PgConnection, question: &str, name: &str) -> Result<bool, DbError> {
    #[derive(QueryableByName)]
    struct Answer {
        #[diesel(sql_type = Bool)]
        holds: bool,
    }
    let answer: Answer = sql_query(question)
        .bind::<Text, _>(name)
        .get_result(session)?;
    Ok(answer.holds)
}
