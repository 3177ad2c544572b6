//! Errors for clients, after Google's AIP-193: a code, a stable reason, and what it is about.
//!
//! No text here repeats what a client sent, except names of resources, which are made of codes and numbers.

mod violations;

use std::collections::HashMap;
use std::time::Duration;

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::db::DbError;

pub use violations::{Violation, Violations};

/// The domain of every `ErrorInfo` reason.
pub const DOMAIN: &str = "hotline";

/// `INVALID_REQUEST`: fields break rules; `BadRequest` lists them.
pub const INVALID_REQUEST: &str = "INVALID_REQUEST";
/// `RESOURCE_NOT_FOUND`: `ResourceInfo` says which.
pub const RESOURCE_NOT_FOUND: &str = "RESOURCE_NOT_FOUND";

/// `ETAG_MISMATCH`: the record is not as the caller saw it any more; `ErrorInfo` has its `resource` name and its `etag`.
pub const ETAG_MISMATCH: &str = "ETAG_MISMATCH";

/// `NOT_FOUND`: there is no resource of this name, for instance `("hotline.intake.v1/Unit", "units/changsha")`.
///
/// Give the name only once it has been parsed, so that it holds nothing but codes and numbers.
pub fn not_found(resource_type: &str, name: &str) -> Status {
    let mut details = reason(RESOURCE_NOT_FOUND);
    details.set_resource_info(resource_type, name, "", "there is no such resource");
    Status::with_error_details(Code::NotFound, format!("{name} does not exist"), details)
}

/// `FAILED_PRECONDITION`: the state of `subject` (a resource name) stands in the way, as `description` says.
pub fn failed_precondition(reason_code: &str, subject: &str, description: &str) -> Status {
    let mut details = reason(reason_code);
    details.add_precondition_failure_violation(reason_code, subject, description);
    Status::with_error_details(
        Code::FailedPrecondition,
        format!("{subject}: {description}"),
        details,
    )
}

/// `PERMISSION_DENIED`: whoever asks may not, as `description` says.
pub fn permission_denied(
    reason_code: &str,
    resource_type: &str,
    name: &str,
    description: &str,
) -> Status {
    let mut details = reason(reason_code);
    details.set_resource_info(resource_type, name, "", description);
    Status::with_error_details(
        Code::PermissionDenied,
        format!("{name}: {description}"),
        details,
    )
}

/// `ALREADY_EXISTS`: the resource, or the use of a request id, is there already and differs.
pub fn already_exists(
    reason_code: &str,
    resource_type: &str,
    name: &str,
    description: &str,
) -> Status {
    let mut details = reason(reason_code);
    details.set_resource_info(resource_type, name, "", description);
    let message = if name.is_empty() {
        description.to_owned()
    } else {
        format!("{name}: {description}")
    };
    Status::with_error_details(Code::AlreadyExists, message, details)
}

/// `OUT_OF_RANGE`: a position that is not there (any longer), for instance reason `FEED_RESET`.
pub fn out_of_range(reason_code: &str, description: &str) -> Status {
    Status::with_error_details(Code::OutOfRange, description, reason(reason_code))
}

/// `ABORTED`: something else happened in between; read again and decide again.
pub fn aborted(reason_code: &str, description: &str) -> Status {
    Status::with_error_details(Code::Aborted, description, reason(reason_code))
}

/// `ABORTED`: somebody else changed the record since the caller saw it; the details hold its name and its `etag` as it is now.
pub fn changed(name: &str, etag: &str) -> Status {
    let metadata = [("resource", name), ("etag", etag)];
    let metadata = metadata.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let details = ErrorDetails::with_error_info(ETAG_MISMATCH, DOMAIN, HashMap::from(metadata));
    let message = format!(
        "{name} was changed meanwhile, nothing was recorded: read it again and decide again; its etag is {etag} now"
    );
    Status::with_error_details(Code::Aborted, message, details)
}

/// `UNAVAILABLE`: try the same again after `retry_delay`, a write with the same `request_id`.
pub fn unavailable(reason_code: &str, description: &str, retry_delay: Duration) -> Status {
    let mut details = reason(reason_code);
    details.set_retry_info(Some(retry_delay));
    Status::with_error_details(Code::Unavailable, description, details)
}

/// `DEADLINE_EXCEEDED`: no answer in time. What was asked for may have been done all the same.
pub fn deadline_exceeded() -> Status {
    Status::with_error_details(
        Code::DeadlineExceeded,
        "no answer in time; a write may have been done: repeat it with the same request_id",
        reason("DEADLINE_EXCEEDED"),
    )
}

/// `INTERNAL`: a defect of ours. The client learns nothing else; log the cause where it is handled.
pub fn internal() -> Status {
    Status::with_error_details(
        Code::Internal,
        "internal error; the service's log has more",
        reason("INTERNAL"),
    )
}

/// What a client learns about a failing database, which is logged here.
///
/// What may pass, a full disk among it, is `UNAVAILABLE`; the rest is `INTERNAL`.
pub fn database(error: &DbError) -> Status {
    const SOON: Duration = Duration::from_secs(1);
    // Somebody must make room.
    const ROOM_MAY_BE_MADE: Duration = Duration::from_secs(30);
    match error {
        DbError::Full => {
            tracing::error!(%error, "the disk is full");
            unavailable(
                "STORAGE_FULL",
                "the service's disk is full; nothing was written",
                ROOM_MAY_BE_MADE,
            )
        }
        DbError::Busy | DbError::Contended | DbError::Unavailable(_) => {
            tracing::warn!(%error, "the database is busy");
            unavailable("STORAGE_BUSY", "the database is busy", SOON)
        }
        DbError::Disconnected(_)
        | DbError::CommitUnknown
        | DbError::Interrupted
        | DbError::Fatal => {
            tracing::error!(%error, "the database is unavailable");
            unavailable(
                "STORAGE_UNAVAILABLE",
                "the database is unavailable; a write may have been done: repeat it with the same request_id",
                SOON,
            )
        }
        DbError::NotFound
        | DbError::Constraint { .. }
        | DbError::Corrupt
        | DbError::Decode { .. }
        | DbError::Other(_) => {
            tracing::error!(%error, "a query failed");
            internal()
        }
    }
}

/// A wrong value as an error may show it: itself, in quotes, when it looks like a code; else only that it is one.
///
/// Only for fields that never hold personal data, such as unit codes, months and resource names.
pub fn shown(value: &str) -> String {
    const LONGEST: usize = 64;
    let is_code = value
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte));
    if !value.is_empty() && value.len() <= LONGEST && is_code {
        format!("\"{value}\"")
    } else {
        "the given value".to_owned()
    }
}

fn reason(code: &str) -> ErrorDetails {
    ErrorDetails::with_error_info(code, DOMAIN, HashMap::new())
}

#[cfg(test)]
mod tests;
