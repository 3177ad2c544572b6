//! How a PostgreSQL connection is opened: every one with the settings that durability and the locks depend on.

use std::fmt::Write as _;

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::{Integer, Text};
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, sql_query};

use super::connection::Role;
use super::{DbError, OpenError};

/// The oldest version that is tried.
const MINIMUM_VERSION: i32 = 130_000;

/// Parameters of the connection, where the URL does not give them. With several hosts in the URL, the one that takes writes is looked
/// for. A server that is gone is noticed within half a minute, also in the middle of an answer.
const DEFAULTS: [(&str, &str); 7] = [
    ("application_name", "hotline"),
    ("connect_timeout", "5"),
    ("keepalives_idle", "10"),
    ("keepalives_interval", "5"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "25000"),
    ("target_session_attrs", "read-write"),
];

/// What every session sets. A writer that lost its machine must not hold the lock of the head: the server ends its session.
/// Times in milliseconds, but for those of TCP, which are seconds.
const SETTINGS: &str = "
    SET client_encoding = 'UTF8';
    SET client_min_messages = 'error';
    SET standard_conforming_strings = on;
    SET TimeZone = 'UTC';
    SET lock_timeout = 10000;
    SET idle_in_transaction_session_timeout = 10000;
    SET tcp_keepalives_idle = 10;
    SET tcp_keepalives_interval = 5;
    SET tcp_keepalives_count = 3;
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply');
";

/// Opens a session, and checks that its settings took.
pub(super) fn open(url: &str, role: Role) -> Result<PgConnection, OpenError> {
    let mut connection = PgConnection::establish(&with_defaults(url))
        .map_err(|error| OpenError::Unreachable(without_secret(&error.to_string(), url)))?;
    connection.batch_execute(SETTINGS)?;
    match role {
        Role::Reader => connection.batch_execute("SET default_transaction_read_only = on")?,
        Role::Writer => {}
    }
    check(&mut connection)?;
    Ok(connection)
}

#[derive(QueryableByName)]
struct Server {
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Text)]
    version_text: String,
    #[diesel(sql_type = Text)]
    encoding: String,
    #[diesel(sql_type = Text)]
    fsync: String,
    #[diesel(sql_type = Text)]
    full_page_writes: String,
    #[diesel(sql_type = Text)]
    synchronous_commit: String,
}

fn check(connection: &mut PgConnection) -> Result<(), OpenError> {
    let server: Server = sql_query(
        "SELECT current_setting('server_version_num')::int4 AS version,
            current_setting('server_version') AS version_text,
            current_setting('server_encoding') AS encoding,
            current_setting('fsync') AS fsync,
            current_setting('full_page_writes') AS full_page_writes,
            current_setting('synchronous_commit') AS synchronous_commit",
    )
    .get_result(connection)?;
    if server.version < MINIMUM_VERSION {
        return Err(OpenError::PostgresTooOld {
            found: server.version_text,
        });
    }
    for (setting, wanted, found) in [
        ("server_encoding", "UTF8", server.encoding),
        ("fsync", "on", server.fsync),
        ("full_page_writes", "on", server.full_page_writes),
    ] {
        if found != wanted {
            return Err(OpenError::ServerSetting {
                setting,
                wanted,
                found,
            });
        }
    }
    if !["on", "remote_apply"].contains(&server.synchronous_commit.as_str()) {
        return Err(OpenError::ServerSetting {
            setting: "synchronous_commit",
            wanted: "on",
            found: server.synchronous_commit,
        });
    }
    Ok(())
}

/// The URL with the parameters that it does not name.
fn with_defaults(url: &str) -> String {
    let given = url.split_once('?').map_or("", |(_, given)| given);
    let mut whole = url.to_owned();
    let mut join = if url.contains('?') { '&' } else { '?' };
    for (name, value) in DEFAULTS {
        let is_given = given
            .split('&')
            .any(|one| one.split('=').next() == Some(name));
        if !is_given {
            let _ = write!(whole, "{join}{name}={value}");
            join = '&';
        }
    }
    whole
}

/// libpq's words about a failure, on one line, without the password if they should hold it.
fn without_secret(message: &str, url: &str) -> String {
    let line: Vec<&str> = message.split_whitespace().collect();
    let line = line.join(" ");
    match super::url::password(url) {
        Some(password) if !password.is_empty() => line.replace(password, "…"),
        _ => line,
    }
}

/// Whether the session can go on after an error: the server must answer to the end of the transaction.
pub(super) fn end_transaction(connection: &mut PgConnection) -> Result<(), DbError> {
    Ok(connection.batch_execute("ROLLBACK")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_of_the_url_are_kept_and_the_others_added() {
        let whole = with_defaults("postgres://h/db?connect_timeout=60&sslmode=require");
        assert!(whole.starts_with(
            "postgres://h/db?connect_timeout=60&sslmode=require&application_name=hotline&"
        ));
        assert_eq!(whole.matches("connect_timeout").count(), 1);
        assert!(with_defaults("postgres://h/db").starts_with("postgres://h/db?application_name="));
    }

    #[test]
    fn a_password_does_not_get_into_an_error() {
        let url = "postgres://hotline:se%40cret@h/db";
        let shown = without_secret("connection to\n\t\"h\" with se%40cret failed", url);
        assert_eq!(shown, "connection to \"h\" with … failed");
    }
}
