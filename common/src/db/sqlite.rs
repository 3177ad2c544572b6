//! How an SQLite connection is opened: every one with the settings that durability depends on.

use std::path::Path;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection as _, QueryableByName, RunQueryDsl as _, SqliteConnection, sql_query};

use super::connection::Role;
use super::{DbError, OpenError};

/// Versions before this one can lose data in the write-ahead log.
const MINIMUM_VERSION: (u32, u32, u32) = (3, 51, 3);
/// [`MINIMUM_VERSION`] in words.
pub(super) const MINIMUM_VERSION_TEXT: &str = "3.51.3";

/// How long a connection waits for another writer.
const BUSY: Duration = Duration::from_secs(10);
/// How long to wait before trying again where SQLite does not wait by itself.
const PAUSE: Duration = Duration::from_millis(10);

/// Opens the file, makes it when it is missing, and checks that the settings took.
pub(super) fn open(file: &Path, role: Role) -> Result<SqliteConnection, OpenError> {
    let directory = match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if !directory.is_dir() {
        return Err(OpenError::NoDirectory(directory.to_owned()));
    }
    let unopened = |reason: String| OpenError::Unopened {
        file: file.to_owned(),
        reason,
    };
    let path = file
        .to_str()
        .ok_or_else(|| unopened("its path is not UTF-8".to_owned()))?;
    let mut connection =
        SqliteConnection::establish(path).map_err(|error| unopened(error.to_string()))?;
    prepare(&mut connection, role).map_err(|error| match error {
        OpenError::Query(cause) => unopened(cause.to_string()),
        other => other,
    })?;
    Ok(connection)
}

/// Checks the version and sets what must be set. Turning a new file over to the write-ahead log fails at once when
/// another process is doing the same, in spite of the busy timeout, so this tries again.
fn prepare(connection: &mut SqliteConnection, role: Role) -> Result<(), OpenError> {
    // First: even the version is asked for by a statement, which reads the file.
    connection.batch_execute(&format!("PRAGMA busy_timeout = {};", BUSY.as_millis()))?;
    let deadline = Instant::now() + BUSY;
    loop {
        match check_version(connection).and_then(|()| configure(connection, role)) {
            Err(OpenError::Query(DbError::Busy)) if Instant::now() < deadline => {
                std::thread::sleep(PAUSE);
            }
            outcome => return outcome,
        }
    }
}

fn configure(connection: &mut SqliteConnection, role: Role) -> Result<(), OpenError> {
    // Sizes in KiB. No memory mapping: a read error would be a signal that kills the process, not an error.
    let cache_kib = match role {
        Role::Reader => 4_096,
        Role::Writer => 16_384,
    };
    connection.batch_execute(&format!(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA temp_store = MEMORY;
         PRAGMA mmap_size = 0;
         PRAGMA cache_size = -{cache_kib};"
    ))?;
    match role {
        Role::Reader => connection.batch_execute("PRAGMA query_only = ON;")?,
        // What is removed is overwritten, so that purged data is not left in free pages. The log may grow to 16 MiB before it is moved into
        // the file: pages that one batch after another changes are then moved once.
        Role::Writer => connection.batch_execute(
            "PRAGMA secure_delete = ON;
             PRAGMA wal_autocheckpoint = 4096;",
        )?,
    }
    let journal: String = diesel::select(diesel::dsl::sql::<Text>(
        "(SELECT journal_mode FROM pragma_journal_mode)",
    ))
    .get_result(connection)?;
    expect("journal_mode", "wal", journal)?;
    for (setting, query, wanted) in [
        (
            "synchronous",
            "(SELECT synchronous FROM pragma_synchronous)",
            "2",
        ),
        (
            "foreign_keys",
            "(SELECT foreign_keys FROM pragma_foreign_keys)",
            "1",
        ),
    ] {
        let found: i64 =
            diesel::select(diesel::dsl::sql::<BigInt>(query)).get_result(connection)?;
        expect(setting, wanted, found.to_string())?;
    }
    Ok(())
}

/// Moves everything from the write-ahead log into the file, and empties the log. `false` where readers of an older state, or writers, did not let
/// it within the busy timeout.
pub(super) fn empty_log(connection: &mut SqliteConnection) -> Result<bool, DbError> {
    #[derive(QueryableByName)]
    struct Checkpoint {
        #[diesel(sql_type = BigInt)]
        busy: i64,
    }
    let outcome: Checkpoint =
        sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(connection)?;
    Ok(outcome.busy == 0)
}

fn expect(setting: &'static str, wanted: &'static str, found: String) -> Result<(), OpenError> {
    if found == wanted {
        return Ok(());
    }
    Err(OpenError::Setting {
        setting,
        wanted,
        found,
    })
}

fn check_version(connection: &mut SqliteConnection) -> Result<(), OpenError> {
    let found: String =
        diesel::select(diesel::dsl::sql::<Text>("sqlite_version()")).get_result(connection)?;
    if is_recent(&found) {
        return Ok(());
    }
    Err(OpenError::SqliteTooOld { found })
}

fn is_recent(version: &str) -> bool {
    let mut parts = version
        .split('.')
        .map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    MINIMUM_VERSION <= (next(), next(), next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        for (version, recent) in [
            ("3.51.3", true),
            ("3.51.10", true),
            ("3.52.0", true),
            ("4.0.0", true),
            ("3.51.2", false),
            ("3.9.9", false),
            ("3.6", false),
            ("", false),
        ] {
            assert_eq!(is_recent(version), recent, "{version}");
        }
        let (major, minor, patch) = MINIMUM_VERSION;
        assert_eq!(format!("{major}.{minor}.{patch}"), MINIMUM_VERSION_TEXT);
    }
}
