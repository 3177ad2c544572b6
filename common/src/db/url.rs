//! Where a database is.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The place of a database: `sqlite:FILE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseUrl {
    place: Place,
}

/// The backends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The file of an SQLite database.
    Sqlite(PathBuf),
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
        }
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
            "postgres" | "postgresql" => Err(InvalidDatabaseUrl::PostgresNotYet),
            _ => Err(InvalidDatabaseUrl::UnknownScheme),
        }
    }
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

/// The form that is parsed.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
        }
    }
}

/// The text does not say where a database is. It is not repeated, because a URL may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDatabaseUrl {
    /// There is no scheme.
    #[error("must begin with a scheme; give sqlite:FILE")]
    NoScheme,
    /// The scheme is of another database.
    #[error("this kind of database is not supported; give sqlite:FILE")]
    UnknownScheme,
    /// PostgreSQL.
    #[error("PostgreSQL is not yet supported in this version; give sqlite:FILE")]
    PostgresNotYet,
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
    fn what_is_no_sqlite_file_is_refused_and_not_repeated() {
        use InvalidDatabaseUrl::{FileUri, Host, NoFile, NoScheme, PostgresNotYet, UnknownScheme};
        for (url, error) in [
            ("postgres://hotline:secret@db/hotline", PostgresNotYet),
            ("postgresql://db", PostgresNotYet),
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
