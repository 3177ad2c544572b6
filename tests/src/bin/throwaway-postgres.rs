//! Runs a command with a PostgreSQL server of its own: `throwaway-postgres COMMAND ARGUMENT…`.
//!
//! The command finds the server's URL in the variable `TEST_POSTGRES_URL`. The server and its files go when the command ends, whose exit
//! status is this program's. Without a command it only says whether a server can be had.
#![expect(clippy::print_stderr, reason = "it speaks to whoever runs it")]

use std::process::{Command, ExitCode};

use hotline_common::run::chain;
use hotline_common::testing::POSTGRES;
use hotline_tests::postgres::Cluster;

fn main() -> ExitCode {
    let cluster = match Cluster::start() {
        Ok(cluster) => cluster,
        Err(error) => {
            eprintln!("no PostgreSQL server: {}", chain(&error));
            return ExitCode::FAILURE;
        }
    };
    let mut words = std::env::args_os().skip(1);
    let Some(program) = words.next() else {
        eprintln!("{} can be had", cluster.version());
        return ExitCode::SUCCESS;
    };
    eprintln!("with a throwaway server: {}", cluster.version());
    let status = Command::new(&program)
        .args(words)
        .env(POSTGRES, cluster.url("postgres"))
        .status();
    match status {
        Ok(status) => status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .map_or(ExitCode::FAILURE, ExitCode::from),
        Err(error) => {
            eprintln!("{} cannot be run: {error}", program.display());
            ExitCode::FAILURE
        }
    }
}
