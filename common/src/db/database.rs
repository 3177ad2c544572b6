//! A handle on one database: a pool to read from, one connection to write with, and more writers on request.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use diesel::r2d2::{self, ManageConnection, R2D2Connection as _};
use tokio::sync::Semaphore;

use super::migrate::{self, Migrations};
use super::sqlite::{self, Role};
use super::transaction::{read_transaction, write_transaction};
use super::url::Place;
use super::{AnyConnection, DatabaseUrl, DbError, OpenError};

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
        let size = reader_count();
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
        let mut connection = self
            .inner
            .readers
            .get()
            .map_err(|_| DbError::Unavailable(PATIENCE))?;
        read_transaction(&mut connection, work)
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
            // Taken out, so that a connection on which `work` panicked is dropped with its transaction.
            let mut connection = match slot.take() {
                Some(connection) => connection,
                None => database.open_writer()?,
            };
            let result = write_transaction(&mut connection, work);
            *slot = Some(connection);
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

async fn blocking<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
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
    }
}

fn disconnected(error: OpenError) -> DbError {
    match error {
        OpenError::Query(cause) => cause,
        other => DbError::Disconnected(other.to_string()),
    }
}

/// As many readers as cores, two at least: more would only wait for each other.
fn reader_count() -> u32 {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    u32::try_from(cores.clamp(2, 8)).expect("at most 8")
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
