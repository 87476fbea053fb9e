//! Sessions of roles for users of an identity provider, without AWS credentials.

use awsquery::{Clock, Secret, Timestamp};

use crate::api::{
    AssumeRoleWithWebIdentityRequest, AssumeRoleWithWebIdentityResponse, Error, ErrorCode, PolicyDescriptorType,
};
use crate::calls::duration::AssumesRole;
use crate::calls::policies_and_tags::{TakesPolicy, TakesPolicyArns};
use crate::calls::{SessionCall, SessionOperation};
use crate::claims::Claims;
use crate::client::Sts;
use crate::client_state::ClientState;
use crate::kind::{Async, Kind};
use crate::session::caller::{Caller, CallingSession};
use crate::session::issued_session::WebIdentityPrincipal;
use crate::web_identity::{TokenSource, WebIdentityToken};

/// A call of `AssumeRoleWithWebIdentity`. Created by [`Sts::assume_role_with_web_identity`] and
/// [`Sts::web_identity_from_environment`].
///
/// The token is obtained when the call is sent. If AWS refuses it, because it has expired or because of its content, and
/// it comes from a file that has been replaced since, the call is sent once more with the new token.
pub type AssumeRoleWithWebIdentity<K = Async> = SessionCall<AssumeRoleWithWebIdentityRequest, K>;

impl Sts {
    /// Assumes a role that trusts an identity provider. The provider's token identifies the caller, so no AWS credentials
    /// are needed.
    ///
    /// `session_name` tells sessions of the same role apart in logs. In a pod of EKS, the role and the path of the token are in
    /// environment variables; [`web_identity_from_environment`](Self::web_identity_from_environment) reads them.
    ///
    /// ```no_run
    /// use sts::WebIdentityToken;
    ///
    /// # async fn example(sts: sts::Sts) -> Result<(), sts::Error> {
    /// let token = WebIdentityToken::file("/var/run/secrets/eks.amazonaws.com/serviceaccount/token");
    /// let role = sts.assume_role_with_web_identity("arn:aws:iam::123456789012:role/demo", "web", token).await?;
    /// println!("{:?} until {}", role.subject(), role.expires_at());
    /// # Ok(())
    /// # }
    /// ```
    pub fn assume_role_with_web_identity(
        &self,
        role_arn: impl Into<String>,
        session_name: impl Into<String>,
        token: impl Into<WebIdentityToken>,
    ) -> AssumeRoleWithWebIdentity {
        assume_role_with_web_identity(&self.state, role_arn, session_name, token.into().0)
    }
}

impl<K: Kind> SessionCall<AssumeRoleWithWebIdentityRequest, K> {
    /// Names an OAuth 2.0 provider by its host, `www.amazon.com` or `graph.facebook.com`. Not for OpenID Connect.
    pub fn provider_id(mut self, provider_id: impl Into<String>) -> Self {
        self.request.provider_id = Some(provider_id.into());
        self
    }
}

/// Returns the call for a token from this source.
pub(crate) fn assume_role_with_web_identity<K: Kind>(
    state: &ClientState<K>,
    role_arn: impl Into<String>,
    session_name: impl Into<String>,
    source: TokenSource<K>,
) -> AssumeRoleWithWebIdentity<K> {
    // The request gets its token when it is sent.
    let request = AssumeRoleWithWebIdentityRequest::builder(role_arn, session_name, "").build_unchecked();
    SessionCall { token: Some(source), ..SessionCall::new(state, request) }
}

/// Adds to an error about an expired token when it expired, and what time it is here and at AWS. `local` is the time of the
/// configured clock, without the correction that the response may have caused.
#[inline]
fn with_times(token: &Secret, error: Error, local: Timestamp) -> Error {
    let claims = Claims::of(token);
    let Some(expiration) = claims.and_then(|claims| claims.expiration) else { return error };
    let service = error.as_runtime().service_time();
    let has_passed = expiration <= local || service.is_some_and(|service| expiration <= service);
    if !has_passed && error.code() != Some(ErrorCode::ExpiredTokenException) {
        return error;
    }
    let at_service = service.map_or_else(String::new, |service| format!(" and {service} at the service"));
    let note = format!("the token's `exp` is {expiration}; the time is {local} here{at_service}");
    Error::from(error.into_runtime().with_note(note))
}

impl SessionOperation for AssumeRoleWithWebIdentityRequest {
    const TAKES_TOKEN: bool = true;

    type Principal = WebIdentityPrincipal;

    #[inline]
    fn new_session(&self, _current: &CallingSession) -> CallingSession {
        CallingSession::not_scoped_down(Caller::role(Some(&self.role_arn)))
    }

    #[inline]
    fn principal(response: AssumeRoleWithWebIdentityResponse) -> WebIdentityPrincipal {
        let user = response.assumed_role_user.unwrap_or_default();
        let subject = response.subject_from_web_identity_token;
        let trusted_context = response.trusted_identity_propagation_context;
        WebIdentityPrincipal { user, subject, trusted_context }
    }

    #[inline]
    fn set_token(&mut self, token: Secret) {
        self.web_identity_token = token;
    }

    #[inline]
    fn refused_token(&self, error: &Error) -> Option<Secret> {
        is_token_refused(error).then(|| self.web_identity_token.clone())
    }

    #[inline]
    fn explain(&self, error: Error, clock: &dyn Clock) -> Error {
        if is_token_refused(&error) { with_times(&self.web_identity_token, error, clock.wall()) } else { error }
    }
}

/// Returns whether AWS refuses the token itself. If AWS could not get the keys to verify it, another token would not help.
#[inline]
fn is_token_refused(error: &Error) -> bool {
    let refusals = [ErrorCode::InvalidIdentityToken, ErrorCode::ExpiredTokenException];
    error.code().is_some_and(|code| refusals.contains(&code)) && !error.is_retryable()
}

impl AssumesRole for AssumeRoleWithWebIdentityRequest {}

impl TakesPolicy for AssumeRoleWithWebIdentityRequest {
    #[inline]
    fn policy_mut(&mut self) -> &mut Option<String> {
        &mut self.policy
    }
}

impl TakesPolicyArns for AssumeRoleWithWebIdentityRequest {
    #[inline]
    fn policy_arns_mut(&mut self) -> &mut Option<Vec<PolicyDescriptorType>> {
        &mut self.policy_arns
    }
}
