//! What was called: a record for tests to look at.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use awsquery::protocol::Operation;
use awsquery::server::Parameters;
use http::HeaderMap;

use sts::Timestamp;
use sts::api::server::{OPERATIONS, sensitive_parameters};

/// How many calls are kept, unless a test wants others: the newest.
pub(super) const KEPT: usize = 10_000;
/// The most that they take together, in bytes of their texts: less is kept of those that hold much.
const ROOM: usize = 32 * 1024 * 1024;

/// Parameters of a presigned URL that hold a secret. Parameters of operations are hidden as the service model says.
const SECRET_SIGNATURE_PARAMETERS: [&str; 2] = ["X-Amz-Security-Token", "X-Amz-Signature"];

/// Headers that hold a secret.
const SECRET_HEADERS: [&str; 2] = ["authorization", "x-amz-security-token"];

/// What stands for a secret.
const HIDDEN: &str = "[hidden]";

/// A call that an instance has answered.
///
/// ```
/// use sts_local::LocalSts;
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
pub struct RecordedCall {
    /// When it came, on the clock of the instance.
    pub time: Timestamp,
    /// The id that it was answered with.
    pub request_id: String,
    /// The operation, as far as it is one of STS.
    pub operation: Option<String>,
    /// The ARN of the caller, if the signature proved one.
    pub caller: Option<String>,
    /// The parameters by their names on the wire, such as `Tags.member.1.Key`. What the service model calls sensitive is
    /// replaced by `[hidden]`, and so are signatures and session tokens. Policies are not sensitive: they are shown.
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

impl RecordedCall {
    pub(super) fn new(time: Timestamp, request_id: String) -> Self {
        Self {
            time,
            request_id,
            operation: None,
            caller: None,
            parameters: BTreeMap::new(),
            headers: BTreeMap::new(),
            status: None,
            code: None,
            explanation: None,
        }
    }

    pub(super) fn keep_headers(&mut self, headers: &HeaderMap) {
        let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
            let hidden = SECRET_HEADERS.contains(&name.as_str());
            let value = if hidden { HIDDEN.into() } else { String::from_utf8_lossy(value.as_bytes()) };
            (name.as_str().to_owned(), value.into_owned())
        };
        self.headers = headers.iter().map(header).collect();
    }

    /// Keeps the parameters, and hides the values of those that the service model marks as sensitive. For an unknown
    /// operation, those of every operation are hidden: the name of the operation may be misspelled.
    pub(super) fn keep_parameters(&mut self, parameters: &Parameters, operation: Option<&'static Operation>) {
        let operations = operation.as_ref().map_or(OPERATIONS, std::slice::from_ref);
        let sensitive: BTreeSet<String> =
            operations.iter().flat_map(|operation| sensitive_parameters(operation, parameters)).collect();
        let keep = |(name, value): (&str, &str)| {
            let is_secret = sensitive.contains(name) || SECRET_SIGNATURE_PARAMETERS.contains(&name);
            (name.to_owned(), if is_secret { HIDDEN } else { value }.to_owned())
        };
        self.parameters = parameters.iter().map(keep).collect();
    }

    /// About how many bytes it takes.
    fn size(&self) -> usize {
        let pairs = self.parameters.iter().chain(&self.headers).map(|(name, value)| name.len() + value.len());
        let texts = [&self.operation, &self.caller, &self.code, &self.explanation];
        let texts = texts.into_iter().flatten().map(String::len);
        pairs.chain(texts).sum::<usize>() + size_of::<Self>()
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
#[derive(Debug)]
pub(super) struct CallLog {
    most: usize,
    kept: Mutex<LogEntries>,
}

#[derive(Debug, Default)]
struct LogEntries {
    calls: VecDeque<RecordedCall>,
    size: usize,
}

impl CallLog {
    /// A record of at most so many calls.
    pub(super) fn new(most: usize) -> Self {
        Self { most, kept: Mutex::default() }
    }

    /// Whether it is worth while to tell what a call was made of.
    pub(super) fn keeps_any(&self) -> bool {
        self.most > 0
    }

    pub(super) fn keep(&self, call: RecordedCall) {
        let mut kept = self.kept();
        kept.size += call.size();
        kept.calls.push_back(call);
        while kept.calls.len() > self.most || kept.size > ROOM {
            let Some(oldest) = kept.calls.pop_front() else { break };
            kept.size -= oldest.size();
        }
    }

    pub(super) fn all(&self) -> Vec<RecordedCall> {
        self.kept().calls.iter().cloned().collect()
    }

    fn kept(&self) -> MutexGuard<'_, LogEntries> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(parameter: usize) -> RecordedCall {
        let mut call = RecordedCall::new(Timestamp::from_secs(0), "id".to_owned());
        call.parameters.insert("Policy".to_owned(), "x".repeat(parameter));
        call
    }

    #[test]
    fn the_newest_calls_are_kept_by_number_and_by_size() {
        let calls = CallLog::new(3);
        for parameter in 0..100_000 {
            calls.keep(call(parameter % 2));
        }
        assert_eq!(calls.all().len(), 3);

        let calls = CallLog::new(KEPT);
        for parameter in (0..200).map(|call| call * 1_000) {
            calls.keep(call(parameter + 400_000));
        }
        let kept = calls.kept();
        assert!(kept.size <= ROOM && kept.size > ROOM - 600_000, "{}", kept.size);
        assert_eq!(kept.size, kept.calls.iter().map(RecordedCall::size).sum::<usize>());
        assert_eq!(kept.calls.back().unwrap().parameter("Policy").unwrap().len(), 599_000);
    }

    #[test]
    fn sensitive_parameters_are_hidden_even_if_the_operation_is_unknown() {
        let form = b"TokenCode=123456&ExternalId=unicorn&Policy={}&X-Amz-Signature=abc";
        let parameters = Parameters::parse(form, 10).unwrap();
        let mut unknown = call(0);
        unknown.keep_parameters(&parameters, None);
        let mut known = call(0);
        known.keep_parameters(&parameters, OPERATIONS.iter().copied().find(|one| one.name == "AssumeRole"));
        for call in [unknown, known] {
            for name in ["TokenCode", "ExternalId", "X-Amz-Signature"] {
                assert_eq!(call.parameter(name), Some(HIDDEN), "{name}");
            }
            assert_eq!(call.parameter("Policy"), Some("{}"));
        }
    }

    #[test]
    fn a_record_of_nothing_holds_nothing() {
        let calls = CallLog::new(0);
        calls.keep(call(1));
        assert_eq!(calls.all(), []);
    }
}
