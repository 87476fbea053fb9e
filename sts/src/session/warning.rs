//! What is worth knowing about a call, and no reason to refuse it.

use std::fmt;
use std::time::Duration;

use awsquery::protocol::Operation;

use crate::api::{ASSUME_ROLE, GET_FEDERATION_TOKEN, GET_SESSION_TOKEN};
use crate::session::caller::Caller;
use crate::session::request::Parameters;
use crate::session::rules::CHAINED_SECONDS;
use crate::session::size_report::SizeReport;

/// The longest session of a root user. See
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>.
const ROOT_SECONDS: i32 = 3600;

/// How much shorter than asked for a session has to be to count as shorter: clocks differ, and answers take time.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// From how many percent of a size on it is worth a warning: the next tag may be too much.
const NEARLY_FULL: u32 = 80;

/// Something about a call that may not be what was wanted. `Display` says what it means and what to do.
///
/// Warnings are read with `warnings()`, before sending from the call and afterwards from its result, and go to
/// `tracing` as events of the target `sts` when the call is sent and answered. They never hold a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// A federated session without any policy: it may do nothing. See
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html>.
    NoPolicy,
    /// Inline policy and ARNs of managed policies together have more characters than they share. See
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>, `PolicyArns`.
    SharedPolicySpace {
        /// What the inline policy and the ARNs have.
        characters: usize,
        /// What they may have.
        limit: usize,
    },
    /// A root user asks for more than an hour and gets one. See
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>.
    RootSession {
        /// What was asked for.
        asked: Duration,
    },
    /// Credentials of a session, perhaps a role's, ask for a role for more than an hour. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining>.
    RoleChaining {
        /// What was asked for.
        asked: Duration,
    },
    /// The session ends more than five minutes earlier than asked for, or than such sessions usually do.
    ShorterSession {
        /// What was asked for, or the default.
        asked: Duration,
        /// What was given, by the clock of this client.
        granted: Duration,
    },
    /// Policies and tags fill the space that AWS has for them when it has packed them, to 80 % or more. See
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length>.
    PackedPolicySize {
        /// How much of the space is used, in percent.
        percent: u32,
    },
    /// The session token has 80 % or more of the largest size allowed, which takes the place of the packed size. See
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>, `SessionTokenUtilization`.
    SessionTokenUtilization {
        /// How much of the largest size it has, in percent.
        percent: u32,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPolicy => f.write_str(
                "a federated session without a policy may do nothing; say what it may do with `policy` or `policy_arn`",
            ),
            Self::SharedPolicySpace { characters, limit } => write!(
                f,
                "the policy and the ARNs of managed policies have {characters} characters and share {limit}; shorten \
                 the policy, or name fewer managed policies"
            ),
            Self::RootSession { asked } => write!(
                f,
                "the caller is a root user, whose sessions last one hour and not {} s; call as an IAM user, or be \
                 ready to renew after an hour",
                asked.as_secs()
            ),
            Self::RoleChaining { asked } => write!(
                f,
                "the caller's credentials are those of a session; if it is a role's, AWS refuses {} s, because a role \
                 that a role assumes has sessions of one hour at most; ask for an hour, or with `duration_up_to` for as \
                 much as can be, or call as an IAM user",
                asked.as_secs()
            ),
            Self::ShorterSession { asked, granted } => write!(
                f,
                "the session lasts {} s and not {} s; sessions of a root user are cut to one hour, otherwise look at \
                 the clock of this machine",
                granted.as_secs(),
                asked.as_secs()
            ),
            Self::PackedPolicySize { percent } => write!(
                f,
                "policies and tags fill {percent} % of the space for them, and more than 100 % is refused; shorten the \
                 policies, or send fewer and shorter tags"
            ),
            Self::SessionTokenUtilization { percent } => write!(
                f,
                "the session token has {percent} % of the largest size, and more than 100 % is refused; shorten the \
                 policies, send fewer and shorter tags, or ask for a smaller `minimum_session_token_size`"
            ),
        }
    }
}

/// What can be known before sending.
pub(crate) fn before(operation: &Operation, parameters: &Parameters<'_>, caller: &Caller) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if operation.name == GET_FEDERATION_TOKEN.name && !parameters.has_policy() {
        warnings.push(Warning::NoPolicy);
    }
    warnings.extend(shared_policy_space(parameters));
    let longer_than = |seconds: i32| parameters.duration_seconds.filter(|asked| *asked > seconds).map(in_seconds);
    if is_of_a_user(operation) && *caller == Caller::Root {
        warnings.extend(longer_than(ROOT_SECONDS).map(|asked| Warning::RootSession { asked }));
    }
    if operation.name == ASSUME_ROLE.name && *caller == Caller::Session {
        warnings.extend(longer_than(CHAINED_SECONDS).map(|asked| Warning::RoleChaining { asked }));
    }
    warnings
}

fn shared_policy_space(parameters: &Parameters<'_>) -> Option<Warning> {
    // Counted here, as every call is looked at: the report reads the policy to say more.
    let count = |text: &str| text.chars().count();
    let inline = parameters.policy.map_or(0, count);
    let (characters, limit) =
        (inline + parameters.policy_arns().map(count).sum::<usize>(), SizeReport::default().limit());
    // An inline policy that alone is too long is no warning: the model forbids it.
    (inline <= limit && characters > limit).then_some(Warning::SharedPolicySpace { characters, limit })
}

/// What an answer tells that may be worth a warning.
pub(crate) struct Shown {
    pub(crate) asked: Duration,
    pub(crate) granted: Duration,
    /// In percent.
    pub(crate) packed_policy_size: Option<u32>,
    /// In percent.
    pub(crate) session_token_utilization: Option<u32>,
}

/// What the answer shows.
pub(crate) fn after(operation: &Operation, shown: &Shown) -> Vec<Warning> {
    let (asked, granted) = (shown.asked, shown.granted);
    let is_shorter = is_of_a_user(operation) && granted.saturating_add(TOLERANCE) < asked;
    let nearly_full = |percent: Option<u32>| percent.filter(|percent| *percent >= NEARLY_FULL);
    let packed = nearly_full(shown.packed_policy_size);
    let token = nearly_full(shown.session_token_utilization);
    let mut warnings = Vec::new();
    warnings.extend(is_shorter.then_some(Warning::ShorterSession { asked, granted }));
    warnings.extend(packed.map(|percent| Warning::PackedPolicySize { percent }));
    warnings.extend(token.map(|percent| Warning::SessionTokenUtilization { percent }));
    warnings
}

fn is_of_a_user(operation: &Operation) -> bool {
    [GET_SESSION_TOKEN.name, GET_FEDERATION_TOKEN.name].contains(&operation.name)
}

/// Tells the program's log.
pub(crate) fn log(operation: &'static str, warnings: &[Warning]) {
    for warning in warnings {
        tracing::warn!(target: "sts", operation, "{warning}");
    }
}

fn in_seconds(seconds: i32) -> Duration {
    Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
}
