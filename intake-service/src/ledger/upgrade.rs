//! The vault of a database: its keys are checked when it is opened, and what an older version left unsealed is sealed.

use std::sync::Arc;

use hotline_common::db::{AnyConnection, empty_log, write_transaction};

use super::LedgerError;
use crate::store::{StoreError, data_keys, head, sealing};
use crate::vault::{Keys, Seal, Sealed, Vault};

/// How many private parts one transaction seals.
const ROWS: u32 = 1_000;

/// The vault of a database that has a head.
///
/// # Errors
/// When a key is missing with which something in the database was sealed, or is another one than that.
pub(super) fn vault(connection: &mut AnyConnection, seal: Arc<Seal>) -> Result<Vault, LedgerError> {
    sealing::check_keys(connection, &seal)?;
    let hash_key = data_keys::find_hash_key(connection)?
        .ok_or_else(|| StoreError::missing("data_keys", "hash"))?;
    if hash_key.key_id.is_empty() {
        return seal_all(connection, seal, &hash_key);
    }
    let hash_key = seal.open_hash_key(&hash_key)?;
    Ok(Vault::new(seal, &hash_key))
}

/// The vault of a database, for a command beside the service.
///
/// # Errors
/// As of opening the ledger; and when the database has no ledger yet.
pub fn open_vault(connection: &mut AnyConnection, keys: Arc<Keys>) -> Result<Vault, LedgerError> {
    let head = head::find_head(connection)?.ok_or_else(|| StoreError::missing("feed_head", "1"))?;
    vault(connection, Arc::new(Seal::new(keys, head.feed_id)))
}

/// Seals the private parts of an older database, then the key of its hashes: while that is plain, the work is not done.
fn seal_all(
    connection: &mut AnyConnection,
    seal: Arc<Seal>,
    plain: &Sealed,
) -> Result<Vault, LedgerError> {
    let vault = Vault::new(seal, &plain.payload);
    let mut after = 0;
    let mut count = 0;
    loop {
        let sealed = write_transaction(connection, |connection| {
            let mut head = head::lock_head(connection)?;
            sealing::seal_plain(connection, &mut head, &vault, after, ROWS)
        })?;
        let Some(last) = sealed.last else {
            break;
        };
        after = last;
        count += sealed.count;
    }
    let sealed = vault.seal().sealer(1)?.hash_key(&plain.payload);
    write_transaction(connection, |connection| {
        head::lock_head(connection)?;
        data_keys::update_hash_key(connection, &sealed)
    })?;
    if !empty_log(connection)? {
        tracing::warn!(
            "the write-ahead log still holds what was not sealed, because others use the database; it goes when they have closed it"
        );
    }
    tracing::info!(count, "personal data of an older version was sealed");
    Ok(vault)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use diesel::connection::SimpleConnection as _;
    use diesel::{Connection as _, SqliteConnection};
    use hotline_common::db::{Database, DatabaseUrl};
    use hotline_common::shutdown::Shutdown;
    use hotline_common::testing::Scratch;
    use hotline_common::time::Moment;

    use crate::ledger::{Ledger, LedgerError, Settings};
    use crate::store::{MIGRATIONS, StoreError, calls, personal};
    use crate::vault::tests::keys;
    use crate::vault::{KeyRing, Keys};

    const OLD_SCHEMA: &str =
        include_str!("../../migrations/sqlite/2026-11-23-000000_initial/up.sql");

    /// Two calls as the first version kept them: one with a number and a recording, one with a recording alone.
    const OLD_ROWS: &str = r#"
        CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);
        INSERT INTO __diesel_schema_migrations (version) VALUES ('20261123000000');
        INSERT INTO feed_head VALUES (1, zeroblob(16), 'Asia/Shanghai', x'0101010101010101010101010101010101010101010101010101010101010101', 2, 0);
        INSERT INTO calls VALUES (1, NULL, 0, NULL, NULL, NULL, NULL, '', 'r/770077007700', NULL, NULL, zeroblob(16), 0, 1);
        INSERT INTO calls VALUES (2, NULL, 0, NULL, NULL, NULL, NULL, '', 'r/770077007700', NULL, NULL, zeroblob(16), 0, 2);
        INSERT INTO events VALUES (1, 'call_recorded', 0, 0, NULL, '', 1, x''), (2, 'call_recorded', 0, 0, NULL, '', 1, x'');
        INSERT INTO event_private VALUES (1, CAST('{"number":"770077007700"}' AS BLOB));
    "#;

    fn open(url: &DatabaseUrl, keys: Arc<Keys>) -> Result<(Database, Ledger), LedgerError> {
        let database = Database::open_blocking(url.clone(), &MIGRATIONS).expect("a database");
        let settings = Settings {
            zone: None,
            clock: Moment::now,
            keys,
        };
        let ledger = Ledger::open(&database, &settings, Shutdown::new())?;
        Ok((database, ledger))
    }

    #[test]
    fn what_an_older_version_left_is_sealed_and_nothing_plain_remains() {
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("intake.db");
        let path = file.to_str().expect("a path");
        let mut old = SqliteConnection::establish(path).expect("a database");
        old.batch_execute(OLD_SCHEMA).expect("the old schema");
        old.batch_execute(OLD_ROWS).expect("the old rows");
        drop(old);
        let url = DatabaseUrl::sqlite(&file).expect("a file");
        for _ in 0..2 {
            let (database, ledger) = open(&url, keys()).expect("opens");
            let vault = ledger.vault();
            let read = database.read_blocking(|connection| {
                let first = calls::get(connection, &vault, 1)?.expect("a call").1;
                let second = calls::get(connection, &vault, 2)?.expect("a call").1;
                Ok::<_, StoreError>((first, second))
            });
            let (first, second) = read.expect("opens");
            assert_eq!(first.number, "770*****7700");
            assert_eq!(
                (first.recording.as_str(), &second.recording),
                ("r/770*****7700", &first.recording)
            );
            let found = database.read_blocking(|connection| {
                let hash = vault.hash().of_number("770077007700").expect("a number");
                personal::by_number(connection, &hash, false, 0, 10)
            });
            assert_eq!(found.expect("found").len(), 1);
            assert_eq!(
                ledger.keyed_hash(&[b"x"]),
                crate::vault::KeyedHash::new(&[1; 32]).of(&[b"x"])
            );
        }
        for end in ["", "-wal"] {
            let bytes = std::fs::read(format!("{path}{end}")).unwrap_or_default();
            let has = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
            assert!(!has(b"770077007700"), "in the file {end}");
            assert!(!has(&[1; 32]), "the key, in the file {end}");
        }
    }

    #[test]
    fn a_database_does_not_open_without_its_keys() {
        let scratch = Scratch::new();
        open(scratch.url(), keys()).expect("opens");
        let key = format!("{}=", "A".repeat(43));
        for (id, expected) in [
            ("other", "the key test is not among the keys"),
            ("test", "another key was given under this id"),
        ] {
            let ring: KeyRing = format!("{id} {key}").parse().expect("a ring");
            let error =
                open(scratch.url(), Arc::new(Keys::fixed(ring))).expect_err("the wrong key");
            let text = hotline_common::run::chain(&error);
            assert!(text.contains(expected), "{text}");
        }
    }
}
