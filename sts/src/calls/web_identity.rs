//! Assuming a role with a token of an identity provider, without AWS credentials.

mod token;

use awsquery::Secret;
use awsquery::layer::{no_credentials, resend};
use awsquery::retry::Resend;

use self::token::Source;
pub use self::token::WebIdentityToken;
use crate::api::Error;
use crate::api::{
    ASSUME_ROLE_WITH_WEB_IDENTITY, AssumeRoleWithWebIdentityRequest, AssumeRoleWithWebIdentityResponse,
    AssumedRoleUser, ErrorCode,
};
use crate::calls::duration::UpTo;
use crate::calls::{role_duration, session_call, session_policies};
use crate::client::Sts;
use crate::refresh::RefreshingCredentials;
use crate::session::caller::Caller;
use crate::session::validate::{Issued, issued_accessors};

impl Sts {
    /// Temporary credentials with the permissions of a role that trusts an identity provider: the token of that
    /// provider says who the caller is, and no credentials of AWS are needed.
    ///
    /// `session_name` tells sessions of the same role apart in logs. In a pod of EKS, the token is in the file that
    /// `AWS_WEB_IDENTITY_TOKEN_FILE` names, the role in `AWS_ROLE_ARN`.
    pub fn assume_role_with_web_identity(
        &self,
        role_arn: impl Into<String>,
        session_name: impl Into<String>,
        token: impl Into<WebIdentityToken>,
    ) -> AssumeRoleWithWebIdentity {
        let request = AssumeRoleWithWebIdentityRequest::builder(role_arn, session_name, "").build_unchecked();
        AssumeRoleWithWebIdentity { sts: self.clone(), request, up_to: UpTo::default(), source: token.into().0 }
    }
}

/// A call of `AssumeRoleWithWebIdentity`, sent by `.await`.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `.await`"]
pub struct AssumeRoleWithWebIdentity {
    sts: Sts,
    /// Without the token.
    request: AssumeRoleWithWebIdentityRequest,
    up_to: UpTo,
    source: Source,
}

session_call!(AssumeRoleWithWebIdentity, "AssumeRoleWithWebIdentityRequest" => WebIdentityRole);
session_policies! {
    AssumeRoleWithWebIdentity:
    /// Narrows the role's permissions to those that this policy allows too.
    policy,
    /// Narrows the role's permissions to those that a managed policy allows too, besides others: the ARN of one policy
    /// of AWS or of the role's account.
    policy_arn
}
role_duration! {
    AssumeRoleWithWebIdentity, "AssumeRoleWithWebIdentityRequest" => "WebIdentityRole":
    /// How long the credentials work; by default one hour.
    duration,
    duration_up_to
}

impl AssumeRoleWithWebIdentity {
    /// The host of a provider of OAuth 2.0, `www.amazon.com` or `graph.facebook.com`; not for OpenID Connect.
    pub fn provider_id(mut self, provider_id: impl Into<String>) -> Self {
        self.request.provider_id = Some(provider_id.into());
        self
    }

    /// Gets the token and sends the call; `.await` does the same.
    ///
    /// A token that AWS refuses, as expired or for what is in it, is looked up once more where it comes from a file. If
    /// it has been replaced, the call is sent with the new one.
    ///
    /// # Errors
    ///
    /// If there is no token, or it has expired: it is not sent then. A request that breaks the service model, or a rule
    /// of AWS's documentation, is not sent either. An answer without usable credentials is an error.
    pub async fn send(mut self) -> Result<WebIdentityRole, Error> {
        let token = self.source.token(self.sts.now()).await;
        let token = token.map_err(|problem| no_credentials(&ASSUME_ROLE_WITH_WEB_IDENTITY, problem))?;
        let answer = match self.send_with(token.clone()).await {
            Err(error) if is_token_refused(&error) => match self.source.replaced(&token, self.sts.now()).await {
                Some(token) => resend(Resend::NewToken, error.as_runtime(), self.send_with(token)).await,
                None => Err(error),
            },
            answer => answer,
        };
        let (issued, response) = answer?;
        Ok(WebIdentityRole {
            issued,
            user: response.assumed_role_user.unwrap_or_default(),
            subject: response.subject_from_web_identity_token,
        })
    }

    async fn send_with(&mut self, token: Secret) -> Result<(Issued, AssumeRoleWithWebIdentityResponse), Error> {
        self.request.web_identity_token = token;
        self.up_to.issue(&self.sts, &mut self.request).await
    }

    /// Credentials that stay fresh: the token is got and this call is sent when they are first used, and again before
    /// they expire.
    #[inline]
    pub fn refreshing(self) -> RefreshingCredentials {
        let caller = Caller::role(Some(&self.request.role_arn));
        RefreshingCredentials::new(self.sts.clone(), caller, move || {
            let call = self.clone();
            async move { Ok(call.send().await?.issued) }
        })
    }
}

/// Whether AWS refuses the token itself. Where it could not get the keys to check it with, another one is no better.
fn is_token_refused(error: &Error) -> bool {
    let refusals = [ErrorCode::InvalidIdentityToken, ErrorCode::ExpiredTokenException];
    error.code().is_some_and(|code| refusals.contains(&code)) && !error.is_retryable()
}

/// Temporary credentials with the permissions of a role, for whoever an identity provider vouches for.
#[derive(Clone, Debug, PartialEq)]
pub struct WebIdentityRole {
    issued: Issued,
    user: AssumedRoleUser,
    subject: Option<String>,
}

issued_accessors!(WebIdentityRole);

impl WebIdentityRole {
    /// The session as a principal, `arn:aws:sts::123456789012:assumed-role/demo/session-name`, if the answer said so.
    pub fn arn(&self) -> Option<&str> {
        self.user.arn.as_deref()
    }

    /// Whom the provider vouches for, as it names them: for OpenID Connect the token's `sub`, if the answer said so.
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }
}
