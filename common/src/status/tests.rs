use std::fmt::Write as _;

use tonic_types::ErrorDetail;

use super::*;

/// Everything that a client sees of a status.
fn seen(status: &Status) -> String {
    let mut text = format!("{:?}: {}\n", status.code(), status.message());
    for detail in status.check_error_details_vec().expect("readable details") {
        let line = match detail {
            ErrorDetail::ErrorInfo(info) => {
                assert!(info.metadata.is_empty());
                format!("ErrorInfo {} {}", info.domain, info.reason)
            }
            ErrorDetail::ResourceInfo(info) => format!(
                "ResourceInfo {} {:?} {}",
                info.resource_type, info.resource_name, info.description
            ),
            ErrorDetail::PreconditionFailure(failure) => failure
                .violations
                .iter()
                .map(|it| {
                    format!(
                        "PreconditionFailure {} {} {}",
                        it.r#type, it.subject, it.description
                    )
                })
                .collect::<Vec<_>>()
                .join("\n"),
            ErrorDetail::BadRequest(request) => request
                .field_violations
                .iter()
                .map(|it| format!("BadRequest {:?} {}", it.field, it.description))
                .collect::<Vec<_>>()
                .join("\n"),
            ErrorDetail::RetryInfo(info) => format!("RetryInfo {:?}", info.retry_delay),
            other => format!("{other:?}"),
        };
        writeln!(text, "{line}").expect("a string takes text");
    }
    text
}

#[test]
fn each_status_has_its_code_its_reason_and_what_it_is_about() {
    assert_eq!(
        seen(&not_found("hotline.intake.v1/Unit", "units/x")),
        "NotFound: units/x does not exist\n\
         ErrorInfo hotline RESOURCE_NOT_FOUND\n\
         ResourceInfo hotline.intake.v1/Unit \"units/x\" there is no such resource\n"
    );
    assert_eq!(
        seen(&failed_precondition(
            "ALREADY_COMPLETED",
            "workOrders/1/assignments/1",
            "is completed"
        )),
        "FailedPrecondition: workOrders/1/assignments/1: is completed\n\
         ErrorInfo hotline ALREADY_COMPLETED\n\
         PreconditionFailure ALREADY_COMPLETED workOrders/1/assignments/1 is completed\n"
    );
    assert_eq!(
        seen(&already_exists(
            "REQUEST_ID_REUSED",
            "hotline/Request",
            "",
            "the request_id was used before"
        )),
        "AlreadyExists: the request_id was used before\n\
         ErrorInfo hotline REQUEST_ID_REUSED\n\
         ResourceInfo hotline/Request \"\" the request_id was used before\n"
    );
    assert_eq!(
        seen(&already_exists(
            "UNIT_EXISTS",
            "hotline.intake.v1/Unit",
            "units/x",
            "exists"
        )),
        "AlreadyExists: units/x: exists\n\
         ErrorInfo hotline UNIT_EXISTS\n\
         ResourceInfo hotline.intake.v1/Unit \"units/x\" exists\n"
    );
    assert_eq!(
        seen(&out_of_range("FEED_RESET", "the cursor is of another feed")),
        "OutOfRange: the cursor is of another feed\nErrorInfo hotline FEED_RESET\n"
    );
    assert_eq!(
        seen(&aborted("CHANGED", "somebody else changed it")),
        "Aborted: somebody else changed it\nErrorInfo hotline CHANGED\n"
    );
    assert_eq!(
        seen(&unavailable(
            "LEDGER_FULL",
            "too many writes wait",
            Duration::from_millis(1500)
        )),
        "Unavailable: too many writes wait\n\
         RetryInfo Some(1.5s)\n\
         ErrorInfo hotline LEDGER_FULL\n"
    );
    assert_eq!(
        seen(&deadline_exceeded()),
        "DeadlineExceeded: no answer in time; a write may have been done: repeat it with the same request_id\n\
         ErrorInfo hotline DEADLINE_EXCEEDED\n"
    );
    assert_eq!(
        seen(&internal()),
        "Internal: internal error; the service's log has more\nErrorInfo hotline INTERNAL\n"
    );
}

#[test]
fn a_failing_database_is_never_the_fault_of_the_client() {
    let wait = Duration::from_secs(10);
    for (error, code) in [
        (DbError::Full, Code::Unavailable),
        (DbError::Busy, Code::Unavailable),
        (DbError::Unavailable(wait), Code::Unavailable),
        (DbError::Disconnected("gone".to_owned()), Code::Unavailable),
        (DbError::Interrupted, Code::Unavailable),
        (DbError::Fatal, Code::Unavailable),
        (DbError::NotFound, Code::Internal),
        (DbError::Corrupt, Code::Internal),
        (DbError::Decode { column: None }, Code::Internal),
        (
            DbError::Other("no such table: x".to_owned()),
            Code::Internal,
        ),
    ] {
        let status = database(&error);
        assert_eq!(status.code(), code, "{error}");
        if code == Code::Internal {
            assert_eq!(seen(&status), seen(&internal()));
        }
    }
}

#[test]
fn every_violation_carries_its_path() {
    let mut violations = Violations::new();
    violations.push("channel", "must be given");
    violations.nested("visit", |violations| {
        violations.push("process_grade", "must be given");
        violations.element("topics", 2, |violations| {
            violations.push("", "is not known");
            violations.push("code", "is required");
        });
        violations.push("time", "is required");
    });
    violations.push("unit", "is required");
    assert_eq!(
        seen(&violations.into_status()),
        "InvalidArgument: invalid request: channel must be given; visit.process_grade must be given; \
         visit.topics[2] is not known; and 3 more\n\
         ErrorInfo hotline INVALID_REQUEST\n\
         BadRequest \"channel\" must be given\n\
         BadRequest \"visit.process_grade\" must be given\n\
         BadRequest \"visit.topics[2]\" is not known\n\
         BadRequest \"visit.topics[2].code\" is required\n\
         BadRequest \"visit.time\" is required\n\
         BadRequest \"unit\" is required\n"
    );
}

#[test]
fn a_flood_of_violations_fits_into_the_headers_of_an_answer() {
    let mut violations = Violations::new();
    for index in 0..100_000 {
        violations.element("records", index, |record| {
            record.push(
                "caller.number",
                "must be one line without control characters",
            );
        });
    }
    let status = violations.into_status();
    let details = status.get_details_bad_request().expect("a bad request");
    let last = details.field_violations.last().expect("the rest");
    assert_eq!(last.description, "and 99937 more violations");
    // Base64 makes it a third larger; 16 KiB is a common limit.
    assert!(
        status.details().len() < 11_000,
        "{}",
        status.details().len()
    );
}

#[test]
fn a_value_is_given_only_when_nothing_is_wrong() {
    assert_eq!(
        Violations::new().finish(Some(1)).expect("nothing is wrong"),
        1
    );
    let mut violations = Violations::new();
    violations.push("month", "is required");
    let status = violations.finish(Some(1)).expect_err("a violation");
    assert_eq!(status.code(), Code::InvalidArgument);
}

#[test]
fn only_what_looks_like_a_code_is_shown() {
    assert_eq!(shown("2015-13"), "\"2015-13\"");
    assert_eq!(shown("units/chang.sha_1"), "\"units/chang.sha_1\"");
    for value in ["", "张三", "a b", "x\n", "<script>", &"x".repeat(65)] {
        assert_eq!(shown(value), "the given value");
    }
}
