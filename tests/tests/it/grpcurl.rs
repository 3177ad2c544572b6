//! Runs `grpcurl` command lines as they stand in a document: with grpcurl itself where it is installed, else with
//! what is here, which does the same through the server's reflection for the flags that the documents use.

pub(crate) mod reflect;
mod run;
pub(crate) mod shell;

use std::ffi::OsStr;
use std::path::Path;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command as Process;

use shell::Command;

/// What a command printed, or why it failed.
pub(crate) type Outcome = Result<String, String>;

/// Who runs a `grpcurl` command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// The program itself.
    Grpcurl,
    /// What is here.
    Here,
}

impl By {
    /// grpcurl where it is installed.
    pub(crate) fn best() -> By {
        By::available()[0]
    }

    /// Whoever can, the best first.
    pub(crate) fn available() -> Vec<By> {
        let installed = on_path("grpcurl").then_some(By::Grpcurl);
        installed.into_iter().chain([By::Here]).collect()
    }

    /// Runs a `grpcurl` command.
    pub(crate) async fn run(self, command: &Command) -> Outcome {
        match self {
            By::Grpcurl => process(OsStr::new("grpcurl"), command).await,
            By::Here => run::run(command).await,
        }
    }
}

/// Runs a command of which the first word is replaced by this program.
pub(crate) async fn process(program: &OsStr, command: &Command) -> Outcome {
    let mut process = Process::new(program);
    process.args(&command.words[1..]).kill_on_drop(true);
    process.stdin(std::process::Stdio::piped());
    process.stdout(std::process::Stdio::piped());
    process.stderr(std::process::Stdio::piped());
    let mut child = process.spawn().map_err(|error| error.to_string())?;
    let mut stdin = child.stdin.take().expect("piped");
    let input = command.input.clone().unwrap_or_default();
    stdin
        .write_all(input.as_bytes())
        .await
        .map_err(|error| error.to_string())?;
    drop(stdin);
    let output = child
        .wait_with_output()
        .await
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!(
            "{}: {}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        ))
    }
}

/// Whether a program is installed.
pub(crate) fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|directory| Path::new(&directory).join(program).is_file())
}
