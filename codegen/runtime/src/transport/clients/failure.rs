//! The error of a request that got no response: the step that failed, and the cause, from the error of an HTTP client.

use std::error::Error as StdError;

use http::uri::Scheme;
use http::{StatusCode, Uri};

use super::diagnosis::Diagnosis;
use crate::endpoint::url::host_and_port;
use crate::transport::{
    Proxy, ProxySettings, ProxyUse, TransportCause, TransportError, TransportErrorKind, TrustedRoots,
};

/// The route of a request: its URL, the proxy on the way, and the certificates that are trusted.
#[derive(Clone, Copy)]
pub(super) struct RequestRoute<'a> {
    /// The URL of the request.
    pub(super) uri: &'a Uri,
    /// The proxy that it went through.
    pub(super) proxy: Option<&'a Proxy>,
    /// The certificates that the client trusts.
    pub(super) trusted: &'a TrustedRoots,
}

/// The step at which a client says that a request failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "reqwest"), expect(dead_code, reason = "hyper alone tells fewer steps apart"))]
pub(super) enum FailedStep {
    /// The request was refused before anything was sent.
    Prepare,
    /// The connection was not made.
    Connect,
    /// The connection was not made within the time limit for connecting.
    ConnectTimeout,
    /// The request was sent, at least in part, and no response arrived.
    Exchange,
    /// The time limit was over before a response arrived.
    Timeout,
}

impl<'a> RequestRoute<'a> {
    /// Finds the route of a request.
    ///
    /// # Errors
    ///
    /// Fails if the URL is neither http nor https, if it has a user name, or if the proxy for it cannot be used.
    pub(super) fn of(
        uri: &'a Uri,
        using: ProxyUse,
        proxies: &'a ProxySettings,
        trusted: &'a TrustedRoots,
    ) -> Result<Self, TransportError> {
        if ![Some(&Scheme::HTTP), Some(&Scheme::HTTPS)].contains(&uri.scheme()) {
            let reason = "the URL is neither http nor https (not shown)";
            return Err(TransportError::new(TransportErrorKind::Unsendable, reason));
        }
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            let reason = "the URL has a user name (not shown)";
            return Err(TransportError::new(TransportErrorKind::Unsendable, reason));
        }
        let proxy = proxies.route(uri, using);
        let proxy = proxy.map_err(|error| TransportError::new(TransportErrorKind::Unsendable, error))?;
        Ok(Self { uri, proxy, trusted })
    }

    /// Returns the proxy that reads the request itself, because it is plain http.
    pub(super) fn plain_proxy(&self) -> Option<&'a Proxy> {
        self.proxy.filter(|_| self.is_plain())
    }

    /// Refuses a response with which a proxy asks for a password.
    pub(super) fn check_status(&self, status: StatusCode) -> Result<(), TransportError> {
        match self.plain_proxy() {
            Some(proxy) if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED => Err(self.refused_password(proxy)),
            _ => Ok(()),
        }
    }

    fn is_plain(&self) -> bool {
        self.uri.scheme() == Some(&Scheme::HTTP)
    }

    /// Explains why a request got no response. The error must not contain the URL of the request.
    pub(super) fn failed(&self, error: &(dyn StdError + 'static), step: FailedStep) -> TransportError {
        let found = Diagnosis::of(error);
        let is_plain = self.is_plain();
        let is_connecting = matches!(step, FailedStep::Connect | FailedStep::ConnectTimeout);
        let cause = match found.cause {
            None | Some(TransportCause::ConnectTimeout) if step == FailedStep::ConnectTimeout => {
                Some(TransportCause::ConnectTimeout)
            }
            // A connection that broke much later.
            Some(TransportCause::ConnectTimeout) if !is_connecting => None,
            Some(TransportCause::NotHttp) if found.is_tunnel => Some(TransportCause::ProxyRefusedHost),
            Some(TransportCause::NotHttp) if !is_plain => None,
            cause => cause,
        };
        if let (Some(TransportCause::ProxyWantsPassword), Some(proxy)) = (cause, self.proxy) {
            return self.refused_password(proxy);
        }
        let kind = kind(step, &found);
        let mut failed = TransportError::new(kind, text(error)).with_peer(host_and_port(self.uri));
        if let Some(cause) = cause {
            failed = failed.with_cause(cause);
        }
        // Behind a tunnel, TLS and HTTP are those of the host.
        let is_about_proxy = is_plain || found.is_tunnel || (is_connecting && !found.is_tls);
        if let Some(proxy) = self.proxy.filter(|_| is_about_proxy) {
            failed = failed.with_proxy(proxy.name().clone());
        }
        if kind == TransportErrorKind::Tls { failed.with_trusted(self.trusted.clone()) } else { failed }
    }

    /// Returns the error for a proxy that responded with the status 407.
    fn refused_password(&self, proxy: &Proxy) -> TransportError {
        let cause = match proxy.authorization() {
            Some(_) => TransportCause::ProxyRefusedPassword,
            None => TransportCause::ProxyWantsPassword,
        };
        TransportError::from_kind(TransportErrorKind::Proxy)
            .with_cause(cause)
            .with_proxy(proxy.name().clone())
            .with_peer(host_and_port(self.uri))
    }
}

/// Returns the error for a request outside of a tokio runtime, or in one without timers or network I/O.
#[cfg(any(feature = "reqwest", feature = "hyper"))]
pub(super) fn no_runtime() -> TransportError {
    TransportError::from_kind(TransportErrorKind::Unsendable).with_cause(TransportCause::NoRuntime)
}

fn kind(step: FailedStep, found: &Diagnosis) -> TransportErrorKind {
    if found.is_tls {
        return TransportErrorKind::Tls;
    }
    if found.cause == Some(TransportCause::NoTls) {
        return TransportErrorKind::Unsendable;
    }
    match step {
        FailedStep::Prepare => TransportErrorKind::Unsendable,
        FailedStep::Connect | FailedStep::ConnectTimeout => TransportErrorKind::Connect,
        FailedStep::Exchange => TransportErrorKind::NoResponse,
        FailedStep::Timeout => TransportErrorKind::Timeout,
    }
}

/// Returns the messages of an error and its sources, without those that only say where in the HTTP client it happened.
pub(super) fn text(error: &(dyn StdError + 'static)) -> String {
    const LAYERS: [&str; 3] = ["error sending request", "client error (", "error decoding response body"];
    let mut causes = String::new();
    for source in std::iter::successors(error.source(), |&error| error.source()) {
        let text = source.to_string();
        if !LAYERS.iter().any(|layer| text.starts_with(layer)) {
            causes.push_str(if causes.is_empty() { "" } else { ": " });
            causes.push_str(&text);
        }
    }
    if causes.is_empty() { error.to_string() } else { causes }
}
