//! Exit statuses, after BSD's sysexits: what a scheduler needs to know.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, or done already.
    Done,
    /// A fault that is none of the others.
    Failed,
    /// Wrong usage (`EX_USAGE`).
    WrongUsage,
    /// The month does not reconcile (`EX_DATAERR`).
    NotReconciled,
    /// Not yet: try again later (`EX_TEMPFAIL`).
    TryLater,
}

impl Exit {
    /// The number.
    pub const fn status(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::WrongUsage => 64,
            Exit::NotReconciled => 65,
            Exit::TryLater => 75,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.status())
    }
}
