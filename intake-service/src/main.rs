//! The intake service's program.

use std::process::ExitCode;

fn main() -> ExitCode {
    intake_service::cli::main(std::env::args_os())
}
