//! Connections of clients, for both HTTP servers.

use std::io;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The longest time that a request may take to arrive.
pub(crate) const READ_TIMEOUT: Duration = Duration::from_secs(10);
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
