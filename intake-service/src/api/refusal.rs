//! Why the ledger did not record a command, as clients learn it.

use std::time::Duration;

use hotline_common::status::{self, Violations};
use tonic::Status;

use crate::domain::rejection::{FieldViolation, Rejection};
use crate::ledger::Refusal;

/// When a client may try again while the disk is full: somebody must make room.
const ROOM_MAY_BE_MADE: Duration = Duration::from_secs(30);
/// When a client may try again otherwise.
const SOON: Duration = Duration::from_secs(1);

/// The status of a refusal.
pub(super) fn status(refusal: Refusal) -> Status {
    status_within("", refusal)
}

/// The status of a refusal of what stands in this field; the fields that it names lie within.
pub(super) fn status_within(field: &str, refusal: Refusal) -> Status {
    match refusal {
        Refusal::Rejected(rejection) => rejected(field, rejection),
        Refusal::RequestReused { subject } => status::already_exists(
            "REQUEST_ID_REUSED",
            &resource_type(subject.kind()),
            &subject.to_string(),
            "the request_id was used before, with another content",
        ),
        Refusal::Full => status::unavailable(
            "STORAGE_FULL",
            "nothing was recorded: the service's disk is full",
            ROOM_MAY_BE_MADE,
        ),
        Refusal::Unavailable => status::unavailable(
            "UNAVAILABLE",
            "it is not known whether this was recorded: repeat it with the same request_id",
            SOON,
        ),
    }
}

fn rejected(field: &str, rejection: Rejection) -> Status {
    match rejection {
        Rejection::Invalid(fields) => {
            let mut violations = Violations::new();
            violations.nested(field, |violations| {
                for FieldViolation { field, description } in fields {
                    violations.push(&field, description);
                }
            });
            violations.into_status()
        }
        Rejection::NotFound { kind, name } => status::not_found(&resource_type(kind), &name),
        Rejection::State {
            reason,
            subject,
            description,
        } => status::failed_precondition(reason, &subject.to_string(), &description),
        Rejection::Denied {
            reason,
            subject,
            description,
        } => status::permission_denied(
            reason,
            &resource_type(subject.kind()),
            &subject.to_string(),
            &description,
        ),
        Rejection::Changed { subject, etag } => {
            let (name, etag) = (subject.to_string(), etag.to_string());
            status::changed(&name, &etag)
        }
        Rejection::Exists {
            reason,
            subject,
            description,
        } => status::already_exists(
            reason,
            &resource_type(subject.kind()),
            &subject.to_string(),
            &description,
        ),
    }
}

/// The message type of a kind of resource: a `work order` is a `hotline.intake.v1/WorkOrder`.
pub(super) fn resource_type(kind: &str) -> String {
    let mut name = "hotline.intake.v1/".to_owned();
    for word in kind.split(' ') {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

#[cfg(test)]
mod tests {
    use tonic::Code;
    use tonic_types::StatusExt as _;

    use super::*;
    use crate::domain::names::Subject;

    fn reason(status: &Status) -> String {
        let details = status.get_error_details();
        details
            .error_info()
            .map(|info| info.reason.clone())
            .unwrap_or_default()
    }

    fn assignment() -> Subject {
        "workOrders/20150601-000001/assignments/1"
            .parse()
            .expect("a name")
    }

    #[test]
    fn contradicting_fields_are_an_invalid_argument_with_each_path() {
        let field = |field: &str| FieldViolation {
            field: field.to_owned(),
            description: "is wrong".to_owned(),
        };
        let rejection = || Rejection::Invalid(vec![field("complete_time"), field("reply")]);
        let refused = status(rejection().into());
        let within = status_within("complete_assignment", rejection().into());
        let paths = |status: &Status| -> Vec<String> {
            let details = status.get_error_details();
            let request = details.bad_request().expect("fields");
            let violations = request.field_violations.iter();
            violations.map(|one| one.field.clone()).collect()
        };
        assert_eq!(refused.code(), Code::InvalidArgument);
        assert_eq!(reason(&refused), "INVALID_REQUEST");
        assert_eq!(paths(&refused), ["complete_time", "reply"]);
        assert_eq!(
            paths(&within),
            [
                "complete_assignment.complete_time",
                "complete_assignment.reply"
            ]
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let refused = status(Rejection::not_found(&assignment()).into());
        let details = refused.get_error_details();
        let resource = details.resource_info().expect("the resource");
        assert_eq!(refused.code(), Code::NotFound);
        assert_eq!(resource.resource_type, "hotline.intake.v1/Assignment");
        assert_eq!(resource.resource_name, assignment().to_string());
    }

    #[test]
    fn a_state_in_the_way_is_a_failed_precondition_with_its_reason() {
        let refused = status(
            Rejection::state("ASSIGNMENT_COMPLETED", assignment(), "it is completed").into(),
        );
        let details = refused.get_error_details();
        let failure = details.precondition_failure().expect("the state");
        assert_eq!(refused.code(), Code::FailedPrecondition);
        assert_eq!(reason(&refused), "ASSIGNMENT_COMPLETED");
        assert_eq!(failure.violations[0].subject, assignment().to_string());
        assert_eq!(failure.violations[0].r#type, "ASSIGNMENT_COMPLETED");
    }

    #[test]
    fn another_content_of_the_same_identity_exists_already() {
        let rejection = Rejection::Exists {
            reason: "CALL_EXISTS",
            subject: Subject::Call(7),
            description: "another call has this id".to_owned(),
        };
        let refused = status(rejection.into());
        let details = refused.get_error_details();
        assert_eq!(refused.code(), Code::AlreadyExists);
        assert_eq!(reason(&refused), "CALL_EXISTS");
        assert_eq!(
            details.resource_info().expect("the call").resource_name,
            "calls/7"
        );
    }

    #[test]
    fn a_request_id_with_another_content_exists_already() {
        let refused = status(Refusal::RequestReused {
            subject: Subject::TypicalCase(7),
        });
        let details = refused.get_error_details();
        let resource = details.resource_info().expect("the first answer");
        assert_eq!(refused.code(), Code::AlreadyExists);
        assert_eq!(reason(&refused), "REQUEST_ID_REUSED");
        assert_eq!(resource.resource_name, "typicalCases/7");
        assert_eq!(resource.resource_type, "hotline.intake.v1/TypicalCase");
    }

    #[test]
    fn what_cannot_be_written_now_is_unavailable_with_a_delay() {
        for (refusal, expected) in [
            (Refusal::Full, "STORAGE_FULL"),
            (Refusal::Unavailable, "UNAVAILABLE"),
        ] {
            let refused = status(refusal);
            let details = refused.get_error_details();
            assert_eq!(refused.code(), Code::Unavailable);
            assert_eq!(reason(&refused), expected);
            assert!(
                details
                    .retry_info()
                    .is_some_and(|info| info.retry_delay.is_some())
            );
        }
    }
}
