//! The client of intake's feed.

use std::time::Duration;

use hotline_common::server::MAX_MESSAGE_BYTES;
use hotline_proto::intake::feed_service_client::FeedServiceClient;
use hotline_proto::intake::{FeedHead, GetHeadRequest, StreamEventsRequest, StreamEventsResponse};
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status, Streaming};
use tonic_types::StatusExt as _;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// How long intake may take to say where the feed stands.
const HEAD: Duration = Duration::from_secs(10);
/// How often a silent peer is asked whether it is there, and how long it has to answer.
const KEEPALIVE: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(10));
/// Bytes that intake may send ahead of what was read.
const WINDOW: u32 = 4 * 1024 * 1024;

/// Intake, reached when it is needed. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Intake {
    client: FeedServiceClient<Channel>,
}

impl Intake {
    /// Intake at this endpoint; must be called within a runtime.
    pub fn at(endpoint: Endpoint) -> Intake {
        let (interval, timeout) = KEEPALIVE;
        let channel = endpoint
            .connect_timeout(CONNECT)
            .tcp_nodelay(true)
            .http2_keep_alive_interval(interval)
            .keep_alive_timeout(timeout)
            .keep_alive_while_idle(true)
            .initial_stream_window_size(WINDOW)
            .initial_connection_window_size(WINDOW)
            .connect_lazy();
        Intake {
            client: FeedServiceClient::new(channel).max_decoding_message_size(MAX_MESSAGE_BYTES),
        }
    }

    /// The events after a cursor, going on as new ones are committed.
    pub async fn follow(&self, after: &str) -> Result<Streaming<StreamEventsResponse>, Status> {
        let request = StreamEventsRequest {
            after: after.to_owned(),
            follow: true,
        };
        let stream = self.client.clone().stream_events(request).await?;
        Ok(stream.into_inner())
    }

    /// Where the feed stands.
    pub async fn head(&self) -> Result<FeedHead, Status> {
        let mut request = tonic::Request::new(GetHeadRequest {});
        request.set_timeout(HEAD);
        let head = tokio::time::timeout(HEAD, self.client.clone().get_head(request))
            .await
            .map_err(|_| Status::deadline_exceeded("intake did not answer in time"))??;
        Ok(head.into_inner())
    }
}

/// Whether intake says that a cursor is not of its feed.
pub fn is_feed_reset(status: &Status) -> bool {
    status.code() == Code::OutOfRange
        && status
            .get_details_error_info()
            .is_some_and(|info| info.reason == "FEED_RESET")
}
