//! The server of the control API.

mod accounts;
mod calls;
mod clock;
mod error;
mod http;
mod page;
mod request;
mod response;
mod routes;
mod script;
mod server;
mod tokens;

use std::io;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq as _;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::state::ServerState;
use sts::Secret;

/// The URL of the control API, and the token that it requires. Returned by [`LocalSts::control`](crate::LocalSts::control).
///
/// ```
/// use sts_local::LocalSts;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let local = LocalSts::default_account().control_port(0).start().await?;
/// let control = local.control().ok_or("it is on")?;
/// assert!(control.url().starts_with("http://127.0.0.1:"));
/// let header = format!("authorization: Bearer {}", control.token().expose());
/// # let _ = header;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct ControlAccess {
    url: String,
    token: Secret,
}

impl ControlAccess {
    /// Creates access with a new random token.
    fn new(url: String) -> io::Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        Ok(Self { url, token: Secret::new(URL_SAFE_NO_PAD.encode(bytes)) })
    }

    /// Returns the URL, such as `http://127.0.0.1:49153`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the token. Requests have it in the header `Authorization: Bearer TOKEN`.
    pub fn token(&self) -> &Secret {
        &self.token
    }

    /// Returns the address of the page for people, with the token in its fragment: browsers do not send it, and the page
    /// removes it from the address bar.
    ///
    /// ```
    /// use sts_local::LocalSts;
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let local = LocalSts::default_account().control_port(0).start().await?;
    /// let control = local.control().ok_or("it is on")?;
    /// println!("watch the calls at {}", control.page_url().expose());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # }).unwrap();
    /// ```
    pub fn page_url(&self) -> Secret {
        Secret::new(format!("{}/#token={}", self.url, self.token.expose()))
    }

    /// Compares a token in constant time.
    fn accepts(&self, token: &str) -> bool {
        self.token.expose().as_bytes().ct_eq(token.as_bytes()).into()
    }
}

/// A running server of the control API. It stops when it is dropped.
#[derive(Debug)]
pub(crate) struct ControlServer {
    access: Arc<ControlAccess>,
    listener: JoinHandle<()>,
}

impl ControlServer {
    pub(crate) fn start(listener: TcpListener, server: Arc<ServerState>) -> io::Result<Self> {
        let access = Arc::new(ControlAccess::new(format!("http://{}", listener.local_addr()?))?);
        let serve = http::serve(listener, server.clone(), access.clone());
        let listener = tokio::spawn(async move { server.shutdown.interrupt(serve).await });
        Ok(Self { access, listener })
    }

    pub(crate) fn access(&self) -> &ControlAccess {
        &self.access
    }

    /// Stops the server, and waits until its port is free.
    pub(crate) async fn stop(&mut self) {
        self.listener.abort();
        // The result says that the task was aborted, which is expected.
        let _ = (&mut self.listener).await;
    }
}

impl Drop for ControlServer {
    fn drop(&mut self) {
        self.listener.abort();
    }
}
