//! What a verification found.

use std::fmt;

/// What a verification found: each check, and each difference with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The revision that the proof is of; `None` where its header cannot be read.
    pub name: Option<String>,
    /// The hash that the revision has by its proof: the one to compare with what was published.
    pub hash: Option<String>,
    /// What was checked, in order.
    pub checks: Vec<Check>,
    /// The differences that were found, at most [`Report::MOST`].
    pub faults: Vec<Fault>,
    /// How many more there are.
    pub more_faults: u64,
}

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// Whether it came out; `None` where it was not made.
    pub passed: Option<bool>,
    /// What was compared, with counts.
    pub words: String,
}

/// A difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line of the file, from 1; `None` where it is of no single line.
    pub line: Option<u64>,
    /// What the line is about, for instance `assignment workOrders/…/assignments/1 of unit …`.
    pub subject: Option<String>,
    /// What is wrong.
    pub words: String,
}

impl Report {
    /// How many differences are named.
    pub const MOST: usize = 50;

    /// Whether everything was checked and came out.
    pub fn is_accepted(&self) -> bool {
        self.faults.is_empty() && self.checks.iter().all(|check| check.passed == Some(true))
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match self.passed {
            Some(true) => "ok",
            Some(false) => "WRONG",
            None => "-",
        };
        write!(f, "{outcome:<6}{:<11}{}", self.name, self.words)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if let Some(subject) = &self.subject {
            write!(f, "{subject}: ")?;
        }
        f.write_str(&self.words)
    }
}
