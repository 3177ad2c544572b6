//! The intake service's program: parses the command line and starts.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use hotline_common::run::run;
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
    Serve(Serve),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Serve(flags) => run(serve(flags)),
    }
}
