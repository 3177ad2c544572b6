//! `rebuild`: pull the feed again from the beginning.

use std::io::Write as _;
use std::process::ExitCode;

use hotline_proto::scoring::RebuildRequest;
use hotline_proto::scoring::admin_service_client::AdminServiceClient;
use tonic::Code;
use tonic::transport::Endpoint;

use super::client;
use crate::exit::Exit;
use hotline_common::args::endpoint;

/// The flags of `rebuild`.
#[derive(Clone, Debug, clap::Args)]
pub struct Rebuild {
    /// Where scoring-service listens
    #[arg(long, env = "ENDPOINT", value_name = "URL", default_value = "http://127.0.0.1:50052", value_parser = endpoint)]
    endpoint: Endpoint,
}

/// Asks the service to rebuild.
///
/// # Errors
/// When standard output cannot be written to.
pub async fn rebuild(flags: Rebuild) -> Result<ExitCode, std::io::Error> {
    let mut admin = AdminServiceClient::new(client::connect(&flags.endpoint));
    match admin.rebuild(RebuildRequest {}).await {
        Ok(_) => {
            writeln!(
                std::io::stdout(),
                "everything that was pulled is forgotten; the feed is pulled again from the beginning"
            )?;
            Ok(Exit::Done.into())
        }
        Err(status) => {
            client::tell(&format!("error: {}", status.message()));
            Ok(match status.code() {
                Code::Unavailable => Exit::TryLater,
                _ => Exit::Failed,
            }
            .into())
        }
    }
}
