//! What requests for sessions have in common, whatever the operation: rules, warnings, sizes and explanations look at
//! this view and not at the requests.

use std::time::Duration;

use awsquery::{Request, Secret};

use crate::api::{
    self, AssumeRoleRequest, AssumeRoleWithWebIdentityRequest, GetFederationTokenRequest, GetSessionTokenRequest,
    PolicyDescriptorType, Tag,
};

/// How long AWS's sessions of users last by default. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_request.html>.
const OF_A_USER: Duration = Duration::from_secs(12 * 3600);

/// How long AWS's sessions of roles last by default. See
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>, `DurationSeconds`.
const OF_A_ROLE: Duration = Duration::from_secs(3600);

/// A request that is answered with credentials.
pub(crate) trait SessionRequest: Request<Response: SessionResponse> {
    /// How long the session lasts if nothing is asked for.
    const DEFAULT_DURATION: Duration;

    /// The view of its members.
    fn parameters(&self) -> Parameters<'_>;

    /// How many seconds are asked for.
    fn duration_seconds(&mut self) -> &mut Option<i32>;
}

/// An answer with credentials.
pub(crate) trait SessionResponse {
    /// The view of its members.
    fn answered(&self) -> Answered<'_>;
}

/// A view of the members of a request.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Parameters<'a> {
    pub(crate) role_arn: Option<&'a str>,
    pub(crate) duration_seconds: Option<i32>,
    pub(crate) policy: Option<&'a str>,
    pub(crate) policy_arns: &'a [PolicyDescriptorType],
    pub(crate) tags: &'a [Tag],
    pub(crate) transitive_tag_keys: &'a [String],
    pub(crate) external_id: Option<&'a Secret>,
    pub(crate) serial_number: Option<&'a str>,
    pub(crate) source_identity: Option<&'a str>,
    pub(crate) web_identity_token: Option<&'a Secret>,
}

/// A view of the members of an answer.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Answered<'a> {
    pub(crate) credentials: Option<&'a api::Credentials>,
    pub(crate) packed_policy_size: Option<i32>,
    pub(crate) session_token_size: Option<i32>,
    pub(crate) session_token_utilization: Option<i32>,
}

impl<'a> Parameters<'a> {
    /// The ARNs of the managed policies.
    pub(crate) fn policy_arns(&self) -> impl Iterator<Item = &'a str> {
        self.policy_arns.iter().filter_map(|policy| policy.arn.as_deref())
    }

    /// Whether there is a policy of either kind.
    pub(crate) fn has_policy(&self) -> bool {
        self.policy.is_some() || !self.policy_arns.is_empty()
    }
}

/// Each with the duration of its sessions by default, and what it has besides a duration.
macro_rules! requests {
    ($($request:ident, $default:ident, |$own:ident| { $($member:ident: $value:expr),* $(,)? })*) => {$(
        impl SessionRequest for $request {
            const DEFAULT_DURATION: Duration = $default;

            fn parameters(&self) -> Parameters<'_> {
                let $own = self;
                let duration_seconds = self.duration_seconds;
                Parameters { duration_seconds, $($member: $value,)* ..Parameters::default() }
            }

            fn duration_seconds(&mut self) -> &mut Option<i32> {
                &mut self.duration_seconds
            }
        }
    )*};
}

requests! {
    GetSessionTokenRequest, OF_A_USER, |own| {
        serial_number: own.serial_number.as_deref(),
    }
    GetFederationTokenRequest, OF_A_USER, |own| {
        policy: own.policy.as_deref(),
        policy_arns: own.policy_arns.as_deref().unwrap_or_default(),
        tags: own.tags.as_deref().unwrap_or_default(),
    }
    AssumeRoleRequest, OF_A_ROLE, |own| {
        role_arn: Some(&own.role_arn),
        policy: own.policy.as_deref(),
        policy_arns: own.policy_arns.as_deref().unwrap_or_default(),
        tags: own.tags.as_deref().unwrap_or_default(),
        transitive_tag_keys: own.transitive_tag_keys.as_deref().unwrap_or_default(),
        external_id: own.external_id.as_ref(),
        serial_number: own.serial_number.as_deref(),
        source_identity: own.source_identity.as_deref(),
    }
    AssumeRoleWithWebIdentityRequest, OF_A_ROLE, |own| {
        role_arn: Some(&own.role_arn),
        policy: own.policy.as_deref(),
        policy_arns: own.policy_arns.as_deref().unwrap_or_default(),
        web_identity_token: Some(&own.web_identity_token),
    }
}

/// Each with its packed policy size, which sessions without policies do not have.
macro_rules! responses {
    ($($response:ident: $packed_policy_size:expr;)*) => {$(
        impl SessionResponse for api::$response {
            fn answered(&self) -> Answered<'_> {
                let packed_policy_size: fn(&Self) -> Option<i32> = $packed_policy_size;
                Answered {
                    credentials: self.credentials.as_ref(),
                    packed_policy_size: packed_policy_size(self),
                    session_token_size: self.session_token_size,
                    session_token_utilization: self.session_token_utilization,
                }
            }
        }
    )*};
}

#[expect(deprecated, reason = "AWS still answers it")]
mod packed {
    use super::{Answered, SessionResponse, api};

    responses! {
        GetSessionTokenResponse: |_| None;
        GetFederationTokenResponse: |response| response.packed_policy_size;
        AssumeRoleResponse: |response| response.packed_policy_size;
        AssumeRoleWithWebIdentityResponse: |response| response.packed_policy_size;
    }
}
