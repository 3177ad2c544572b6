//! The chain of hashes through a proof's lines.

use sha2::{Digest as _, Sha256};

use super::record::Record;

/// What stands between a line's record and its hash.
const SEAM: &str = ",\"sha256\":\"";
/// What ends a line, without its LF.
const END: &str = "\"}";
/// Characters of a hash.
const DIGITS: usize = 64;

/// Writes lines, each with its hash.
#[derive(Clone, Debug)]
pub struct Chain {
    last: String,
}

impl Default for Chain {
    fn default() -> Chain {
        Chain::new()
    }
}

impl Chain {
    /// A chain without a line.
    pub fn new() -> Chain {
        Chain { last: first() }
    }

    /// The next line, ended by LF.
    pub fn append(&mut self, record: &Record) -> String {
        let mut line = opened(record);
        self.last = link(&self.last, &line);
        line.push_str(SEAM);
        line.push_str(&self.last);
        line.push_str(END);
        line.push('\n');
        line
    }
}

/// Reads lines and follows their hashes.
#[derive(Clone, Debug)]
pub(super) struct Follower {
    /// The hashes that the next line may be chained on: one, until a line was found broken.
    before: Vec<String>,
}

/// A line that is as it was written.
#[derive(Debug)]
pub(super) struct Sound<'a> {
    /// Its text without its hash: what a hash over several lines is taken of.
    pub(super) opened: &'a str,
    pub(super) record: Record,
}

/// What is wrong with a line itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) words: &'static str,
    /// What the line seems to be about.
    pub(super) subject: Option<String>,
}

impl Follower {
    pub(super) fn new() -> Follower {
        Follower {
            before: vec![first()],
        }
    }

    /// Looks at the next line, with its LF.
    pub(super) fn read<'a>(&mut self, line: &'a [u8]) -> Result<Sound<'a>, Broken> {
        let broken = |words| Broken {
            words,
            subject: None,
        };
        let text = line
            .strip_suffix(b"\n")
            .ok_or_else(|| broken("is not ended by LF"))?;
        let text = std::str::from_utf8(text).map_err(|_| broken("is not UTF-8"))?;
        let (opened, stated) =
            split(text).ok_or_else(|| broken("does not end as a line of a proof does"))?;
        let computed: Vec<String> = self
            .before
            .iter()
            .map(|before| link(before, opened))
            .collect();
        let record = parse(opened);
        if !computed.iter().any(|computed| computed == stated) {
            // The next line may follow on what this one says, on what it should say, or on the line before it.
            self.before.push(stated.to_owned());
            self.before.extend(computed);
            self.before.truncate(8);
            return Err(Broken {
                words: "does not have the hash that it should: it was changed, or a line before it was left out, added or moved",
                subject: record.map(|record| record.subject()),
            });
        }
        self.before = vec![stated.to_owned()];
        let record = record.ok_or_else(|| broken("is no record of a proof"))?;
        if self::opened(&record) != opened {
            return Err(Broken {
                words: "is not written as a line of a proof is",
                subject: Some(record.subject()),
            });
        }
        Ok(Sound { opened, record })
    }
}

/// The record as JSON, without the brace that closes the line.
pub(super) fn opened(record: &Record) -> String {
    // Strings, numbers and structs of them can always be written.
    let mut text = serde_json::to_string(record).unwrap_or_default();
    text.pop();
    text
}

fn parse(opened: &str) -> Option<Record> {
    let mut json = String::with_capacity(opened.len() + 1);
    json.push_str(opened);
    json.push('}');
    serde_json::from_str(&json).ok()
}

fn split(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_suffix(END)?;
    let (rest, stated) = text.split_at_checked(text.len().checked_sub(DIGITS)?)?;
    Some((rest.strip_suffix(SEAM)?, stated))
}

fn link(before: &str, opened: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(opened);
    hex(&hash.finalize())
}

fn first() -> String {
    "0".repeat(DIGITS)
}

/// In lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(HEX[usize::from(digit)]))
        .collect()
}
