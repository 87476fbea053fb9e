//! The client that blocks the thread, on the sockets of the standard library.

mod channel;
mod connect;
mod race;
mod request;
mod response;

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use self::channel::Deadline;
use self::connect::Dial;
use self::request::request_bytes;
use self::response::{BodyEnd, IncomingBytes, ResponseHead};
use super::body::CappedBody;
use super::failure::{FailedStep, RequestRoute, text};
use super::idle::{Checkout, Destination, IdleConnections};
use super::settings::ClientSettings;
use super::stage::StageError;
use crate::endpoint::url::host_and_port;
use crate::platform::config_error::ConfigError;
use crate::platform::environment::Environment;
use crate::transport::{
    BlockingTransport, Proxy, ProxySettings, TransportError, TransportErrorKind, TransportLimits, TrustedRoots,
};

/// The default HTTP client of blocking clients: HTTP/1.1 on the sockets of the standard library, and with the feature `tls`
/// TLS 1.2 and 1.3 with ring.
///
/// Needs the feature `blocking`.
///
/// It needs no async runtime and may run inside of one, where it blocks a thread of the runtime. It obeys the same
/// environment variables, trusts the same certificates and reports the same errors as the clients for async programs:
/// see the table of `ReqwestTransport`. The differences:
///
/// - An attempt ends when [`remaining`](TransportLimits::remaining) is over, the body included. An operating system that
///   looks up a name ignores time limits. So names are looked up in a thread, which may outlive the attempt by the time
///   that the operating system takes.
/// - A host with several addresses is called at the first one that responds, each tried a quarter of a second after the one
///   before it, in a thread that ends with the time limit for connecting. An address of this machine that comes first is
///   tried without a thread. The shorter of the two time limits counts, that of [`new`](Self::new) and that of
///   [`TransportLimits`].
/// - Up to 1,024 connections are kept for 90 seconds. One that is too old is closed at the next request, and not before. The
///   operating system does not probe them (TCP keep-alive). If a request fails, the unused connections to its server are
///   closed, too.
/// - A request is sent completely before its response is read.
/// - The head of a response may have 64 KiB and 100 headers. `chunked` is the only transfer encoding, and a response with
///   another one is an error, as is one whose `Content-Length` is not exactly one number.
///
/// ```
/// use std::time::Duration;
///
/// use awsquery::transport::SocketTransport;
/// use awsquery::{Config, Environment};
///
/// let environment = Environment::from_pairs([("HTTPS_PROXY", "http://proxy.example:3128")]);
/// let transport = SocketTransport::new(Duration::from_secs(2), &environment)?;
/// let config = Config::new().with_blocking_transport(transport);
/// # let _ = config;
/// # Ok::<(), awsquery::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct SocketTransport(Arc<SocketParts>);

struct SocketParts {
    dial: Dial,
    proxies: ProxySettings,
    trusted: TrustedRoots,
    idle: IdleConnections<Destination, IncomingBytes>,
}

impl SocketTransport {
    /// Creates a transport with its own connections, and with the proxies and certificates in the environment.
    ///
    /// # Errors
    ///
    /// Fails if an exception from proxies or the certificates cannot be used. The error names the variable.
    pub fn new(connect_timeout: Duration, environment: &Environment) -> Result<Self, ConfigError> {
        ClientSettings::from_environment(connect_timeout, environment).map(Self::from_settings)
    }

    /// Creates a transport for servers on this machine. It uses no proxies, because requests are meant to stay on this
    /// machine, and loads the platform's certificates only when a server uses TLS.
    ///
    /// # Errors
    ///
    /// Fails if TLS cannot be set up.
    pub fn for_loopback(connect_timeout: Duration) -> Result<Self, ConfigError> {
        ClientSettings::for_loopback(connect_timeout).map(Self::from_settings)
    }

    /// Returns which certificates the transport trusts.
    pub fn trusted(&self) -> &TrustedRoots {
        &self.0.trusted
    }

    pub(super) fn from_settings(settings: ClientSettings) -> Self {
        let ClientSettings { connect_timeout, tls, proxies, names } = settings;
        let dial = Dial::new(connect_timeout, names, &tls);
        Self(Arc::new(SocketParts { dial, proxies, trusted: tls.trusted, idle: IdleConnections::new() }))
    }
}

impl SocketParts {
    /// Takes a connection that was kept, or makes one.
    fn connection(
        &self,
        attempt: &TimedRequest<'_>,
        checkout: &Checkout<'_, Destination, IncomingBytes>,
    ) -> Result<IncomingBytes, TransportError> {
        if let Some(mut input) = checkout.take() {
            input.channel().socket().set_deadline(attempt.deadline);
            return Ok(input);
        }
        let deadline = self.dial.deadline(attempt.limits.connect_timeout, attempt.deadline);
        let connected = self.dial.connect(attempt.route.uri, attempt.route.proxy, deadline);
        let mut channel = connected.map_err(|stage| {
            let step = if deadline.is_over() { FailedStep::ConnectTimeout } else { FailedStep::Connect };
            attempt.failed(&StageError::at(StageError::CONNECT)(stage), step)
        })?;
        channel.socket().set_deadline(attempt.deadline);
        Ok(IncomingBytes::new(channel))
    }
}

/// A request on its way.
struct TimedRequest<'a> {
    route: RequestRoute<'a>,
    limits: TransportLimits,
    deadline: Deadline,
}

impl TimedRequest<'_> {
    /// Sends a request, and returns the head of its response.
    fn exchange(
        &self,
        request: &Request<Bytes>,
        input: &mut IncomingBytes,
    ) -> Result<(ResponseHead, BodyEnd), TransportError> {
        let authorization = self.route.plain_proxy().and_then(Proxy::authorization);
        let bytes = request_bytes(request, self.route.plain_proxy().is_some(), authorization);
        let channel = input.channel();
        // A server that refuses a large request may have responded before it closed the connection.
        let sent = channel.write_all(&bytes).and_then(|()| channel.flush());
        let received = match (input.head(), sent) {
            (Ok(Some(head)), _) => head.body_end(request.method()).map(|end| (head, end)),
            (_, Err(error)) => Err(StageError::at("the request was not sent completely")(error)),
            (Ok(None), Ok(())) => Err(StageError::new(StageError::ENDED)),
            (Err(stage), Ok(())) => Err(stage),
        };
        let received = received.map_err(StageError::at(StageError::EXCHANGE));
        let (head, end) = received.map_err(|stage| self.failed(&stage, FailedStep::Exchange))?;
        self.route.check_status(head.status)?;
        Ok((head, end))
    }

    /// Reads the body of a response.
    fn body(&self, head: &ResponseHead, end: &BodyEnd, input: &mut IncomingBytes) -> Result<Bytes, TransportError> {
        let mut body = CappedBody::after(&head.headers, self.limits.max_response_bytes)?;
        let read = input.body(end, |part| body.push(part).map_err(BodyError::TooLarge));
        match read {
            Ok(()) => Ok(body.finish()),
            Err(BodyError::TooLarge(error)) => Err(error),
            Err(BodyError::Cut(_)) if self.deadline.is_over() => Err(self.timeout()),
            Err(BodyError::Cut(error)) => Err(TransportError::new(TransportErrorKind::BodyCut, text(&error))),
        }
    }

    fn failed(&self, stage: &StageError, step: FailedStep) -> TransportError {
        if self.deadline.is_over() { self.timeout() } else { self.route.failed(stage, step) }
    }

    fn timeout(&self) -> TransportError {
        TransportError::timeout(self.limits.remaining).with_peer(host_and_port(self.route.uri))
    }
}

/// The reason why a body was not read to its end.
enum BodyError {
    Cut(io::Error),
    TooLarge(TransportError),
}

impl From<io::Error> for BodyError {
    fn from(error: io::Error) -> Self {
        Self::Cut(error)
    }
}

impl BlockingTransport for SocketTransport {
    fn send(&self, request: Request<Bytes>, limits: TransportLimits) -> Result<Response<Bytes>, TransportError> {
        let route = RequestRoute::of(request.uri(), limits.proxy, &self.0.proxies, &self.0.trusted)?;
        let checkout = self.0.idle.checkout(Destination::new(request.uri(), route.proxy.is_some()));
        let attempt = TimedRequest { route, limits, deadline: Deadline::after(limits.remaining) };
        let mut input = self.0.connection(&attempt, &checkout)?;
        let (head, end) = attempt.exchange(&request, &mut input)?;
        let mut response = Response::new(attempt.body(&head, &end, &mut input)?);
        let is_reusable = head.keeps_connection(&end) && input.is_empty();
        input.zero();
        checkout.finish(is_reusable.then_some(input));
        *response.status_mut() = head.status;
        *response.headers_mut() = head.headers;
        Ok(response)
    }
}

impl fmt::Debug for SocketTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SocketTransport")
            .field("proxies", &self.0.proxies)
            .field("trusted", &self.0.trusted)
            .field("connections", &self.0.idle)
            .finish_non_exhaustive()
    }
}
