//! What the tests share.

pub(crate) mod dynamic;
pub(crate) mod errors;
pub(crate) mod feed;
pub(crate) mod sample;
pub(crate) mod scene;

use hotline_tests::pair::Pair;
use hotline_tests::service::{Launch, Service};
use prost_types::Timestamp;
use tempfile::TempDir;

/// Both services in a directory of their own, which goes when this goes.
pub(crate) struct Running {
    pub(crate) pair: Pair,
    pub(crate) directory: TempDir,
}

/// A directory for a test's files.
pub(crate) fn directory() -> TempDir {
    tempfile::tempdir().expect("a temporary directory")
}

/// Starts both services.
pub(crate) async fn start_pair() -> Running {
    let directory = directory();
    let pair = Pair::start(directory.path())
        .await
        .expect("both services start");
    Running { pair, directory }
}

/// Starts intake alone.
pub(crate) async fn start_intake() -> (Service, TempDir) {
    let directory = directory();
    let intake = Launch::intake(directory.path())
        .start()
        .await
        .expect("intake starts");
    (intake, directory)
}

/// An instant, for instance `2015-06-01T01:00:00Z`.
#[expect(
    clippy::unnecessary_wraps,
    reason = "a message field is an Option in the generated types"
)]
pub(crate) fn at(text: &str) -> Option<Timestamp> {
    let instant: jiff::Timestamp = text.parse().expect("an instant");
    Some(Timestamp {
        seconds: instant.as_second(),
        nanos: instant.subsec_nanosecond(),
    })
}

/// Numbers that differ from one to the next and are the same in each run.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        // Knuth's MMIX generator; its high bits are good.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// A request id.
pub(crate) fn request_id(number: usize) -> String {
    format!("6ba7b810-9dad-41d1-80b4-{number:012x}")
}

/// Whether this run is for another kind of database than a test is about; it says so.
#[expect(clippy::print_stderr, reason = "says that the test was not run")]
pub(crate) fn only_for_a_file() -> bool {
    let other = hotline_common::testing::postgres().is_some();
    if other {
        eprintln!("not run on PostgreSQL: it is about a file of SQLite");
    }
    other
}
