//! Views of the requests for sessions and of their responses. Rules, warnings, sizes and help use the views instead of the
//! requests.

use std::fmt;
use std::time::Duration;

use awsquery::{Request, Secret};

use crate::api::{
    self, AssumeRoleRequest, AssumeRoleWithWebIdentityRequest, GetFederationTokenRequest, GetScopedCredentialsRequest,
    GetSessionTokenRequest, PolicyDescriptorType, Tag,
};

/// The default duration of sessions of users. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_request.html>.
const USER_SESSION: Duration = Duration::from_secs(12 * 3600);

/// The default duration of sessions of roles. See
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>, `DurationSeconds`.
const ROLE_SESSION: Duration = Duration::from_secs(3600);

/// The longest duration of scoped sessions. See
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetScopedCredentials.html>, `DurationSeconds`.
const LONGEST_SCOPED_SESSION: Duration = Duration::from_secs(36 * 3600);

/// A request for a session. The trait has no public path, so only this crate implements it.
pub trait SessionRequest: Request<Output: SessionResponse> + Clone + fmt::Debug + Send + Sync + 'static {
    /// The duration of the session if the request does not set one. If it depends on the calling session, it is the longest
    /// that AWS allows.
    const DEFAULT_DURATION: Duration;

    /// True if the new session is the calling one with fewer permissions or a shorter lifetime, so that what is known of the
    /// caller's credentials is checked before the request is sent.
    const SCOPES_DOWN: bool = false;

    /// Returns a view of the members.
    fn parameters(&self) -> SessionParameters<'_>;

    /// Returns the member `DurationSeconds`.
    fn duration_seconds_mut(&mut self) -> &mut Option<i32>;

    /// Returns the member `MinimumSessionTokenSize`.
    fn minimum_session_token_size_mut(&mut self) -> &mut Option<i32>;

    /// Returns the member `TokenCode`, or `None` if the operation has none.
    fn token_code_mut(&mut self) -> Option<&mut Option<Secret>> {
        None
    }
}

/// The response to a request for a session.
pub trait SessionResponse: Send + 'static {
    /// Returns a view of the members.
    fn view(&self) -> ResponseView<'_>;
}

/// A view of the members of a request.
#[derive(Clone, Copy, Default)]
pub struct SessionParameters<'a> {
    pub(crate) role_arn: Option<&'a str>,
    pub(crate) duration_seconds: Option<i32>,
    pub(crate) policy: Option<&'a str>,
    pub(crate) policy_arns: &'a [PolicyDescriptorType],
    /// `None` if the operation has no tags.
    pub(crate) tags: Option<&'a [Tag]>,
    pub(crate) transitive_tag_keys: &'a [String],
    pub(crate) external_id: Option<&'a Secret>,
    pub(crate) serial_number: Option<&'a str>,
    pub(crate) source_identity: Option<&'a str>,
    pub(crate) web_identity_token: Option<&'a Secret>,
}

/// A view of the members of a response.
#[derive(Clone, Copy, Default)]
pub struct ResponseView<'a> {
    pub(crate) credentials: Option<&'a api::Credentials>,
    pub(crate) session_token_size: Option<i32>,
    pub(crate) session_token_utilization: Option<i32>,
    /// The former name of the utilization.
    pub(crate) packed_policy_size: Option<i32>,
}

impl<'a> SessionParameters<'a> {
    /// Returns the ARNs of the managed policies.
    pub(crate) fn policy_arns(&self) -> impl Iterator<Item = &'a str> {
        self.policy_arns.iter().filter_map(|policy| policy.arn.as_deref())
    }

    /// Returns the tags.
    pub(crate) fn tags(&self) -> &'a [Tag] {
        self.tags.unwrap_or_default()
    }

    /// Returns whether there is an inline or a managed policy.
    pub(crate) fn has_policy(&self) -> bool {
        self.policy.is_some() || !self.policy_arns.is_empty()
    }
}

impl SessionRequest for GetSessionTokenRequest {
    const DEFAULT_DURATION: Duration = USER_SESSION;

    fn parameters(&self) -> SessionParameters<'_> {
        SessionParameters {
            duration_seconds: self.duration_seconds,
            serial_number: self.serial_number.as_deref(),
            ..SessionParameters::default()
        }
    }

    fn duration_seconds_mut(&mut self) -> &mut Option<i32> {
        &mut self.duration_seconds
    }

    fn minimum_session_token_size_mut(&mut self) -> &mut Option<i32> {
        &mut self.minimum_session_token_size
    }

    fn token_code_mut(&mut self) -> Option<&mut Option<Secret>> {
        Some(&mut self.token_code)
    }
}

impl SessionRequest for GetFederationTokenRequest {
    const DEFAULT_DURATION: Duration = USER_SESSION;

    fn parameters(&self) -> SessionParameters<'_> {
        SessionParameters {
            duration_seconds: self.duration_seconds,
            policy: self.policy.as_deref(),
            policy_arns: self.policy_arns.as_deref().unwrap_or_default(),
            tags: Some(self.tags.as_deref().unwrap_or_default()),
            ..SessionParameters::default()
        }
    }

    fn duration_seconds_mut(&mut self) -> &mut Option<i32> {
        &mut self.duration_seconds
    }

    fn minimum_session_token_size_mut(&mut self) -> &mut Option<i32> {
        &mut self.minimum_session_token_size
    }
}

impl SessionRequest for GetScopedCredentialsRequest {
    const DEFAULT_DURATION: Duration = LONGEST_SCOPED_SESSION;
    const SCOPES_DOWN: bool = true;

    fn parameters(&self) -> SessionParameters<'_> {
        SessionParameters {
            duration_seconds: self.duration_seconds,
            policy: self.policy.as_deref(),
            ..SessionParameters::default()
        }
    }

    fn duration_seconds_mut(&mut self) -> &mut Option<i32> {
        &mut self.duration_seconds
    }

    fn minimum_session_token_size_mut(&mut self) -> &mut Option<i32> {
        &mut self.minimum_session_token_size
    }
}

impl SessionRequest for AssumeRoleRequest {
    const DEFAULT_DURATION: Duration = ROLE_SESSION;

    fn parameters(&self) -> SessionParameters<'_> {
        SessionParameters {
            role_arn: Some(&self.role_arn),
            duration_seconds: self.duration_seconds,
            policy: self.policy.as_deref(),
            policy_arns: self.policy_arns.as_deref().unwrap_or_default(),
            tags: Some(self.tags.as_deref().unwrap_or_default()),
            transitive_tag_keys: self.transitive_tag_keys.as_deref().unwrap_or_default(),
            external_id: self.external_id.as_ref(),
            serial_number: self.serial_number.as_deref(),
            source_identity: self.source_identity.as_deref(),
            ..SessionParameters::default()
        }
    }

    fn duration_seconds_mut(&mut self) -> &mut Option<i32> {
        &mut self.duration_seconds
    }

    fn minimum_session_token_size_mut(&mut self) -> &mut Option<i32> {
        &mut self.minimum_session_token_size
    }

    fn token_code_mut(&mut self) -> Option<&mut Option<Secret>> {
        Some(&mut self.token_code)
    }
}

impl SessionRequest for AssumeRoleWithWebIdentityRequest {
    const DEFAULT_DURATION: Duration = ROLE_SESSION;

    fn parameters(&self) -> SessionParameters<'_> {
        SessionParameters {
            role_arn: Some(&self.role_arn),
            duration_seconds: self.duration_seconds,
            policy: self.policy.as_deref(),
            policy_arns: self.policy_arns.as_deref().unwrap_or_default(),
            web_identity_token: Some(&self.web_identity_token),
            ..SessionParameters::default()
        }
    }

    fn duration_seconds_mut(&mut self) -> &mut Option<i32> {
        &mut self.duration_seconds
    }

    fn minimum_session_token_size_mut(&mut self) -> &mut Option<i32> {
        &mut self.minimum_session_token_size
    }
}

impl SessionResponse for api::GetSessionTokenResponse {
    fn view(&self) -> ResponseView<'_> {
        ResponseView {
            credentials: self.credentials.as_ref(),
            session_token_size: self.session_token_size,
            session_token_utilization: self.session_token_utilization,
            packed_policy_size: None,
        }
    }
}

impl SessionResponse for api::GetScopedCredentialsResponse {
    fn view(&self) -> ResponseView<'_> {
        ResponseView {
            credentials: self.credentials.as_ref(),
            session_token_size: self.session_token_size,
            session_token_utilization: self.session_token_utilization,
            packed_policy_size: None,
        }
    }
}

#[expect(deprecated, reason = "a server may return the utilization under its former name only")]
impl SessionResponse for api::GetFederationTokenResponse {
    fn view(&self) -> ResponseView<'_> {
        ResponseView {
            credentials: self.credentials.as_ref(),
            session_token_size: self.session_token_size,
            session_token_utilization: self.session_token_utilization,
            packed_policy_size: self.packed_policy_size,
        }
    }
}

#[expect(deprecated, reason = "a server may return the utilization under its former name only")]
impl SessionResponse for api::AssumeRoleResponse {
    fn view(&self) -> ResponseView<'_> {
        ResponseView {
            credentials: self.credentials.as_ref(),
            session_token_size: self.session_token_size,
            session_token_utilization: self.session_token_utilization,
            packed_policy_size: self.packed_policy_size,
        }
    }
}

#[expect(deprecated, reason = "a server may return the utilization under its former name only")]
impl SessionResponse for api::AssumeRoleWithWebIdentityResponse {
    fn view(&self) -> ResponseView<'_> {
        ResponseView {
            credentials: self.credentials.as_ref(),
            session_token_size: self.session_token_size,
            session_token_utilization: self.session_token_utilization,
            packed_policy_size: self.packed_policy_size,
        }
    }
}
