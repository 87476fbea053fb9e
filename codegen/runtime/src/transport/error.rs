//! The error of an attempt without a complete response: the step that failed, and the cause, as data and as text.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use super::proxy::ProxyName;
use crate::endpoint::host::is_loopback;
use crate::value::seconds::Seconds;

/// The step at which an attempt failed. It decides whether the request may be sent again. Returned by
/// [`TransportError::kind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The connection failed. Nothing was sent.
    Connect,
    /// The TLS connection failed or is not trusted. Nothing was sent.
    Tls,
    /// The proxy wants a user name and a password, or refuses those that it got. Nothing was sent.
    Proxy,
    /// The request was sent, at least in part, but no response arrived.
    NoResponse,
    /// The response ended before it was complete.
    BodyCut,
    /// The response is larger than allowed.
    TooLarge,
    /// The attempt exceeded its time limit.
    Timeout,
    /// The request cannot be sent.
    Unsendable,
}

impl TransportErrorKind {
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Connect => "no connection",
            Self::Tls => "no trusted TLS connection",
            Self::Proxy => "no connection through the proxy",
            Self::NoResponse => "the request was sent, but no response arrived",
            Self::BodyCut => "the response broke off before its end",
            Self::TooLarge => "the response is larger than allowed",
            Self::Timeout => "the attempt exceeded its time limit",
            Self::Unsendable => "the request cannot be sent",
        }
    }
}

/// The cause of a [`TransportError`] that a person can act on.
///
/// If [`TransportError::proxy`] returns a proxy, the cause is about the proxy, otherwise about the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportCause {
    /// DNS has no address for the name, or DNS is not available.
    NameNotKnown,
    /// No program listens on the port, or a firewall refused the connection.
    Refused,
    /// No route leads to the address.
    Unreachable,
    /// The connection was not made within the time limit for connecting.
    ConnectTimeout,
    /// The connection was closed before there was a response.
    Closed,
    /// The issuer of the certificate is not trusted.
    UnknownIssuer,
    /// The certificate has expired, or is not valid yet, or the clock of this machine is wrong.
    CertificateDate,
    /// The certificate belongs to another host.
    CertificateName,
    /// The certificate is that of a certificate authority, such as one that is self-signed.
    CertificateOfAuthority,
    /// The certificate is not trusted for another reason.
    Certificate,
    /// The first bytes of the server are not TLS. Usually the port expects plain http.
    NotTls,
    /// The response is not HTTP. If the request was plain http, the port usually expects TLS.
    NotHttp,
    /// The proxy wants a user name and a password (status 407).
    ProxyWantsPassword,
    /// The proxy refused the user name and the password that it got (status 407).
    ProxyRefusedPassword,
    /// The proxy did not connect to the host: it refused, or its response was not that of a proxy.
    ProxyRefusedHost,
    /// The default transport was called outside of a tokio runtime, or in one without timers or network I/O.
    NoRuntime,
    /// The program was built without the feature for TLS.
    NoTls,
}

/// The certificates that a transport trusts. Returned by [`TransportError::trusted`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrustedRoots {
    /// The certificates of the platform.
    Platform,
    /// The certificates in the file that `AWS_CA_BUNDLE` names.
    Bundle {
        /// The path of the file.
        path: String,
        /// The number of its certificates.
        certificates: usize,
    },
    /// The certificates that the program's own HTTP client trusts. Only the client knows them.
    ByClient,
}

/// The error of an attempt that got no complete response.
///
/// `Display` writes one line that names the cause, if it is known: who refused the connection, at which address and port,
/// and the variable to change.
///
/// ```
/// use awsquery::{TransportError, TransportErrorKind};
/// use awsquery::transport::TransportCause;
///
/// let error = TransportError::from_kind(TransportErrorKind::Connect)
///     .with_cause(TransportCause::Refused)
///     .with_peer("sts.example:8443");
/// assert_eq!(error.to_string(), "no connection to sts.example:8443: connection refused");
/// ```
pub struct TransportError(Box<Details>);

struct Details {
    kind: TransportErrorKind,
    cause: Option<TransportCause>,
    peer: Option<String>,
    proxy: Option<ProxyName>,
    trusted: Option<TrustedRoots>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// Creates an error with the error of an HTTP client. It is shown to users, so it must not contain a URL with a query.
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let mut error = Self::from_kind(kind);
        error.0.source = Some(source.into());
        error
    }

    /// Creates an error without the error of an HTTP client.
    pub fn from_kind(kind: TransportErrorKind) -> Self {
        Self(Box::new(Details { kind, cause: None, peer: None, proxy: None, trusted: None, source: None }))
    }

    /// Sets the cause.
    #[must_use]
    pub fn with_cause(mut self, cause: TransportCause) -> Self {
        self.0.cause = Some(cause);
        self
    }

    /// Sets the host and the port of the URL: `sts.example:443`. A client sets it if the transport does not.
    #[must_use]
    pub fn with_peer(mut self, peer: impl Into<String>) -> Self {
        self.0.peer = Some(peer.into());
        self
    }

    /// Sets the proxy that the cause is about.
    #[must_use]
    pub fn with_proxy(mut self, proxy: ProxyName) -> Self {
        self.0.proxy = Some(proxy);
        self
    }

    /// Sets the certificates that were trusted.
    #[must_use]
    pub fn with_trusted(mut self, trusted: TrustedRoots) -> Self {
        self.0.trusted = Some(trusted);
        self
    }

    /// Creates the error for a response that is too large. `size` says what was announced or received.
    pub(crate) fn too_large(size: &str, max: usize) -> Self {
        let limit = format!("{size}, but at most {max} bytes are allowed; `with_max_response_bytes` raises the limit");
        Self::new(TransportErrorKind::TooLarge, limit)
    }

    /// Creates the error for an attempt that exceeded its time limit.
    pub(crate) fn timeout(limit: Duration) -> Self {
        let limit = format!("{} s, which `with_attempt_timeout` raises", Seconds(limit));
        Self::new(TransportErrorKind::Timeout, limit)
    }

    /// Returns the step at which the attempt failed.
    pub fn kind(&self) -> TransportErrorKind {
        self.0.kind
    }

    /// Returns the cause, if the transport knows it.
    pub fn cause(&self) -> Option<TransportCause> {
        self.0.cause
    }

    /// Returns the host and the port of the URL: `sts.example:443`.
    pub fn peer(&self) -> Option<&str> {
        self.0.peer.as_deref()
    }

    /// Returns the proxy that the cause is about.
    pub fn proxy(&self) -> Option<&ProxyName> {
        self.0.proxy.as_ref()
    }

    /// Returns the certificates that were trusted, for errors about certificates.
    pub fn trusted(&self) -> Option<&TrustedRoots> {
        self.0.trusted.as_ref()
    }

    /// Returns `true` if the request went to a server on this machine, without a proxy.
    pub fn is_peer_loopback(&self) -> bool {
        let host = self.peer().and_then(|peer| peer.rsplit_once(':')).map(|(host, _)| host);
        self.proxy().is_none() && host.is_some_and(is_loopback)
    }

    fn write_step(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(peer) = self.peer() else { return f.write_str(self.kind().describe()) };
        match self.kind() {
            TransportErrorKind::Connect | TransportErrorKind::Proxy => write!(f, "no connection to {peer}"),
            TransportErrorKind::Tls => write!(f, "no trusted TLS connection to {peer}"),
            TransportErrorKind::NoResponse => write!(f, "no response from {peer}"),
            TransportErrorKind::BodyCut => write!(f, "the response of {peer} broke off before its end"),
            TransportErrorKind::TooLarge => write!(f, "the response of {peer} is larger than allowed"),
            TransportErrorKind::Timeout => write!(f, "the request to {peer} exceeded its time limit"),
            TransportErrorKind::Unsendable => f.write_str("the request cannot be sent"),
        }
    }

    fn write_cause(&self, f: &mut fmt::Formatter<'_>, cause: TransportCause) -> fmt::Result {
        use TransportCause as Cause;
        match cause {
            Cause::NameNotKnown => f.write_str("name not known; DNS has no address for it, or is not available"),
            Cause::Refused if self.is_peer_loopback() => {
                f.write_str("connection refused; no server listens on this port, or it was stopped or dropped")
            }
            Cause::Refused => f.write_str("connection refused"),
            Cause::Unreachable => f.write_str("no route to its address"),
            Cause::ConnectTimeout => f.write_str("connecting took too long; `with_connect_timeout` raises the limit"),
            Cause::Closed => f.write_str("connection closed by the other side"),
            Cause::UnknownIssuer => self.write_unknown_issuer(f),
            Cause::CertificateDate => {
                f.write_str("the certificate has expired or is not valid yet, or the clock of this machine is wrong")
            }
            Cause::CertificateName => f.write_str("the certificate belongs to another host"),
            Cause::CertificateOfAuthority => {
                f.write_str("the certificate is that of an authority; a server needs one that the authority issued")
            }
            Cause::Certificate => f.write_str("the certificate is not trusted"),
            Cause::NotTls => f.write_str(
                "the port does not speak TLS; if it expects plain http, use a URL that begins with http://",
            ),
            Cause::NotHttp => f.write_str(
                "the response is not HTTP; if the port expects TLS, use a URL that begins with https://",
            ),
            Cause::ProxyWantsPassword => f.write_str(
                "status 407: it wants a user name and a password; write user:password@ before its host in the variable",
            ),
            Cause::ProxyRefusedPassword => {
                f.write_str("status 407: it refused the user name or the password in the variable")
            }
            Cause::ProxyRefusedHost => f.write_str("it did not open a connection to this host and port"),
            Cause::NoRuntime => f.write_str(
                "no tokio runtime with timers and network I/O for the default transport; call from a task of a runtime with \
                 `enable_all()`, or set another transport with `Config::with_transport` and a timer with `with_sleep`",
            ),
            Cause::NoTls => f.write_str("this program has no TLS; enable the feature `tls`"),
        }
    }

    fn write_unknown_issuer(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the certificate has an unknown issuer; ")?;
        match self.trusted() {
            Some(TrustedRoots::Bundle { path, certificates: 1 }) => {
                write!(f, "only the certificate in AWS_CA_BUNDLE ({path}) is trusted")
            }
            Some(TrustedRoots::Bundle { path, certificates }) => {
                write!(f, "only the {certificates} certificates in AWS_CA_BUNDLE ({path}) are trusted")
            }
            Some(TrustedRoots::ByClient) => {
                f.write_str("the program's own HTTP client must trust the certificate of the issuer")
            }
            Some(TrustedRoots::Platform) | None => {
                f.write_str("set AWS_CA_BUNDLE to a file with the certificate of the issuer")
            }
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_step(f)?;
        match (self.cause(), self.proxy()) {
            (Some(TransportCause::Refused), Some(proxy)) => write!(f, ": proxy {proxy} refused the connection"),
            (Some(cause), Some(proxy)) => {
                write!(f, ": proxy {proxy}: ")?;
                self.write_cause(f, cause)
            }
            (Some(cause), None) => {
                f.write_str(": ")?;
                self.write_cause(f, cause)
            }
            (None, Some(proxy)) => write!(f, ": proxy {proxy}"),
            (None, None) => Ok(()),
        }
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("kind", &self.0.kind)
            .field("cause", &self.0.cause)
            .field("peer", &self.0.peer)
            .field("proxy", &self.0.proxy)
            .field("trusted", &self.0.trusted)
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxy() -> ProxyName {
        ProxyName { address: "127.0.0.1:9".to_owned(), variable: "HTTPS_PROXY" }
    }

    #[test]
    fn every_kind_of_error_has_its_own_text() {
        use TransportErrorKind as Kind;
        let all = [
            Kind::Connect,
            Kind::Tls,
            Kind::Proxy,
            Kind::NoResponse,
            Kind::BodyCut,
            Kind::TooLarge,
            Kind::Timeout,
            Kind::Unsendable,
        ];
        let texts: std::collections::BTreeSet<String> =
            all.map(|kind| TransportError::from_kind(kind).to_string()).into_iter().collect();
        assert_eq!(texts.len(), all.len());
    }

    #[test]
    fn the_text_names_who_refused_and_the_variable() {
        let refused = TransportError::from_kind(TransportErrorKind::Connect).with_cause(TransportCause::Refused);
        let refused = refused.with_peer("sts.eu-west-1.amazonaws.com:443");
        assert_eq!(refused.to_string(), "no connection to sts.eu-west-1.amazonaws.com:443: connection refused");
        assert_eq!(
            refused.with_proxy(proxy()).to_string(),
            "no connection to sts.eu-west-1.amazonaws.com:443: proxy 127.0.0.1:9 from HTTPS_PROXY refused the connection"
        );
        let untrusted = TransportError::from_kind(TransportErrorKind::Tls).with_cause(TransportCause::UnknownIssuer);
        assert!(untrusted.to_string().contains("set AWS_CA_BUNDLE"), "{untrusted}");
        let untrusted =
            untrusted.with_trusted(TrustedRoots::Bundle { path: "/etc/ca.pem".to_owned(), certificates: 2 });
        assert!(untrusted.to_string().contains("AWS_CA_BUNDLE (/etc/ca.pem)"), "{untrusted}");
    }

    #[test]
    fn a_server_of_this_machine_may_have_been_stopped() {
        let refused = TransportError::from_kind(TransportErrorKind::Connect).with_cause(TransportCause::Refused);
        for peer in ["127.0.0.1:1", "localhost:1", "[::1]:1"] {
            let text = TransportError::from_kind(TransportErrorKind::Connect)
                .with_cause(TransportCause::Refused)
                .with_peer(peer)
                .to_string();
            assert!(text.contains(peer) && text.contains("dropped"), "{text}");
        }
        assert!(!refused.with_peer("10.0.0.1:1").to_string().contains("dropped"));
    }
}
