//! A right that one of the processes on a PostgreSQL database has at a time.

use std::sync::{Arc, Mutex, TryLockError};
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::r2d2::R2D2Connection as _;
use diesel::sql_types::{BigInt, Bool};
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};

use super::connection::Role;
use super::database::{blocking, disconnected};
use super::{AnyConnection, DbError, postgres, write_transaction};

/// A holder that is not heard of for so long loses the right: the server ends its session. As PostgreSQL writes it, in milliseconds.
const SILENCE: &str = "10000";
/// How long to wait for the server's answer before the right is taken for lost. Shorter than [`SILENCE`], so that the one who loses it knows first.
const PATIENCE: Duration = Duration::from_secs(5);

/// A right that at most one session on a database has: an advisory lock. Cheap to clone; the clones are one.
///
/// It goes with the session: when the process ends, when the network between it and the server does, and when it is not renewed for ten
/// seconds. [`Lease::renew`] it every second or so. Nobody can promise that the last holder's work has ended when another gets the right, so what
/// must happen once needs a check of its own in its transaction.
#[derive(Clone, Debug)]
pub struct Lease {
    inner: Arc<Inner>,
}

struct Inner {
    url: String,
    number: i64,
    session: Mutex<Option<Session>>,
}

struct Session {
    connection: AnyConnection,
    is_held: bool,
}

/// Who has the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// This session.
    Us,
    /// Another one.
    Another,
}

impl Lease {
    /// Of the right with this number; no session is opened yet.
    pub(super) fn new(url: &str, number: i64) -> Lease {
        Lease {
            inner: Arc::new(Inner {
                url: url.to_owned(),
                number,
                session: Mutex::new(None),
            }),
        }
    }

    /// Asks for the right, or confirms that we still have it, off the asynchronous threads; and runs `work` in a writing transaction of the
    /// same session.
    ///
    /// # Errors
    /// Whatever `work` gives, or the database. The session ends then, and with it the right.
    pub async fn renew<T, E>(
        &self,
        work: impl FnOnce(&mut AnyConnection, Holder) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let inner = Arc::clone(&self.inner);
        let renewed = blocking(move || inner.renew(work));
        match tokio::time::timeout(PATIENCE, renewed).await {
            Ok(outcome) => outcome,
            // The thread that waits for the server ends the session when it gives up; until then nobody can use it.
            Err(_) => Err(DbError::Unavailable(PATIENCE).into()),
        }
    }

    /// Gives the right back, for another to take at once.
    pub async fn release(&self) {
        let inner = Arc::clone(&self.inner);
        let released = blocking(move || {
            if let Some(session) = inner.session()?.take() {
                session.end(inner.number);
            }
            Ok::<_, DbError>(())
        });
        // A session that cannot be ended in good order ends by itself.
        let _ = tokio::time::timeout(PATIENCE, released).await;
    }
}

impl Inner {
    fn session(&self) -> Result<std::sync::MutexGuard<'_, Option<Session>>, DbError> {
        match self.session.try_lock() {
            Ok(session) => Ok(session),
            Err(TryLockError::Poisoned(poisoned)) => {
                let mut session = poisoned.into_inner();
                *session = None;
                Ok(session)
            }
            Err(TryLockError::WouldBlock) => Err(DbError::Unavailable(PATIENCE)),
        }
    }

    fn renew<T, E: From<DbError>>(
        &self,
        work: impl FnOnce(&mut AnyConnection, Holder) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut slot = self.session()?;
        // Taken out, so that a panic ends it.
        let mut session = match slot.take() {
            Some(session) => session,
            None => Session::open(&self.url)?,
        };
        let asked = session.ask(self.number).map_err(E::from);
        let outcome = asked.and_then(|holder| {
            write_transaction(&mut session.connection, |connection| {
                work(connection, holder)
            })
        });
        match &outcome {
            Ok(_) => *slot = Some(session),
            Err(_) => session.end(self.number),
        }
        outcome
    }
}

impl Session {
    fn open(url: &str) -> Result<Session, DbError> {
        let mut connection = postgres::open(url, Role::Writer).map_err(disconnected)?;
        // Version 13 has no such setting; there the keepalives must do.
        connection
            .batch_execute(&format!(
                "SELECT set_config(name, '{SILENCE}', false) FROM pg_settings WHERE name = 'idle_session_timeout'"
            ))
            .map_err(DbError::from)?;
        Ok(Session {
            connection: AnyConnection::Postgres(connection),
            is_held: false,
        })
    }

    /// A lock that the session took stays its own as long as it lives; that it does, the transaction shows that follows.
    fn ask(&mut self, number: i64) -> Result<Holder, DbError> {
        #[derive(QueryableByName)]
        struct Answer {
            #[diesel(sql_type = Bool)]
            granted: bool,
        }
        if let AnyConnection::Postgres(connection) = &mut self.connection
            && !self.is_held
        {
            let answer: Answer = sql_query("SELECT pg_try_advisory_lock($1) AS granted")
                .bind::<BigInt, _>(number)
                .get_result(connection)?;
            self.is_held = answer.granted;
        }
        Ok(if self.is_held {
            Holder::Us
        } else {
            Holder::Another
        })
    }

    /// Gives the right back before the session ends: the server takes a moment to notice the end.
    fn end(mut self, number: i64) {
        if self.is_held
            && !self.connection.is_broken()
            && let AnyConnection::Postgres(connection) = &mut self.connection
        {
            // It ends with the session in any case.
            let _ = sql_query("SELECT pg_advisory_unlock($1)")
                .bind::<BigInt, _>(number)
                .execute(connection);
        }
    }
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

impl super::Database {
    /// The right with this number, of which the database's processes take turns. `None` for a file, which belongs to one process: there is nobody to
    /// take turns with.
    pub fn lease(&self, number: i64) -> Option<Lease> {
        self.url().server().map(|url| Lease::new(url, number))
    }
}
