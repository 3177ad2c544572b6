//! `publish`: seal a month, or find it sealed, and print its ranking. Made to be run by cron, and run again.

mod refusal;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use hotline_common::time::{Day, Month};
use hotline_proto::scoring::ranking_service_client::RankingServiceClient;
use hotline_proto::scoring::{
    ListRevisionsRequest, PublishRankingRequest, Ranking, Seal, UnitChange,
};
use tokio::time::Instant;
use tonic::Status;
use tonic::transport::{Channel, Endpoint};

use super::{client, table};
use crate::exit::Exit;
use hotline_common::args::endpoint;
use refusal::Refusal;

/// How long to wait before asking again whether the feed has caught up.
const PAUSE: Duration = Duration::from_millis(500);

/// The longest that may be waited, in seconds: a day.
const LONGEST_WAIT: u64 = 86_400;

/// The flags of `publish`.
#[derive(Clone, Debug, clap::Args)]
pub struct Publish {
    /// The month to seal, YYYY-MM
    #[arg(long, value_name = "MONTH")]
    month: Month,

    /// Where scoring-service listens
    #[arg(long, env = "ENDPOINT", value_name = "URL", default_value = "http://127.0.0.1:50052", value_parser = endpoint)]
    endpoint: Endpoint,

    /// The bulletin's issue number [default: the month's number in its year]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i32).range(1..=1_000))]
    issue: Option<i32>,

    /// The bulletin's date, YYYY-MM-DD [default: today in the hotline's zone]
    #[arg(long, value_name = "DATE")]
    date: Option<Day>,

    /// The last local day that counts, YYYY-MM-DD, for this publication alone [default: the policy's]
    #[arg(long, value_name = "DATE")]
    cut_off: Option<Day>,

    /// Why there is a new revision, without personal data; needed where the figures have changed since the last one
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,

    /// An identity of the reconciliation that may be broken; may be given several times
    #[arg(long, value_name = "NAME")]
    accept_broken: Vec<String>,

    /// How many seconds to wait for the services to be reachable and the feed to be caught up
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(0..=LONGEST_WAIT))]
    wait: u64,
}

/// Seals the month and prints its ranking.
///
/// # Errors
/// When standard output cannot be written to.
pub async fn publish(flags: Publish) -> Result<ExitCode, std::io::Error> {
    let deadline = Instant::now() + Duration::from_secs(flags.wait);
    let mut client = RankingServiceClient::new(client::connect(&flags.endpoint));
    loop {
        let refusal = match attempt(&mut client, &flags).await {
            Ok((before, ranking)) => {
                print(before, &ranking)?;
                return Ok(Exit::Done.into());
            }
            Err(status) => Refusal::of(&status),
        };
        if !refusal.may_pass || deadline <= Instant::now() + PAUSE {
            client::tell(&refusal.words);
            return Ok(refusal.exit.into());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The revision that the month was sealed as before, 0 for none, and the one that it is sealed as now.
async fn attempt(
    client: &mut RankingServiceClient<Channel>,
    flags: &Publish,
) -> Result<(i32, Ranking), Status> {
    let revisions = client
        .list_revisions(ListRevisionsRequest {
            parent: format!("rankings/{}", flags.month),
            page_size: 1,
            page_token: String::new(),
        })
        .await?
        .into_inner()
        .revisions;
    let before = revisions
        .first()
        .and_then(|latest| latest.seal.as_ref())
        .map_or(0, |seal| seal.revision);
    let ranking = client
        .publish_ranking(PublishRankingRequest {
            month: flags.month.to_string(),
            issue_number: flags.issue.unwrap_or_default(),
            issue_date: flags.date.map(|date| date.to_string()).unwrap_or_default(),
            reason: flags.reason.clone().unwrap_or_default(),
            accept_broken_identities: flags.accept_broken.clone(),
            request_id: String::new(),
            cut_off_date: flags
                .cut_off
                .map(|date| date.to_string())
                .unwrap_or_default(),
        })
        .await?
        .into_inner();
    Ok((before, ranking))
}

fn print(before: i32, ranking: &Ranking) -> std::io::Result<()> {
    let seal = ranking.seal.clone().unwrap_or_default();
    let mut text = headline(before, ranking, &seal);
    text.push_str(&table::ranking(ranking));
    std::io::stdout().write_all(text.as_bytes())
}

fn headline(before: i32, ranking: &Ranking, seal: &Seal) -> String {
    let what = if before < seal.revision {
        "sealed"
    } else {
        "was sealed already: nothing has changed since"
    };
    let mut lines = vec![
        format!("{} {what}", ranking.name),
        format!("issue {} of {}", seal.issue_number, seal.issue_date),
        format!("hash {}", seal.hash),
    ];
    if !seal.reason.is_empty() {
        lines.push(format!("reason: {}", seal.reason));
    }
    for identity in &seal.accepted_identities {
        lines.push(format!("broken identity that was accepted: {identity}"));
    }
    for change in &seal.changes {
        let UnitChange {
            unit,
            field,
            before,
            after,
        } = change;
        lines.push(format!("changed: {unit} {field}: {before} → {after}"));
    }
    lines.push(String::new());
    lines.join("\n")
}
