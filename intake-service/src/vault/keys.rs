//! The keys of a running program: fixed, or those of a file that is read again when it changes.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use hotline_common::run::chain;
use zeroize::Zeroizing;

use super::key::{KeyRing, KeyTextError};

/// How often a file is looked at, at most.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Keys, as they are now.
#[derive(Debug)]
pub struct Keys {
    ring: RwLock<Arc<KeyRing>>,
    file: Option<Watched>,
}

#[derive(Debug)]
struct Watched {
    path: PathBuf,
    seen: Mutex<Seen>,
}

#[derive(Debug)]
struct Seen {
    stamp: Option<Stamp>,
    looked: Instant,
}

/// What changes with the content of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
}

/// Keys cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The file cannot be read.
    #[error("the key file {} cannot be read", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file's text is wrong.
    #[error("the key file {} is wrong", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        source: KeyTextError,
    },
    /// The text of the environment variable is wrong.
    #[error("the variable {variable} is wrong")]
    Variable {
        /// The variable.
        variable: &'static str,
        /// What is wrong.
        source: KeyTextError,
    },
}

impl Keys {
    /// Keys that stay.
    pub fn fixed(ring: KeyRing) -> Keys {
        Keys {
            ring: RwLock::new(Arc::new(ring)),
            file: None,
        }
    }

    /// The keys of a file; it is read again when it has changed, so that a new key needs no restart.
    ///
    /// # Errors
    /// When it cannot be read or its text is wrong.
    pub fn of_file(path: &Path) -> Result<Keys, KeysError> {
        let stamp = stamp(path);
        let ring = read(path)?;
        Ok(Keys {
            ring: RwLock::new(Arc::new(ring)),
            file: Some(Watched {
                path: path.to_owned(),
                seen: Mutex::new(Seen {
                    stamp,
                    looked: Instant::now(),
                }),
            }),
        })
    }

    /// The keys as they are now.
    pub fn ring(&self) -> Arc<KeyRing> {
        self.look(LOOK_AGAIN);
        self.known()
    }

    /// As [`Keys::ring`], but looks at the file at once: a value names a key that is not known yet.
    pub fn ring_now(&self) -> Arc<KeyRing> {
        self.look(Duration::ZERO);
        self.known()
    }

    fn known(&self) -> Arc<KeyRing> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the file again if it has changed and was not looked at for this long. A file that is wrong leaves the keys as they are.
    fn look(&self, after: Duration) {
        let Some(file) = &self.file else {
            return;
        };
        let mut seen = file.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.looked.elapsed() < after {
            return;
        }
        seen.looked = Instant::now();
        let now = stamp(&file.path);
        if now == seen.stamp {
            return;
        }
        seen.stamp = now;
        match read(&file.path) {
            Ok(ring) => {
                tracing::info!(active = %ring.active().0, "the key file was read again");
                *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
            }
            Err(error) => {
                tracing::warn!(
                    error = chain(&error),
                    "the key file has changed and cannot be used; the keys stay as they were"
                );
            }
        }
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(path).ok()?;
    Some(Stamp {
        modified: metadata.modified().ok(),
        length: metadata.len(),
    })
}

fn read(path: &Path) -> Result<KeyRing, KeysError> {
    let text = fs::read_to_string(path)
        .map(Zeroizing::new)
        .map_err(|source| KeysError::Read {
            file: path.to_owned(),
            source,
        })?;
    text.parse().map_err(|source| KeysError::File {
        file: path.to_owned(),
        source,
    })
}
