//! The error of a stage of a request.

use std::error::Error as StdError;
use std::fmt;

/// The error of a stage of a request, and its cause. The texts are those of hyper and hyper-util, so that one diagnosis
/// serves all clients.
#[derive(Debug)]
pub(super) struct StageError {
    text: &'static str,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl StageError {
    pub(super) const CONNECT: &'static str = "client error (Connect)";
    pub(super) const EXCHANGE: &'static str = "client error (SendRequest)";

    /// Returns a function that creates an error of this stage from its source.
    pub(super) fn at<E: Into<Box<dyn StdError + Send + Sync>>>(text: &'static str) -> impl Fn(E) -> Self {
        move |error| Self { text, source: Some(error.into()) }
    }
}

// Stages that hyper and hyper-util report to the client on hyper by themselves.
#[cfg(feature = "blocking")]
impl StageError {
    pub(super) const DNS: &'static str = "dns error";
    pub(super) const TCP: &'static str = "tcp connect error";
    pub(super) const TO_PROXY: &'static str = "tunnel error: failed to create underlying connection";
    pub(super) const TUNNEL: &'static str = "tunnel error: io error";
    pub(super) const TUNNEL_ENDED: &'static str = "tunnel error: unexpected end of file";
    pub(super) const TUNNEL_REFUSED: &'static str = "tunnel error: unsuccessful";
    pub(super) const TUNNEL_PASSWORD: &'static str = "tunnel error: proxy authorization required";
    #[cfg(not(feature = "tls"))]
    pub(super) const NO_TLS: &'static str = "invalid URL, scheme is not http";
    pub(super) const ENDED: &'static str = "connection closed before message completed";
    pub(super) const NOT_HTTP: &'static str = "invalid HTTP version parsed";

    /// Creates an error without a source.
    pub(super) fn new(text: &'static str) -> Self {
        Self { text, source: None }
    }
}

impl fmt::Display for StageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

impl StdError for StageError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
