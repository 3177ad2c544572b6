//! `make demo`: June 2015 from single records to a sealed ranking, compared with what was printed.

#![expect(
    clippy::print_stdout,
    reason = "what the demo prints is what it is for"
)]

use std::error::Error;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser;
use hotline_common::run::run_to;
use hotline_proto::intake::BatchCommitted;
use hotline_proto::scoring::{
    Bulletin, GetBulletinRequest, GetRankingRequest, Ranking, SetPolicyRequest, UnitGroup,
};
use hotline_tests::compare::checks;
use hotline_tests::figures::Figures;
use hotline_tests::june::{June, Scope};
use hotline_tests::load::{lift_supervisions, load};
use hotline_tests::pair::{Pair, ScoringClients};
use hotline_tests::service::{Launch, Program};
use hotline_tests::{policy, report};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::process::Command;
use tokio::signal::unix::{SignalKind, signal};

type Failure = Box<dyn Error + Send + Sync>;

/// Brings the records of June 2015 into fresh services and compares every published figure
#[derive(Debug, Parser)]
struct Arguments {
    /// Where the databases, the logs and the results go; emptied first
    #[arg(long, value_name = "DIRECTORY", default_value = "target/demo")]
    directory: PathBuf,
    /// Leave the services running
    #[arg(long)]
    keep: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    run_to(async move {
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            outcome = demo(arguments) => outcome,
            // The services are killed when what holds them is dropped.
            _ = tokio::signal::ctrl_c() => Err("interrupted; the services were stopped".into()),
            _ = terminate.recv() => Err("terminated; the services were stopped".into()),
        }
    })
}

async fn demo(arguments: Arguments) -> Result<ExitCode, Failure> {
    let started = Instant::now();
    let directory = fresh(&arguments.directory)?;
    let figures = Figures::june_2015();
    let pair = Pair::start(&directory).await?;
    println!(
        "intake on {}, scoring on {}; databases and logs in {}",
        pair.intake.address(),
        pair.scoring.address(),
        directory.display()
    );

    bring_in(&pair, &figures).await?;
    let clients = pair.scoring_clients();
    let request = SetPolicyRequest {
        policy: Some(policy::june_2015()),
        ..SetPolicyRequest::default()
    };
    clients.policies.clone().set_policy(request).await?;
    publish(&pair, &figures, &directory).await?;

    let (ranking, bulletin) = published(&clients, &figures).await?;
    print_and_write(&ranking, &bulletin, &directory)?;
    let same = compare(&figures, &ranking, &bulletin);
    println!("{:.1} s in all.", started.elapsed().as_secs_f64());
    if arguments.keep {
        println!("\nBoth services are running. To look around:\n");
        print_examples(pair.intake.address(), pair.scoring.address());
        println!("\nTo stop them: kill {}", process_ids(&pair));
        pair.intake.leave_running();
        pair.scoring.leave_running();
    } else {
        pair.scoring.terminate().await?;
        pair.intake.terminate().await?;
        print_start(&directory)?;
        print_examples("127.0.0.1:50051", "127.0.0.1:50052");
    }
    Ok(if same {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn fresh(directory: &Path) -> std::io::Result<PathBuf> {
    if directory.exists() {
        std::fs::remove_dir_all(directory)?;
    }
    std::fs::create_dir_all(directory)?;
    directory.canonicalize()
}

async fn bring_in(pair: &Pair, figures: &Figures) -> Result<(), Failure> {
    let june = Arc::new(June::plan(figures, Scope::Everything));
    let style =
        ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} records, {elapsed}")?;
    let bar = ProgressBar::new(june.count().try_into()?).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(100));
    let started = Instant::now();
    let progress = {
        let bar = bar.clone();
        move |batch: &BatchCommitted| {
            let rejected = batch.rejections.len() as u64;
            let known = batch.recorded_count + batch.repeated_count;
            bar.inc(known.unsigned_abs() + rejected);
        }
    };
    let loaded = load(|| pair.intake.channel(), &june, progress).await?;
    bar.finish_and_clear();
    if let Some(rejection) = loaded.rejections.first() {
        return Err(format!(
            "{} records were rejected, the first: {rejection:?}",
            loaded.rejections.len()
        )
        .into());
    }
    lift_supervisions(&pair.intake_clients(), 3).await?;
    let recorded_in = started.elapsed().as_secs_f64();
    println!("{} records recorded in {recorded_in:.1} s", loaded.recorded);
    Ok(())
}

/// Runs the scheduled batch, as cron would.
async fn publish(pair: &Pair, figures: &Figures, directory: &Path) -> Result<(), Failure> {
    let bulletin = &figures.headline.bulletin;
    let output = Command::new(Program::Scoring.path()?)
        .args(["publish", "--month", &bulletin.month])
        .args(["--endpoint", &pair.scoring.endpoint()])
        .args(["--issue", &bulletin.issue.to_string()])
        .args(["--date", &bulletin.dated])
        .kill_on_drop(true)
        .output()
        .await?;
    let printed = directory.join("publish.txt");
    std::fs::write(&printed, &output.stdout)?;
    if !output.status.success() {
        let problem = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("publishing ended with {}: {problem}", output.status).into());
    }
    println!(
        "published {}; what the batch printed is in {}\n",
        bulletin.month,
        printed.display()
    );
    Ok(())
}

async fn published(
    clients: &ScoringClients,
    figures: &Figures,
) -> Result<(Ranking, Bulletin), Failure> {
    let name = format!("rankings/{}", figures.headline.bulletin.month);
    let request = GetRankingRequest { name: name.clone() };
    let ranking = clients
        .rankings
        .clone()
        .get_ranking(request)
        .await?
        .into_inner();
    let request = GetBulletinRequest { name };
    let bulletin = clients
        .bulletins
        .clone()
        .get_bulletin(request)
        .await?
        .into_inner();
    Ok((ranking, bulletin))
}

fn print_and_write(
    ranking: &Ranking,
    bulletin: &Bulletin,
    directory: &Path,
) -> Result<(), Failure> {
    for table in &ranking.tables {
        println!("{}", report::table(table));
        let file = match table.group() {
            UnitGroup::County => "county.csv",
            UnitGroup::Department => "department.csv",
            UnitGroup::Unspecified => continue,
        };
        report::write_csv(&directory.join(file), table)?;
    }
    println!("{}", report::headline(bulletin));
    std::fs::write(
        directory.join("bulletin.json"),
        report::bulletin_json(bulletin),
    )?;
    Ok(())
}

/// Says whether everything is as it was printed, and what is the first that is not.
fn compare(figures: &Figures, ranking: &Ranking, bulletin: &Bulletin) -> bool {
    let checks = checks(figures, ranking, bulletin);
    match checks.iter().find(|check| !check.holds()) {
        None => {
            println!(
                "{} figures compared with the bulletin of June 2015: all equal.",
                checks.len()
            );
            true
        }
        Some(check) => {
            println!("DIFFERENT from the bulletin of June 2015. {check}");
            false
        }
    }
}

fn process_ids(pair: &Pair) -> String {
    let ids = [pair.intake.pid(), pair.scoring.pid()];
    let ids: Vec<String> = ids.into_iter().flatten().map(|id| id.to_string()).collect();
    ids.join(" ")
}

/// How to start the services again on what the demo recorded.
fn print_start(directory: &Path) -> Result<(), Failure> {
    println!(
        "\n\
         To look around run `make demo KEEP=1`, which leaves the services running, or start them again:\n\
         \n\
         {intake} serve --database-url {intake_database} &\n\
         {scoring} serve --database-url {scoring_database} &\n",
        intake = Program::Intake.path()?.display(),
        scoring = Program::Scoring.path()?.display(),
        intake_database = Launch::intake(directory).database().url(),
        scoring_database = Launch::scoring(directory, "").database().url(),
    );
    Ok(())
}

fn print_examples(intake: impl Display, scoring: impl Display) {
    println!(
        "grpcurl -plaintext {intake} list\n\
         grpcurl -plaintext {intake} hotline.intake.v1.FeedService/GetHead\n\
         grpcurl -plaintext -d '{{\"name\": \"workOrders/20150601-000001\"}}' {intake} hotline.intake.v1.WorkOrderService/GetTimeline\n\
         grpcurl -plaintext -d '{{\"parent\": \"workOrders/-\", \"unit\": \"units/sifaju\"}}' {intake} hotline.intake.v1.WorkOrderService/ListAssignments\n\
         grpcurl -plaintext -d '{{\"name\": \"rankings/2015-06\"}}' {scoring} hotline.scoring.v1.RankingService/GetRanking\n\
         grpcurl -plaintext -d '{{\"name\": \"rankings/2015-06\"}}' {scoring} hotline.scoring.v1.BulletinService/GetBulletin\n\
         grpcurl -plaintext -d '{{\"month\": \"2015-06\", \"unit\": \"units/yanggu\"}}' {scoring} hotline.scoring.v1.RankingService/ExplainUnit"
    );
}
