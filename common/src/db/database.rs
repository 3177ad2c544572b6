//! A handle on one database: a pool to read from, one connection to write with, and more writers on request.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use diesel::r2d2::{self, ManageConnection, R2D2Connection as _};
use tokio::sync::Semaphore;

use super::connection::Role;
use super::migrate::{self, Migrations};
use super::transaction::{begin_reading, begin_writing, run};
use super::url::{Place, Secret};
use super::{AnyConnection, DatabaseUrl, DbError, OpenError, postgres, sqlite};

/// How long a reader waits for a connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// A database that is open and up to date. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

struct Inner {
    url: DatabaseUrl,
    readers: r2d2::Pool<Opener>,
    /// As many permits as the pool has connections, so that waiting readers do not occupy threads.
    turns: Arc<Semaphore>,
    writer: Mutex<Option<AnyConnection>>,
}

impl Database {
    /// Opens the database, makes it when it is missing, and applies pending migrations.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open(
        url: DatabaseUrl,
        migrations: &'static Migrations,
    ) -> Result<Database, OpenError> {
        tokio::task::spawn_blocking(move || Database::open_blocking(url, migrations))
            .await
            .map_err(|_| OpenError::Query(DbError::Interrupted))?
    }

    /// As [`Database::open`], for a thread that may block.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open_blocking(url: DatabaseUrl, migrations: &Migrations) -> Result<Database, OpenError> {
        let mut writer = open(&url, Role::Writer)?;
        migrate::migrate(&mut writer, migrations)?;
        let size = reader_count(&url);
        let readers = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(PATIENCE)
            .build_unchecked(Opener { url: url.clone() });
        tracing::info!(database = %url, readers = size, "database is open");
        Ok(Database {
            inner: Arc::new(Inner {
                url,
                readers,
                turns: Arc::new(Semaphore::new(size as usize)),
                writer: Mutex::new(Some(writer)),
            }),
        })
    }

    /// Where the database is.
    pub fn url(&self) -> &DatabaseUrl {
        &self.inner.url
    }

    /// Runs `work` on one state of the database, off the asynchronous threads. Writing is refused.
    ///
    /// # Errors
    /// Whatever `work` gives; [`DbError::Unavailable`] when no connection became free in time.
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let turns = Arc::clone(&self.inner.turns);
        let turn = match tokio::time::timeout(PATIENCE, turns.acquire_owned()).await {
            Ok(Ok(turn)) => turn,
            Ok(Err(_)) => return Err(DbError::Interrupted.into()),
            Err(_) => return Err(DbError::Unavailable(PATIENCE).into()),
        };
        let database = self.clone();
        blocking(move || {
            let result = database.read_blocking(work);
            drop(turn);
            result
        })
        .await
    }

    /// As [`Database::read`], for a thread that may block.
    ///
    /// # Errors
    /// As [`Database::read`].
    pub fn read_blocking<T, E>(
        &self,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<DbError>,
    {
        let mut tries = 0;
        loop {
            let mut connection = self
                .inner
                .readers
                .get()
                .map_err(|_| DbError::Unavailable(PATIENCE))?;
            match begin_reading(&mut connection) {
                Ok(()) => return run(&mut connection, work),
                // Of a server that restarted each pooled connection is dead, and is replaced when it goes back to the pool.
                Err(DbError::Disconnected(_)) if tries < self.inner.readers.max_size() => {
                    tries += 1;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Runs `work` in a writing transaction on the connection that all callers of this function share, one after
    /// another, off the asynchronous threads. The answer comes when the commit is on disk.
    ///
    /// # Errors
    /// Whatever `work` gives, or the database when it cannot begin or commit.
    pub async fn write<T, E>(
        &self,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let database = self.clone();
        blocking(move || {
            let mut slot = database
                .inner
                .writer
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            // Taken out, so that a connection on which `work` panicked, or that was lost, is dropped with its transaction.
            let mut connection = match slot.take() {
                Some(connection) => connection,
                None => database.open_writer()?,
            };
            match begin_writing(&mut connection) {
                Ok(()) => {}
                // Nothing was done yet.
                Err(DbError::Disconnected(_)) => {
                    connection = database.open_writer()?;
                    begin_writing(&mut connection)?;
                }
                Err(error) => return Err(error.into()),
            }
            let result = run(&mut connection, work);
            if !connection.is_broken() {
                *slot = Some(connection);
            }
            result
        })
        .await
    }

    /// A connection of the caller's own that may write, for a thread that may block; use it with [`write_transaction`].
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open_writer(&self) -> Result<AnyConnection, DbError> {
        open(&self.inner.url, Role::Writer).map_err(disconnected)
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database")
            .field("url", &self.inner.url)
            .finish_non_exhaustive()
    }
}

pub(super) async fn blocking<T, E>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
{
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(DbError::Interrupted.into()))
}

fn open(url: &DatabaseUrl, role: Role) -> Result<AnyConnection, OpenError> {
    match url.place() {
        Place::Sqlite(file) => sqlite::open(file, role).map(AnyConnection::Sqlite),
        Place::Postgres(Secret(url)) => postgres::open(url, role).map(AnyConnection::Postgres),
    }
}

pub(super) fn disconnected(error: OpenError) -> DbError {
    match error {
        OpenError::Query(cause) => cause,
        other => DbError::Disconnected(other.to_string()),
    }
}

/// Readers of a file: as many as cores, two at least; more would only wait for each other. Readers of a server mostly wait for it, and
/// several replicas share its connections.
fn reader_count(url: &DatabaseUrl) -> u32 {
    match url.place() {
        Place::Sqlite(_) => {
            let cores = std::thread::available_parallelism().map_or(2, usize::from);
            u32::try_from(cores.clamp(2, 8)).expect("at most 8")
        }
        Place::Postgres(_) => 6,
    }
}

/// Opens the pool's connections.
struct Opener {
    url: DatabaseUrl,
}

impl ManageConnection for Opener {
    type Connection = AnyConnection;
    type Error = OpenError;

    fn connect(&self) -> Result<AnyConnection, OpenError> {
        open(&self.url, Role::Reader)
    }

    fn is_valid(&self, connection: &mut AnyConnection) -> Result<(), OpenError> {
        Ok(connection.ping()?)
    }

    fn has_broken(&self, connection: &mut AnyConnection) -> bool {
        std::thread::panicking() || connection.is_broken()
    }
}
