//! `export-proof`: write the proof of a sealed revision to standard output.

use std::io::{BufWriter, Write as _};
use std::process::ExitCode;

use hotline_common::args::endpoint;
use hotline_common::time::Month;
use hotline_proto::scoring::ranking_service_client::RankingServiceClient;
use hotline_proto::scoring::{ExportProofRequest, GetRankingRequest};
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};

use super::client;
use crate::exit::Exit;

/// How the last line of a proof begins.
const TRAILER: &str = "{\"trailer\":";

/// The flags of `export-proof`.
#[derive(Clone, Debug, clap::Args)]
pub struct ExportProof {
    /// The month, YYYY-MM
    #[arg(long, value_name = "MONTH")]
    month: Month,

    /// The sealed revision [default: the latest]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i32).range(1..))]
    revision: Option<i32>,

    /// Where scoring-service listens
    #[arg(long, env = "ENDPOINT", value_name = "URL", default_value = "http://127.0.0.1:50052", value_parser = endpoint)]
    endpoint: Endpoint,
}

/// Writes the proof.
///
/// # Errors
/// When standard output cannot be written to.
pub async fn export_proof(flags: ExportProof) -> Result<ExitCode, std::io::Error> {
    let mut client = RankingServiceClient::new(client::connect(&flags.endpoint));
    let exported = async {
        let name = name(&mut client, &flags).await?;
        client.export_proof(ExportProofRequest { name }).await
    };
    let mut parts = match exported.await {
        Ok(parts) => parts.into_inner(),
        Err(status) => return Ok(refused(&status)),
    };
    let mut output = BufWriter::new(std::io::stdout().lock());
    let mut is_whole = false;
    loop {
        match parts.message().await {
            Ok(Some(part)) => {
                is_whole = part
                    .lines
                    .lines()
                    .next_back()
                    .is_some_and(|line| line.starts_with(TRAILER));
                output.write_all(part.lines.as_bytes())?;
            }
            Ok(None) => break,
            Err(status) => return Ok(refused(&status)),
        }
    }
    output.flush()?;
    if !is_whole {
        client::tell("error: the stream was cut off: the proof is not whole");
        return Ok(Exit::TryLater.into());
    }
    Ok(Exit::Done.into())
}

/// The name of the revision that is wanted.
async fn name(
    client: &mut RankingServiceClient<Channel>,
    flags: &ExportProof,
) -> Result<String, Status> {
    let name = format!("rankings/{}", flags.month);
    if let Some(revision) = flags.revision {
        return Ok(format!("{name}/revisions/{revision}"));
    }
    let ranking = client.get_ranking(GetRankingRequest { name }).await?;
    let ranking = ranking.into_inner();
    if ranking.provisional {
        return Err(Status::not_found(format!(
            "{} is not sealed yet: only a sealed revision has a proof",
            flags.month
        )));
    }
    Ok(ranking.name)
}

fn refused(status: &Status) -> ExitCode {
    client::tell(&format!("error: {}", status.message()));
    match status.code() {
        Code::Unavailable => Exit::TryLater,
        _ => Exit::Failed,
    }
    .into()
}
