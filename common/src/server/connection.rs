//! Accepts connections that can be cut.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_stream::{Stream, StreamExt as _};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tonic::transport::server::{Connected, TcpConnectInfo};

/// How long to wait after a failure to accept; at the limit of open files it would fail again at once.
const PAUSE: Duration = Duration::from_millis(50);

/// A way for connections to a runtime that serves them.
pub(super) struct Lane(mpsc::Sender<std::net::TcpStream>);

impl Lane {
    /// A lane, and the connections that come along it, for the runtime that serves them. Each ends when `cut` is cancelled.
    pub(super) fn new(
        cut: CancellationToken,
    ) -> (
        Lane,
        impl Stream<Item = io::Result<Connection>> + Send + 'static,
    ) {
        let (sender, receiver) = mpsc::channel(1);
        let connections = ReceiverStream::new(receiver)
            .map(move |stream| Ok(Connection::new(TcpStream::from_std(stream)?, &cut)));
        (Lane(sender), connections)
    }
}

/// Accepts connections until `draining`, then closes the listener. The lanes take turns.
pub(super) fn accept(listener: TcpListener, draining: CancellationToken, lanes: Vec<Lane>) {
    tokio::spawn(async move {
        for lane in lanes.iter().cycle() {
            let accepted = tokio::select! {
                () = draining.cancelled() => return,
                () = lane.0.closed() => return,
                accepted = accept_one(&listener) => accepted,
            };
            match accepted {
                Ok(stream) => {
                    if lane.0.send(stream).await.is_err() {
                        return;
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    });
}

/// A connection that no runtime has yet.
async fn accept_one(listener: &TcpListener) -> io::Result<std::net::TcpStream> {
    let (stream, _) = listener.accept().await?;
    // Small answers must not wait for more; a failure here only costs time.
    let _ = stream.set_nodelay(true);
    stream.into_std()
}

/// A TCP connection that fails as soon as it is cut, whatever the client does.
pub(super) struct Connection {
    stream: TcpStream,
    cut: Pin<Box<WaitForCancellationFutureOwned>>,
    is_cut: bool,
}

impl Connection {
    fn new(stream: TcpStream, cut: &CancellationToken) -> Connection {
        Connection {
            stream,
            cut: Box::pin(cut.clone().cancelled_owned()),
            is_cut: false,
        }
    }

    fn stream(&mut self) -> io::Result<Pin<&mut TcpStream>> {
        if self.is_cut {
            return Err(cut_error());
        }
        Ok(Pin::new(&mut self.stream))
    }
}

fn cut_error() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "the server is stopping")
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // A connection always has a read pending, so this is where the cut wakes it.
        let read = self.stream()?.poll_read(context, buffer);
        if read.is_pending() && self.cut.as_mut().poll(context).is_ready() {
            self.is_cut = true;
            return Poll::Ready(Err(cut_error()));
        }
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.stream()?.poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.stream()?.poll_write_vectored(context, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

impl Connected for Connection {
    type ConnectInfo = TcpConnectInfo;

    fn connect_info(&self) -> TcpConnectInfo {
        self.stream.connect_info()
    }
}
