//! What an error says beside its code.

use tonic::Status;
use tonic_types::StatusExt as _;

/// The stable reason of the error.
pub(crate) fn reason(status: &Status) -> String {
    let details = status.get_error_details();
    details
        .error_info()
        .map_or_else(String::new, |info| info.reason.clone())
}

/// The paths of the fields that are wrong, sorted, each once.
pub(crate) fn fields(status: &Status) -> Vec<String> {
    let details = status.get_error_details();
    let mut fields: Vec<String> = details
        .bad_request()
        .map(|bad| {
            bad.field_violations
                .iter()
                .map(|violation| violation.field.clone())
                .collect()
        })
        .unwrap_or_default();
    fields.sort();
    fields.dedup();
    fields
}

/// The name of the resource that is missing, or there already.
pub(crate) fn resource(status: &Status) -> String {
    let details = status.get_error_details();
    details
        .resource_info()
        .map_or_else(String::new, |info| info.resource_name.clone())
}

/// What the state that stands in the way is a state of.
pub(crate) fn precondition_subject(status: &Status) -> String {
    let details = status.get_error_details();
    details
        .precondition_failure()
        .and_then(|failure| failure.violations.first())
        .map_or_else(String::new, |violation| violation.subject.clone())
}
