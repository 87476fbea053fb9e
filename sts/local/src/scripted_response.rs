//! Answers by script: what goes wrong, and when.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use awsquery::server::Refusal;
use awsquery::server::{Envelope, ResponseFormat, error_document};

use sts::api::SERVICE;

/// An answer that a test prescribes, for [`LocalSts::script`](crate::LocalSts::script).
///
/// Times are real ones: they pass on tokio's timer, not on the clock of the instance.
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
    pub(super) content: ResponseContent,
    pub(super) headers: Vec<(String, String)>,
    pub(super) delay: Duration,
    pub(super) pace: Option<(usize, Duration)>,
    pub(super) length: BodyLength,
    pub(super) end: ResponseEnd,
}

#[derive(Clone, Debug)]
pub(super) enum ResponseContent {
    /// What the server itself says.
    Real,
    Prescribed {
        status: u16,
        code: Option<String>,
        body: BodyContent,
    },
    /// Nothing, and the connection stays open.
    Silence,
}

#[derive(Clone)]
pub(super) enum BodyContent {
    Bytes(Vec<u8>),
    /// An error document of STS, written when its request id is known.
    Error(Refusal),
}

impl BodyContent {
    pub(super) fn into_bytes(self, request_id: &str) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Error(refusal) => {
                let envelope = Envelope { request_id, format: ResponseFormat::Xml };
                error_document(&refusal, SERVICE.xml_namespace, envelope).into_bytes()
            }
        }
    }
}

/// Without the bytes, which may be those of credentials.
impl fmt::Debug for BodyContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Error(refusal) => refusal.fmt(f),
        }
    }
}

/// What an answer says about the length of its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyLength {
    Right,
    Claimed(usize),
    Chunked,
}

/// How an answer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResponseEnd {
    Whole,
    /// The connection is closed after so many bytes of the body.
    CutAfter(usize),
    /// The connection is reset before a byte of the answer is sent.
    Reset,
}

/// Without the values of headers.
impl fmt::Debug for ScriptedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        let mut shown = f.debug_struct("ScriptedResponse");
        shown.field("content", &self.content).field("headers", &headers).field("delay", &self.delay);
        shown.field("pace", &self.pace).field("length", &self.length).field("end", &self.end).finish()
    }
}

impl ScriptedResponse {
    fn new(content: ResponseContent) -> Self {
        Self {
            content,
            headers: Vec::new(),
            delay: Duration::ZERO,
            pace: None,
            length: BodyLength::Right,
            end: ResponseEnd::Whole,
        }
    }

    /// The server's own answer: the call goes through.
    pub fn real() -> Self {
        Self::new(ResponseContent::Real)
    }

    /// This status, with an empty body.
    pub fn status(status: u16) -> Self {
        Self::new(ResponseContent::Prescribed { status, code: None, body: BodyContent::Bytes(Vec::new()) })
    }

    /// An error of STS: this status, and a document with this code and message.
    pub fn error(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        let refusal = Refusal::new(status, code, message);
        let code = Some(refusal.code.clone());
        let answer = Self::new(ResponseContent::Prescribed { status, code, body: BodyContent::Error(refusal) });
        answer.header("content-type", "text/xml")
    }

    /// What STS says when it is called too often: `Throttling`, with status 400.
    pub fn throttling() -> Self {
        Self::error(400, "Throttling", "Rate exceeded")
    }

    /// Nothing: the request is read, and the connection stays open until the client gives up.
    pub fn silence() -> Self {
        Self::new(ResponseContent::Silence)
    }

    /// The connection is reset (TCP RST) after the request has been read.
    pub fn reset() -> Self {
        Self { end: ResponseEnd::Reset, ..Self::status(200) }
    }

    /// Another body. A real answer becomes a prescribed one with status 200.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        let status = if let ResponseContent::Prescribed { status, .. } = self.content { status } else { 200 };
        self.content = ResponseContent::Prescribed { status, code: None, body: BodyContent::Bytes(body.into()) };
        self
    }

    /// One more header; it takes the place of the server's own, if that has one of this name.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// A `Content-BodyLength` of the test's own, right or wrong. Where it is larger than the body, the connection is closed
    /// after the body; where it is smaller, the body is cut.
    #[must_use]
    pub fn content_length(self, bytes: usize) -> Self {
        Self { length: BodyLength::Claimed(bytes), ..self }
    }

    /// Sends the body in chunks, without a `Content-BodyLength`.
    #[must_use]
    pub fn chunked(self) -> Self {
        Self { length: BodyLength::Chunked, ..self }
    }

    /// Waits before the answer begins.
    #[must_use]
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// Sends the body in pieces of so many bytes, with a wait before each.
    #[must_use]
    pub fn drip(self, bytes: usize, wait: Duration) -> Self {
        Self { pace: Some((bytes.max(1), wait)), ..self }
    }

    /// Closes the connection after so many bytes of the body.
    #[must_use]
    pub fn cut_after(self, bytes: usize) -> Self {
        Self { end: ResponseEnd::CutAfter(bytes), ..self }
    }
}

/// What is still to come.
#[derive(Debug, Default)]
pub(super) struct ResponseScript(Mutex<ScriptState>);

#[derive(Debug, Default)]
struct ScriptState {
    next: VecDeque<ScriptedResponse>,
    afterwards: Option<ScriptedResponse>,
}

impl ResponseScript {
    pub(super) fn add(&self, answers: impl IntoIterator<Item = ScriptedResponse>) {
        self.plan().next.extend(answers);
    }

    pub(super) fn set_afterwards(&self, answer: ScriptedResponse) {
        self.plan().afterwards = Some(answer);
    }

    pub(super) fn clear(&self) {
        *self.plan() = ScriptState::default();
    }

    /// The answer to the call that has come.
    pub(super) fn take(&self) -> ScriptedResponse {
        let mut plan = self.plan();
        plan.next.pop_front().or_else(|| plan.afterwards.clone()).unwrap_or_else(ScriptedResponse::real)
    }

    fn plan(&self) -> std::sync::MutexGuard<'_, ScriptState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
