//! Exit statuses, after BSD's sysexits.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, or nothing to do.
    Done,
    /// Wrong usage (`EX_USAGE`).
    WrongUsage,
    /// Not whole yet: run it again (`EX_TEMPFAIL`).
    TryLater,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::WrongUsage => 64,
            Exit::TryLater => 75,
        })
    }
}
