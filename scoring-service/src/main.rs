//! The scoring service's program.

use std::process::ExitCode;

fn main() -> ExitCode {
    scoring_service::cli::main(std::env::args_os())
}
