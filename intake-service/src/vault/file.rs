//! Making keys: the file is replaced as a whole, and nobody else can read it.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::key::{KeyId, KeyRing, KeyTextError, fresh_key};

/// A key cannot be added to a file.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file cannot be read or written.
    #[error("the key file {} cannot be written", file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file's text is wrong, or has the id already.
    #[error("the key file {} is left as it is", file.display())]
    Text {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        source: KeyTextError,
    },
    /// No random numbers are to be had.
    #[error("the system gives no random numbers")]
    Random(#[from] getrandom::Error),
}

/// Puts a new key before all others in a file: it is active from now on. Makes the file where it is missing.
///
/// # Errors
/// See [`FileError`].
pub fn add_key(file: &Path, id: &KeyId) -> Result<(), FileError> {
    let cannot = |source| FileError::Write {
        file: file.to_owned(),
        source,
    };
    let old = match fs::read_to_string(file) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Zeroizing::new(String::new()),
        Err(error) => return Err(cannot(error)),
    };
    let key = fresh_key(id)?;
    let text = Zeroizing::new(format!("{}\n{}", key.as_str(), old.as_str()));
    text.parse::<KeyRing>().map_err(|source| FileError::Text {
        file: file.to_owned(),
        source,
    })?;
    replace(file, text.as_bytes()).map_err(cannot)
}

/// Writes beside the file, to the disk, then renames: whoever reads sees the old text or the new one.
fn replace(file: &Path, text: &[u8]) -> io::Result<()> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut new = options.open(&beside)?;
    let written = new
        .write_all(text)
        .and_then(|()| new.sync_all())
        .and_then(|()| fs::rename(&beside, file));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
        return written;
    }
    let directory = match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::File::open(directory)?.sync_all()
}

/// Whether others than the owner may read the file.
#[cfg(unix)]
pub(super) fn is_open_to_others(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(file).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}

/// Whether others than the owner may read the file: not known here.
#[cfg(not(unix))]
pub(super) fn is_open_to_others(_file: &Path) -> bool {
    false
}
