//! `new-key`: a new key, active from now on.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use super::{Exit, Failure, say};
use crate::vault::{KeyId, add_key, dated_id, fresh_key};

/// The flags of `new-key`.
#[derive(Clone, Debug, clap::Args)]
pub struct NewKey {
    /// The key file to put the key into, before all others; made where it is missing. Without it the key's line goes to standard output
    #[arg(long, env = "KEY_FILE", value_name = "FILE")]
    key_file: Option<PathBuf>,

    /// The key's id, 1 to 32 characters of `A-Z a-z 0-9 . _ -` [default: made from the time]
    #[arg(long, value_name = "ID")]
    id: Option<KeyId>,
}

/// Makes a key.
///
/// # Errors
/// When the file cannot be written, or has the id already.
pub async fn new_key(flags: NewKey) -> Result<ExitCode, Failure> {
    let id = flags.id.unwrap_or_else(dated_id);
    match flags.key_file {
        Some(file) => {
            add_key(&file, &id)?;
            say(&format!(
                "the key {id} is the first in {}: back the file up, then run `intake-service rekey`",
                file.display()
            ));
        }
        None => writeln!(std::io::stdout(), "{}", fresh_key(&id)?.as_str())?,
    }
    Ok(Exit::Done.into())
}
