//! Streams of answers that a task of their own makes.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use hotline_common::status;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio_stream::Stream;
use tonic::Status;

/// Takes the answers of a stream. Full when the client is slow.
pub(super) type Answers<T> = mpsc::Sender<Result<T, Status>>;

/// The answers of a task to a client.
///
/// They end with an answer that says so, or with an error; a task that ends without either (it panicked) becomes an
/// error as well, so that a broken stream cannot pass for a complete one.
#[derive(Debug)]
pub(crate) struct AnswerStream<T> {
    answers: mpsc::Receiver<Result<T, Status>>,
    is_last: fn(&T) -> bool,
    ended: bool,
}

impl<T: Send + 'static> AnswerStream<T> {
    /// Starts a task that answers, `capacity` answers ahead of the client.
    pub(super) fn spawn<F>(
        runtime: &Handle,
        capacity: usize,
        is_last: fn(&T) -> bool,
        task: impl FnOnce(Answers<T>) -> F,
    ) -> AnswerStream<T>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (sender, answers) = mpsc::channel(capacity);
        runtime.spawn(task(sender));
        AnswerStream {
            answers,
            is_last,
            ended: false,
        }
    }
}

impl<T> Stream for AnswerStream<T> {
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
        self.ended = answer
            .as_ref()
            .map_or(true, |answer| (self.is_last)(answer));
        Poll::Ready(Some(answer))
    }
}

#[cfg(test)]
mod tests {
    use tokio_stream::StreamExt as _;
    use tonic::Code;

    use super::*;

    #[tokio::test]
    async fn a_task_that_ends_too_early_does_not_end_the_stream_cleanly() {
        let mut stream = AnswerStream::spawn(
            &Handle::current(),
            1,
            |_| false,
            |answers| async move {
                let _ = answers.send(Ok(1)).await;
            },
        );
        assert_eq!(
            stream.next().await.expect("an answer").expect("a number"),
            1
        );
        let end = stream.next().await.expect("an end").expect_err("not clean");
        assert_eq!(end.code(), Code::Internal);
        assert!(stream.next().await.is_none());
    }

    #[tokio::test]
    async fn a_task_that_panics_does_not_end_the_stream_cleanly() {
        let mut stream: AnswerStream<()> = AnswerStream::spawn(
            &Handle::current(),
            1,
            |()| true,
            |_| async { panic!("as a defect would") },
        );
        assert!(stream.next().await.expect("an end").is_err());
    }

    #[tokio::test]
    async fn the_last_answer_ends_the_stream() {
        let mut stream = AnswerStream::spawn(
            &Handle::current(),
            2,
            |last| *last,
            |answers| async move {
                let _ = answers.send(Ok(false)).await;
                let _ = answers.send(Ok(true)).await;
            },
        );
        assert!(!stream.next().await.expect("an answer").expect("no error"));
        assert!(stream.next().await.expect("an answer").expect("no error"));
        assert!(stream.next().await.is_none());
    }
}
