//! The command line.

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use hotline_common::run;

use crate::commands::export_proof::{ExportProof, export_proof};
use crate::commands::migrate::{Migrate, migrate};
use crate::commands::publish::{Publish, publish};
use crate::commands::rebuild::{Rebuild, rebuild};
use crate::commands::verify_proof::{VerifyProof, verify_proof};
use crate::exit::Exit;
use crate::serve::{Serve, serve};

/// Ranks the handling units of a citizen hotline by month
#[derive(Debug, Parser)]
#[command(name = "scoring-service", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Pull intake's feed and serve gRPC until SIGINT or SIGTERM
    Serve(Box<Serve>),
    /// Bring the database's schema up to date, as serve does when it starts; and have a cluster share the large tables
    Migrate(Migrate),
    /// Seal a month's ranking and bulletin, and print the ranking
    #[command(after_help = STATUSES)]
    Publish(Box<Publish>),
    /// Forget what was pulled and pull the feed again from the beginning; sealed revisions and policies stay
    Rebuild(Box<Rebuild>),
    /// Write the proof of a sealed revision to standard output: all that is needed to compute it again
    ExportProof(Box<ExportProof>),
    /// Compute a proof again, without any service, and say where it differs
    #[command(after_help = PROOF_STATUSES)]
    VerifyProof(Box<VerifyProof>),
}

const PROOF_STATUSES: &str = "\
Exit status:
   0  everything comes out
   1  something differs, or the file cannot be read
  64  wrong usage";

const STATUSES: &str = "\
Exit status:
   0  sealed, or found sealed already
   1  failed; standard error says why
  64  wrong usage, or the figures changed since the last revision and --reason is missing
  65  the month does not reconcile; accept a broken identity by --accept-broken NAME
  75  try later: before the cut-off, not caught up, or a service that cannot be reached";

/// Runs the command that the arguments name.
pub fn main(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> ExitCode {
    match Arguments::try_parse_from(arguments) {
        Ok(Arguments { command }) => match command {
            Command::Serve(flags) => run::run(serve(*flags)),
            Command::Migrate(flags) => run::run_to(migrate(flags)),
            Command::Publish(flags) => run::run_to(publish(*flags)),
            Command::Rebuild(flags) => run::run_to(rebuild(*flags)),
            Command::ExportProof(flags) => run::run_to(export_proof(*flags)),
            Command::VerifyProof(flags) => run::run_to(verify_proof(*flags)),
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

    #[test]
    fn every_flag_of_serve_has_an_environment_variable_of_its_name() {
        let mut command = Arguments::command();
        command.build();
        let serve = command.find_subcommand("serve").expect("a subcommand");
        for argument in serve
            .get_arguments()
            .filter(|argument| argument.get_id() != "help")
        {
            let flag = argument.get_long().expect("a long flag");
            let variable = argument.get_env().expect("a variable");
            assert_eq!(
                variable.to_str(),
                Some(flag.to_uppercase().replace('-', "_").as_str())
            );
        }
    }
}
