//! Recorded calls.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use awsquery::server::Parameters;
use http::HeaderMap;
use serde::Serialize;

use crate::decision::PolicyDecision;
use crate::json::as_text;
use sts::Timestamp;
use sts::api::server::{OPERATIONS, sensitive_parameters};

/// Parameters of presigned URLs that hold a secret, in lower case. The service model says which parameters of operations do.
/// The last two are those of signature version 2, which STS does not support any more, but which a client may still send.
const SECRET_SIGNATURE_PARAMETERS: [&str; 4] =
    ["x-amz-security-token", "x-amz-signature", "securitytoken", "signature"];

/// Parameters that are shown although the client hides them. AWS does not treat an external ID as a secret: its model does
/// not mark it as sensitive, CloudTrail records it, and everyone who may read a role can see the one that its trust policy
/// names. A test has to see which one was sent. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html>.
const SHOWN_PARAMETERS: [&str; 1] = ["ExternalId"];

/// Headers that hold a secret.
const SECRET_HEADERS: [&str; 4] = ["authorization", "cookie", "proxy-authorization", "x-amz-security-token"];

/// The text that replaces a secret.
pub(crate) const HIDDEN: &str = "[hidden]";

/// A call that a server received.
///
/// ```
/// use sts_local::{CallOutcome, LocalSts};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let local = LocalSts::start().await?;
/// local.sts().new_session().await?;
/// let calls = local.calls();
/// assert_eq!(calls.len(), 1);
/// assert_eq!(calls[0].operation.as_deref(), Some("GetSessionToken"));
/// assert_eq!(calls[0].caller.as_deref(), Some("arn:aws:iam::123456789012:user/Alice"));
/// assert_eq!((calls[0].status, calls[0].outcome), (Some(200), CallOutcome::Allowed));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
///
/// Serializes as an object with the names of the fields, with the time in RFC 3339.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RecordedCall {
    /// The position in the record, counted from 1 and in the order of the responses.
    pub id: u64,
    /// The time of the call on the server's clock.
    #[serde(serialize_with = "as_text")]
    pub time: Timestamp,
    /// The request ID in the response.
    pub request_id: String,
    /// The operation, if it is one of STS.
    pub operation: Option<String>,
    /// The ARN of the caller, if the signature was valid.
    pub caller: Option<String>,
    /// The access key ID that the request was signed with, whether the signature was valid or not.
    pub access_key_id: Option<String>,
    /// The parameters by their names on the wire, such as `Tags.member.1.Key`. Members that the service model marks as
    /// sensitive for any operation, signatures and session tokens are replaced by `[hidden]`. Policies are not sensitive, and
    /// neither is an external ID (`ExternalId`), which CloudTrail records too. Use ones that were made for the test.
    pub parameters: BTreeMap<String, String>,
    /// The headers by their names in lower case. The values of a header that was sent several times are joined with commas.
    /// Those that hold credentials or cookies are replaced by `[hidden]`.
    pub headers: BTreeMap<String, String>,
    /// The outcome.
    pub outcome: CallOutcome,
    /// The status of the response, or `None` if the server sent none.
    pub status: Option<u16>,
    /// The error code in the response.
    pub code: Option<String>,
    /// The error message in the response.
    pub message: Option<String>,
    /// The reason why the request was denied: the statement that denies it, or the reason why none allows it. The response
    /// does not contain it.
    pub explanation: Option<String>,
    /// The decisions of policies about the call, in the order in which they were made.
    pub decisions: Vec<PolicyDecision>,
}

/// The outcome of a call. Serializes as `allowed`, `denied`, `refused` or `scripted`. Part of a [`RecordedCall`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CallOutcome {
    /// The call succeeded.
    Allowed,
    /// Policies or the account do not allow the call (`AccessDenied`).
    Denied,
    /// The request is not valid, such as one with a wrong signature.
    Refused,
    /// The script responded, not the server.
    Scripted,
}

impl CallOutcome {
    /// All outcomes.
    pub(crate) const ALL: [Self; 4] = [Self::Allowed, Self::Denied, Self::Refused, Self::Scripted];

    /// Returns the name: `allowed`, `denied`, `refused` or `scripted`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Refused => "refused",
            Self::Scripted => "scripted",
        }
    }
}

impl fmt::Display for CallOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl RecordedCall {
    pub(crate) fn new(time: Timestamp, request_id: String) -> Self {
        Self {
            id: 0,
            time,
            request_id,
            operation: None,
            caller: None,
            access_key_id: None,
            parameters: BTreeMap::new(),
            headers: BTreeMap::new(),
            outcome: CallOutcome::Refused,
            status: None,
            code: None,
            message: None,
            explanation: None,
            decisions: Vec::new(),
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

    /// Records the parameters, without those that the service model marks as sensitive for any operation: a client may send
    /// a secret to the wrong operation, or misspell the name of the right one.
    pub(crate) fn record_parameters(&mut self, parameters: &Parameters) {
        let sensitive: BTreeSet<String> =
            OPERATIONS.iter().flat_map(|operation| sensitive_parameters(operation, parameters)).collect();
        let parameter = |(name, value): (&str, &str)| {
            let is_sensitive = sensitive.contains(name) && !SHOWN_PARAMETERS.contains(&name);
            let is_signature = SECRET_SIGNATURE_PARAMETERS.iter().any(|secret| secret.eq_ignore_ascii_case(name));
            let is_secret = is_sensitive || is_signature;
            (name.to_owned(), if is_secret { HIDDEN } else { value }.to_owned())
        };
        self.parameters = parameters.iter().map(parameter).collect();
    }

    /// Returns the approximate size of the content, in bytes.
    pub(crate) fn size(&self) -> usize {
        let pairs = self.parameters.iter().chain(&self.headers);
        let pairs = pairs.map(|(name, value)| name.len() + value.len() + 2 * size_of::<String>());
        let texts = [&self.operation, &self.caller, &self.access_key_id, &self.code, &self.message, &self.explanation];
        let texts = texts.into_iter().flatten().map(String::len);
        let decisions = self.decisions.iter().map(PolicyDecision::size);
        pairs.chain(texts).chain(decisions).sum::<usize>() + self.request_id.len() + size_of::<Self>()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn call() -> RecordedCall {
        RecordedCall::new(Timestamp::from_secs(0), "id".to_owned())
    }

    #[test]
    fn secrets_are_hidden_whichever_operation_they_are_sent_to() {
        let secrets = [
            "TokenCode",
            "WebIdentityToken",
            "WebIdentityToken.member.1",
            "SAMLAssertion",
            "TradeInToken",
            "X-Amz-Signature",
            "x-amz-security-token",
            "Signature",
            "SecurityToken",
        ];
        for action in ["AssumeRole", "AssumeRoleWithWebIdentity", "GetCallerIdentity", "AsumeRole"] {
            for secret in secrets {
                let form = format!("Action={action}&{secret}=123456&ExternalId=unicorn&Policy={{}}");
                let mut call = call();
                call.record_parameters(&Parameters::parse(form.as_bytes(), 10).unwrap());
                assert_eq!(call.parameter(secret), Some(HIDDEN), "{action} {secret}");
                assert_eq!((call.parameter("Policy"), call.parameter("ExternalId")), (Some("{}"), Some("unicorn")));
            }
        }
    }

    #[test]
    fn headers_of_credentials_are_hidden() {
        let secrets = ["authorization", "cookie", "proxy-authorization", "x-amz-security-token"];
        let mut headers: HeaderMap =
            secrets.iter().map(|name| (name.parse().unwrap(), "s3cret".parse().unwrap())).collect();
        headers.insert("user-agent", "app".parse().unwrap());
        let mut call = call();
        call.record_headers(&headers);
        assert!(secrets.iter().all(|name| call.header(name) == Some(HIDDEN)), "{:?}", call.headers);
        assert_eq!(call.header("user-agent"), Some("app"));
    }

    #[test]
    fn a_call_is_written_as_json_under_the_names_of_its_fields() {
        let json = serde_json::to_value(call()).unwrap();
        assert_eq!((json["time"].as_str(), json["request_id"].as_str()), (Some("1970-01-01T00:00:00Z"), Some("id")));
        assert_eq!((json["outcome"].as_str(), json["status"].is_null()), (Some("refused"), true));
    }
}
