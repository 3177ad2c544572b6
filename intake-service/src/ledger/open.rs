//! Opening the ledger: its head row is made once, with the hotline's zone, and read ever after.

use std::sync::Arc;

use hotline_common::db::{Database, DbError, write_transaction};
use hotline_common::shutdown::Shutdown;
use hotline_common::time::{Moment, UnknownZone, Zone};
use tokio::sync::{mpsc, watch};
use zeroize::Zeroizing;

use super::session::Session;
use super::writer::Writer;
use super::{Ledger, MAX_WAITING, Shared, upgrade};
use crate::store::head::{self, Head};
use crate::store::{StoreError, data_keys};
use crate::vault::{Keys, OpenError, Seal, Sealed};

/// What the ledger is opened with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The hotline's zone; of a database that exists already it must be the same.
    pub zone: Option<Zone>,
    /// The clock of recorded times.
    pub clock: fn() -> Moment,
    /// The keys that seal personal data.
    pub keys: Arc<Keys>,
}

/// The zone of a new database unless another is chosen.
const DEFAULT_ZONE: &str = "Asia/Shanghai";

/// The ledger cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The zone is fixed when the database is made.
    #[error(
        "the database was made for the time zone {made_for}, and cannot be opened for {wanted}: months and numbers of orders depend on it; \
         leave --time-zone out, or start with a new database"
    )]
    OtherZone {
        /// The zone of the database.
        made_for: String,
        /// The zone that was asked for.
        wanted: String,
    },
    /// The database's zone is not in this version's list.
    #[error("the database's time zone is not usable")]
    Zone(#[from] UnknownZone),
    /// The database cannot be read or written.
    #[error("the ledger's head cannot be read")]
    Store(#[from] StoreError),
    /// Keys are missing or wrong.
    #[error("the database's personal data cannot be opened")]
    Keys(#[from] OpenError),
    /// No random numbers are to be had.
    #[error("the system gives no random numbers")]
    Random(#[from] getrandom::Error),
    /// The writer's thread cannot be started.
    #[error("the writer cannot be started")]
    Thread(#[from] std::io::Error),
}

impl From<DbError> for LedgerError {
    fn from(error: DbError) -> LedgerError {
        LedgerError::Store(StoreError::from(error))
    }
}

impl Ledger {
    /// Opens the ledger of a database and starts its writer, which ends when the last handle is dropped. Blocks.
    ///
    /// When the disk fails in the middle of a commit the writer stops and triggers the shutdown.
    ///
    /// # Errors
    /// See [`LedgerError`].
    pub fn open(
        database: &Database,
        settings: &Settings,
        shutdown: Shutdown,
    ) -> Result<Ledger, LedgerError> {
        let mut connection = database.open_writer()?;
        let fresh = Fresh::new(settings)?;
        let head = write_transaction(&mut connection, |connection| -> Result<Head, StoreError> {
            if let Some(head) = head::find_head(connection)? {
                return Ok(head);
            }
            if !head::create_head(connection, &fresh.head)? {
                // Another replica made it meanwhile, together with the key.
                return head::lock_head(connection);
            }
            data_keys::create_hash_key(connection, &fresh.hash_key)?;
            Ok(fresh.head)
        })?;
        let seal = Arc::new(Seal::new(Arc::clone(&settings.keys), head.feed_id));
        let vault = upgrade::vault(&mut connection, seal)?;
        let zone = Zone::named(&head.time_zone)?;
        if let Some(wanted) = &settings.zone
            && *wanted != zone
        {
            return Err(LedgerError::OtherZone {
                made_for: zone.name().to_owned(),
                wanted: wanted.name().to_owned(),
            });
        }
        tracing::info!(
            sequence = head.last_sequence,
            zone = zone.name(),
            "ledger is open"
        );
        let (jobs, waiting) = mpsc::channel(MAX_WAITING);
        let (head_sender, head_receiver) = watch::channel(head.last_sequence);
        let head_sender = Arc::new(head_sender);
        let shared = Shared {
            zone: zone.clone(),
            feed_id: head.feed_id,
            vault: vault.clone(),
            head: head_receiver,
            mover: Arc::downgrade(&head_sender),
        };
        let writer = Writer::new(
            Session::new(database, connection),
            zone,
            vault,
            settings.clock,
            head_sender,
            shutdown,
        );
        std::thread::Builder::new()
            .name("ledger".to_owned())
            .spawn(move || writer.run(waiting))?;
        Ok(Ledger {
            jobs,
            shared: Arc::new(shared),
        })
    }
}

/// What a new database begins with.
struct Fresh {
    head: Head,
    hash_key: Sealed,
}

impl Fresh {
    fn new(settings: &Settings) -> Result<Fresh, LedgerError> {
        let mut feed_id = [0; 16];
        let mut hash_key = Zeroizing::new([0; 32]);
        getrandom::fill(&mut feed_id)?;
        getrandom::fill(&mut *hash_key)?;
        let seal = Seal::new(Arc::clone(&settings.keys), feed_id);
        Ok(Fresh {
            head: Head {
                feed_id,
                time_zone: settings
                    .zone
                    .as_ref()
                    .map_or(DEFAULT_ZONE, Zone::name)
                    .to_owned(),
                last_sequence: 0,
                registry_sequence: 0,
                sealing_key: String::new(),
                may_be_spread: false,
            },
            hash_key: seal.sealer(1)?.hash_key(&*hash_key),
        })
    }
}
