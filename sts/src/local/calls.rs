//! What was called: a record for tests to look at.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use awsquery::rt::Parameters;
use http::HeaderMap;

use crate::Timestamp;

/// How many calls are kept: the newest.
const KEPT: usize = 10_000;

/// Parameters that hold a secret. The service model marks the members behind them as sensitive; the others are those
/// of signatures.
const SECRET_PARAMETERS: [&str; 7] = [
    "ExternalId",
    "SAMLAssertion",
    "TokenCode",
    "TradeInToken",
    "WebIdentityToken",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
];

/// Headers that hold a secret.
const SECRET_HEADERS: [&str; 2] = ["authorization", "x-amz-security-token"];

/// What stands for a secret.
const HIDDEN: &str = "[hidden]";

/// A call that an instance has answered.
///
/// ```
/// use sts::local::LocalSts;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let local = LocalSts::start().await?;
/// local.sts().new_session().await?;
/// let calls = local.calls();
/// assert_eq!(calls.len(), 1);
/// assert_eq!(calls[0].operation.as_deref(), Some("GetSessionToken"));
/// assert_eq!(calls[0].caller.as_deref(), Some("arn:aws:iam::123456789012:user/Alice"));
/// assert_eq!(calls[0].status, Some(200));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// When it came, on the clock of the instance.
    pub time: Timestamp,
    /// The id that it was answered with.
    pub request_id: String,
    /// The operation, as far as it is one of STS.
    pub operation: Option<String>,
    /// The ARN of the caller, if the signature proved one.
    pub caller: Option<String>,
    /// The parameters by their names on the wire, such as `Tags.member.1.Key`. Secrets are replaced by `[hidden]`.
    pub parameters: BTreeMap<String, String>,
    /// The headers by their names in lower case. Secrets are replaced by `[hidden]`.
    pub headers: BTreeMap<String, String>,
    /// The status of the answer, or nothing if there was none.
    pub status: Option<u16>,
    /// The code of the error that it was answered with.
    pub code: Option<String>,
    /// Why it was denied: which statement, or why none applied. More than AWS tells a caller.
    pub explanation: Option<String>,
}

impl Call {
    pub(super) fn new(time: Timestamp, request_id: String, headers: &HeaderMap) -> Self {
        let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
            let hidden = SECRET_HEADERS.contains(&name.as_str());
            let value = if hidden { HIDDEN.into() } else { String::from_utf8_lossy(value.as_bytes()) };
            (name.as_str().to_owned(), value.into_owned())
        };
        Self {
            time,
            request_id,
            operation: None,
            caller: None,
            parameters: BTreeMap::new(),
            headers: headers.iter().map(header).collect(),
            status: None,
            code: None,
            explanation: None,
        }
    }

    pub(super) fn keep_parameters(&mut self, parameters: &Parameters) {
        let keep = |(name, value): (&str, &str)| {
            let value = if SECRET_PARAMETERS.contains(&name) { HIDDEN } else { value };
            (name.to_owned(), value.to_owned())
        };
        self.parameters = parameters.iter().map(keep).collect();
    }

    /// A parameter by its name on the wire.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// A header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// The newest calls, in the order in which they were answered.
#[derive(Debug, Default)]
pub(super) struct Calls(Mutex<VecDeque<Call>>);

impl Calls {
    pub(super) fn keep(&self, call: Call) {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if calls.len() == KEPT {
            calls.pop_front();
        }
        calls.push_back(call);
    }

    pub(super) fn all(&self) -> Vec<Call> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
