//! Collects everything that is wrong with a request before it is refused.

use std::collections::HashMap;
use std::fmt::Write as _;

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt as _};

use super::{DOMAIN, INVALID_REQUEST};

/// So many violations are listed at most: an answer must fit into a client's limit for headers.
const LISTED: usize = 64;
/// So many are named in the message.
const NAMED: usize = 3;

/// One field that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The field's dotted path from the request down, for instance `visit.process_grade` or `topics[2]`.
    pub path: String,
    /// The rule it breaks, without the value.
    pub description: String,
}

/// The violations of one request, each with its path.
///
/// Decoding goes on after a violation, so that a client learns of all of them at once.
#[derive(Debug, Default)]
pub struct Violations {
    prefix: String,
    list: Vec<Violation>,
}

impl Violations {
    /// None so far.
    pub fn new() -> Violations {
        Violations::default()
    }

    /// Adds one. `path` is relative to the message that is being decoded; empty for that message itself.
    pub fn push(&mut self, path: &str, description: impl Into<String>) {
        let violation = Violation {
            path: self.full(path),
            description: description.into(),
        };
        self.list.push(violation);
    }

    /// Decodes a nested message: paths within `decode` are relative to `path`.
    pub fn nested<T>(&mut self, path: &str, decode: impl FnOnce(&mut Violations) -> T) -> T {
        let outer = self.full(path);
        let outer = std::mem::replace(&mut self.prefix, outer);
        let value = decode(self);
        self.prefix = outer;
        value
    }

    /// Decodes one element of a repeated field: paths within `decode` are relative to `path[index]`.
    pub fn element<T>(
        &mut self,
        path: &str,
        index: usize,
        decode: impl FnOnce(&mut Violations) -> T,
    ) -> T {
        self.nested(&format!("{path}[{index}]"), decode)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All so far, in the order in which they were found.
    pub fn list(&self) -> &[Violation] {
        &self.list
    }

    /// All of them.
    pub fn into_list(self) -> Vec<Violation> {
        self.list
    }

    /// The value when nothing is wrong. A missing value (`None`) must have its violation.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` with every violation.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Status> {
        match value {
            Some(value) if self.list.is_empty() => Ok(value),
            _ => Err(self.into_status()),
        }
    }

    /// `INVALID_ARGUMENT` with every violation.
    pub fn into_status(mut self) -> Status {
        debug_assert!(!self.list.is_empty(), "a refused request breaks a rule");
        let message = self.message();
        if LISTED < self.list.len() {
            let more = self.list.len() - (LISTED - 1);
            self.list.truncate(LISTED - 1);
            self.list.push(Violation {
                path: String::new(),
                description: format!("and {more} more violations"),
            });
        }
        let mut details = ErrorDetails::with_error_info(INVALID_REQUEST, DOMAIN, HashMap::new());
        let fields = self
            .list
            .into_iter()
            .map(|violation| FieldViolation::new(violation.path, violation.description));
        details.set_bad_request(fields.collect::<Vec<_>>());
        Status::with_error_details(Code::InvalidArgument, message, details)
    }

    /// The first violations in one line.
    fn message(&self) -> String {
        let mut message = "invalid request".to_owned();
        for (index, violation) in self.list.iter().take(NAMED).enumerate() {
            let separator = if index == 0 { ": " } else { "; " };
            message.push_str(separator);
            if !violation.path.is_empty() {
                message.push_str(&violation.path);
                message.push(' ');
            }
            message.push_str(&violation.description);
        }
        if NAMED < self.list.len() {
            let _ = write!(message, "; and {} more", self.list.len() - NAMED);
        }
        message
    }

    fn full(&self, path: &str) -> String {
        match (self.prefix.is_empty(), path.is_empty()) {
            (true, _) => path.to_owned(),
            (false, true) => self.prefix.clone(),
            (false, false) => format!("{}.{path}", self.prefix),
        }
    }
}

impl From<Violations> for Status {
    fn from(violations: Violations) -> Status {
        violations.into_status()
    }
}
