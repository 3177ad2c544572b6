//! The intake service's program: parses the command line and starts.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use hotline_common::run::{run, run_to};
use intake_service::commands::import::{Import, import};
use intake_service::serve::{Serve, serve};

/// Records the calls and work orders of a citizen hotline, and all that happens to them
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve gRPC until SIGINT or SIGTERM
    Serve(Box<Serve>),
    /// Bring another system's export in: CSV by a map, or lines of JSON
    Import(Box<Import>),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Serve(flags) => run(serve(*flags)),
        Command::Import(flags) => run_to(import(*flags)),
    }
}
