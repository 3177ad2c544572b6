//! Streams of answers that a task of their own makes, and that go on until the client leaves.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use hotline_common::status;
use tokio::sync::mpsc;
use tokio_stream::Stream;
use tonic::Status;

/// Takes the answers of a stream: one at a time, the next only when the client has taken the last.
pub(super) type Answers<T> = mpsc::Sender<Result<T, Status>>;

/// The answers of a task to a client. They end with an error; a task that ends without one (it panicked) becomes an error as well,
/// so that a broken stream cannot pass for one that was left.
#[derive(Debug)]
pub(crate) struct EndlessStream<T> {
    answers: mpsc::Receiver<Result<T, Status>>,
    ended: bool,
}

impl<T: Send + 'static> EndlessStream<T> {
    /// Starts a task that answers.
    pub(super) fn spawn<F>(task: impl FnOnce(Answers<T>) -> F) -> EndlessStream<T>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (sender, answers) = mpsc::channel(1);
        tokio::spawn(task(sender));
        EndlessStream {
            answers,
            ended: false,
        }
    }
}

impl<T> Stream for EndlessStream<T> {
    type Item = Result<T, Status>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let answer = match self.answers.poll_recv(context) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Some(answer)) => answer,
            Poll::Ready(None) => {
                tracing::error!("a stream's task ended without a last answer");
                Err(status::internal())
            }
        };
        self.ended = answer.is_err();
        Poll::Ready(Some(answer))
    }
}

#[cfg(test)]
mod tests {
    use tokio_stream::StreamExt as _;
    use tonic::Code;

    use super::*;

    #[tokio::test]
    async fn a_task_that_panics_does_not_end_the_stream_cleanly() {
        let mut stream: EndlessStream<()> =
            EndlessStream::spawn(|_| async { panic!("as a defect would") });
        let end = stream.next().await.expect("an end").expect_err("not clean");
        assert_eq!(end.code(), Code::Internal);
        assert!(stream.next().await.is_none());
    }

    #[tokio::test]
    async fn an_error_ends_the_stream() {
        let mut stream = EndlessStream::spawn(|answers| async move {
            let _ = answers.send(Ok(1)).await;
            let _ = answers.send(Err(status::internal())).await;
        });
        assert_eq!(stream.next().await.map(Result::ok), Some(Some(1)));
        assert!(stream.next().await.expect("an end").is_err());
        assert!(stream.next().await.is_none());
    }
}
