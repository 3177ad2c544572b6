//! Reads a proof line by line and computes it again.

mod contents;
mod differences;

use super::chain::Follower;
use super::report::{Check, Fault, Report};
use contents::Contents;

/// Verifies a proof. Give it each line with its LF, in order; then [`finish`](Verifier::finish).
///
/// Memory holds the canonical text and tallies, not the assignments.
#[derive(Clone, Debug)]
pub struct Verifier {
    published_hash: Option<String>,
    follower: Follower,
    lines: u64,
    contents: Contents,
    faults: Faults,
}

/// Differences, as many as are named.
#[derive(Clone, Debug, Default)]
struct Faults {
    named: Vec<Fault>,
    more: u64,
}

impl Faults {
    fn push(&mut self, line: Option<u64>, subject: Option<String>, words: impl Into<String>) {
        if self.named.len() < Report::MOST {
            self.named.push(Fault {
                line,
                subject,
                words: words.into(),
            });
        } else {
            self.more += 1;
        }
    }

    fn count(&self) -> u64 {
        self.more + u64::try_from(self.named.len()).unwrap_or(u64::MAX)
    }
}

impl Verifier {
    /// A verifier that has read nothing. With the hash that was published, the proof must be of that very revision.
    pub fn new(published_hash: Option<String>) -> Verifier {
        Verifier {
            published_hash,
            follower: Follower::new(),
            lines: 0,
            contents: Contents::default(),
            faults: Faults::default(),
        }
    }

    /// Takes in the next line, with its LF.
    pub fn line(&mut self, line: &[u8]) {
        self.lines += 1;
        match self.follower.read(line) {
            Ok(sound) => {
                // What stands in lines after a broken one is of no use.
                if self.faults.count() == 0
                    && let Err((subject, words)) = self.contents.take(self.lines, &sound)
                {
                    self.faults.push(Some(self.lines), subject, words);
                }
            }
            Err(broken) => self
                .faults
                .push(Some(self.lines), broken.subject, broken.words),
        }
    }

    /// What was found.
    pub fn finish(mut self) -> Report {
        if self.faults.count() == 0 {
            self.contents.check_whole(self.lines, &mut self.faults);
        }
        let chain = Check {
            name: "chain",
            passed: Some(self.faults.count() == 0),
            words: match self.faults.count() {
                0 => format!("{} lines follow one another and are whole", self.lines),
                wrong => format!(
                    "{wrong} of {} lines are not as they were written",
                    self.lines
                ),
            },
        };
        let mut checks = vec![chain];
        checks.extend(
            self.contents
                .checks(self.published_hash.as_deref(), &mut self.faults),
        );
        Report {
            name: self.contents.name(),
            hash: self.contents.hash(),
            checks,
            faults: self.faults.named,
            more_faults: self.faults.more,
        }
    }
}
