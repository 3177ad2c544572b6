//! A disk that fails in the middle of a commit stops intake (design §10.2): nobody knows what is on it.

use std::ffi::OsStr;

use hotline_proto::intake::ListCallsRequest;
use hotline_tests::pair::IntakeClients;
use hotline_tests::service::Launch;
use tonic::Code;

use crate::support::{directory, only_for_a_file, sample};

/// A write beyond this many blocks of 512 bytes fails, and SQLite takes that for an I/O error. The new database fits.
const LIMIT: &str = "trap '' XFSZ; ulimit -f 1600; exec \"$@\"";
/// So many calls do not fit.
const MOST: usize = 5_000;

#[tokio::test]
async fn a_disk_that_fails_stops_intake_and_what_was_acknowledged_is_there_afterwards() {
    if only_for_a_file() {
        return;
    }
    let directory = directory();
    let launch = Launch::intake(directory.path());
    let wrapper = ["sh", "-c", LIMIT, "sh"].map(OsStr::new);
    let mut intake = launch
        .clone()
        .through(&wrapper)
        .start()
        .await
        .expect("intake starts");
    let mut calls = IntakeClients::new(&intake).calls;
    let mut acknowledged = 0;
    let refusal = loop {
        match calls
            .record_call(sample::call(&format!("disk-{acknowledged}")))
            .await
        {
            Ok(_) => acknowledged += 1,
            Err(status) => break status,
        }
        assert!(acknowledged < MOST, "the disk never failed");
    };
    assert_eq!(refusal.code(), Code::Unavailable, "{refusal:?}");
    assert!(
        0 < acknowledged,
        "the database was made, and some calls fit"
    );
    let status = intake.wait().await.expect("intake stops by itself");
    assert_eq!(status.code(), Some(1), "{}", intake.log());
    assert!(intake.log().contains("disk"), "the log says why");

    let intake = launch
        .start()
        .await
        .expect("intake starts on a disk that works");
    let mut calls = IntakeClients::new(&intake).calls;
    let mut there = 0;
    let mut page_token = String::new();
    loop {
        let request = ListCallsRequest {
            page_size: 1_000,
            page_token,
            ..ListCallsRequest::default()
        };
        let page = calls
            .list_calls(request)
            .await
            .expect("a page")
            .into_inner();
        there += page.calls.len();
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    // The call that failed may be there or not; what was acknowledged is.
    assert!(
        (acknowledged..=acknowledged + 1).contains(&there),
        "{acknowledged} acknowledged, {there} there"
    );
}
