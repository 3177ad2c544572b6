//! From `main` into the asynchronous world and back with an exit status.

use std::error::Error;
use std::future::Future;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

/// How long blocking work may go on after the service has ended.
const LAST_WORK: Duration = Duration::from_secs(2);

/// Runs a service to its end on all cores: status 0 when it succeeds, 1 when it fails.
///
/// A failure is told on standard error with its causes. Work that still blocks a thread does not hold the exit up.
pub fn run<E, F>(service: F) -> ExitCode
where
    E: Into<Box<dyn Error + Send + Sync>>,
    F: Future<Output = Result<(), E>>,
{
    run_to(async { service.await.map(|()| ExitCode::SUCCESS) })
}

/// As [`run`], for a command that chooses its own exit status when it succeeds.
pub fn run_to<E, F>(command: F) -> ExitCode
where
    E: Into<Box<dyn Error + Send + Sync>>,
    F: Future<Output = Result<ExitCode, E>>,
{
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    let outcome = runtime.block_on(command);
    runtime.shutdown_timeout(LAST_WORK);
    match outcome {
        Ok(status) => status,
        Err(error) => failed(error.into().as_ref()),
    }
}

/// An error and its causes in one line: `first: second: third`.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

fn failed(error: &(dyn Error + 'static)) -> ExitCode {
    // Logging may not be set up, so this goes to standard error directly; nothing can be done when that fails.
    let _ = writeln!(std::io::stderr(), "error: {}", chain(error));
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("outer")]
    struct Outer(#[source] std::fmt::Error);

    #[test]
    fn a_chain_names_every_cause_once() {
        assert_eq!(
            chain(&Outer(std::fmt::Error)),
            "outer: an error occurred when formatting an argument"
        );
    }

    #[test]
    fn success_and_failure_have_their_own_status() {
        assert_eq!(run(async { Ok::<_, Outer>(()) }), ExitCode::SUCCESS);
        assert_eq!(
            run(async { Err(Outer(std::fmt::Error)) }),
            ExitCode::FAILURE
        );
    }

    #[test]
    fn work_that_blocks_for_ever_does_not_hold_the_exit_up() {
        let status = run(async {
            tokio::task::spawn_blocking(std::thread::park);
            Ok::<_, Outer>(())
        });
        assert_eq!(status, ExitCode::SUCCESS);
    }
}
