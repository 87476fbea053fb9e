//! Facts about a call that may surprise, but that are no reason to refuse it.

use std::fmt;
use std::time::Duration;

use awsquery::protocol::Operation;

use crate::api::{ASSUME_ROLE, GET_FEDERATION_TOKEN, GET_SESSION_TOKEN};
use crate::session::caller::Caller;
use crate::session::request::SessionParameters;
use crate::session::rules::CHAINED_SECONDS;
use crate::session::size_report::SizeReport;

/// The longest session of a root user, in seconds. See
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>.
const ROOT_SECONDS: i32 = 3600;

/// The difference from which a session counts as shorter than requested. Clocks differ, and responses take time.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// The share of a size limit from which there is a warning, in percent. One more tag may exceed the limit.
const NEARLY_FULL: u32 = 80;

/// Something about a call that may not be intended. `Display` says what it means and what to do.
///
/// A call returns the warnings about its request from `warnings()` before it is sent, and its result returns the
/// warnings about the response. Both are also events of `tracing` with the target `sts`. They never hold a secret.
///
/// ```
/// # let credentials = sts::Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
/// # let sts = sts::Sts::new(credentials);
/// use sts::Warning;
///
/// let call = sts.new_federated_session("Bob");
/// assert_eq!(call.warnings(), [Warning::NoPolicy]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// A federated session without a policy has no permissions. See
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html>.
    NoPolicy,
    /// The inline policy and the ARNs of managed policies exceed the size limit that they share. See
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>, `PolicyArns`.
    SharedPolicySpace {
        /// The number of characters of the inline policy and the ARNs.
        characters: usize,
        /// The largest number allowed.
        limit: usize,
    },
    /// A root user requests more than one hour and gets one hour. See
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>.
    RootSession {
        /// The requested duration.
        requested: Duration,
    },
    /// The session of a user or a role assumes a role for more than one hour, which a role may not. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining>.
    RoleChaining {
        /// The requested duration.
        requested: Duration,
    },
    /// The session of a user ends more than five minutes earlier than requested.
    ShorterSession {
        /// The requested duration, or AWS's default.
        requested: Duration,
        /// The duration by the clock of this client.
        granted: Duration,
    },
    /// The session token has 80 % or more of the largest size allowed. Policies, tags and other context add to it, and
    /// beyond 100 % a call fails with `PackedPolicyTooLarge`. See
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>, `SessionTokenUtilization`.
    SessionTokenUtilization {
        /// The share of the largest size, in percent.
        percent: u32,
    },
}

impl Warning {
    /// Returns the name of the warning for programs: `no_policy`, `role_chaining`, ….
    pub fn name(&self) -> &'static str {
        match self {
            Self::NoPolicy => "no_policy",
            Self::SharedPolicySpace { .. } => "shared_policy_space",
            Self::RootSession { .. } => "root_session",
            Self::RoleChaining { .. } => "role_chaining",
            Self::ShorterSession { .. } => "shorter_session",
            Self::SessionTokenUtilization { .. } => "session_token_utilization",
        }
    }
}

/// Writes an object with the name and the text: `{"name":"no_policy","message":"…"}`.
#[cfg(feature = "serde")]
impl serde::Serialize for Warning {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;

        let mut object = serializer.serialize_struct("Warning", 2)?;
        object.serialize_field("name", self.name())?;
        object.serialize_field("message", &self.to_string())?;
        object.end()
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPolicy => f.write_str(
                "a federated session without a policy has no permissions; add some with `policy` or `policy_arn`",
            ),
            Self::SharedPolicySpace { characters, limit } => write!(
                f,
                "the policy and the ARNs of managed policies have {characters} characters, and at most {limit} are \
                 allowed in all; shorten the policy or remove managed policies"
            ),
            Self::RootSession { requested } => write!(
                f,
                "the caller is a root user, whose sessions last one hour instead of {} s; call as an IAM user, or get a \
                 new session after one hour",
                requested.as_secs()
            ),
            Self::RoleChaining { requested } => write!(
                f,
                "the caller's credentials belong to a session; if it is the session of a role, AWS refuses {} s, because \
                 a role that is assumed by a role has sessions of at most one hour; request one hour, use \
                 `duration_up_to`, or call as an IAM user",
                requested.as_secs()
            ),
            Self::ShorterSession { requested, granted } => write!(
                f,
                "the session lasts {} s instead of {} s; sessions of a root user last one hour, otherwise check the \
                 clock of this machine",
                granted.as_secs(),
                requested.as_secs()
            ),
            Self::SessionTokenUtilization { percent } => write!(
                f,
                "the session token has {percent} % of the largest size, and AWS refuses more than 100 %; shorten the \
                 policies, send fewer and shorter tags, or request a smaller `minimum_session_token_size`"
            ),
        }
    }
}

/// Returns the warnings about a request.
pub(crate) fn of_request(operation: &Operation, parameters: &SessionParameters<'_>, caller: &Caller) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if operation.name == GET_FEDERATION_TOKEN.name && !parameters.has_policy() {
        warnings.push(Warning::NoPolicy);
    }
    warnings.extend(shared_policy_space(parameters));
    let longer_than = |limit: i32| parameters.duration_seconds.filter(|seconds| *seconds > limit).map(in_seconds);
    if is_user_session(operation) && *caller == Caller::Root {
        warnings.extend(longer_than(ROOT_SECONDS).map(|requested| Warning::RootSession { requested }));
    }
    if operation.name == ASSUME_ROLE.name && *caller == Caller::Session {
        warnings.extend(longer_than(CHAINED_SECONDS).map(|requested| Warning::RoleChaining { requested }));
    }
    warnings
}

fn shared_policy_space(parameters: &SessionParameters<'_>) -> Option<Warning> {
    // Counted here, because this runs for every call and a report would parse the policy. Bytes are counted first, because
    // that costs nothing, and a text has at most as many characters.
    let inline_and_all = |size: fn(&str) -> usize| {
        let inline = parameters.policy.map_or(0, size);
        (inline, inline + parameters.policy_arns().map(size).sum::<usize>())
    };
    let limit = SizeReport::default().limit();
    let (_, bytes) = inline_and_all(str::len);
    if bytes <= limit {
        return None;
    }
    let (inline, characters) = inline_and_all(|text| text.chars().count());
    // An inline policy that is too long by itself violates the service model, so a warning would only repeat the error.
    (inline <= limit && characters > limit).then_some(Warning::SharedPolicySpace { characters, limit })
}

/// The part of a response that warnings depend on.
pub(crate) struct Shown {
    pub(crate) requested: Duration,
    pub(crate) granted: Duration,
    /// In percent.
    pub(crate) session_token_utilization: Option<u32>,
}

/// Returns the warnings about a response.
pub(crate) fn of_response(operation: &Operation, shown: &Shown) -> Vec<Warning> {
    let (requested, granted) = (shown.requested, shown.granted);
    let is_shorter = is_user_session(operation) && granted.saturating_add(TOLERANCE) < requested;
    let token = shown.session_token_utilization.filter(|percent| *percent >= NEARLY_FULL);
    let mut warnings = Vec::new();
    warnings.extend(is_shorter.then_some(Warning::ShorterSession { requested, granted }));
    warnings.extend(token.map(|percent| Warning::SessionTokenUtilization { percent }));
    warnings
}

fn is_user_session(operation: &Operation) -> bool {
    [GET_SESSION_TOKEN.name, GET_FEDERATION_TOKEN.name].contains(&operation.name)
}

/// Logs the warnings.
pub(crate) fn log(operation: &'static str, warnings: &[Warning]) {
    for warning in warnings {
        tracing::warn!(target: "sts", operation, "{warning}");
    }
}

fn in_seconds(seconds: i32) -> Duration {
    Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
}
