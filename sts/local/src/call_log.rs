//! A log of calls, for tests to examine.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard};

use awsquery::layer::lock;
use awsquery::protocol::Operation;
use awsquery::server::Parameters;
use http::HeaderMap;
use serde::{Serialize, Serializer};

use sts::Timestamp;
use sts::api::server::{OPERATIONS, sensitive_parameters};

/// The default number of calls that a log keeps.
pub(crate) const DEFAULT_CAPACITY: usize = 10_000;
/// The largest total size of a log, in bytes. Fewer calls are kept if they are large.
const MAX_SIZE: usize = 32 * 1024 * 1024;

/// Parameters of presigned URLs that hold a secret. The service model says which parameters of operations do.
const SECRET_SIGNATURE_PARAMETERS: [&str; 2] = ["X-Amz-Security-Token", "X-Amz-Signature"];

/// Parameters that are shown although the client hides them. AWS does not treat an external ID as a secret: its model does
/// not mark it as sensitive, CloudTrail records it, and everyone who may read a role can see the one that its trust policy
/// names. A test has to see which one was sent. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html>.
const SHOWN_PARAMETERS: [&str; 1] = ["ExternalId"];

/// Headers that hold a secret.
const SECRET_HEADERS: [&str; 2] = ["authorization", "x-amz-security-token"];

/// The text that replaces a secret.
const HIDDEN: &str = "[hidden]";

/// A call that a server received.
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
///
/// Serializes as an object with the names of the fields, with the time in RFC 3339.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RecordedCall {
    /// The time of the call on the server's clock.
    #[serde(serialize_with = "as_text")]
    pub time: Timestamp,
    /// The request ID in the response.
    pub request_id: String,
    /// The operation, if it is one of STS.
    pub operation: Option<String>,
    /// The ARN of the caller, if the signature was valid.
    pub caller: Option<String>,
    /// The parameters by their names on the wire, such as `Tags.member.1.Key`. Members that the service model marks as
    /// sensitive, signatures and session tokens are replaced by `[hidden]`. Policies are not sensitive, and neither is an
    /// external ID (`ExternalId`), which CloudTrail records too. Use ones that were made for the test.
    pub parameters: BTreeMap<String, String>,
    /// The headers by their names in lower case. The values of a header that was sent several times are joined with commas.
    /// Secrets are replaced by `[hidden]`.
    pub headers: BTreeMap<String, String>,
    /// The status of the response, or `None` if the server sent none.
    pub status: Option<u16>,
    /// The error code in the response.
    pub code: Option<String>,
    /// The reason why the request was denied: the statement that denies it, or the reason why none allows it. The response
    /// does not contain it.
    pub explanation: Option<String>,
}

impl RecordedCall {
    pub(crate) fn new(time: Timestamp, request_id: String) -> Self {
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

    /// Records the headers, without secrets.
    pub(crate) fn record_headers(&mut self, headers: &HeaderMap) {
        let values = |name: &http::HeaderName| {
            if SECRET_HEADERS.contains(&name.as_str()) {
                return HIDDEN.to_owned();
            }
            let values = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
            values.collect::<Vec<_>>().join(", ")
        };
        self.headers = headers.keys().map(|name| (name.as_str().to_owned(), values(name))).collect();
    }

    /// Records the parameters, without those that the service model marks as sensitive. If the operation is unknown, the
    /// sensitive parameters of all operations are hidden, because its name may be misspelled.
    pub(crate) fn record_parameters(&mut self, parameters: &Parameters, operation: Option<&'static Operation>) {
        let operations = operation.as_ref().map_or(OPERATIONS, std::slice::from_ref);
        let sensitive: BTreeSet<String> =
            operations.iter().flat_map(|operation| sensitive_parameters(operation, parameters)).collect();
        let parameter = |(name, value): (&str, &str)| {
            let is_sensitive = sensitive.contains(name) && !SHOWN_PARAMETERS.contains(&name);
            let is_secret = is_sensitive || SECRET_SIGNATURE_PARAMETERS.contains(&name);
            (name.to_owned(), if is_secret { HIDDEN } else { value }.to_owned())
        };
        self.parameters = parameters.iter().map(parameter).collect();
    }

    /// Returns the approximate size in memory, in bytes.
    fn size(&self) -> usize {
        let pairs = self.parameters.iter().chain(&self.headers).map(|(name, value)| name.len() + value.len());
        let texts = [&self.operation, &self.caller, &self.code, &self.explanation];
        let texts = texts.into_iter().flatten().map(String::len);
        pairs.chain(texts).sum::<usize>() + size_of::<Self>()
    }

    /// Returns a parameter by its name on the wire.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// Returns a header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

fn as_text<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}

/// The latest calls, in the order of their responses.
#[derive(Debug)]
pub(crate) struct CallLog {
    capacity: usize,
    entries: Mutex<LogEntries>,
}

#[derive(Debug, Default)]
struct LogEntries {
    calls: VecDeque<RecordedCall>,
    /// The total size of the calls.
    size: usize,
}

impl CallLog {
    /// Creates a log that keeps at most `capacity` calls.
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, entries: Mutex::default() }
    }

    /// Returns false if the log keeps no calls, so that their content need not be recorded.
    pub(crate) fn is_enabled(&self) -> bool {
        self.capacity > 0
    }

    pub(crate) fn add(&self, call: RecordedCall) {
        let mut entries = self.entries();
        entries.size += call.size();
        entries.calls.push_back(call);
        while entries.calls.len() > self.capacity || entries.size > MAX_SIZE {
            let Some(oldest) = entries.calls.pop_front() else { break };
            entries.size -= oldest.size();
        }
    }

    pub(crate) fn all(&self) -> Vec<RecordedCall> {
        self.entries().calls.iter().cloned().collect()
    }

    fn entries(&self) -> MutexGuard<'_, LogEntries> {
        lock(&self.entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(policy_length: usize) -> RecordedCall {
        let mut call = RecordedCall::new(Timestamp::from_secs(0), "id".to_owned());
        call.parameters.insert("Policy".to_owned(), "x".repeat(policy_length));
        call
    }

    #[test]
    fn the_log_is_bounded_by_the_number_and_the_size_of_calls() {
        let log = CallLog::new(3);
        for length in 0..100_000 {
            log.add(call(length % 2));
        }
        assert_eq!(log.all().len(), 3);

        let log = CallLog::new(DEFAULT_CAPACITY);
        for length in (0..200).map(|call| call * 1_000) {
            log.add(call(length + 400_000));
        }
        let entries = log.entries();
        assert!(entries.size <= MAX_SIZE && entries.size > MAX_SIZE - 600_000, "{}", entries.size);
        assert_eq!(entries.size, entries.calls.iter().map(RecordedCall::size).sum::<usize>());
        assert_eq!(entries.calls.back().unwrap().parameter("Policy").unwrap().len(), 599_000);
    }

    #[test]
    fn sensitive_parameters_are_hidden_even_if_the_operation_is_unknown() {
        let form = b"TokenCode=123456&ExternalId=unicorn&Policy={}&X-Amz-Signature=abc";
        let parameters = Parameters::parse(form, 10).unwrap();
        let mut unknown = call(0);
        unknown.record_parameters(&parameters, None);
        let mut known = call(0);
        known.record_parameters(&parameters, OPERATIONS.iter().copied().find(|one| one.name == "AssumeRole"));
        for call in [unknown, known] {
            for name in ["TokenCode", "X-Amz-Signature"] {
                assert_eq!(call.parameter(name), Some(HIDDEN), "{name}");
            }
            assert_eq!((call.parameter("Policy"), call.parameter("ExternalId")), (Some("{}"), Some("unicorn")));
        }
    }

    #[test]
    fn a_call_is_written_as_json_under_the_names_of_its_fields() {
        let json = serde_json::to_value(call(3)).unwrap();
        assert_eq!((json["time"].as_str(), json["request_id"].as_str()), (Some("1970-01-01T00:00:00Z"), Some("id")));
        assert_eq!((json["parameters"]["Policy"].as_str(), json["status"].is_null()), (Some("xxx"), true));
    }

    #[test]
    fn a_log_of_capacity_zero_keeps_nothing() {
        let log = CallLog::new(0);
        log.add(call(1));
        assert_eq!(log.all(), []);
    }
}
