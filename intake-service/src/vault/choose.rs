//! Which keys: those of a file, of the environment, or of the file that is made beside an SQLite database.

use std::env::VarError;
use std::path::{Path, PathBuf};

use hotline_common::db::DatabaseUrl;
use hotline_common::time::Moment;

use super::file::{FileError, add_key, is_open_to_others};
use super::key::KeyId;
use super::keys::{Keys, KeysError};

/// The variable with the text of the keys.
const VARIABLE: &str = "HOTLINE_INTAKE_KEYS";

/// Where the keys are.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct KeyArgs {
    /// The file of the keys that seal personal data: a line a key, `key-id base64`, the first one is active; or the same text in the variable
    /// `HOTLINE_INTAKE_KEYS` [default: the database's file with `.keys` after its name; on a database server there is none]
    #[arg(long, env = "KEY_FILE", value_name = "FILE")]
    pub key_file: Option<PathBuf>,
}

/// No keys are to be had.
#[derive(Debug, thiserror::Error)]
pub enum ChooseError {
    /// They cannot be read.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The variable is no text.
    #[error("the variable {VARIABLE} is not UTF-8")]
    Variable,
    /// None were given, and there is no place to keep new ones.
    #[error(
        "no keys are given, and beside a database server there is no place for them: make a key file by `intake-service new-key --key-file FILE`, and name it by \
         --key-file, or put its text into the variable {VARIABLE}; all services on one database need the same keys"
    )]
    None,
    /// The file is missing, and the database needs it.
    #[error(
        "the key file {} is missing, and the database has data that was sealed with {}; bring it back from its backup, or name it by --key-file",
        file.display(),
        in_use.join(", ")
    )]
    Missing {
        /// Where it is expected.
        file: PathBuf,
        /// The ids of the keys that sealed the data.
        in_use: Vec<String>,
    },
    /// It cannot be made.
    #[error(transparent)]
    Make(#[from] FileError),
}

impl KeyArgs {
    /// The keys for a database in which keys with these ids are in use.
    ///
    /// Where none were given, and none are in use, a file is made beside the database.
    ///
    /// # Errors
    /// See [`ChooseError`].
    pub fn choose(&self, database: &DatabaseUrl, in_use: &[String]) -> Result<Keys, ChooseError> {
        let file = match (&self.key_file, std::env::var(VARIABLE)) {
            (Some(file), _) => file.clone(),
            (None, Ok(text)) => {
                let ring = text.parse().map_err(|source| KeysError::Variable {
                    variable: VARIABLE,
                    source,
                })?;
                return Ok(Keys::fixed(ring));
            }
            (None, Err(VarError::NotUnicode(_))) => return Err(ChooseError::Variable),
            (None, Err(VarError::NotPresent)) => {
                let file = beside(database).ok_or(ChooseError::None)?;
                if !file.exists() {
                    make(&file, in_use)?;
                }
                file
            }
        };
        let keys = Keys::of_file(&file)?;
        if is_open_to_others(&file) {
            tracing::warn!(
                file = %file.display(),
                "others may read the key file; make it readable for the service alone (chmod 600)"
            );
        }
        Ok(keys)
    }
}

fn make(file: &Path, in_use: &[String]) -> Result<(), ChooseError> {
    if !in_use.is_empty() {
        return Err(ChooseError::Missing {
            file: file.to_owned(),
            in_use: in_use.to_vec(),
        });
    }
    add_key(file, &dated_id())?;
    tracing::warn!(
        file = %file.display(),
        "a key file was made, because none was given: keep it apart from the database, and back it up; without it no personal data can be read again"
    );
    Ok(())
}

/// A new key's id: the day (of UTC) and the second on which it was made.
pub fn dated_id() -> KeyId {
    let now = Moment::now().to_string();
    let digits: String = now.chars().filter(char::is_ascii_digit).take(14).collect();
    format!("k{digits}").parse().expect("digits make a key id")
}

fn beside(database: &DatabaseUrl) -> Option<PathBuf> {
    let mut name = database.file()?.as_os_str().to_owned();
    name.push(".keys");
    Some(PathBuf::from(name))
}
