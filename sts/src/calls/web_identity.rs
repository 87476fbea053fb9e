//! Sessions of roles for users of an identity provider, without AWS credentials.

mod content;
mod token;

use awsquery::Secret;
use awsquery::layer::{no_credentials, resend};
use awsquery::retry::Resend;
use sha2::Sha256;

pub use self::token::WebIdentityToken;
use crate::api::{
    ASSUME_ROLE_WITH_WEB_IDENTITY, AssumeRoleWithWebIdentityRequest, AssumeRoleWithWebIdentityResponse, Error,
    ErrorCode, PolicyDescriptorType,
};
use crate::calls::duration::AssumesRole;
use crate::calls::policies_and_tags::{TakesPolicy, TakesPolicyArns};
use crate::calls::{SessionCall, SessionOperation};
use crate::claims::Claims;
use crate::client::Sts;
use crate::session::caller::{Caller, CallingSession};
use crate::session::issued::WebIdentityPrincipal;
use crate::session::validate::SessionInfo;

/// A call of `AssumeRoleWithWebIdentity`.
///
/// The token is obtained when the call is sent. If AWS refuses it, because it has expired or because of its content, and
/// it comes from a file that has been replaced since, the call is sent once more with the new token.
pub type AssumeRoleWithWebIdentity = SessionCall<AssumeRoleWithWebIdentityRequest>;

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
        // The request gets its token when it is sent.
        let request = AssumeRoleWithWebIdentityRequest::builder(role_arn, session_name, "").build_unchecked();
        SessionCall::new(self, request, token.into())
    }
}

impl SessionCall<AssumeRoleWithWebIdentityRequest> {
    /// Names an OAuth 2.0 provider by its host, `www.amazon.com` or `graph.facebook.com`. Not for OpenID Connect.
    pub fn provider_id(mut self, provider_id: impl Into<String>) -> Self {
        self.request.provider_id = Some(provider_id.into());
        self
    }

    async fn issue_with(&mut self, token: Secret) -> Result<(SessionInfo, AssumeRoleWithWebIdentityResponse), Error> {
        self.request.web_identity_token = token;
        let result = self.issue().await;
        result.map_err(|error| if is_token_refused(&error) { self.with_times(error) } else { error })
    }

    /// Adds to an error about an expired token when it expired, and what time it is here and at AWS.
    fn with_times(&self, error: Error) -> Error {
        let claims = Claims::of(self.request.web_identity_token.expose());
        let Some(expiration) = claims.and_then(|claims| claims.expiration) else { return error };
        // The configured clock, without the correction that the response may have caused.
        let local = self.sts.config().clock().wall();
        let service = error.as_runtime().service_time();
        let has_passed = expiration <= local || service.is_some_and(|service| expiration <= service);
        if !has_passed && error.code() != Some(ErrorCode::ExpiredTokenException) {
            return error;
        }
        let at_service = service.map_or_else(String::new, |service| format!(" and {service} at the service"));
        let note = format!("the token's `exp` is {expiration}; the time is {local} here{at_service}");
        Error::from(error.into_runtime().with_note(note))
    }
}

impl SessionOperation for AssumeRoleWithWebIdentityRequest {
    type Principal = WebIdentityPrincipal;
    type Token = WebIdentityToken;

    fn new_session(&self, _calling: &CallingSession) -> CallingSession {
        CallingSession::not_scoped_down(Caller::role(Some(&self.role_arn)))
    }

    fn principal(response: AssumeRoleWithWebIdentityResponse) -> WebIdentityPrincipal {
        let user = response.assumed_role_user.unwrap_or_default();
        let subject = response.subject_from_web_identity_token;
        let trusted_context = response.trusted_identity_propagation_context;
        WebIdentityPrincipal { user, subject, trusted_context }
    }

    async fn exchange(mut call: SessionCall<Self>) -> Result<(SessionInfo, AssumeRoleWithWebIdentityResponse), Error> {
        let token = call.token.get().await;
        let token = token.map_err(|problem| no_credentials(&ASSUME_ROLE_WITH_WEB_IDENTITY, problem))?;
        match call.issue_with(token.clone()).await {
            Err(error) if is_token_refused(&error) => match call.token.replacement(&token).await {
                Some(token) => resend(Resend::NewToken, error.as_runtime(), call.issue_with(token)).await,
                None => Err(error),
            },
            result => result,
        }
    }

    fn hash_token(token: &WebIdentityToken, hash: &mut Sha256) {
        token.hash(hash);
    }
}

/// Returns whether AWS refuses the token itself. If AWS could not get the keys to verify it, another token would not help.
fn is_token_refused(error: &Error) -> bool {
    let refusals = [ErrorCode::InvalidIdentityToken, ErrorCode::ExpiredTokenException];
    error.code().is_some_and(|code| refusals.contains(&code)) && !error.is_retryable()
}

impl AssumesRole for AssumeRoleWithWebIdentityRequest {}

impl TakesPolicy for AssumeRoleWithWebIdentityRequest {
    fn policy_mut(&mut self) -> &mut Option<String> {
        &mut self.policy
    }
}

impl TakesPolicyArns for AssumeRoleWithWebIdentityRequest {
    fn policy_arns_mut(&mut self) -> &mut Option<Vec<PolicyDescriptorType>> {
        &mut self.policy_arns
    }
}
