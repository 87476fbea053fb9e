//! Connections of clients, for both HTTP servers.

use std::future::poll_fn;
use std::io;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::HttpService;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The longest time that the head of a request may take to arrive, and then its body.
const READ_TIMEOUT: Duration = Duration::from_secs(10);
/// The largest request head, in bytes. A session token has a few KiB.
const MAX_HEAD: usize = 64 * 1024;
/// The delay before the next connection is accepted, after accepting one failed.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(10);

/// Accepts connections until the future is dropped, which closes them.
pub(crate) async fn accept<S>(listener: TcpListener, mut serve: impl FnMut(TcpStream) -> S)
where
    S: Future<Output = ()> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok((stream, _)) = listener.accept().await else {
            // If the process has no file descriptors left, the next attempt would fail immediately.
            tokio::time::sleep(ACCEPT_RETRY_DELAY).await;
            continue;
        };
        // A response is a single write, so Nagle's algorithm would only delay it. If this fails, responses are late.
        let _ = stream.set_nodelay(true);
        connections.spawn(serve(stream));
    }
}

/// Returns the settings of HTTP.
pub(crate) fn http() -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(READ_TIMEOUT).max_buf_size(MAX_HEAD);
    http
}

/// Responds to the requests of a connection until the last one, and returns the connection.
pub(crate) async fn respond<S, B>(http: &http1::Builder, stream: TcpStream, service: S) -> TcpStream
where
    S: HttpService<Incoming, ResBody = B> + Unpin,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    S::Future: Unpin,
    B: Body + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let mut connection = http.serve_connection(TokioIo::new(stream), service);
    // A connection may break at any time; the server has nothing to do then.
    let _ = poll_fn(|context| connection.poll_without_shutdown(context)).await;
    connection.into_parts().io.into_inner()
}

/// The reason why a body was not read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnreadBody {
    TooLarge,
    TooSlow,
    /// The connection ended before the body did.
    Incomplete,
}

/// Reads a body of at most `max` bytes.
pub(crate) async fn read_body(body: Incoming, max: usize) -> Result<Bytes, UnreadBody> {
    match tokio::time::timeout(READ_TIMEOUT, Limited::new(body, max).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(UnreadBody::TooLarge),
        Ok(Err(_)) => Err(UnreadBody::Incomplete),
        Err(_) => Err(UnreadBody::TooSlow),
    }
}

/// Closes a connection after its last response. Closing it while the client still sends, as after a body that is too large,
/// would reset it, and the client would not see the response. So what still arrives is dropped first, for a while.
pub(crate) async fn close(stream: TcpStream) {
    // If the client goes on sending, it reads the response too late or not at all, and nothing can be done.
    let _ = tokio::time::timeout(READ_TIMEOUT, drain(stream)).await;
}

async fn drain(mut stream: TcpStream) -> io::Result<()> {
    stream.shutdown().await?;
    tokio::io::copy(&mut stream, &mut tokio::io::sink()).await?;
    Ok(())
}
