//! A small service with methods that take their time, panic, or stream, and a server around it.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hotline_common::args::ServerSettings;
use hotline_common::server::{Health, Server, ServerError};
use hotline_common::shutdown::Shutdown;
use http::uri::PathAndQuery;
use http::{Request, Response};
use http_body::Body as _;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_stream::{Stream, StreamExt as _};
use tonic::Status;
use tonic::body::Body;
use tonic::server::{NamedService, ServerStreamingService, UnaryService};
use tonic::transport::Channel;
use tonic_prost::ProstCodec;

/// No test takes nearly this long; one that hangs fails.
const HANG: Duration = Duration::from_secs(60);

pub(crate) async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(HANG, future).await.expect("no hang")
}

/// What the methods of the sample share with the test.
#[derive(Clone, Default)]
pub(crate) struct Sample {
    /// `Wait` has begun.
    pub(crate) begun: Arc<Notify>,
    /// Lets `Wait` answer.
    pub(crate) release: Arc<Notify>,
    pub(crate) shutdown: Shutdown,
}

impl NamedService for Sample {
    const NAME: &'static str = "hotline.sample.v1.SampleService";
}

type Messages = Pin<Box<dyn Stream<Item = Result<(), Status>> + Send>>;
type Answer<T> = Pin<Box<dyn Future<Output = Result<tonic::Response<T>, Status>> + Send>>;

struct Unary(Sample, &'static str);

impl UnaryService<()> for Unary {
    type Response = ();
    type Future = Answer<()>;

    fn call(&mut self, _: tonic::Request<()>) -> Answer<()> {
        let Sample { begun, release, .. } = self.0.clone();
        let method = self.1;
        Box::pin(async move {
            match method {
                "Wait" | "WaitLong" => {
                    begun.notify_one();
                    release.notified().await;
                }
                "Panic" => panic!("13800138000"),
                _ => {}
            }
            Ok(tonic::Response::new(()))
        })
    }
}

struct Streaming(Sample, &'static str);

impl ServerStreamingService<()> for Streaming {
    type Response = ();
    type ResponseStream = Messages;
    type Future = Answer<Messages>;

    fn call(&mut self, _: tonic::Request<()>) -> Answer<Messages> {
        let shutdown = self.0.shutdown.clone();
        let one = tokio_stream::once(Ok(()));
        let messages: Messages = match self.1 {
            "StreamThenPanic" => {
                Box::pin(one.chain(tokio_stream::once(()).map(|()| panic!("13800138000"))))
            }
            "StreamSlowly" => {
                let never = tokio_stream::pending::<Result<(), Status>>();
                let slow = never
                    .timeout(Duration::from_millis(100))
                    .map(|_| Ok(()))
                    .take(1);
                Box::pin(one.chain(slow))
            }
            "StreamUntilShutdown" => {
                let (sender, receiver) = tokio::sync::mpsc::channel(1);
                tokio::spawn(async move {
                    let _ = sender.send(Ok(())).await;
                    shutdown.requested().await;
                });
                Box::pin(tokio_stream::wrappers::ReceiverStream::new(receiver))
            }
            _ => Box::pin(one),
        };
        Box::pin(async { Ok(tonic::Response::new(messages)) })
    }
}

impl tower::Service<Request<Body>> for Sample {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let sample = self.clone();
        let mut grpc = tonic::server::Grpc::new(ProstCodec::<(), ()>::default());
        let method = METHODS
            .into_iter()
            .find(|method| request.uri().path().ends_with(&format!("/{method}")))
            .unwrap();
        assert_ne!(method, "PanicAtOnce", "13800138000");
        Box::pin(async move {
            if method == "ReadLate" {
                return Ok(read_late(sample, request.into_body()).await);
            }
            Ok(if method.starts_with("Stream") {
                grpc.server_streaming(Streaming(sample, method), request)
                    .await
            } else {
                grpc.unary(Unary(sample, method), request).await
            })
        })
    }
}

/// Reads nothing of the request until it is released, then all; answers with the count of its bytes.
async fn read_late(sample: Sample, mut body: Body) -> Response<Body> {
    sample.begun.notify_one();
    sample.release.notified().await;
    let mut bytes = 0;
    let next = |body: &mut Body, context: &mut Context<'_>| Pin::new(body).poll_frame(context);
    while let Some(Ok(frame)) = poll_fn(|context| next(&mut body, context)).await {
        bytes += frame.into_data().map_or(0, |data| data.len());
    }
    let answer = Response::builder().header("bytes", bytes);
    answer.body(Body::empty()).expect("a sound answer")
}

const METHODS: [&str; 9] = [
    "Echo",
    "ReadLate",
    "WaitLong",
    "Wait",
    "Panic",
    "PanicAtOnce",
    "StreamThenPanic",
    "StreamSlowly",
    "StreamUntilShutdown",
];

/// A server that serves the sample.
pub(crate) struct Running {
    pub(crate) address: std::net::SocketAddr,
    pub(crate) health: Health,
    pub(crate) sample: Sample,
    pub(crate) served: JoinHandle<Result<(), ServerError>>,
}

impl Running {
    pub(crate) async fn start(settings: ServerSettings) -> Running {
        Running::start_on(0, settings).await
    }

    /// With so many threads for connections; 0: on those of the test.
    pub(crate) async fn start_on(io_threads: usize, settings: ServerSettings) -> Running {
        let sample = Sample::default();
        let server = Server::bind(&settings, sample.shutdown.clone())
            .await
            .unwrap()
            .io_threads(io_threads);
        Running {
            address: server.address(),
            health: server.health(),
            sample: sample.clone(),
            served: tokio::spawn(
                server
                    .may_take_long("/hotline.sample.v1.SampleService/WaitLong")
                    .add_service(sample)
                    .serve(),
            ),
        }
    }

    pub(crate) async fn channel(&self) -> Channel {
        Channel::from_shared(format!("http://{}", self.address))
            .unwrap()
            .connect()
            .await
            .unwrap()
    }

    /// Asks for the shutdown.
    pub(crate) fn stop(&self) {
        self.sample.shutdown.trigger("the test is over");
    }

    /// How serving ended.
    pub(crate) async fn ended(self) -> Result<(), ServerError> {
        soon(self.served).await.unwrap()
    }
}

/// Calls a unary method of the sample.
pub(crate) async fn call(channel: &Channel, method: &str) -> Result<(), Status> {
    call_with(channel, method, tonic::Request::new(())).await
}

pub(crate) async fn call_with(
    channel: &Channel,
    method: &str,
    request: tonic::Request<()>,
) -> Result<(), Status> {
    let mut client = tonic::client::Grpc::new(channel.clone());
    client.ready().await.unwrap();
    let answer = client.unary(request, path(method), ProstCodec::<(), ()>::default());
    soon(answer).await.map(tonic::Response::into_inner)
}

/// Calls a streaming method of the sample.
pub(crate) async fn stream(channel: &Channel, method: &str) -> tonic::Streaming<()> {
    let mut client = tonic::client::Grpc::new(channel.clone());
    client.ready().await.unwrap();
    let request = tonic::Request::new(());
    let answer = client.server_streaming(request, path(method), ProstCodec::<(), ()>::default());
    soon(answer).await.unwrap().into_inner()
}

/// The path of a method of the sample.
pub(crate) fn path(method: &str) -> PathAndQuery {
    format!("/{}/{method}", Sample::NAME).parse().unwrap()
}
