//! A connection, and the task that reads and writes for it.

use std::io::ErrorKind;
use std::net::TcpStream;
use std::sync::{Arc, OnceLock, Weak};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::AbortHandle;

use crate::transport::clients::idle::KeptConnection;

/// A second handle of the socket of a connection. Empty until the socket is connected.
pub(super) type SocketHandle = Arc<OnceLock<TcpStream>>;

/// A connection, plain or with TLS. A type for each combination of TLS and proxies would compile the client and rustls for
/// each.
pub(super) type ByteStream = TokioIo<Box<dyn Duplex>>;

pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

pub(super) struct HyperConnection {
    sender: SendRequest<Full<Bytes>>,
    task: AbortHandle,
    /// Belongs to the task, so that the socket is closed when the task ends.
    socket: Weak<OnceLock<TcpStream>>,
}

impl HyperConnection {
    /// Starts the task of a connection.
    pub(super) async fn start(stream: ByteStream, socket: SocketHandle) -> hyper::Result<Self> {
        let (sender, connection) = handshake(stream).await?;
        let handle = Arc::downgrade(&socket);
        let task = tokio::spawn(async move {
            // The sender gets the same error.
            let _ = connection.await;
            drop(socket);
        });
        Ok(Self { sender, task: task.abort_handle(), socket: handle })
    }

    /// Sends a request, and returns the head of its response. The error contains the request if nothing of it was sent.
    pub(super) async fn send(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, TrySendError<Request<Full<Bytes>>>> {
        self.sender.try_send_request(request).await
    }
}

impl KeptConnection for HyperConnection {
    fn is_closed(&self) -> bool {
        self.sender.is_closed()
    }

    fn is_ready(&self) -> bool {
        // The sender is busy while its last request is still being sent, although the response has arrived. It knows what the
        // task has seen. While the threads of the runtime are blocked, only the socket knows what has arrived since.
        let is_quiet = |socket: &TcpStream| socket.peek(&mut [0]).is_err_and(|e| e.kind() == ErrorKind::WouldBlock);
        self.sender.is_ready() && self.socket.upgrade().is_some_and(|socket| socket.get().is_some_and(is_quiet))
    }
}

impl Drop for HyperConnection {
    /// Ends the task of a request that was given up. Otherwise it would send the rest, should the server read it one day.
    fn drop(&mut self) {
        if !self.sender.is_ready() {
            self.task.abort();
        }
    }
}
