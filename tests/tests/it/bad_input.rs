//! Wrong requests get the code, the stable reason and every wrong field; and nothing is written.

mod everything;
mod intake;
mod scoring;
mod states;

use std::fmt::Debug;

use tonic::{Code, Response, Status};

use crate::support::errors::{fields, reason};

/// Collects what is not as it should be, so that a test tells all of it at once.
#[derive(Default)]
struct Refusals {
    problems: Vec<String>,
}

impl Refusals {
    /// The answer must be this error.
    fn expect<T: Debug>(
        &mut self,
        what: &str,
        answer: Result<Response<T>, Status>,
        code: Code,
        wanted_reason: &str,
        wanted_fields: &[&str],
    ) {
        let problem = match answer {
            Ok(answer) => format!("was accepted: {:?}", answer.into_inner()),
            Err(status) => {
                let found = (status.code(), reason(&status), fields(&status));
                if found.0 == code && found.1 == wanted_reason && found.2 == wanted_fields {
                    return;
                }
                format!(
                    "expected {:?}, found {found:?}: {}",
                    (code, wanted_reason, wanted_fields),
                    status.message()
                )
            }
        };
        self.problems.push(format!("{what}: {problem}"));
    }

    /// `INVALID_ARGUMENT` with these fields.
    fn invalid<T: Debug>(
        &mut self,
        what: &str,
        answer: Result<Response<T>, Status>,
        wanted_fields: &[&str],
    ) {
        self.expect(
            what,
            answer,
            Code::InvalidArgument,
            "INVALID_REQUEST",
            wanted_fields,
        );
    }

    /// `NOT_FOUND`.
    fn missing<T: Debug>(&mut self, what: &str, answer: Result<Response<T>, Status>) {
        self.expect(what, answer, Code::NotFound, "RESOURCE_NOT_FOUND", &[]);
    }

    /// `FAILED_PRECONDITION` with this reason.
    fn state<T: Debug>(&mut self, answer: Result<Response<T>, Status>, wanted_reason: &str) {
        self.expect(
            wanted_reason,
            answer,
            Code::FailedPrecondition,
            wanted_reason,
            &[],
        );
    }

    /// `ALREADY_EXISTS` with this reason.
    fn exists<T: Debug>(&mut self, answer: Result<Response<T>, Status>, wanted_reason: &str) {
        self.expect(
            wanted_reason,
            answer,
            Code::AlreadyExists,
            wanted_reason,
            &[],
        );
    }

    fn assert_none(self) {
        assert!(self.problems.is_empty(), "\n{}", self.problems.join("\n"));
    }
}
