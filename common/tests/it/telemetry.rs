//! What gets into the logs. Logging belongs to a whole process, so the test runs itself in another one.

use std::process::Command;

use hotline_common::telemetry::{LogFormat, init};

const TEST: &str = "telemetry::a_panic_is_logged_by_its_place_and_not_by_what_it_says";
const FORMAT: &str = "HOTLINE_TEST_LOG_FORMAT";

/// What the process that is looked at does.
fn log_and_panic(format: &str) {
    let format = match format {
        "json" => LogFormat::Json,
        _ => LogFormat::Text,
    };
    init(format).unwrap();
    tracing::info!(calls = 3, "counted");
    tracing::debug!("not shown by default");
    let number = "13800138000";
    let panicked = std::thread::spawn(move || panic!("{number}")).join();
    assert!(panicked.is_err());
}

#[test]
fn a_panic_is_logged_by_its_place_and_not_by_what_it_says() {
    if let Ok(format) = std::env::var(FORMAT) {
        return log_and_panic(&format);
    }
    for (format, counted) in [("text", "calls=3"), ("json", "\"calls\":3")] {
        let output = Command::new(std::env::current_exe().unwrap())
            .args([TEST, "--exact", "--nocapture"])
            .env(FORMAT, format)
            .env_remove("NO_COLOR")
            .env_remove("RUST_LOG")
            .output()
            .unwrap();
        let log = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{log}");
        assert!(log.contains(counted), "{log}");
        assert!(!log.contains('\u{1b}'), "no colours in a file: {log}");
        assert!(log.contains("telemetry.rs:"), "{log}");
        assert!(!log.contains("13800138000"), "{log}");
        assert!(!log.contains("not shown"), "{log}");
        if format == "json" {
            assert!(log.lines().all(|line| line.starts_with('{')), "{log}");
        }
    }
}
