//! An intake that serves a feed made by hand, over a real socket.

use std::net::SocketAddr;
use std::sync::Arc;

use hotline_common::status;
use hotline_proto::intake as wire;
use hotline_proto::intake::feed_service_server::{FeedService, FeedServiceServer};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio_stream::wrappers::{ReceiverStream, TcpListenerStream};
use tonic::transport::Endpoint;
use tonic::{Request, Response, Status};

use super::{Feed, ZONE};
use crate::intake::Intake;

/// What the fake serves, and how badly.
#[derive(Clone, Debug)]
struct State {
    feed: Feed,
    /// Cursors of another feed are refused.
    feed_id: u32,
    zone: String,
    /// How many events a batch has.
    batch: i64,
    /// So many streams are cut off after their first batch.
    broken_streams: u32,
    /// Every call is refused.
    is_away: bool,
    /// This many times the event of this sequence is left out.
    gap: Option<(i64, u32)>,
    /// What is told of the head is held back.
    slow_head: Option<Arc<SlowHead>>,
}

/// An answer that is made, and given only later.
#[derive(Debug)]
pub(crate) struct SlowHead {
    made: Semaphore,
    given: Semaphore,
}

impl SlowHead {
    /// Until an answer is made.
    pub(crate) async fn made(&self) {
        self.made.acquire().await.expect("it is open").forget();
    }

    /// Gives it.
    pub(crate) fn give(&self) {
        self.given.add_permits(1);
    }
}

/// An intake that serves one feed.
#[derive(Clone)]
pub(crate) struct FakeIntake {
    state: Arc<watch::Sender<State>>,
    address: SocketAddr,
}

impl FakeIntake {
    pub(crate) async fn start(feed: Feed) -> FakeIntake {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let intake = FakeIntake {
            state: Arc::new(watch::Sender::new(State {
                feed,
                feed_id: 1,
                zone: ZONE.to_owned(),
                batch: 7,
                broken_streams: 0,
                is_away: false,
                gap: None,
                slow_head: None,
            })),
            address: listener.local_addr().expect("an address"),
        };
        tokio::spawn(
            tonic::transport::Server::builder()
                .add_service(FeedServiceServer::new(intake.clone()))
                .serve_with_incoming(TcpListenerStream::new(listener)),
        );
        intake
    }

    pub(crate) fn client(&self) -> Intake {
        let endpoint = Endpoint::from_shared(format!("http://{}", self.address));
        Intake::at(endpoint.expect("an endpoint"))
    }

    /// The last sequence of the feed.
    pub(crate) fn head(&self) -> i64 {
        self.state.borrow().feed.head()
    }

    /// The event with a sequence.
    pub(crate) fn event(&self, sequence: i64) -> wire::Event {
        let state = self.state.borrow();
        let mut events = state.feed.events.iter();
        let event = events.find(|event| event.sequence == sequence);
        event.expect("an event").clone()
    }

    /// Adds to the feed.
    pub(crate) fn add(&self, add: impl FnOnce(&mut Feed)) {
        self.state.send_modify(|state| add(&mut state.feed));
    }

    /// Another feed takes the place of this one.
    pub(crate) fn replace(&self, feed: Feed) {
        self.state.send_modify(|state| {
            state.feed = feed;
            state.feed_id += 1;
        });
    }

    /// Refuses every call, or stops refusing.
    pub(crate) fn set_away(&self, is_away: bool) {
        self.state.send_modify(|state| state.is_away = is_away);
    }

    pub(crate) fn set_zone(&self, zone: &str) {
        self.state
            .send_modify(|state| zone.clone_into(&mut state.zone));
    }

    pub(crate) fn break_streams(&self, count: u32) {
        self.state.send_modify(|state| state.broken_streams = count);
    }

    /// From now on the head's place is told only when it is given.
    pub(crate) fn slow_head(&self) -> Arc<SlowHead> {
        let slow = Arc::new(SlowHead {
            made: Semaphore::new(0),
            given: Semaphore::new(0),
        });
        self.state
            .send_modify(|state| state.slow_head = Some(Arc::clone(&slow)));
        slow
    }

    pub(crate) fn leave_out(&self, sequence: i64, times: u32) {
        self.state
            .send_modify(|state| state.gap = Some((sequence, times)));
    }

    /// How many streams are still to be cut off, and how often an event is still to be left out.
    pub(crate) fn faults_left(&self) -> u32 {
        let state = self.state.borrow();
        state.broken_streams + state.gap.map_or(0, |(_, times)| times)
    }
}

impl State {
    fn check_there(&self) -> Result<(), Status> {
        if self.is_away {
            return Err(Status::unavailable("away"));
        }
        Ok(())
    }

    fn cursor(&self, sequence: i64) -> String {
        format!("feed-{}:{sequence}", self.feed_id)
    }

    fn sequence(&self, cursor: &str) -> Result<i64, Status> {
        if cursor.is_empty() {
            return Ok(0);
        }
        let sequence = cursor
            .strip_prefix(&format!("feed-{}:", self.feed_id))
            .and_then(|sequence| sequence.parse().ok())
            .filter(|sequence| *sequence <= self.feed.head());
        sequence.ok_or_else(|| status::out_of_range("FEED_RESET", "the cursor is of another feed"))
    }

    fn message(&self, after: i64) -> wire::StreamEventsResponse {
        let through = self.feed.head().min(after + self.batch);
        let mut message = self.feed.message(after, through);
        message.next_cursor = self.cursor(through);
        message.time_zone.clone_from(&self.zone);
        message
    }
}

#[tonic::async_trait]
impl FeedService for FakeIntake {
    type StreamEventsStream = ReceiverStream<Result<wire::StreamEventsResponse, Status>>;

    async fn stream_events(
        &self,
        request: Request<wire::StreamEventsRequest>,
    ) -> Result<Response<Self::StreamEventsStream>, Status> {
        let wire::StreamEventsRequest { after, follow: _ } = request.into_inner();
        self.state.borrow().check_there()?;
        let mut after = self.state.borrow().sequence(&after)?;
        let feed_id = self.state.borrow().feed_id;
        let (sender, receiver) = mpsc::channel(1);
        let intake = self.clone();
        tokio::spawn(async move {
            let mut changes = intake.state.subscribe();
            loop {
                changes.mark_unchanged();
                if intake.state.borrow().feed_id != feed_id {
                    let _ = sender.send(Err(Status::unavailable("restored"))).await;
                    return;
                }
                let mut message = intake.state.borrow().message(after);
                after += i64::try_from(message.events.len()).expect("few events");
                intake.state.send_if_modified(|state| {
                    if let Some((sequence, times @ 1..)) = state.gap {
                        let before = message.events.len();
                        message.events.retain(|event| event.sequence != sequence);
                        if message.events.len() != before {
                            state.gap = Some((sequence, times - 1));
                        }
                    }
                    false
                });
                if sender.send(Ok(message)).await.is_err() {
                    return;
                }
                let mut is_broken = false;
                intake.state.send_if_modified(|state| {
                    is_broken = state.broken_streams != 0;
                    state.broken_streams = state.broken_streams.saturating_sub(1);
                    false
                });
                if is_broken {
                    let _ = sender.send(Err(Status::unavailable("cut off"))).await;
                    return;
                }
                let head = intake.state.borrow().feed.head();
                if head <= after {
                    tokio::select! {
                        woken = changes.changed() => if woken.is_err() { return },
                        () = sender.closed() => return,
                    }
                }
            }
        });
        Ok(Response::new(ReceiverStream::new(receiver)))
    }

    async fn get_head(
        &self,
        request: Request<wire::GetHeadRequest>,
    ) -> Result<Response<wire::FeedHead>, Status> {
        let wire::GetHeadRequest {} = request.into_inner();
        let (head, slow) = {
            let state = self.state.borrow();
            state.check_there()?;
            let head = wire::FeedHead {
                sequence: state.feed.head(),
                cursor: state.cursor(state.feed.head()),
                time_zone: state.zone.clone(),
            };
            (head, state.slow_head.clone())
        };
        if let Some(slow) = slow {
            slow.made.add_permits(1);
            slow.given.acquire().await.expect("it is open").forget();
        }
        Ok(Response::new(head))
    }
}
