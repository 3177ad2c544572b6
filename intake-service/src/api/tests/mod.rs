//! Decoding, tested request by request: what is taken, and which path each wrong field has; and the services over a ledger.

mod activity;
pub(super) mod bench;
mod calendar;
mod call;
mod cards;
mod correction;
mod deadline;
mod duplicate;
mod etags;
mod life;
mod lists;
mod names;
mod personal;
mod random;
mod registry;
mod repeat;
pub(super) mod requests;
mod services;
mod work_order;

use hotline_common::status::Violations;
use hotline_common::time::{Moment, Zone};
use sha2::{Digest as _, Sha256};
use tonic_types::StatusExt as _;

use super::context::{Context, References};
use super::write::{self, WriteRequest};
use crate::domain::command::Command;
use crate::ledger::Submission;

/// 2015-07-01T00:00:00 in Shanghai.
const NOW: i64 = 1_435_680_000_000_000;

pub(super) fn now() -> Moment {
    Moment::from_micros(NOW).expect("within bounds")
}

/// A time some seconds before the present, or after it where negative.
#[expect(clippy::unnecessary_wraps, reason = "as requests have times")]
fn before(seconds: i64) -> Option<prost_types::Timestamp> {
    Some(prost_types::Timestamp {
        seconds: NOW / 1_000_000 - seconds,
        nanos: 0,
    })
}

pub(super) fn shanghai() -> Zone {
    Zone::named("Asia/Shanghai").expect("built in")
}

/// Stands for the ledger's keyed hash.
pub(super) fn hash(parts: &[&[u8]]) -> [u8; 16] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    *hash.finalize().first_chunk().expect("long enough")
}

/// Decodes outside an import.
fn decoded<R: WriteRequest>(request: R) -> Result<Submission, Violations> {
    decoded_with(request, &References::none())
}

fn decoded_with<R: WriteRequest>(
    request: R,
    references: &References,
) -> Result<Submission, Violations> {
    let context = Context {
        now: now(),
        zone: &shanghai(),
        hash: &hash,
        references,
    };
    let mut violations = Violations::new();
    let submission = write::submission(request, &mut violations, &context);
    match submission {
        Some(submission) if violations.is_empty() => Ok(submission),
        _ => {
            assert!(!violations.is_empty(), "refused without a violation");
            Err(violations)
        }
    }
}

/// The command of a request that must be right.
fn command<R: WriteRequest>(request: R) -> Command {
    match decoded(request) {
        Ok(submission) => submission.command,
        Err(violations) => panic!("{violations:?}"),
    }
}

/// The paths of what is wrong with a request; none where it is right.
fn wrong<R: WriteRequest>(request: R) -> Vec<String> {
    decoded(request).err().map_or_else(Vec::new, paths)
}

fn paths(violations: Violations) -> Vec<String> {
    let paths: Vec<String> = violations
        .list()
        .iter()
        .map(|one| one.path.clone())
        .collect();
    // What a client gets names the same paths.
    let details = violations.into_status().get_error_details();
    let request = details.bad_request().expect("an INVALID_ARGUMENT");
    let sent = request.field_violations.iter().map(|one| one.field.clone());
    assert_eq!(sent.collect::<Vec<_>>(), paths);
    paths
}

/// A right request with one thing changed.
pub(super) fn but<R>(mut request: R, change: impl FnOnce(&mut R)) -> R {
    change(&mut request);
    request
}

/// Checks one request with one wrong thing after another against the path that each must have.
macro_rules! each_wrong_field {
    ($valid:expr, $($change:expr => $path:literal,)+) => {
        $({
            let request = crate::api::tests::but($valid, $change);
            assert_eq!(crate::api::tests::wrong(request), [$path], "{}", stringify!($change));
        })+
    };
}

use each_wrong_field;
