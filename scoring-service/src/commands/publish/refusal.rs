//! What a refusal means to a scheduler.

use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::commands::client;
use crate::exit::Exit;

/// Why a month was not published.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The exit status.
    pub(super) exit: Exit,
    /// Whether waiting a little may help.
    pub(super) may_pass: bool,
    /// For standard error.
    pub(super) words: String,
}

impl Refusal {
    pub(super) fn of(status: &Status) -> Refusal {
        let (exit, may_pass) = match status.code() {
            Code::FailedPrecondition => match client::reason(status).as_str() {
                "NOT_CAUGHT_UP" => (Exit::TryLater, true),
                "BEFORE_CUT_OFF" | "FEED_RESET" => (Exit::TryLater, false),
                "NOT_RECONCILED" => (Exit::NotReconciled, false),
                "REASON_REQUIRED" => (Exit::WrongUsage, false),
                _ => (Exit::Failed, false),
            },
            // What was asked for may have been done in spite of the deadline; asking again finds out.
            Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled => (Exit::TryLater, true),
            Code::InvalidArgument => (Exit::WrongUsage, false),
            _ => (Exit::Failed, false),
        };
        Refusal {
            exit,
            may_pass,
            words: words(status),
        }
    }
}

/// The message, and each broken identity on a line of its own.
fn words(status: &Status) -> String {
    let mut words = match status.code() {
        // Without a reason the word is the transport's, not the service's.
        Code::Unavailable if client::reason(status).is_empty() => {
            format!(
                "error: scoring-service cannot be reached: {}",
                status.message()
            )
        }
        Code::Unimplemented => {
            "error: no scoring-service answers there; is --endpoint right?".to_owned()
        }
        _ => format!("error: {}", status.message()),
    };
    if client::reason(status) == "NOT_RECONCILED" {
        "error: the month does not reconcile".clone_into(&mut words);
        let failure = status.get_details_precondition_failure();
        for violation in failure.into_iter().flat_map(|failure| failure.violations) {
            words.push_str("\n  ");
            words.push_str(&violation.r#type);
            words.push_str(": ");
            words.push_str(&violation.description);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use hotline_common::status;

    use super::*;

    #[test]
    fn a_precondition_has_the_status_of_its_reason() {
        for (reason, exit, may_pass) in [
            ("NOT_CAUGHT_UP", Exit::TryLater, true),
            ("BEFORE_CUT_OFF", Exit::TryLater, false),
            ("FEED_RESET", Exit::TryLater, false),
            ("NOT_RECONCILED", Exit::NotReconciled, false),
            ("REASON_REQUIRED", Exit::WrongUsage, false),
            ("SOMETHING_NEW", Exit::Failed, false),
        ] {
            let refusal = Refusal::of(&status::failed_precondition(
                reason,
                "rankings/2015-06",
                "x",
            ));
            assert_eq!(
                (refusal.exit, refusal.may_pass),
                (exit, may_pass),
                "{reason}"
            );
        }
    }

    #[test]
    fn what_cannot_be_reached_is_tried_later_and_what_is_wrong_is_wrong_usage() {
        let exit = |status: Status| Refusal::of(&status).exit;
        assert_eq!(exit(Status::unavailable("x")), Exit::TryLater);
        assert_eq!(exit(Status::deadline_exceeded("x")), Exit::TryLater);
        assert_eq!(exit(Status::invalid_argument("x")), Exit::WrongUsage);
        assert_eq!(exit(Status::internal("x")), Exit::Failed);
    }
}
