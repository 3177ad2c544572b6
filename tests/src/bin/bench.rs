//! `make bench`: the services beside what others do with the same on the same machine.

#![expect(
    clippy::print_stdout,
    reason = "the table that the bench prints is what it is for"
)]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use hotline_common::run::run_to;
use hotline_tests::bench::{Bench, Failure, Scale, run};
use tokio::signal::unix::{SignalKind, signal};

/// Measures the services and prints the table of docs/performance.md
#[derive(Debug, Parser)]
struct Arguments {
    /// Where the report and the picture go; databases lie in it while they are needed
    #[arg(long, value_name = "DIRECTORY", default_value = "target/bench")]
    directory: PathBuf,
    /// How large the runs are
    #[arg(long, value_enum, default_value = "usual")]
    size: Scale,
    /// Only these rows
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    only: Vec<String>,
    /// Fail where a row cannot be taken
    #[arg(long)]
    strict: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    run_to(async move {
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            outcome = bench(arguments) => outcome,
            // What was started is killed when what holds it is dropped.
            _ = tokio::signal::ctrl_c() => Err("interrupted; everything was stopped".into()),
            _ = terminate.recv() => Err("terminated; everything was stopped".into()),
        }
    })
}

async fn bench(arguments: Arguments) -> Result<ExitCode, Failure> {
    let bench = Bench::new(&arguments.directory, arguments.size, arguments.only)?;
    let report = run(&bench).await;
    let file = arguments.directory.join("report.json");
    std::fs::write(&file, report.json()?)?;
    println!(
        "\n{report}\nThe same for programs is in {}.",
        file.display()
    );
    let is_enough = if arguments.strict {
        report.is_whole()
    } else {
        report.has_no_failure()
    };
    Ok(if is_enough {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
