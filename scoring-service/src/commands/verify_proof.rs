//! `verify-proof`: compute the proof of a sealed revision again, without any service.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::client;
use crate::exit::Exit;
use crate::proof::{Report, Verifier};

/// The longest line that is read, in bytes: far more than an assignment has.
const LONGEST_LINE: u64 = 16 * 1024 * 1024;

/// The flags of `verify-proof`.
#[derive(Clone, Debug, clap::Args)]
pub struct VerifyProof {
    /// The file that export-proof wrote; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The hash that was published, which the proof must have: 64 hexadecimal digits. Without it the proof is only held against itself
    #[arg(long, value_name = "HASH", value_parser = published_hash)]
    hash: Option<String>,
}

/// Verifies the file and prints what was checked.
///
/// # Errors
/// When the file cannot be read or standard output cannot be written to.
pub async fn verify_proof(flags: VerifyProof) -> Result<ExitCode, io::Error> {
    let is_compared = flags.hash.is_some();
    // Nothing else runs in this program, so reading may block.
    let report = match verify(&flags.file, flags.hash) {
        Ok(report) => report,
        Err(error) => {
            client::tell(&format!(
                "error: {} cannot be read: {error}",
                flags.file.display()
            ));
            return Ok(Exit::Failed.into());
        }
    };
    io::stdout().write_all(in_words(&report, is_compared).as_bytes())?;
    Ok(if report.is_accepted() {
        Exit::Done.into()
    } else {
        Exit::Failed.into()
    })
}

fn verify(file: &Path, hash: Option<String>) -> io::Result<Report> {
    let mut input: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::with_capacity(1 << 20, File::open(file)?))
    };
    let mut verifier = Verifier::new(hash);
    let mut line = Vec::new();
    while 0 < input
        .by_ref()
        .take(LONGEST_LINE)
        .read_until(b'\n', &mut line)?
    {
        verifier.line(&line);
        line.clear();
    }
    Ok(verifier.finish())
}

fn in_words(report: &Report, is_compared: bool) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "{}",
        report.name.as_deref().unwrap_or("a file without a header")
    );
    for check in &report.checks {
        let _ = writeln!(text, "{check}");
    }
    if let Some(hash) = &report.hash {
        let _ = writeln!(text, "hash  {hash}");
        if !is_compared {
            text.push_str("compare it with the hash that was published, or give that by --hash\n");
        }
    }
    for fault in &report.faults {
        let _ = writeln!(text, "{fault}");
    }
    if report.more_faults != 0 {
        let _ = writeln!(text, "and {} more", report.more_faults);
    }
    text.push_str(if report.is_accepted() {
        "accepted\n"
    } else {
        "REFUSED\n"
    });
    text
}

fn published_hash(text: &str) -> Result<String, String> {
    let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash {
        Ok(text.to_ascii_lowercase())
    } else {
        Err("must be 64 hexadecimal digits".to_owned())
    }
}
