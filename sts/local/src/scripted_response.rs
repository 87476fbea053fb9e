//! Responses that a test prescribes.

use std::fmt;
use std::time::Duration;

use awsquery::server::{Envelope, Refusal, ResponseFormat, error_document};

use sts::api::SERVICE;

/// A response that a test prescribes with [`LocalSts::script`](crate::LocalSts::script). A [`ScriptRule`](crate::ScriptRule)
/// says which calls get it.
///
/// Delays pass in real time, on tokio's timer, and not on the server's clock.
///
/// ```
/// use std::time::Duration;
/// use sts_local::ScriptedResponse;
///
/// let slow_throttling = ScriptedResponse::throttling().delay(Duration::from_millis(20));
/// let outage = ScriptedResponse::status(503).body("<html>try again</html>").header("content-type", "text/html");
/// # let _ = (slow_throttling, outage);
/// ```
#[derive(Clone)]
pub struct ScriptedResponse {
    pub(crate) content: ResponseContent,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) delay: Duration,
    /// The size of the pieces in which the body is sent, and the delay before each.
    pub(crate) pace: Option<(usize, Duration)>,
    pub(crate) length: BodyLength,
    pub(crate) end: ResponseEnd,
    /// The number of seconds by which the `Date` is ahead of the server's clock.
    pub(crate) date_skew: i64,
}

#[derive(Clone, Debug)]
pub(crate) enum ResponseContent {
    /// The server handles the request and responds.
    Real,
    Prescribed {
        status: u16,
        code: Option<String>,
        body: BodyContent,
    },
    /// The server does not respond, and the connection stays open.
    Silence,
}

#[derive(Clone)]
pub(crate) enum BodyContent {
    Bytes(Vec<u8>),
    /// An error document of STS. It is written once its request ID is known.
    Error(Refusal),
}

impl BodyContent {
    /// Returns the message of an error document.
    pub(crate) fn message(&self) -> Option<&str> {
        match self {
            Self::Bytes(_) => None,
            Self::Error(refusal) => Some(&refusal.message),
        }
    }

    pub(crate) fn into_bytes(self, request_id: &str) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Error(refusal) => {
                let envelope = Envelope { request_id, format: ResponseFormat::Xml };
                error_document(&SERVICE, &refusal, envelope).into_bytes()
            }
        }
    }
}

/// Does not show the bytes, which may contain credentials.
impl fmt::Debug for BodyContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Error(refusal) => refusal.fmt(f),
        }
    }
}

/// The length of the body that the headers announce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyLength {
    Actual,
    Claimed(usize),
    Chunked,
}

/// The end of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponseEnd {
    Complete,
    /// The connection is closed after this many bytes of the body.
    CutAfter(usize),
    /// The connection is reset before the first byte of the response.
    Reset,
}

/// Does not show the values of headers.
impl fmt::Debug for ScriptedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("ScriptedResponse")
            .field("content", &self.content)
            .field("headers", &headers)
            .field("delay", &self.delay)
            .field("pace", &self.pace)
            .field("length", &self.length)
            .field("end", &self.end)
            .field("date_skew", &self.date_skew)
            .finish()
    }
}

impl ScriptedResponse {
    fn new(content: ResponseContent) -> Self {
        Self {
            content,
            headers: Vec::new(),
            delay: Duration::ZERO,
            pace: None,
            length: BodyLength::Actual,
            end: ResponseEnd::Complete,
            date_skew: 0,
        }
    }

    /// Lets the server handle the request.
    pub fn real() -> Self {
        Self::new(ResponseContent::Real)
    }

    /// Responds with this status and an empty body.
    pub fn status(status: u16) -> Self {
        Self::new(ResponseContent::Prescribed { status, code: None, body: BodyContent::Bytes(Vec::new()) })
    }

    /// Responds with an error of STS: this status, and a document with this code and message.
    pub fn error(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        let refusal = Refusal::new(status, code, message);
        let code = Some(refusal.code.clone());
        let response = Self::new(ResponseContent::Prescribed { status, code, body: BodyContent::Error(refusal) });
        response.header("content-type", "text/xml")
    }

    /// Responds as STS does to too many calls: with the code `Throttling` and status 400.
    pub fn throttling() -> Self {
        Self::error(400, "Throttling", "Rate exceeded")
    }

    /// Does not respond: the server reads the request, and the connection stays open until the client gives up.
    pub fn silence() -> Self {
        Self::new(ResponseContent::Silence)
    }

    /// Resets the connection (TCP RST) after the server has read the request.
    pub fn reset() -> Self {
        Self { end: ResponseEnd::Reset, ..Self::status(200) }
    }

    /// Sets the body. A [`real`](Self::real) response becomes a prescribed one with status 200.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        let status = if let ResponseContent::Prescribed { status, .. } = self.content { status } else { 200 };
        let body = BodyContent::Bytes(body.into());
        self.content = ResponseContent::Prescribed { status, code: None, body };
        self
    }

    /// Adds a header. It replaces the server's own header of the same name.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the `Content-Length`, which may be wrong. If it is larger than the body, the connection is closed after the body.
    /// If it is smaller, the body is cut.
    #[must_use]
    pub fn content_length(self, bytes: usize) -> Self {
        Self { length: BodyLength::Claimed(bytes), ..self }
    }

    /// Sends the body in chunks, without a `Content-Length`.
    #[must_use]
    pub fn chunked(self) -> Self {
        Self { length: BodyLength::Chunked, ..self }
    }

    /// Delays the response.
    #[must_use]
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// Sends the body in pieces of this many bytes, with a delay before each piece.
    #[must_use]
    pub fn drip(self, bytes: usize, delay: Duration) -> Self {
        Self { pace: Some((bytes.max(1), delay)), ..self }
    }

    /// Closes the connection after this many bytes of the body. A [`reset`](Self::reset) stays one.
    #[must_use]
    pub fn cut_after(self, bytes: usize) -> Self {
        let end = if self.end == ResponseEnd::Reset { ResponseEnd::Reset } else { ResponseEnd::CutAfter(bytes) };
        Self { end, ..self }
    }

    /// Returns false if the connection hangs or is reset instead.
    pub(crate) fn is_sent(&self) -> bool {
        self.end != ResponseEnd::Reset && !matches!(self.content, ResponseContent::Silence)
    }

    /// Moves the `Date` of the response by this many seconds: forward, or back if the number is negative. Clients that
    /// correct their clock by the date of a response then correct it by so much.
    #[must_use]
    pub fn date_skew(self, seconds: i64) -> Self {
        Self { date_skew: seconds, ..self }
    }
}
