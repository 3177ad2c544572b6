//! What every row needs: where its files go, how large the runs are, and which rows are wanted.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::Failure;
use super::row::ROWS;
use super::size::{Scale, Sizes};
use crate::service::Program;

/// Lines of a log that are shown when something failed.
const LAST_WORDS: usize = 8;

/// How often, and after which pause, a directory is removed that is still being written to.
const PATIENCE: u32 = 40;
const PAUSE: Duration = Duration::from_millis(50);

/// A run of the bench. Its databases are removed when this is dropped.
#[derive(Debug)]
pub struct Bench {
    directory: PathBuf,
    files: PathBuf,
    pub(super) sizes: Sizes,
    /// Rows that are wanted; all when there are none.
    only: Vec<String>,
    /// The Python that has DuckDB, if there is one.
    pub(super) python: Option<PathBuf>,
}

impl Bench {
    /// Makes ready in this directory.
    ///
    /// # Errors
    /// When a wanted row does not exist, the services are not built for release, or the directory cannot be used.
    pub fn new(directory: &Path, scale: Scale, only: Vec<String>) -> Result<Bench, Failure> {
        if let Some(unknown) = only
            .iter()
            .find(|id| ROWS.iter().all(|row| row.id != id.as_str()))
        {
            return Err(format!("there is no row {unknown}").into());
        }
        check_release()?;
        std::fs::create_dir_all(directory)?;
        let directory = directory.canonicalize()?;
        let python = directory.join("venv/bin/python");
        let bench = Bench {
            files: directory.join("run"),
            directory,
            sizes: scale.sizes(),
            only,
            python: has_duckdb(&python).then_some(python),
        };
        // A run that was killed may have left something.
        bench.clear()?;
        Ok(bench)
    }

    /// Whether one of these rows is wanted.
    pub(super) fn wants(&self, ids: &[&str]) -> bool {
        self.only.is_empty() || ids.iter().any(|id| self.only.iter().any(|only| only == id))
    }

    /// An empty directory.
    pub(super) fn directory(&self, name: &str) -> Result<PathBuf, Failure> {
        let directory = self.files.join(name);
        remove(&directory)?;
        std::fs::create_dir_all(&directory)?;
        Ok(directory)
    }

    /// Where the picture goes.
    pub(super) fn picture(&self) -> PathBuf {
        self.directory.join("growth.svg")
    }

    /// Removes everything that rows have left: they are large.
    pub(super) fn clear(&self) -> io::Result<()> {
        remove(&self.files)
    }

    /// The last words of every log in the directories of the rows.
    pub(super) fn logs(&self) -> String {
        let entries = |directory: &Path| {
            let entries = std::fs::read_dir(directory).into_iter().flatten();
            entries.flatten().map(|entry| entry.path())
        };
        let files = entries(&self.files).flat_map(|directory| entries(&directory));
        let logs = files.filter(|file| file.extension().is_some_and(|it| it == "log"));
        let told: Vec<String> = logs
            .map(|file| format!("\n{}:\n{}", file.display(), last_words(&file)))
            .collect();
        told.concat()
    }
}

fn has_duckdb(python: &Path) -> bool {
    let mut import = Command::new(python);
    import.args(["-c", "import duckdb"]).stderr(Stdio::null());
    import.status().is_ok_and(|status| status.success())
}

fn last_words(log: &Path) -> String {
    let log = std::fs::read(log).unwrap_or_default();
    let log = String::from_utf8_lossy(&log);
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(LAST_WORDS)..].join("\n")
}

impl Drop for Bench {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next run.
        let _ = self.clear();
    }
}

/// Tells whoever waits what is being done.
pub(super) fn say(what: impl Display) {
    // Nothing can be done when nobody listens.
    let _ = writeln!(io::stderr().lock(), "{what}");
}

/// Removes it, also while a process that was killed is still writing its last.
fn remove(directory: &Path) -> io::Result<()> {
    let mut patience = PATIENCE;
    loop {
        match std::fs::remove_dir_all(directory) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(_) if 0 < patience => {
                patience -= 1;
                std::thread::sleep(PAUSE);
            }
            outcome => return outcome,
        }
    }
}

/// The services are those beside this program, so what holds of it holds of them.
fn check_release() -> Result<(), Failure> {
    let this = std::env::current_exe()?;
    for program in [Program::Intake, Program::Scoring] {
        let path = program.path()?;
        if cfg!(debug_assertions) || path.parent() != this.parent() {
            let path = path.display();
            return Err(
                format!("{path} is not built for release: its figures would mean nothing").into(),
            );
        }
    }
    Ok(())
}
