//! Where a database is.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The place of a database: `sqlite:FILE` or `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, with the parameters of libpq behind a question mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseUrl {
    place: Place,
}

/// The backends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The file of an SQLite database.
    Sqlite(PathBuf),
    /// The URL of a PostgreSQL database, which may hold a password.
    Postgres(Secret),
}

/// A text that is not shown.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Secret(pub(super) String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl DatabaseUrl {
    /// The SQLite database in this file.
    ///
    /// # Errors
    /// When the path cannot name a file.
    pub fn sqlite(file: &Path) -> Result<DatabaseUrl, InvalidDatabaseUrl> {
        let path = file.to_str().ok_or(InvalidDatabaseUrl::NotText)?;
        format!("sqlite:{path}").parse()
    }

    /// The file of the database, where it is one.
    pub fn file(&self) -> Option<&Path> {
        match &self.place {
            Place::Sqlite(file) => Some(file),
            Place::Postgres(_) => None,
        }
    }

    /// The whole URL, password included, where it is a server's.
    pub(super) fn server(&self) -> Option<&str> {
        match &self.place {
            Place::Sqlite(_) => None,
            Place::Postgres(Secret(url)) => Some(url),
        }
    }

    /// Whether it is on a server, which several processes on several machines may share.
    pub fn is_server(&self) -> bool {
        self.file().is_none()
    }

    pub(super) fn place(&self) -> &Place {
        &self.place
    }
}

/// Decides by the scheme alone: SQLite would make a file out of any other text.
impl FromStr for DatabaseUrl {
    type Err = InvalidDatabaseUrl;

    fn from_str(text: &str) -> Result<DatabaseUrl, InvalidDatabaseUrl> {
        let (scheme, rest) = text.split_once(':').ok_or(InvalidDatabaseUrl::NoScheme)?;
        match scheme {
            "sqlite" => Ok(DatabaseUrl {
                place: Place::Sqlite(sqlite_file(rest)?),
            }),
            "postgres" | "postgresql" => Ok(DatabaseUrl {
                place: Place::Postgres(Secret(postgres_url(text, rest)?)),
            }),
            _ => Err(InvalidDatabaseUrl::UnknownScheme),
        }
    }
}

fn postgres_url(text: &str, rest: &str) -> Result<String, InvalidDatabaseUrl> {
    let rest = rest
        .strip_prefix("//")
        .ok_or(InvalidDatabaseUrl::NoServer)?;
    if text.contains('\0') {
        return Err(InvalidDatabaseUrl::NoServer);
    }
    let address = rest.split('?').next().unwrap_or_default();
    // libpq would take what stands before for a host and a port, and quote them in its errors.
    let is_behind = |text: &str, sign| {
        let (_, behind) = text.split_once(sign).unwrap_or_default();
        behind.contains('@')
    };
    let authority = rest.split('/').next().unwrap_or_default();
    if is_behind(address, '/') || is_behind(authority, '?') {
        return Err(InvalidDatabaseUrl::PlainPassword);
    }
    let database = address.rsplit_once('/').map_or("", |(_, name)| name);
    if database.is_empty() && !rest.contains("dbname=") {
        return Err(InvalidDatabaseUrl::NoDatabase);
    }
    Ok(text.to_owned())
}

/// The password of a PostgreSQL URL, as it stands there.
pub(super) fn password(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let (before, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let user = before.rsplit_once('@').map(|(user, _)| user);
    user.and_then(|user| user.split_once(':'))
        .map(|(_, password)| password)
        .or_else(|| {
            parameters
                .split('&')
                .find_map(|one| one.strip_prefix("password="))
        })
}

fn sqlite_file(path: &str) -> Result<PathBuf, InvalidDatabaseUrl> {
    // `sqlite://name` would mean /name to one reader and ./name to another; `sqlite:///name` is clear.
    let path = match path.strip_prefix("//") {
        Some(absolute) if absolute.starts_with('/') => absolute,
        Some(_) => return Err(InvalidDatabaseUrl::Host),
        None => path,
    };
    if path.is_empty() || path.starts_with(':') || path.contains('\0') {
        return Err(InvalidDatabaseUrl::NoFile);
    }
    // SQLite reads a name that begins with `file:` as a URI of its own, with options that undo ours.
    if path.starts_with("file:") {
        return Err(InvalidDatabaseUrl::FileUri);
    }
    Ok(PathBuf::from(path))
}

/// The form that is parsed, but for a password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Place::Postgres(Secret(url)) => match password(url) {
                Some(password) if !password.is_empty() => {
                    f.write_str(&url.replacen(password, "…", usize::MAX))
                }
                _ => f.write_str(url),
            },
        }
    }
}

/// The text does not say where a database is. It is not repeated, because a URL may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDatabaseUrl {
    /// There is no scheme.
    #[error("must begin with a scheme; give sqlite:FILE or postgres://USER@HOST/DATABASE")]
    NoScheme,
    /// The scheme is of another database.
    #[error(
        "this kind of database is not supported; give sqlite:FILE or postgres://USER@HOST/DATABASE"
    )]
    UnknownScheme,
    /// `postgres:` without the two slashes.
    #[error("must be of the form postgres://USER:PASSWORD@HOST:PORT/DATABASE")]
    NoServer,
    /// A slash or a question mark in the password.
    #[error(
        "a password with / or ? in it must be percent-encoded (%2F, %3F) in the URL, or stand in a password file (PGPASSFILE)"
    )]
    PlainPassword,
    /// No database is named.
    #[error("must name a database, as in postgres://USER@HOST/DATABASE")]
    NoDatabase,
    /// No file is named (a database in memory cannot be shared by connections).
    #[error("must name a file; give sqlite:FILE")]
    NoFile,
    /// `sqlite://name`.
    #[error(
        "sqlite:// takes an absolute path, as in sqlite:///var/lib/hotline/intake.db; for a relative one give sqlite:FILE"
    )]
    Host,
    /// `sqlite:file:…`.
    #[error("options in a file: URI are not supported; give sqlite:FILE")]
    FileUri,
    /// The path is not UTF-8.
    #[error("the path of the database must be UTF-8")]
    NotText,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_back_as_it_was_written() {
        for url in [
            "sqlite:intake.db",
            "sqlite:/var/lib/hotline/intake.db",
            "sqlite:./数据/话务.db",
        ] {
            assert_eq!(url.parse::<DatabaseUrl>().expect(url).to_string(), url);
        }
        let absolute: DatabaseUrl = "sqlite:///tmp/x.db".parse().expect("three slashes");
        assert_eq!(absolute.to_string(), "sqlite:/tmp/x.db");
    }

    #[test]
    fn a_password_is_not_shown() {
        for (url, shown) in [
            ("postgres://db/hotline", "postgres://db/hotline"),
            ("postgresql://u@db:5433/h", "postgresql://u@db:5433/h"),
            (
                "postgres://u:secret@db,db2/h?sslmode=require",
                "postgres://u:…@db,db2/h?sslmode=require",
            ),
            (
                "postgres://u:secret@db/h?options=a@b",
                "postgres://u:…@db/h?options=a@b",
            ),
            (
                "postgres://db/h?user=a@b&password=secret",
                "postgres://db/h?user=a@b&password=…",
            ),
            (
                "postgres:///h?host=/run&password=secret",
                "postgres:///h?host=/run&password=…",
            ),
        ] {
            let parsed: DatabaseUrl = url.parse().expect(shown);
            assert_eq!(parsed.to_string(), shown);
            assert!(!format!("{parsed:?}").contains("secret"));
            assert_eq!(parsed.file(), None);
        }
    }

    #[test]
    fn what_is_no_database_is_refused_and_not_repeated() {
        use InvalidDatabaseUrl::{
            FileUri, Host, NoDatabase, NoFile, NoScheme, NoServer, PlainPassword, UnknownScheme,
        };
        for (url, error) in [
            ("postgres:hotline:secret@db/hotline", NoServer),
            ("postgresql://hotline:secret@db", NoDatabase),
            ("postgres://hotline:sec/ret@db/hotline", PlainPassword),
            ("postgres://hotline:sec?ret@db/hotline", PlainPassword),
            ("postgres://db/?sslmode=require", NoDatabase),
            ("postgre-main", NoScheme),
            ("", NoScheme),
            ("mysql://secret", UnknownScheme),
            ("SQLITE:x", UnknownScheme),
            ("sqlite:", NoFile),
            ("sqlite::memory:", NoFile),
            ("sqlite://x.db", Host),
            ("sqlite:file:x.db?mode=memory", FileUri),
        ] {
            assert_eq!(url.parse::<DatabaseUrl>(), Err(error), "{url}");
            assert!(!error.to_string().contains("secret"));
        }
    }
}
