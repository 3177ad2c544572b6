//! What is acknowledged is on disk: seen in the system calls, since a killed process keeps the page cache.

use std::ffi::OsStr;
use std::time::Duration;

use hotline_tests::pair::IntakeClients;
use hotline_tests::service::Launch;

use crate::grpcurl::on_path;
use crate::support::{directory, only_for_a_file, sample};

/// An id of a call that stands in the request, in the answer, and nowhere else.
const MARK: &str = "marked-call-of-the-syscall-test";

#[tokio::test]
#[expect(clippy::print_stderr, reason = "says that it could not look")]
async fn between_receiving_a_call_and_answering_it_the_disk_has_confirmed_it() {
    if !on_path("strace") {
        assert!(std::env::var("CI").is_err(), "CI has strace");
        eprintln!("NOT RUN: strace is not installed");
        return;
    }
    if only_for_a_file() {
        return;
    }
    let directory = directory();
    let trace = directory.path().join("trace");
    let wrapper = ["strace", "-D", "-f", "-s", "8192", "-o"].map(OsStr::new);
    let calls = "trace=read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,fsync,fdatasync";
    let mut wrapper = wrapper.to_vec();
    wrapper.extend([trace.as_os_str(), OsStr::new("-e"), OsStr::new(calls)]);
    let intake = Launch::intake(directory.path())
        .through(&wrapper)
        .start()
        .await;
    let intake = intake.expect("intake starts under strace");
    let clients = IntakeClients::new(&intake);
    clients
        .calls
        .clone()
        .record_call(sample::call(MARK))
        .await
        .expect("it is recorded");
    assert!(intake.terminate().await.expect("intake ends").success());

    let lines = finished(&trace).await;
    let find = |calls: &[&str], marked: bool, from: usize| {
        let found = lines[from..].iter().position(|line| {
            calls.iter().any(|call| line.contains(call)) && (!marked || line.contains(MARK))
        });
        found.map(|position| from + position)
    };
    let received = find(
        &["read(", "readv(", "recvfrom(", "recvmsg(", "resumed>\""],
        true,
        0,
    );
    let received = received.expect("the request is read");
    let answered = find(
        &["write(", "writev(", "sendto(", "sendmsg("],
        true,
        received,
    );
    let answered = answered.expect("the answer is sent");
    let synced = (received..answered).any(|line| {
        let line = &lines[line];
        (line.contains("fdatasync") || line.contains("fsync")) && line.trim_end().ends_with("= 0")
    });
    assert!(
        synced,
        "nothing reached the disk in\n{}",
        lines[received..=answered].join("\n")
    );
}

/// The lines of the trace once the tracer has seen the process end.
async fn finished(trace: &std::path::Path) -> Vec<String> {
    for _ in 0..1_000 {
        let text = std::fs::read(trace).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let text = text.unwrap_or_default();
        if text
            .lines()
            .last()
            .is_some_and(|line| line.contains("+++ exited"))
        {
            return text.lines().map(str::to_owned).collect();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the tracer does not end");
}
