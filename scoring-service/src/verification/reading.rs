//! How a long reading goes about it.

use hotline_common::db::{AnyConnection, Database, DbError};
use tokio_util::sync::CancellationToken;

use crate::figures::FiguresError;

/// Reads in one transaction that somebody else holds, or in many short ones.
#[derive(Debug)]
pub struct Reading<'a>(Way<'a>);

enum Way<'a> {
    One(&'a mut AnyConnection),
    Many(&'a Database, &'a CancellationToken),
    /// As `Many`, and something else happens before each transaction.
    #[cfg(test)]
    Between(&'a Database, Box<dyn FnMut() + 'a>),
}

impl std::fmt::Debug for Way<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Way::One(_) => "One",
            Way::Many(..) => "Many",
            #[cfg(test)]
            Way::Between(..) => "Between",
        })
    }
}

impl<'a> Reading<'a> {
    /// Within a transaction; the connection must show one state throughout.
    pub fn of(connection: &'a mut AnyConnection) -> Reading<'a> {
        Reading(Way::One(connection))
    }

    /// In short transactions, so that neither a write-ahead log nor a vacuum waits for it, and until nobody wants the outcome any more. For a thread
    /// that may block.
    pub fn in_pages(database: &'a Database, unwanted: &'a CancellationToken) -> Reading<'a> {
        Reading(Way::Many(database, unwanted))
    }

    /// In short transactions; before each of them something else happens.
    #[cfg(test)]
    pub(crate) fn between(database: &'a Database, happens: impl FnMut() + 'a) -> Reading<'a> {
        Reading(Way::Between(database, Box::new(happens)))
    }

    /// Reads something at once.
    ///
    /// # Errors
    /// When the store fails, or nobody wants the outcome any more.
    pub fn read<T>(
        &mut self,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, DbError>,
    ) -> Result<T, FiguresError> {
        let read = match &mut self.0 {
            Way::One(connection) => work(connection),
            Way::Many(_, unwanted) if unwanted.is_cancelled() => Err(DbError::Interrupted),
            Way::Many(database, _) => database.read_blocking(work),
            #[cfg(test)]
            Way::Between(database, happens) => {
                happens();
                database.read_blocking(work)
            }
        };
        Ok(read?)
    }
}
