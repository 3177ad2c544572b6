//! What surrounds every call: a deadline, a net for panics, and the count of calls in progress.

mod body;
mod in_flight;
mod timeout;

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, Response};
use pin_project_lite::pin_project;
use tokio::time::Sleep;
use tonic::body::Body;

use crate::status;
use body::CallBody;
use in_flight::Guard;
pub(super) use in_flight::InFlight;

/// Puts a [`CallService`] around the routes.
#[derive(Clone, Debug)]
pub(super) struct CallLayer {
    longest: Duration,
    /// The paths of the methods that `longest` is not for.
    unlimited: Arc<[&'static str]>,
    in_flight: InFlight,
}

impl CallLayer {
    pub(super) const fn new(
        longest: Duration,
        unlimited: Arc<[&'static str]>,
        in_flight: InFlight,
    ) -> CallLayer {
        CallLayer {
            longest,
            unlimited,
            in_flight,
        }
    }

    /// The longest that a call may take, whatever its client says.
    fn longest(&self, path: &str) -> Duration {
        if self.unlimited.contains(&path) {
            Duration::MAX
        } else {
            self.longest
        }
    }
}

impl<S> tower::Layer<S> for CallLayer {
    type Service = CallService<S>;

    fn layer(&self, inner: S) -> CallService<S> {
        CallService {
            inner,
            layer: self.clone(),
        }
    }
}

/// Answers `DEADLINE_EXCEEDED` when the call takes too long to begin its answer, `INTERNAL` when it panics.
///
/// A unary call answers all at once, so for it this is the whole time; a stream may go on as long as it likes.
#[derive(Clone, Debug)]
pub(super) struct CallService<S> {
    inner: S,
    layer: CallLayer,
}

impl<S> tower::Service<Request<Body>> for CallService<S>
where
    S: tower::Service<Request<Body>, Response = Response<Body>>,
{
    type Response = Response<CallBody>;
    type Error = S::Error;
    type Future = CallFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> CallFuture<S::Future> {
        // Health watches and reflection never end by themselves; a drain does not wait for them.
        let guard =
            (!request.uri().path().starts_with("/grpc.")).then(|| self.layer.in_flight.enter());
        let longest = self.layer.longest(request.uri().path());
        let allowed = timeout::allowed(request.headers(), longest);
        let inner = catch_unwind(AssertUnwindSafe(|| self.inner.call(request))).ok();
        CallFuture {
            inner,
            sleep: None,
            allowed,
            guard,
        }
    }
}

pin_project! {
    /// The answer to a call.
    pub(super) struct CallFuture<F> {
        // None when the handler panicked before it gave a future.
        #[pin]
        inner: Option<F>,
        // Made when the call has to wait for the first time.
        #[pin]
        sleep: Option<Sleep>,
        allowed: Duration,
        guard: Option<Guard>,
    }
}

impl<F, E> Future for CallFuture<F>
where
    F: Future<Output = Result<Response<Body>, E>>,
{
    type Output = Result<Response<CallBody>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let polled = match this.inner.as_mut().as_pin_mut() {
            Some(inner) => catch_unwind(AssertUnwindSafe(|| inner.poll(context))),
            None => Err(panicked_before()),
        };
        match polled {
            Ok(Poll::Ready(answer)) => {
                let guard = this.guard.take();
                Poll::Ready(answer.map(|answer| answer.map(|body| CallBody::new(body, guard))))
            }
            Err(_) => {
                tracing::error!("a call panicked and was answered with INTERNAL");
                Poll::Ready(Ok(refused(&status::internal())))
            }
            Ok(Poll::Pending) => {
                if this.sleep.is_none() && !this.allowed.is_zero() {
                    this.sleep.set(Some(tokio::time::sleep(*this.allowed)));
                }
                let over = this
                    .sleep
                    .as_pin_mut()
                    .is_none_or(|sleep| sleep.poll(context).is_ready());
                if !over {
                    return Poll::Pending;
                }
                this.inner.set(None);
                Poll::Ready(Ok(refused(&status::deadline_exceeded())))
            }
        }
    }
}

fn panicked_before() -> Box<dyn Any + Send> {
    Box::new(())
}

/// An answer that is nothing but a status.
fn refused(status: &tonic::Status) -> Response<CallBody> {
    status.clone().into_http::<CallBody>()
}
