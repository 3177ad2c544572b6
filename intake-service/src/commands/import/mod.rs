//! `import`: brings another system's export in, through the gRPC import.
//!
//! A row that is answered for is on disk. An import that breaks off goes on where it was; one that is run again adds nothing twice.

mod map;
mod mapper;
mod progress;
mod rejects;
mod rows;
mod run;
mod source;
mod stream;
mod template;

use std::error::Error;
use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use hotline_common::run::chain;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tonic::transport::Endpoint;

use map::Map;
use progress::{Keeper, Progress, with_end};
use rejects::Rejects;
use run::{Run, RunError};
use source::{Source, SourceError};

/// The status of an import that went through with rejected rows: `EX_DATAERR` of sysexits.
const SOME_REJECTED: u8 = 65;

/// The flags of `import`.
#[derive(Clone, Debug, clap::Args)]
pub struct Import {
    /// The export: CSV with a line of column names, or lines of JSON (`.jsonl`, an `ImportRequest` each)
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// How rows become records; needed for CSV
    #[arg(long, value_name = "MAP.toml")]
    map: Option<PathBuf>,

    /// Where intake-service listens
    #[arg(long, env = "INTAKE_ENDPOINT", value_name = "http://HOST:PORT", default_value = "http://127.0.0.1:50051",
          value_parser = hotline_common::args::endpoint)]
    endpoint: Endpoint,

    /// Begin at the first row, though an earlier run got further; nothing is added twice
    #[arg(long)]
    from_the_start: bool,

    /// How many seconds to go on trying while intake cannot be reached
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    retry_seconds: u64,

    /// Read and check every row, and send nothing
    #[arg(long)]
    dry_run: bool,
}

/// Why an import did not go through.
#[derive(Debug, thiserror::Error)]
enum ImportError {
    #[error("{}: a CSV file needs --map MAP.toml, which says how its rows become records", .0.display())]
    NoMap(PathBuf),
    #[error("{}: lines of JSON are records already and take no --map", .0.display())]
    NeedlessMap(PathBuf),
    #[error("cannot read {}", .path.display())]
    ReadMap {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{}: not a map: {message}", .path.display())]
    Map { path: PathBuf, message: String },
    #[error("{}", .path.display())]
    Source {
        path: PathBuf,
        #[source]
        source: SourceError,
    },
    #[error("cannot write beside {}", .path.display())]
    Beside {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("the import broke off after row {rows}; run it again to go on from there")]
    BrokeOff {
        rows: u64,
        #[source]
        source: Box<RunError>,
    },
}

/// Brings an export in. The status is 0 when every row went in, 65 when some were rejected.
///
/// # Errors
/// When it broke off, or the export or the map cannot be used.
pub async fn import(flags: Import) -> Result<ExitCode, Box<dyn Error + Send + Sync>> {
    Ok(carry_out(flags).await?)
}

async fn carry_out(flags: Import) -> Result<ExitCode, ImportError> {
    let Import {
        file,
        map,
        endpoint,
        from_the_start,
        retry_seconds,
        dry_run,
    } = flags;
    let (map, map_text) = read_map(&file, map)?;
    let beside = |source| ImportError::Beside {
        path: file.clone(),
        source,
    };
    let keeper = Keeper::beside(&file);
    if from_the_start {
        keeper.remove().map_err(beside)?;
    }
    let progress = keeper.load(&file, &map_text).map_err(beside)?;
    let size = std::fs::metadata(&file).map_err(beside)?.len();
    let bar = bar(size, &progress);
    let begun = Instant::now();
    let began_at = progress.rows;
    if began_at != 0 {
        tell(&format!(
            "an earlier run got to row {began_at}: going on from there"
        ));
    }
    let rejects = |header, delimiter| {
        let end = if map.is_some() {
            ".rejected.csv"
        } else {
            ".rejected.jsonl"
        };
        Rejects::new(with_end(&file, end), header, delimiter, began_at != 0).map_err(beside)
    };
    let delimiter = map
        .as_ref()
        .and_then(|map| u8::try_from(map.delimiter).ok())
        .unwrap_or(b',');
    let open = || match &map {
        Some(map) => Source::csv(&file, map.clone()),
        None => Source::json_lines(&file),
    };
    let named = |source| ImportError::Source {
        path: file.clone(),
        source,
    };
    let header = open().map_err(named)?.header();
    let mut run = Run {
        open: &open,
        endpoint,
        retry: Duration::from_secs(retry_seconds),
        only_checks: dry_run,
        keeper,
        rejects: rejects(header, delimiter)?,
        progress,
        bar: bar.clone(),
    };
    let ended = run.carry_out().await;
    bar.finish_and_clear();
    let Progress {
        rows,
        recorded,
        repeated,
        rejected_rows,
        ..
    } = run.progress;
    let seconds = begun.elapsed().as_secs_f64();
    let verb = if dry_run { "checked" } else { "read" };
    let mut line = format!(
        "{verb} {rows} rows in {seconds:.1} s: {recorded} records recorded, {repeated} known already, {rejected_rows} rows rejected"
    );
    if rejected_rows != 0 {
        line = format!("{line} (see {})", run.rejects.path().display());
    }
    tell(&line);
    match ended {
        Err(RunError::Source(source)) => Err(named(source)),
        Err(error) => Err(ImportError::BrokeOff {
            rows,
            source: Box::new(error),
        }),
        Ok(()) if rejected_rows == 0 => Ok(ExitCode::SUCCESS),
        Ok(()) => Ok(ExitCode::from(SOME_REJECTED)),
    }
}

/// The map, and its text, by which progress knows it.
fn read_map(
    file: &std::path::Path,
    map: Option<PathBuf>,
) -> Result<(Option<Map>, String), ImportError> {
    let is_json = file
        .extension()
        .is_some_and(|end| end == "jsonl" || end == "ndjson");
    match (is_json, map) {
        (true, None) => Ok((None, String::new())),
        (true, Some(_)) => Err(ImportError::NeedlessMap(file.to_owned())),
        (false, None) => Err(ImportError::NoMap(file.to_owned())),
        (false, Some(path)) => {
            let text = std::fs::read_to_string(&path).map_err(|source| ImportError::ReadMap {
                path: path.clone(),
                source,
            })?;
            let map = toml::from_str(&text).map_err(|error| ImportError::Map {
                path,
                message: error.to_string(),
            })?;
            Ok((Some(map), text))
        }
    }
}

/// A bar of the file's bytes, with the rate and the time left; nothing where nobody looks.
fn bar(size: u64, progress: &Progress) -> ProgressBar {
    const STYLE: &str =
        "{bar:40} {percent}% {msg} [{elapsed} gone, {eta} left, {binary_bytes_per_sec}]";
    let target = if std::io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(Some(size), target)
        .with_style(ProgressStyle::with_template(STYLE).expect("the template is our own"));
    bar.set_position(progress.bytes);
    bar.reset_eta();
    bar
}

/// Bytes in hexadecimal.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// A line on standard error. Nothing can be done when that fails.
fn tell(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// An error with its causes, for the log of a retry.
fn told(error: &RunError) -> String {
    chain(error)
}
