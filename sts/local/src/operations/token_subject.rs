//! The subject and the scopes of a web identity token that `GetWebIdentityToken` issues.

use std::collections::BTreeSet;

use awsquery::rule::INVISIBLE;
use awsquery::server::Refusal;

use crate::error_responses::{access_denied, validation_error};
use crate::request_context::AuthenticatedCaller;
use sts::api::{GetWebIdentityTokenRequest, WebIdentityTokenSubjectModeType as SubjectMode};
use sts::policy::AccessRequest;

/// The identity that a token names, and its scopes. AWS's messages for the refusals are not recorded; the rules are in
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html>.
pub(super) struct TokenSubject {
    mode: SubjectMode,
    /// The claim `sub`.
    pub(super) subject: String,
    /// The claim `scope`.
    pub(super) scope: Option<String>,
}

impl TokenSubject {
    /// Checks the subject mode and the scopes of a request.
    ///
    /// # Errors
    ///
    /// `ValidationError`
    pub(super) fn from_request(
        request: &GetWebIdentityTokenRequest,
        caller: &AuthenticatedCaller,
    ) -> Result<Self, Refusal> {
        let mode = request.subject_mode.clone().unwrap_or(SubjectMode::AwsIdentity);
        if let Some(scope) = &request.scope {
            check_scope(scope, &mode, &request.audience)?;
        }
        let subject = match &mode {
            SubjectMode::AwsIdentity => caller.identity.principal_arn(),
            SubjectMode::OriginIdentity => origin_subject(caller)?.to_owned(),
            other => {
                return Err(validation_error(format!(
                    "1 validation error detected: Value '{}' at 'subjectMode' failed to satisfy constraint: Member must \
                     satisfy enum value set: [AWSIdentity, OriginIdentity]",
                    other.as_str()
                )));
            }
        };
        Ok(Self { mode, subject, scope: request.scope.clone() })
    }

    /// Adds the condition keys of the subject mode and the scopes.
    pub(super) fn describe(&self, access: AccessRequest) -> AccessRequest {
        let access = access.key("sts:SubjectMode", self.mode.as_str());
        match &self.scope {
            Some(scope) => access.key("sts:IdentityTokenScope", scope.split(' ').collect::<Vec<_>>()),
            None => access,
        }
    }

    /// Returns the claim `subject_mode`, which only tokens for an origin identity have.
    pub(super) fn mode_claim(&self) -> Option<&str> {
        (self.mode == SubjectMode::OriginIdentity).then(|| self.mode.as_str())
    }

    /// Refuses a subject that receivers of the token could mistake for another one.
    ///
    /// # Errors
    ///
    /// `AccessDenied`
    pub(super) fn check_origin(&self) -> Result<(), Refusal> {
        if self.mode != SubjectMode::OriginIdentity {
            return Ok(());
        }
        let subject = &self.subject;
        let begins_like_arn = subject.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("arn:"));
        let has_outer_space = subject.starts_with(' ') || subject.ends_with(' ');
        if begins_like_arn || has_outer_space || subject.chars().any(|c| INVISIBLE.contains(c)) {
            return Err(access_denied("The subject of the origin identity is not allowed in a web identity token"));
        }
        Ok(())
    }
}

fn check_scope(scope: &str, mode: &SubjectMode, audience: &[String]) -> Result<(), Refusal> {
    if *mode != SubjectMode::OriginIdentity || audience.len() != 1 {
        return Err(validation_error("Scope requires the SubjectMode OriginIdentity and exactly one audience"));
    }
    let mut scopes = BTreeSet::new();
    if scope.split(' ').all(|one| scopes.insert(one)) {
        Ok(())
    } else {
        Err(validation_error("Scope must not contain a value more than once"))
    }
}

/// Returns the subject in the trusted identity propagation context of the calling session.
fn origin_subject(caller: &AuthenticatedCaller) -> Result<&str, Refusal> {
    let context = caller.session.as_ref().and_then(|session| session.trusted_context.as_ref());
    let subject = context.map(|context| context.subject.as_str()).filter(|subject| !subject.trim().is_empty());
    subject.ok_or_else(|| {
        validation_error(
            "SubjectMode OriginIdentity requires a calling session with an origin identity that has a subject",
        )
    })
}
