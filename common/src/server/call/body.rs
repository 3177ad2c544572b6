//! The body of an answer: keeps its call counted, and ends with `INTERNAL` when its producer panics.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use http::HeaderMap;
use http_body::{Frame, SizeHint};
use tonic::body::Body;

use super::Guard;
use crate::status;

/// An answer on its way.
#[derive(Debug, Default)]
pub(in crate::server) struct CallBody {
    /// None once the producer has panicked, and for an answer that is only a status.
    inner: Option<Body>,
    guard: Option<Guard>,
}

impl CallBody {
    pub(super) const fn new(body: Body, guard: Option<Guard>) -> CallBody {
        CallBody {
            inner: Some(body),
            guard,
        }
    }
}

impl http_body::Body for CallBody {
    type Data = <Body as http_body::Body>::Data;
    type Error = tonic::Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, tonic::Status>>> {
        let Some(inner) = &mut self.inner else {
            return Poll::Ready(None);
        };
        let polled = catch_unwind(AssertUnwindSafe(|| Pin::new(inner).poll_frame(context)));
        let frame = match polled {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(frame)) => frame,
            Err(_) => {
                tracing::error!("a stream panicked and was ended with INTERNAL");
                self.inner = None;
                let mut trailers = HeaderMap::new();
                status::internal().add_header(&mut trailers)?;
                Some(Ok(Frame::trailers(trailers)))
            }
        };
        if frame.is_none() {
            self.guard = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner
            .as_ref()
            .is_none_or(http_body::Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.inner
            .as_ref()
            .map_or_else(|| SizeHint::with_exact(0), http_body::Body::size_hint)
    }
}
