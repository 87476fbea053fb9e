//! The default transport.

use std::error::Error as StdError;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::CONTENT_LENGTH;

use super::{Limits, Transport, TransportError, TransportErrorKind};
use crate::clock::BoxFuture;
use crate::config_error::ConfigError;

/// HTTP/1.1 by reqwest; with the feature `rustls`, TLS 1.2 and 1.3 with ring and the roots of the platform.
#[derive(Clone, Debug)]
pub struct ReqwestTransport(reqwest::Client);

impl ReqwestTransport {
    /// A transport with its own pool of connections, through the proxies that the environment names.
    ///
    /// # Errors
    ///
    /// If the platform's certificates or the proxies in the environment cannot be used.
    pub fn new(connect_timeout: Duration) -> Result<Self, ConfigError> {
        Self::from_builder(with_tls(settings(connect_timeout))?)
    }

    /// A transport for servers on this machine: without proxies, which would carry away what is meant to stay here.
    ///
    /// # Errors
    ///
    /// If the platform's certificates cannot be used.
    pub fn for_loopback(connect_timeout: Duration) -> Result<Self, ConfigError> {
        Self::from_builder(with_tls(settings(connect_timeout))?.no_proxy())
    }

    fn from_builder(builder: reqwest::ClientBuilder) -> Result<Self, ConfigError> {
        let refused =
            |error: reqwest::Error| ConfigError::new(format!("no HTTP client: {}", chain(&error.without_url())));
        builder.build().map(Self).map_err(refused)
    }

    async fn attempt(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let request = reqwest::Request::try_from(request)
            .map_err(|error| TransportError::new(TransportErrorKind::Unsendable, error.without_url()))?;
        let mut response = self.0.execute(request).await.map_err(classify)?;
        let announced = response.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        let cap = limits.max_answer_bytes;
        if announced.is_some_and(|length: usize| length > cap) {
            return Err(TransportError::from_kind(TransportErrorKind::TooLarge));
        }
        let mut body = BytesMut::with_capacity(announced.unwrap_or_default());
        while let Some(chunk) = response.chunk().await.map_err(classify_body)? {
            if body.len() + chunk.len() > cap {
                return Err(TransportError::from_kind(TransportErrorKind::TooLarge));
            }
            body.extend_from_slice(&chunk);
        }
        let mut answer = http::Response::new(body.freeze());
        *answer.status_mut() = response.status();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        Ok(answer)
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(self.attempt(request, limits))
    }
}

fn settings(connect_timeout: Duration) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .retry(reqwest::retry::never())
        .http1_only()
        // Off in code: another crate in the build may turn the features on.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
}

#[cfg(not(feature = "rustls"))]
fn with_tls(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder, ConfigError> {
    Ok(builder)
}

#[cfg(feature = "rustls")]
fn with_tls(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder, ConfigError> {
    use std::sync::Arc;

    use rustls_platform_verifier::BuilderVerifierExt as _;

    let refused = |error: rustls::Error| ConfigError::new(format!("no TLS: {error}"));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(refused)?
        .with_platform_verifier()
        .map_err(refused)?
        .with_no_client_auth();
    Ok(builder.tls_backend_preconfigured(config))
}

fn classify(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let kind = if is_tls(&error) {
        TransportErrorKind::Tls
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_builder() {
        TransportErrorKind::Unsendable
    } else {
        TransportErrorKind::NoAnswer
    };
    TransportError::new(kind, error)
}

fn classify_body(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let kind = if error.is_timeout() { TransportErrorKind::Timeout } else { TransportErrorKind::BodyCut };
    TransportError::new(kind, error)
}

#[cfg(not(feature = "rustls"))]
fn is_tls(_: &reqwest::Error) -> bool {
    false
}

#[cfg(feature = "rustls")]
fn is_tls(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<rustls::Error>() {
            return true;
        }
        // I/O errors, of which there may be one in another, hide what they carry from `source`.
        cause = match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    false
}

fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
