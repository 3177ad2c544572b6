//! Says so when a service died under its work, whatever the work says itself.

use std::time::Duration;

use super::Failure;
use crate::service::Service;

/// How long a service that fails may take to end.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Does work that needs the service.
pub(super) async fn during<T>(
    service: &Service,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let outcome = work.await;
    if let Err(error) = &outcome {
        tokio::time::sleep(LAST_WORDS).await;
        if service.has_ended() {
            return Err(format!("{} died: {error}", service.name()).into());
        }
    }
    outcome
}
