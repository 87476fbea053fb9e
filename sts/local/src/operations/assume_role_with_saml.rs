//! `AssumeRoleWithSAML`

use awsquery::server::Refusal;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest;

use super::assume_role::account_of_role;
use super::role_session::{RoleSessionRequest, actions};
use super::session_policies;
use super::session_tags::SessionTags;
use crate::error_responses::{self, invalid_identity_token};
use crate::request_context::RequestContext;
use crate::saml::assertion::Assertion;
use crate::saml::context_keys::context_key;
use crate::saml::provider::SamlProvider;
use crate::saml::signature_profile::AssertionError;
use crate::state::ServerState;
use sts::api::{AssumeRoleWithSAMLRequest, AssumeRoleWithSAMLResponse, Tag};
use sts::platform::Clock as _;
use sts::policy::AccessRequest;

/// What AWS's attributes begin with. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html>.
const ATTRIBUTES: &str = "https://aws.amazon.com/SAML/Attributes/";
const TAG: &str = "https://aws.amazon.com/SAML/Attributes/PrincipalTag:";
/// The least and the most that `SessionDuration` may say, in seconds.
const DURATIONS: std::ops::RangeInclusive<i32> = 900..=43_200;

#[expect(deprecated, reason = "AWS still sends `PackedPolicySize`")]
pub(crate) fn handle(
    server: &ServerState,
    context: &RequestContext,
    request: AssumeRoleWithSAMLRequest,
) -> Result<AssumeRoleWithSAMLResponse, Refusal> {
    let owner = account_of_role(&request.role_arn)?;
    let policies = session_policies::read(server, owner, request.policy.clone(), request.policy_arns.as_deref())?;
    let (provider, assertion) = verify(server, owner, &request)?;
    let denied = || error_responses::access_denied("Not authorized to perform sts:AssumeRoleWithSAML");
    let offered =
        values(&assertion, "Role").iter().any(|pair| is_pair(pair, &request.role_arn, &request.principal_arn));
    if !offered {
        return Err(denied().with_explanation("the assertion does not name this role together with this provider"));
    }
    let name = session_name(&assertion)?;
    let tags = tags(&assertion)?;
    let source_identity = source_identity(&assertion)?;
    let (account, role) = server.directory.role(&request.role_arn).ok_or_else(denied)?;
    let qualifier = name_qualifier(&assertion.issuer, &account.id, &provider.name);
    let trust = role.trust_in(&account.id);
    for action in actions("sts:AssumeRoleWithSAML", &tags, source_identity.as_deref()) {
        let access = server.access(context, action, &request.role_arn);
        let mut access = describe(access.principal("Federated", &*request.principal_arn), &assertion)
            .key("saml:doc", format!("{}/{}", account.id, provider.name))
            .key("saml:namequalifier", &*qualifier)
            .key("sts:RoleSessionName", name.as_str());
        if let Some(source_identity) = &source_identity {
            access = access.key("sts:SourceIdentity", source_identity);
        }
        server.authorize_federated(context, &tags.describe(access), &trust)?;
    }
    let session = RoleSessionRequest {
        account,
        role,
        name,
        tags,
        source_identity: source_identity.clone(),
        policies,
        duration: request.duration_seconds,
        ends: ends(server, &assertion)?,
        token_size: request.minimum_session_token_size,
        chained: false,
        provider: Some(request.principal_arn.clone()),
    };
    let session = session.issue(server)?;
    server.redeem(&assertion, &request.role_arn)?;
    let issued = session.issued;
    let mut response = AssumeRoleWithSAMLResponse::default();
    response.credentials = Some(issued.credentials);
    response.assumed_role_user = Some(session.user);
    response.packed_policy_size = session.packed_policy_size;
    response.session_token_size = issued.token_size;
    response.session_token_utilization = issued.token_utilization;
    response.subject = Some(assertion.subject);
    response.subject_type = Some(assertion.subject_type);
    response.issuer = Some(assertion.issuer);
    response.audience = Some(assertion.recipient);
    response.name_qualifier = Some(qualifier);
    response.source_identity = source_identity;
    Ok(response)
}

impl ServerState {
    /// Takes each assertion once for each role, where nothing else was asked for. A provider's assertions are known by
    /// their ids. The words are not recorded.
    fn redeem(&self, assertion: &Assertion, role: &str) -> Result<(), Refusal> {
        let first = self.saml.replays.first_use(&assertion.issuer, &assertion.id, role);
        match first || self.options.replayed_assertions {
            true => Ok(()),
            false => Err(invalid_identity_token("The assertion has been used for this role already")),
        }
    }
}

/// The assertion, if one of the account's providers has signed it and it is good now. The record of calls keeps what a
/// caller is not told.
fn verify<'a>(
    server: &'a ServerState,
    account: &str,
    request: &AssumeRoleWithSAMLRequest,
) -> Result<(&'a SamlProvider, Assertion), Refusal> {
    let bytes = STANDARD.decode(request.saml_assertion.expose()).ok();
    let bytes = bytes.ok_or_else(|| invalid_identity_token("Invalid base64 SAMLResponse"))?;
    let invalid = || invalid_identity_token("Invalid SAML response");
    let xml = std::str::from_utf8(&bytes).map_err(|_| invalid())?;
    let provider = server.directory.saml_provider(account, &request.principal_arn);
    let provider = provider.ok_or_else(|| invalid_identity_token("Specified provider doesn't exist"))?;
    let assertion = Assertion::verify(xml, provider, server.clock.wall().secs()).map_err(|distrust| {
        let (refusal, why) = match distrust {
            AssertionError::Response(why) | AssertionError::Content(why) => (invalid(), why.to_owned()),
            AssertionError::Signature(why) => (invalid_identity_token("Response signature invalid"), why),
            AssertionError::Issuer => {
                let message = "Issuer not present in specified provider";
                (invalid_identity_token(message), format!("the provider is {}", provider.issuer))
            }
            AssertionError::Expired(why) => (Refusal::new(400, "ExpiredTokenException", why), why.to_owned()),
            AssertionError::NotYetValid => (invalid(), "the assertion is not valid yet".to_owned()),
        };
        refusal.with_explanation(why)
    })?;
    Ok((provider, assertion))
}

fn values<'a>(assertion: &'a Assertion, name: &str) -> &'a [String] {
    assertion.values(&format!("{ATTRIBUTES}{name}"))
}

/// A role and a provider, in either order.
fn is_pair(pair: &str, role: &str, provider: &str) -> bool {
    let pair = pair.split_once(',').map(|(one, other)| [one.trim(), other.trim()]);
    pair.is_some_and(|pair| pair == [role, provider] || pair == [provider, role])
}

/// What AWS lets names consist of: 2 to 64 characters of these.
fn is_name(name: &str) -> bool {
    (2..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte))
}

fn session_name(assertion: &Assertion) -> Result<String, Refusal> {
    match values(assertion, "RoleSessionName") {
        [name] if is_name(name) => Ok(name.clone()),
        [] => Err(invalid_identity_token("RoleSessionName is required in AuthnResponse")),
        _ => Err(invalid_identity_token("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}")),
    }
}

fn source_identity(assertion: &Assertion) -> Result<Option<String>, Refusal> {
    match values(assertion, "SourceIdentity") {
        [] => Ok(None),
        [name] if is_name(name) && !name.starts_with("aws:") => Ok(Some(name.clone())),
        _ => Err(invalid_identity_token(
            "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\"",
        )),
    }
}

/// When the session has to end: as the provider says, or when so much time has passed as it says. Either only shortens
/// what the request asks for.
fn ends(server: &ServerState, assertion: &Assertion) -> Result<Option<i64>, Refusal> {
    let duration = match values(assertion, "SessionDuration") {
        [] => None,
        [seconds] => Some(seconds.parse().ok().filter(|seconds| DURATIONS.contains(seconds))),
        _ => Some(None),
    };
    let ends = match duration {
        None => None,
        Some(Some(seconds)) => Some(server.clock.wall().secs().saturating_add(seconds.into())),
        // Not recorded.
        Some(None) => return Err(invalid_identity_token("SessionDuration must be a number from 900 to 43200")),
    };
    Ok(ends.into_iter().chain(assertion.session_ends).min())
}

fn tags(assertion: &Assertion) -> Result<SessionTags, Refusal> {
    let tagged = assertion.attributes().filter_map(|(name, values)| Some((name.strip_prefix(TAG)?, values)));
    let tag = |(key, values): (&str, &[String])| match values {
        [value] => Ok(Tag::new(key, value)),
        // Not recorded.
        _ => Err(invalid_identity_token(format!("PrincipalTag:{key} must have one value"))),
    };
    let tags: Vec<Tag> = tagged.map(tag).collect::<Result<_, _>>()?;
    SessionTags::asserted(&tags, values(assertion, "TransitiveTagKeys"))
}

/// As AWS documents it for the answer: the hash of issuer, account and `/` with the name of the provider.
fn name_qualifier(issuer: &str, account: &str, provider: &str) -> String {
    let text = format!("{issuer}{account}/{provider}");
    STANDARD.encode(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes()))
}

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
