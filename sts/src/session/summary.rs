//! Summaries of requests, in which every secret is hidden.

use std::any::Any;
use std::sync::Arc;

use awsquery::{Secret, Timestamp};

use crate::api::{
    AssumeRoleRequest, AssumeRoleWithSAMLRequest, AssumeRoleWithWebIdentityRequest, DecodeAuthorizationMessageRequest,
    Error, GetFederationTokenRequest, GetScopedCredentialsRequest, GetSessionTokenRequest, GetWebIdentityTokenRequest,
};
use crate::claims::{Claims, payload};
use crate::policy::Policy;
use crate::session::caller::Caller;
use crate::session::request::{SessionParameters, SessionRequest};
use crate::session::size_report::SizeReport;

/// A summary of the request of a call that failed, kept with its error.
#[derive(Debug, Default)]
pub(crate) struct RequestSummary {
    pub(crate) caller: Caller,
    pub(crate) external_id: bool,
    pub(crate) mfa: bool,
    pub(crate) source_identity: bool,
    pub(crate) duration_seconds: Option<i32>,
    /// The inline policy, for help. It may be confidential, so help never quotes it.
    pub(crate) policy: Option<Secret>,
    /// The sizes of managed policies and tags, each with its name.
    pub(crate) named: SizeReport,
    pub(crate) transitive_tag_keys: Vec<String>,
    /// The number of characters of each audience of a requested web identity token.
    pub(crate) audiences: Vec<usize>,
    /// The requested role.
    pub(crate) role_arn: Option<String>,
    /// The payload of the web identity token, if it is a JWT.
    pub(crate) token_payload: Option<Secret>,
    /// The time of this machine when the call failed, if that is known.
    pub(crate) local_time: Option<Timestamp>,
    /// The length of the encoded authorization message, in characters.
    pub(crate) encoded_message: Option<usize>,
}

impl RequestSummary {
    pub(crate) fn of(parameters: &SessionParameters<'_>, caller: &Caller) -> Self {
        Self {
            caller: caller.clone(),
            external_id: parameters.external_id.is_some(),
            mfa: parameters.serial_number.is_some(),
            source_identity: parameters.source_identity.is_some(),
            duration_seconds: parameters.duration_seconds,
            policy: parameters.policy.map(Secret::new),
            named: SizeReport::of_named(parameters),
            transitive_tag_keys: parameters.transitive_tag_keys.to_vec(),
            role_arn: parameters.role_arn.map(str::to_owned),
            token_payload: parameters.web_identity_token.and_then(payload),
            ..Self::default()
        }
    }

    /// Summarizes a request of any operation that help knows. The caller is unknown then.
    fn of_any(request: &dyn Any) -> Option<Self> {
        session::<AssumeRoleRequest>(request)
            .or_else(|| session::<AssumeRoleWithWebIdentityRequest>(request))
            .or_else(|| session::<GetFederationTokenRequest>(request))
            .or_else(|| session::<GetScopedCredentialsRequest>(request))
            .or_else(|| session::<GetSessionTokenRequest>(request))
            .or_else(|| request.downcast_ref().map(Self::of_saml))
            .or_else(|| request.downcast_ref().map(Self::of_web_identity_token))
            .or_else(|| request.downcast_ref().map(Self::of_encoded_message))
    }

    fn of_saml(request: &AssumeRoleWithSAMLRequest) -> Self {
        let parameters = SessionParameters {
            role_arn: Some(&request.role_arn),
            duration_seconds: request.duration_seconds,
            policy: request.policy.as_deref(),
            policy_arns: request.policy_arns.as_deref().unwrap_or_default(),
            ..SessionParameters::default()
        };
        Self::of(&parameters, &Caller::Unknown)
    }

    fn of_web_identity_token(request: &GetWebIdentityTokenRequest) -> Self {
        let parameters = SessionParameters {
            duration_seconds: request.duration_seconds,
            tags: Some(request.tags.as_deref().unwrap_or_default()),
            ..SessionParameters::default()
        };
        let audiences = request.audience.iter().map(|audience| audience.chars().count()).collect();
        Self { audiences, ..Self::of(&parameters, &Caller::Unknown) }
    }

    fn of_encoded_message(request: &DecodeAuthorizationMessageRequest) -> Self {
        Self { encoded_message: Some(request.encoded_message.chars().count()), ..Self::default() }
    }

    /// Returns the sizes of all policies and tags.
    #[inline]
    pub(crate) fn sizes(&self) -> SizeReport {
        self.named.clone().with_policy(self.policy.as_ref().map(|policy| policy.expose().as_str()))
    }

    /// Decodes the claims of the web identity token, if it is a JWT.
    // Only help calls this, so programs without help do not contain the reader of JSON.
    #[inline]
    pub(crate) fn claims(&self) -> Option<Claims> {
        Claims::of_payload(self.token_payload.as_ref()?)
    }

    /// Returns the problems that `lint` finds in the inline policy, by path and kind.
    #[inline]
    pub(crate) fn policy_problems(&self) -> Vec<String> {
        match self.policy.as_ref().map(|policy| Policy::from_json(policy.expose())) {
            Some(Ok(policy)) => {
                policy.lint().into_iter().map(|finding| format!("{} ({:?})", finding.path, finding.kind)).collect()
            }
            Some(Err(error)) => vec![error.to_string()],
            None => Vec::new(),
        }
    }
}

fn session<R: SessionRequest>(request: &dyn Any) -> Option<RequestSummary> {
    let request = request.downcast_ref::<R>()?;
    Some(RequestSummary::of(&request.parameters(), &Caller::Unknown))
}

/// Summarizes a request for the error of its call.
pub(crate) fn summarize(request: &dyn Any) -> Option<Arc<dyn Any + Send + Sync>> {
    Some(Arc::new(RequestSummary::of_any(request)?))
}

impl Error {
    /// Attaches a summary of the request, which [`help`](Self::help) uses.
    pub(crate) fn with_summary(self, summary: RequestSummary) -> Self {
        Self::from(self.into_runtime().with_attachment(summary))
    }
}
