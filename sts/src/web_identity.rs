//! Assuming a role with a token of an identity provider, without AWS credentials.

mod token;

use std::future::IntoFuture;
use std::time::{Duration, SystemTime};

use awsquery::rt::{Operation, no_credentials};

use self::token::Source;
pub use self::token::WebIdentityToken;
use crate::api::{
    ASSUME_ROLE_WITH_WEB_IDENTITY, AssumeRoleWithWebIdentityRequest, AssumedRoleUser, PolicyDescriptorType,
};
use crate::caller::Caller;
use crate::issued::{Issued, Judged, asked, bytes, seconds};
use crate::refresh::Terms;
use crate::{BoxFuture, Credentials, Error, RefreshingCredentials, Sts, Warning};

const OPERATION: &Operation = &ASSUME_ROLE_WITH_WEB_IDENTITY;

/// What AWS gives a caller who asks for no duration.
const DEFAULT_DURATION: Duration = Duration::from_secs(3600);

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
        AssumeRoleWithWebIdentity { sts: self.clone(), request, source: token.into().0 }
    }
}

/// A call of `AssumeRoleWithWebIdentity`, sent by `.await`.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `.await`"]
pub struct AssumeRoleWithWebIdentity {
    sts: Sts,
    /// Without the token.
    request: AssumeRoleWithWebIdentityRequest,
    source: Source,
}

impl AssumeRoleWithWebIdentity {
    /// The host of a provider of OAuth 2.0, `www.amazon.com` or `graph.facebook.com`; not for OpenID Connect.
    pub fn provider_id(mut self, provider_id: impl Into<String>) -> Self {
        self.request.provider_id = Some(provider_id.into());
        self
    }

    /// Narrows the role's permissions to those that this policy allows too.
    ///
    /// A [`Policy`](crate::Policy), which is sent without white space, or its JSON, which is sent as it is.
    pub fn policy(mut self, policy: impl Into<String>) -> Self {
        self.request.policy = Some(policy.into());
        self
    }

    /// Narrows the role's permissions to those that a managed policy allows too, besides others.
    pub fn policy_arn(mut self, arn: impl Into<String>) -> Self {
        let policy = PolicyDescriptorType::builder().arn(arn).build_unchecked();
        self.request.policy_arns.get_or_insert_default().push(policy);
        self
    }

    /// How long the credentials work; by default one hour. Parts of a second count as a whole one. See
    /// [`AssumeRoleWithWebIdentityRequest::duration_seconds`] for the limits.
    pub fn duration(mut self, duration: Duration) -> Self {
        self.request.duration_seconds = Some(seconds(duration));
        self
    }

    /// Makes the session token at least so many bytes long, to find out whether everything that it passes through can
    /// hold a long one. See [`AssumeRoleWithWebIdentityRequest::minimum_session_token_size`] for the limits.
    pub fn minimum_session_token_size(mut self, size: u32) -> Self {
        self.request.minimum_session_token_size = Some(bytes(size));
        self
    }

    /// What is worth knowing about this call before it is sent. Sending tells `tracing` the same.
    pub fn warnings(&self) -> Vec<Warning> {
        self.sts.warnings(&self.request)
    }

    /// Gets the token and sends the call; `.await` does the same.
    ///
    /// # Errors
    ///
    /// If there is no token, or it has expired: it is not sent then. A request that breaks the service model, or a rule
    /// of AWS's documentation, is not sent either. An answer without usable credentials is an error.
    pub async fn send(mut self) -> Result<WebIdentityRole, Error> {
        let token = self.source.token(self.sts.now()).await;
        self.request.web_identity_token = token.map_err(|problem| no_credentials(OPERATION, problem))?;
        let answer = self.sts.issue(&self.request).await?;
        let judged = Judged { operation: OPERATION, answer: &answer };
        let issued = judged.issued(answer.response.credentials.as_ref(), self.sts.now())?;
        let response = answer.response;
        Ok(WebIdentityRole {
            issued,
            user: response.assumed_role_user.unwrap_or_default(),
            subject: response.subject_from_web_identity_token,
        })
    }

    /// Credentials that stay fresh: the token is got and this call is sent when they are first used, and again before
    /// they expire.
    pub fn refreshing(self) -> RefreshingCredentials {
        let terms = Terms { asked: asked(self.request.duration_seconds, DEFAULT_DURATION), caller: Caller::Role };
        RefreshingCredentials::new(self.sts.clone(), terms, move || {
            let call = self.clone();
            async move { Ok(call.send().await?.issued) }
        })
    }
}

impl IntoFuture for AssumeRoleWithWebIdentity {
    type Output = Result<WebIdentityRole, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// Temporary credentials with the permissions of a role, for whoever an identity provider vouches for.
#[derive(Clone, Debug, PartialEq)]
pub struct WebIdentityRole {
    issued: Issued,
    user: AssumedRoleUser,
    subject: Option<String>,
}

impl WebIdentityRole {
    /// The credentials: a cheap handle that every AWS SDK crate takes as a credentials provider.
    pub fn credentials(&self) -> Credentials {
        self.issued.credentials.clone()
    }

    /// When they stop working.
    pub fn expires_at(&self) -> SystemTime {
        self.issued.expires_at
    }

    /// The session as a principal, `arn:aws:sts::123456789012:assumed-role/demo/session-name`, if the answer said so.
    pub fn arn(&self) -> Option<&str> {
        self.user.arn.as_deref()
    }

    /// Whom the provider vouches for, as it names them: for OpenID Connect the token's `sub`, if the answer said so.
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }
}
