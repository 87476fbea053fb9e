//! `AssumeRoleWithSAML`

use std::ops::RangeInclusive;

use awsquery::server::Refusal;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest;

use super::role_session::{RoleSessionRequest, account_of_role};
use super::session_policies::session_policies;
use super::session_tags::SessionTags;
use crate::account::Account;
use crate::account::role::Role;
use crate::error_responses::{access_denied, invalid_identity_token};
use crate::name_rules::{invalid_source_identity, is_session_name, is_source_identity};
use crate::request_context::RequestContext;
use crate::saml::assertion::Assertion;
use crate::saml::context_keys::context_key;
use crate::saml::provider::SamlProvider;
use crate::saml::signature_profile::AssertionError;
use crate::state::ServerState;
use sts::api::{AssumeRoleWithSAMLRequest, AssumeRoleWithSAMLResponse, Tag};
use sts::platform::Clock as _;
use sts::policy::AccessRequest;

/// The prefix of AWS's attributes. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html>.
const ATTRIBUTE_PREFIX: &str = "https://aws.amazon.com/SAML/Attributes/";
/// The prefix of attributes that hold a session tag.
const TAG_PREFIX: &str = "https://aws.amazon.com/SAML/Attributes/PrincipalTag:";
/// The values that AWS accepts for `SessionDuration`, in seconds.
const SESSION_DURATIONS: RangeInclusive<i64> = 900..=43_200;

/// A verified assertion.
struct VerifiedAssertion<'a> {
    assertion: Assertion,
    provider: &'a SamlProvider,
    /// The hash that policies and responses have for the issuer, the account and the provider.
    name_qualifier: String,
}

pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: AssumeRoleWithSAMLRequest,
) -> Result<AssumeRoleWithSAMLResponse, Refusal> {
    let (mut session, verified) = check(server, context, &request)?;
    let (account, role) = authorize(server, context, &request, &session, &verified)?;
    let VerifiedAssertion { assertion, name_qualifier, .. } = verified;
    session.latest_end = latest_end(server, &assertion)?;
    let session = session.issue(server, account, role)?;
    // Only now: a request that fails for another reason does not use up the assertion.
    refuse_replay(server, &assertion, &request.role_arn)?;
    let mut response = AssumeRoleWithSAMLResponse::from(session);
    response.subject = Some(assertion.subject);
    response.subject_type = Some(assertion.subject_type);
    response.issuer = Some(assertion.issuer);
    response.audience = Some(assertion.recipient);
    response.name_qualifier = Some(name_qualifier);
    Ok(response)
}

/// Checks everything but the role. Returns the session and the assertion.
fn check<'a>(
    server: &ServerState,
    context: &'a RequestContext,
    request: &AssumeRoleWithSAMLRequest,
) -> Result<(RoleSessionRequest, VerifiedAssertion<'a>), Refusal> {
    let owner = account_of_role(&request.role_arn)?;
    let policies = session_policies(&context.directory, owner, request.policy.clone(), request.policy_arns.as_deref())?;
    let verified = verify(server, context, owner, request)?;
    let assertion = &verified.assertion;
    let pairs = aws_attribute(assertion, "Role");
    if !pairs.iter().any(|pair| is_pair_of(pair, &request.role_arn, &request.principal_arn)) {
        return Err(denied("the assertion does not name this role together with this provider"));
    }
    let session = RoleSessionRequest {
        name: session_name(assertion)?,
        tags: session_tags(assertion)?,
        source_identity: source_identity(assertion)?,
        policies,
        duration: request.duration_seconds,
        min_token_size: request.minimum_session_token_size,
        ..RoleSessionRequest::default()
    };
    Ok((session, verified))
}

/// Checks the request against the trust policy of the role. Returns the role and its account.
fn authorize<'a>(
    server: &ServerState,
    context: &'a RequestContext,
    request: &AssumeRoleWithSAMLRequest,
    session: &RoleSessionRequest,
    verified: &VerifiedAssertion<'_>,
) -> Result<(&'a Account, &'a Role), Refusal> {
    let role = context.directory.role(&request.role_arn);
    let (account, role) = role.ok_or_else(|| denied("the role does not exist"))?;
    let trust = role.trust_in(&account.id);
    for action in session.required_actions("sts:AssumeRoleWithSAML") {
        let access = server.access_request(context, action, &request.role_arn);
        let access = describe(access.principal("Federated", &*request.principal_arn), &verified.assertion)
            .key("saml:doc", format!("{}/{}", account.id.as_str(), verified.provider.name))
            .key("saml:namequalifier", &*verified.name_qualifier);
        server.authorize_federated(context, &session.describe(access), &trust)?;
    }
    Ok((account, role))
}

fn denied(explanation: &'static str) -> Refusal {
    access_denied("Not authorized to perform sts:AssumeRoleWithSAML").with_explanation(explanation)
}

/// Refuses an assertion that was used for the same role before, unless the server allows that. The message is not
/// recorded.
fn refuse_replay(server: &ServerState, assertion: &Assertion, role: &str) -> Result<(), Refusal> {
    let is_first_use = server.saml.replays.record(&assertion.issuer, &assertion.id, role);
    if is_first_use || server.options.allow_replayed_assertions {
        Ok(())
    } else {
        Err(invalid_identity_token("The assertion has been used for this role already"))
    }
}

/// Verifies the assertion of a request: one of the account's providers has signed it, and it is valid at this time. A
/// refusal explains more than its message tells the client.
fn verify<'a>(
    server: &ServerState,
    context: &'a RequestContext,
    account: &str,
    request: &AssumeRoleWithSAMLRequest,
) -> Result<VerifiedAssertion<'a>, Refusal> {
    let bytes = STANDARD.decode(request.saml_assertion.expose()).ok();
    let bytes = bytes.ok_or_else(|| invalid_identity_token("Invalid base64 SAMLResponse"))?;
    let invalid = || invalid_identity_token("Invalid SAML response");
    let xml = std::str::from_utf8(&bytes).map_err(|_| invalid())?;
    let provider = context.directory.saml_provider(account, &request.principal_arn);
    let provider = provider.ok_or_else(|| invalid_identity_token("Specified provider doesn't exist"))?;
    let verified = Assertion::verify(xml, provider, server.clock.wall().secs());
    let assertion = verified.map_err(|error| match error {
        AssertionError::Response(reason) | AssertionError::Content(reason) => invalid().with_explanation(reason),
        AssertionError::Signature(reason) => {
            invalid_identity_token("Response signature invalid").with_explanation(reason)
        }
        AssertionError::Issuer => invalid_identity_token("Issuer not present in specified provider")
            .with_explanation(format!("the issuer of the provider is {}", provider.issuer)),
        AssertionError::Expired(reason) => Refusal::new(400, "ExpiredTokenException", reason).with_explanation(reason),
        AssertionError::NotYetValid => invalid().with_explanation("the assertion is not valid yet"),
    })?;
    let name_qualifier = name_qualifier(&assertion.issuer, account, &provider.name);
    Ok(VerifiedAssertion { assertion, provider, name_qualifier })
}

/// Returns the values of one of AWS's attributes.
fn aws_attribute<'a>(assertion: &'a Assertion, name: &str) -> &'a [String] {
    assertion.values(&format!("{ATTRIBUTE_PREFIX}{name}"))
}

/// Returns true if a value of the attribute `Role` names this role and this provider, in either order.
fn is_pair_of(value: &str, role: &str, provider: &str) -> bool {
    let pair = value.split_once(',').map(|(one, other)| [one.trim(), other.trim()]);
    pair.is_some_and(|pair| pair == [role, provider] || pair == [provider, role])
}

fn session_name(assertion: &Assertion) -> Result<String, Refusal> {
    match aws_attribute(assertion, "RoleSessionName") {
        [name] if is_session_name(name) => Ok(name.clone()),
        [] => Err(invalid_identity_token("RoleSessionName is required in AuthnResponse")),
        _ => Err(invalid_identity_token("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}")),
    }
}

fn source_identity(assertion: &Assertion) -> Result<Option<String>, Refusal> {
    match aws_attribute(assertion, "SourceIdentity") {
        [] => Ok(None),
        [name] if is_source_identity(name) => Ok(Some(name.clone())),
        _ => Err(invalid_source_identity()),
    }
}

/// Returns the latest time at which the session may end, from `SessionDuration` and `SessionNotOnOrAfter`. Both only
/// shorten the duration of the request.
fn latest_end(server: &ServerState, assertion: &Assertion) -> Result<Option<i64>, Refusal> {
    let by_duration = match aws_attribute(assertion, "SessionDuration") {
        [] => None,
        [seconds] => match seconds.parse() {
            Ok(seconds) if SESSION_DURATIONS.contains(&seconds) => {
                Some(server.clock.wall().secs().saturating_add(seconds))
            }
            _ => return Err(invalid_session_duration()),
        },
        _ => return Err(invalid_session_duration()),
    };
    Ok(by_duration.into_iter().chain(assertion.session_not_on_or_after).min())
}

/// Not recorded.
fn invalid_session_duration() -> Refusal {
    invalid_identity_token("SessionDuration must be a number from 900 to 43200")
}

fn session_tags(assertion: &Assertion) -> Result<SessionTags, Refusal> {
    let attributes = assertion.attributes().filter_map(|(name, values)| Some((name.strip_prefix(TAG_PREFIX)?, values)));
    let tag = |(key, values): (&str, &[String])| match values {
        [value] => Ok(Tag::new(key, value)),
        // Not recorded.
        _ => Err(invalid_identity_token(format!("PrincipalTag:{key} must have one value"))),
    };
    let tags: Vec<Tag> = attributes.map(tag).collect::<Result<_, _>>()?;
    SessionTags::from_provider(&tags, aws_attribute(assertion, "TransitiveTagKeys"))
}

/// Returns the hash that AWS documents for `NameQualifier`: of the issuer, the account ID, `/` and the provider's name.
fn name_qualifier(issuer: &str, account: &str, provider: &str) -> String {
    let text = format!("{issuer}{account}/{provider}");
    STANDARD.encode(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes()))
}

/// Adds the condition keys of the assertion.
fn describe(access: AccessRequest, assertion: &Assertion) -> AccessRequest {
    let access = access
        .key("saml:aud", assertion.recipient.as_str())
        .key("saml:iss", assertion.issuer.as_str())
        .key("saml:sub", assertion.subject.as_str())
        .key("saml:sub_type", assertion.subject_type.as_str());
    let mapped = assertion.attributes().filter_map(|(name, values)| Some((context_key(name)?, values)));
    mapped.fold(access, |access, (key, values)| access.key(key, values.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_qualifier_is_the_hash_that_aws_documents() {
        // printf '%s' https://example.com/saml123456789012/MySAMLIdP | openssl sha1 -binary | base64
        assert_eq!(
            name_qualifier("https://example.com/saml", "123456789012", "MySAMLIdP"),
            "1uAJanUnBc2XeUkHURMht+xam2c="
        );
    }
}
