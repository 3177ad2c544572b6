//! The commands against a running service, by their exit statuses.

use std::ffi::OsString;
use std::process::ExitCode;

use super::Service;
use crate::cli;
use crate::exit::Exit;
use crate::testing::moment;

/// Runs a command line on a thread of its own, as a process would.
async fn run(service: &Service, arguments: &[&str]) -> ExitCode {
    let mut line: Vec<OsString> = vec!["scoring-service".into()];
    line.extend(arguments.iter().map(OsString::from));
    line.extend(["--endpoint".into(), OsString::from(&service.endpoint)]);
    tokio::task::spawn_blocking(|| cli::main(line))
        .await
        .expect("no panic")
}

async fn publish(service: &Service, more: &[&str]) -> ExitCode {
    let arguments = [&["publish", "--month", "2015-06", "--wait", "0"], more].concat();
    run(service, &arguments).await
}

#[tokio::test]
async fn publish_ends_with_the_status_that_a_scheduler_needs() {
    let service = Service::june().await;
    let status = |exit: Exit| ExitCode::from(exit.status());

    service.clock.set(moment("2015-07-10T23:59:59+08:00"));
    assert_eq!(publish(&service, &[]).await, status(Exit::TryLater));
    service.clock.set(crate::testing::now());
    assert_eq!(
        publish(&service, &["--accept-broken", "gravity"]).await,
        status(Exit::WrongUsage)
    );
    assert_eq!(
        publish(&service, &["--issue", "0"]).await,
        status(Exit::WrongUsage)
    );
    assert_eq!(
        publish(&service, &["--issue", "7", "--date", "2015-07-12"]).await,
        status(Exit::Done)
    );
    assert_eq!(publish(&service, &[]).await, status(Exit::Done));
    let sealed = service
        .ranking("rankings/2015-06")
        .await
        .expect("a ranking")
        .seal
        .expect("a seal");
    assert_eq!(
        (
            sealed.revision,
            sealed.issue_number,
            sealed.issue_date.as_str()
        ),
        (1, 7, "2015-07-12")
    );

    service
        .intake
        .add(|feed| feed.completed(3, 1, "2015-06-19T10:00:00+08:00"));
    service.caught_up().await;
    assert_eq!(publish(&service, &[]).await, status(Exit::WrongUsage));
    service
        .store
        .execute("UPDATE tallies SET count = count + 1 WHERE subject = 'a' AND measure = 1")
        .expect("a slip");
    assert_eq!(
        publish(&service, &["--reason", "late"]).await,
        status(Exit::NotReconciled)
    );
    assert_eq!(run(&service, &["rebuild"]).await, status(Exit::Done));
    service.caught_up().await;
    assert_eq!(
        publish(&service, &["--reason", "late"]).await,
        status(Exit::Done)
    );
}

#[tokio::test]
async fn what_cannot_be_reached_is_tried_later() {
    let service = Service::june().await;
    let nobody = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        format!("http://{}", listener.local_addr().expect("an address"))
    };
    let line = [
        "scoring-service",
        "publish",
        "--month",
        "2015-06",
        "--wait",
        "0",
        "--endpoint",
        &nobody,
    ]
    .map(OsString::from);
    let status = tokio::task::spawn_blocking(|| cli::main(line))
        .await
        .expect("no panic");
    assert_eq!(status, ExitCode::from(75));
    drop(service);
}

#[test]
fn wrong_usage_is_64_and_help_is_0() {
    let status = |line: &[&str]| cli::main(line.iter().map(OsString::from));
    for wrong in [
        &["scoring-service"][..],
        &["scoring-service", "publish"],
        &["scoring-service", "publish", "--month", "2015-13"],
        &[
            "scoring-service",
            "publish",
            "--month",
            "2015-06",
            "--endpoint",
            "nowhere",
        ],
        &[
            "scoring-service",
            "publish",
            "--month",
            "2015-06",
            "--wait",
            "18446744073709551615",
        ],
        &["scoring-service", "serve", "--publish-schedule", "monthly"],
        &["scoring-service", "serve", "--database-url", "mysql://x"],
    ] {
        assert_eq!(status(wrong), ExitCode::from(64), "{wrong:?}");
    }
    assert_eq!(status(&["scoring-service", "--help"]), ExitCode::SUCCESS);
    assert_eq!(
        status(&["scoring-service", "publish", "--help"]),
        ExitCode::SUCCESS
    );
}
