//! What goes wrong, as clients learn of it.

use std::collections::HashMap;
use std::time::Duration;

use hotline_common::db::DbError;
use hotline_common::status::{self, DOMAIN};
use hotline_common::time::Month;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, PreconditionViolation, StatusExt as _};

use crate::encode::identity;
use crate::figures::FiguresError;
use crate::publisher::PublisherError;
use crate::publishing::PublishError;
use crate::score::Identity;
use crate::store::requests::RequestError;

/// When a client may try again after nothing was pulled or intake was away.
const SOON: Duration = Duration::from_secs(2);

pub(super) fn database(error: &DbError) -> Status {
    status::database(error)
}

pub(super) fn figures(error: &FiguresError) -> Status {
    match error {
        FiguresError::NothingPulled => status::unavailable(
            "NOTHING_PULLED",
            "nothing was pulled from intake yet; try again when it can be reached",
            SOON,
        ),
        FiguresError::Forgotten => status::unavailable(
            "REBUILDING",
            "what was pulled is forgotten and pulled again; try again when it has caught up",
            SOON,
        ),
        FiguresError::Store(error) => database(error),
    }
}

pub(super) fn publisher(month: Month, error: &PublisherError) -> Status {
    match error {
        PublisherError::IntakeUnreachable(_) => {
            tracing::warn!(%error, %month, "not published");
            status::unavailable("INTAKE_UNREACHABLE", "intake cannot be reached", SOON)
        }
        PublisherError::Refused(error) => refused(month, error),
    }
}

fn refused(month: Month, error: &PublishError) -> Status {
    let subject = format!("rankings/{month}");
    let failed = |reason| status::failed_precondition(reason, &subject, &error.to_string());
    match error {
        PublishError::BeforeCutOff { .. } => failed("BEFORE_CUT_OFF"),
        PublishError::NotCaughtUp { .. } => failed("NOT_CAUGHT_UP"),
        PublishError::FeedReset => failed("FEED_RESET"),
        PublishError::ReasonRequired { .. } => failed("REASON_REQUIRED"),
        PublishError::NotReconciled(broken) => not_reconciled(&subject, broken),
        PublishError::RequestReused { subject } => request_reused(subject),
        PublishError::Figures(error) => figures(error),
    }
}

pub(super) fn request(error: &RequestError) -> Status {
    match error {
        RequestError::Reused { subject } => request_reused(subject),
        RequestError::Store(error) => database(error),
    }
}

fn request_reused(subject: &str) -> Status {
    let kind = if subject.starts_with("policies/") {
        "Policy"
    } else {
        "Ranking"
    };
    status::already_exists(
        "REQUEST_ID_REUSED",
        &format!("hotline.scoring.v1/{kind}"),
        subject,
        "the request_id was used before, with another content",
    )
}

/// One violation for each broken identity; its type is the name by which it can be accepted.
fn not_reconciled(subject: &str, broken: &[Identity]) -> Status {
    const REASON: &str = "NOT_RECONCILED";
    let mut details = ErrorDetails::with_error_info(REASON, DOMAIN, HashMap::new());
    details.set_precondition_failure(
        broken
            .iter()
            .map(|broken| {
                PreconditionViolation::new(broken.name.name(), subject, identity::in_words(broken))
            })
            .collect::<Vec<_>>(),
    );
    let words: Vec<String> = broken
        .iter()
        .map(|broken| format!("{}: {}", broken.name.name(), identity::in_words(broken)))
        .collect();
    Status::with_error_details(
        Code::FailedPrecondition,
        format!("{subject} does not reconcile: {}", words.join("; ")),
        details,
    )
}
