//! A feed without a ledger: a month of assignments, told to scoring as intake would tell it.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hotline_proto::intake::feed_service_server::{FeedService, FeedServiceServer};
use hotline_proto::intake::{FeedHead, GetHeadRequest, StreamEventsRequest, StreamEventsResponse};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::AbortHandle;
use tokio_stream::Stream;
use tokio_stream::wrappers::{ReceiverStream, TcpListenerStream};
use tonic::transport::Server;
use tonic::{Request, Response, Status};

use super::Failure;
use super::month::SampleMonth;
use super::story::Story;

const ZONE: &str = "Asia/Shanghai";
/// Events in a batch, as intake sends them.
const BATCH: usize = 990;
/// How often an idle feed gives a sign of life.
const SIGN_OF_LIFE: Duration = Duration::from_secs(5);
/// A trickle: so many lives (about three and a half events each) every so often.
const TRICKLED: u64 = 5;
const TRICKLE: Duration = Duration::from_millis(20);
/// Batches that wait for scoring.
const AHEAD: usize = 4;

/// A feed that serves on loopback until it is dropped.
#[derive(Debug)]
pub(super) struct Feed {
    pub(super) endpoint: String,
    month: Arc<SampleMonth>,
    told: watch::Sender<u64>,
    server: AbortHandle,
}

impl Feed {
    /// Tells of so many lives.
    pub(super) async fn start(lives: u64) -> Result<Feed, Failure> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let month = Arc::new(SampleMonth::new(lives.max(1)));
        let told = watch::Sender::new(lives);
        let service = Service {
            month: Arc::clone(&month),
            told: told.subscribe(),
        };
        let serving = Server::builder()
            .tcp_nodelay(true)
            .initial_stream_window_size(4 * 1024 * 1024)
            .add_service(FeedServiceServer::new(service))
            .serve_with_incoming(TcpListenerStream::new(listener));
        let server = tokio::spawn(async move {
            // When it fails, scoring says so.
            let _ = serving.await;
        });
        Ok(Feed {
            endpoint,
            month,
            told,
            server: server.abort_handle(),
        })
    }

    /// Tells of some more every now and then, until what this gives is dropped.
    pub(super) fn trickle(&self) -> Trickle {
        let told = self.told.clone();
        let telling = tokio::spawn(async move {
            loop {
                tokio::time::sleep(TRICKLE).await;
                told.send_modify(|told| *told += TRICKLED);
            }
        });
        Trickle(telling.abort_handle())
    }

    /// The last sequence that was told.
    pub(super) fn head(&self) -> i64 {
        head(&self.month, *self.told.borrow())
    }

    /// The month that it tells of.
    pub(super) fn month(&self) -> Arc<SampleMonth> {
        Arc::clone(&self.month)
    }

    /// How many lives were told.
    pub(super) fn lives(&self) -> u64 {
        *self.told.borrow()
    }
}

/// New lives come while this is held.
#[derive(Debug)]
pub(super) struct Trickle(AbortHandle);

impl Drop for Trickle {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.server.abort();
    }
}

#[derive(Debug)]
struct Service {
    month: Arc<SampleMonth>,
    told: watch::Receiver<u64>,
}

#[tonic::async_trait]
impl FeedService for Service {
    type StreamEventsStream =
        Pin<Box<dyn Stream<Item = Result<StreamEventsResponse, Status>> + Send>>;

    async fn stream_events(
        &self,
        request: Request<StreamEventsRequest>,
    ) -> Result<Response<Self::StreamEventsStream>, Status> {
        let next = match request.into_inner().after.as_str() {
            "" => None,
            cursor => Some(
                cursor
                    .parse()
                    .map_err(|_| Status::invalid_argument("no cursor of this feed"))?,
            ),
        };
        let (batches, receiver) = mpsc::channel(AHEAD);
        let (month, told) = (Arc::clone(&self.month), self.told.clone());
        tokio::spawn(produce(month, told, next, batches));
        Ok(Response::new(Box::pin(ReceiverStream::new(receiver))))
    }

    async fn get_head(
        &self,
        _request: Request<GetHeadRequest>,
    ) -> Result<Response<FeedHead>, Status> {
        let told = *self.told.borrow();
        Ok(Response::new(FeedHead {
            sequence: head(&self.month, told),
            cursor: told.to_string(),
            time_zone: ZONE.to_owned(),
        }))
    }
}

fn head(month: &SampleMonth, told: u64) -> i64 {
    i64::try_from(month.events(told)).expect("a feed is not that long")
}

/// Sends what is told after a place (a number of lives; at first the registry), and goes on with what is told later.
async fn produce(
    month: Arc<SampleMonth>,
    mut told: watch::Receiver<u64>,
    next: Option<u64>,
    batches: mpsc::Sender<Result<StreamEventsResponse, Status>>,
) {
    let mut next_life = next.unwrap_or(0);
    let mut is_beginning = next.is_none();
    let mut story = Story::after(&month, next);
    loop {
        let lives = *told.borrow_and_update();
        let mut events = Vec::with_capacity(BATCH + 10);
        if is_beginning {
            events.extend(story.registry());
            is_beginning = false;
        }
        while next_life < lives && events.len() < BATCH {
            story.life(next_life, &mut events);
            next_life += 1;
        }
        let batch = StreamEventsResponse {
            events,
            next_cursor: next_life.to_string(),
            head_sequence: head(&month, lives),
            end: false,
            time_zone: ZONE.to_owned(),
        };
        if batches.send(Ok(batch)).await.is_err() {
            return;
        }
        if next_life == lives {
            tokio::select! {
                changed = told.changed() => if changed.is_err() { return },
                () = tokio::time::sleep(SIGN_OF_LIFE) => {}
                () = batches.closed() => return,
            }
        }
    }
}
