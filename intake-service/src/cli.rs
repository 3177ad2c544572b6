//! The command line.

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use hotline_common::run::{run, run_to};

use crate::commands::import::{Import, import};
use crate::commands::{Exit, Migrate, NewKey, Purge, Rekey, migrate, new_key, purge, rekey};
use crate::serve::{Serve, serve};

/// Records the calls and work orders of a citizen hotline, and all that happens to them
#[derive(Debug, Parser)]
#[command(name = "intake-service", version)]
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
    /// Bring the database's schema up to date, and distribute it over a cluster where that is wanted
    Migrate(Migrate),
    /// Make a key that seals personal data from now on
    NewKey(NewKey),
    /// Seal with the active key what older keys sealed; while the service runs
    #[command(after_help = STATUSES)]
    Rekey(Rekey),
    /// Remove personal data older than a set age; while the service runs. No figure changes
    #[command(after_help = STATUSES)]
    Purge(Purge),
}

const STATUSES: &str = "\
Exit status:
   0  done, or nothing to do
   1  failed; standard error says why
  64  wrong usage
  75  not whole, because the service was in the way: run it again";

/// Runs the command that the arguments name.
pub fn main(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> ExitCode {
    match Arguments::try_parse_from(arguments) {
        Ok(Arguments { command }) => match command {
            Command::Serve(flags) => run(serve(*flags)),
            Command::Import(flags) => run_to(import(*flags)),
            Command::Migrate(flags) => run_to(migrate(flags)),
            Command::NewKey(flags) => run_to(new_key(flags)),
            Command::Rekey(flags) => run_to(rekey(flags)),
            Command::Purge(flags) => run_to(purge(flags)),
        },
        Err(error) => {
            // Nothing can be done when the terminal is gone.
            let _ = error.print();
            let _ = std::io::stdout().flush();
            if error.use_stderr() {
                Exit::WrongUsage.into()
            } else {
                Exit::Done.into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }
}
