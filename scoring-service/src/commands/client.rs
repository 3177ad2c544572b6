//! What the commands have in common: the connection, and how refusals are told.

use std::io::Write as _;
use std::time::Duration;

use tonic::Status;
use tonic::transport::{Channel, Endpoint};
use tonic_types::StatusExt as _;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(120);

/// A connection that is made when it is needed.
pub(super) fn connect(endpoint: &Endpoint) -> Channel {
    endpoint
        .clone()
        .connect_timeout(CONNECT)
        .timeout(ANSWER)
        .connect_lazy()
}

/// The stable reason of a refusal; empty without one.
pub(super) fn reason(status: &Status) -> String {
    status
        .get_details_error_info()
        .map(|info| info.reason)
        .unwrap_or_default()
}

/// A line on standard error. Nothing can be done when that fails.
pub(super) fn tell(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
