//! How far an import got: kept beside the export, so that one that broke off goes on where it was.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// How much of a file tells it from another one.
const BEGINNING: u64 = 1 << 20;

/// What was imported so far of which file by which map.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Progress {
    /// Tells file and map from others.
    fingerprint: String,
    /// Rows that are on disk or rejected: all up to this one.
    pub(super) rows: u64,
    /// Where the last of them ends.
    pub(super) bytes: u64,
    /// Records that were new.
    pub(super) recorded: u64,
    /// Records that were known already.
    pub(super) repeated: u64,
    /// Rows that were rejected, whole or in part.
    pub(super) rejected_rows: u64,
}

/// Where progress is kept.
pub(super) struct Keeper {
    path: PathBuf,
}

impl Keeper {
    /// Beside an export.
    pub(super) fn beside(export: &Path) -> Keeper {
        Keeper {
            path: with_end(export, ".progress"),
        }
    }

    /// What an earlier run left of the same file and map; else a new one.
    pub(super) fn load(&self, export: &Path, map: &str) -> std::io::Result<Progress> {
        let fingerprint = fingerprint(export, map)?;
        let new = Progress {
            fingerprint,
            ..Progress::default()
        };
        let left: Option<Progress> = match std::fs::read_to_string(&self.path) {
            Ok(text) => serde_json::from_str(&text).ok(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok(left
            .filter(|left| left.fingerprint == new.fingerprint)
            .unwrap_or(new))
    }

    /// Writes progress down; whoever is killed in between leaves the old or the new one.
    pub(super) fn save(&self, progress: &Progress) -> std::io::Result<()> {
        let beside = with_end(&self.path, ".new");
        let mut file = File::create(&beside)?;
        file.write_all(&serde_json::to_vec(progress)?)?;
        file.sync_data()?;
        std::fs::rename(beside, &self.path)
    }

    /// Forgets it: the import is whole, or is to begin anew.
    pub(super) fn remove(&self) -> std::io::Result<()> {
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// `export.csv` → `export.csv.progress`.
pub(super) fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn fingerprint(export: &Path, map: &str) -> std::io::Result<String> {
    let file = File::open(export)?;
    let mut hash = Sha256::new();
    hash.update(file.metadata()?.len().to_be_bytes());
    let mut beginning = Vec::new();
    file.take(BEGINNING).read_to_end(&mut beginning)?;
    hash.update(&beginning);
    hash.update(map);
    Ok(super::hex(&hash.finalize()))
}
