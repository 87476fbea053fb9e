//! The claims of a verified token. A claim that the server reads and that has another type or other limits than documented
//! makes the token invalid, so that no claim is lost. What AWS does with such a token is not recorded.

use awsquery::server::Refusal;
use serde_json::Value;

use super::condition_keys;
use crate::jwt::{JwtClaims, malformed_claim, required_claim, text_claim};
use crate::name_rules::{invalid_source_identity, is_source_identity};
use sts::api::Tag;
use sts::policy::AccessRequest;

/// The claim that carries session tags. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp>.
pub(crate) const TAGS_CLAIM: &str = "https://aws.amazon.com/tags";
/// The prefix of claims that carry one session tag each, for providers that cannot nest claims.
const TAG_CLAIM_PREFIX: &str = "https://aws.amazon.com/tags/principal_tags/";
/// The claim with the transitive tag keys, for the same providers.
const TRANSITIVE_TAG_KEYS_CLAIM: &str = "https://aws.amazon.com/tags/transitive_tag_keys";
/// The claim that carries the source identity.
pub(crate) const SOURCE_IDENTITY_CLAIM: &str = "https://aws.amazon.com/source_identity";

/// The longest subject, in characters (OpenID Connect Core 1.0, section 2).
const MAX_SUBJECT: usize = 255;

/// The longest text in a claim without a limit of its own, in characters: no token is longer.
const MAX_TEXT: usize = 20_000;

/// The claims that the server reads.
pub(crate) struct WebIdentity {
    pub(crate) subject: String,
    pub(crate) source_identity: Option<String>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) transitive_tag_keys: Vec<String>,
    /// The condition keys, without the host of the provider, and their values.
    keys: Vec<(&'static str, Vec<String>)>,
}

impl WebIdentity {
    /// Reads the claims of a token of the provider with this host, which is its URL without the scheme.
    ///
    /// # Errors
    ///
    /// `InvalidIdentityToken`
    pub(crate) fn read(host: &str, claims: &JwtClaims) -> Result<Self, Refusal> {
        let subject = required_claim(claims, "sub", MAX_SUBJECT)?.to_owned();
        if subject.is_empty() {
            return Err(malformed("sub"));
        }
        let source_identity = text_claim(claims, SOURCE_IDENTITY_CLAIM, MAX_TEXT)?;
        if source_identity.is_some_and(|name| !is_source_identity(name)) {
            return Err(invalid_source_identity());
        }
        let mut keys = Vec::new();
        for (key, sources) in condition_keys::sources(host) {
            let present = sources.into_iter().find(|claim| claims.contains_key(*claim));
            if let Some(claim) = present {
                keys.push((key, values(claims, claim)?));
            }
        }
        Ok(Self {
            subject,
            source_identity: source_identity.map(str::to_owned),
            tags: tags(claims)?,
            transitive_tag_keys: transitive_tag_keys(claims)?,
            keys,
        })
    }

    /// Returns the audiences of the token. An authorized party (`azp`) replaces them.
    pub(crate) fn audiences(&self) -> &[String] {
        self.keys.iter().find(|(key, _)| *key == "aud").map_or(&[], |(_, values)| values)
    }

    /// Adds the condition keys of the token, which start with the host of its provider.
    pub(crate) fn describe(&self, access: AccessRequest, host: &str) -> AccessRequest {
        self.keys.iter().fold(access, |access, (key, values)| access.key(format!("{host}:{key}"), values.clone()))
    }
}

/// Returns the values of a claim. `aud` is a text or a list, `amr` is a list, and all others are texts.
fn values(claims: &JwtClaims, name: &str) -> Result<Vec<String>, Refusal> {
    match claims.get(name) {
        Some(Value::Array(items)) if name == "aud" || name == "amr" => texts(items).ok_or_else(|| malformed(name)),
        Some(Value::String(text)) if name != "amr" => Ok(vec![text.clone()]),
        _ => Err(malformed(name)),
    }
}

fn texts(items: &[Value]) -> Option<Vec<String>> {
    items.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

/// Returns the session tags, nested in one claim or in one claim each.
fn tags(claims: &JwtClaims) -> Result<Vec<Tag>, Refusal> {
    let mut tags = Vec::new();
    if let Some(claim) = claims.get(TAGS_CLAIM) {
        let nested = claim.get("principal_tags").and_then(Value::as_object).ok_or_else(|| malformed(TAGS_CLAIM))?;
        for (key, value) in nested {
            // AWS documents a list with one value per key. This server accepts a plain value too.
            let value = match value.as_array().map(Vec::as_slice) {
                Some([value]) => value.as_str(),
                Some(_) => None,
                None => value.as_str(),
            };
            tags.push(Tag::new(key, value.ok_or_else(|| malformed(TAGS_CLAIM))?));
        }
    }
    for (name, value) in claims {
        if let Some(key) = name.strip_prefix(TAG_CLAIM_PREFIX) {
            tags.push(Tag::new(key, value.as_str().ok_or_else(|| malformed(name))?));
        }
    }
    Ok(tags)
}

fn transitive_tag_keys(claims: &JwtClaims) -> Result<Vec<String>, Refusal> {
    let nested = claims.get(TAGS_CLAIM).and_then(|claim| claim.get("transitive_tag_keys"));
    let mut keys = Vec::new();
    for (name, value) in [(TAGS_CLAIM, nested), (TRANSITIVE_TAG_KEYS_CLAIM, claims.get(TRANSITIVE_TAG_KEYS_CLAIM))] {
        if let Some(value) = value {
            keys.extend(value.as_array().and_then(|items| texts(items)).ok_or_else(|| malformed(name))?);
        }
    }
    Ok(keys)
}

fn malformed(claim: &str) -> Refusal {
    malformed_claim(claim, "is not as documented")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(host: &str, claims: &Value) -> Result<WebIdentity, Refusal> {
        let mut all = json!({"sub": "1", "aud": "a"}).as_object().unwrap().clone();
        all.extend(claims.as_object().unwrap().clone());
        WebIdentity::read(host, &all)
    }

    fn key(host: &str, claims: &Value, name: &str) -> Vec<String> {
        let identity = read(host, claims).unwrap();
        identity.keys.iter().find(|(key, _)| *key == name).map(|(_, values)| values.clone()).unwrap_or_default()
    }

    #[test]
    fn an_authorized_party_is_the_audience_except_at_cognito() {
        let claims = json!({"aud": ["a", "b"], "azp": "party", "oaud": "forged"});
        for host in ["accounts.google.com", "idp.example.com", "token.actions.githubusercontent.com"] {
            assert_eq!(key(host, &claims, "aud"), ["party"], "{host}");
            assert_eq!(key(host, &claims, "oaud"), ["a", "b"], "{host}");
        }
        let cognito = "cognito-identity.amazonaws.com";
        assert_eq!(
            (key(cognito, &claims, "aud"), key(cognito, &claims, "oaud")),
            (vec!["a".to_owned(), "b".to_owned()], vec!["a".to_owned(), "b".to_owned()])
        );
        assert_eq!(key("idp.example.com", &json!({}), "oaud"), ["a"]);
    }

    #[test]
    fn a_claim_of_another_type_or_outside_of_its_limits_makes_the_token_invalid() {
        let (any, github) = ("idp.example.com", "token.actions.githubusercontent.com");
        let invalid = [
            (any, json!({"sub": ""})),
            (any, json!({"sub": 1})),
            (any, json!({"sub": "s".repeat(256)})),
            (any, json!({"aud": 1})),
            (any, json!({"aud": ["a", 1]})),
            (any, json!({"aud": {"a": "b"}})),
            (any, json!({"azp": ["a"]})),
            (any, json!({"azp": null})),
            (any, json!({"email": true})),
            (any, json!({"amr": "authenticated"})),
            (any, json!({"amr": ["authenticated", 1]})),
            (github, json!({"actor_id": 12})),
            (github, json!({"environment": null})),
            (any, json!({SOURCE_IDENTITY_CLAIM: 7})),
            (any, json!({SOURCE_IDENTITY_CLAIM: null})),
            (any, json!({SOURCE_IDENTITY_CLAIM: ["Ada"]})),
            (any, json!({SOURCE_IDENTITY_CLAIM: ""})),
            (any, json!({SOURCE_IDENTITY_CLAIM: "a"})),
            (any, json!({SOURCE_IDENTITY_CLAIM: "a b"})),
            (any, json!({SOURCE_IDENTITY_CLAIM: "aws:x"})),
            (any, json!({SOURCE_IDENTITY_CLAIM: "a".repeat(1000)})),
            (any, json!({TAGS_CLAIM: []})),
            (any, json!({TAGS_CLAIM: {}})),
            (any, json!({TAGS_CLAIM: {"principal_tags": []}})),
            (any, json!({TAGS_CLAIM: {"principal_tags": {"team": 1}}})),
            (any, json!({TAGS_CLAIM: {"principal_tags": {"team": []}}})),
            (any, json!({TAGS_CLAIM: {"principal_tags": {"team": ["red", "blue"]}}})),
            (any, json!({TAGS_CLAIM: {"principal_tags": {}, "transitive_tag_keys": "team"}})),
            (any, json!({TAGS_CLAIM: {"principal_tags": {}, "transitive_tag_keys": ["team", 1]}})),
            (any, json!({"https://aws.amazon.com/tags/principal_tags/team": ["red"]})),
            (any, json!({TRANSITIVE_TAG_KEYS_CLAIM: "team"})),
        ];
        for (host, claims) in invalid {
            let refusal = read(host, &claims).err().unwrap_or_else(|| panic!("{claims}"));
            assert_eq!((refusal.status, refusal.code.as_str()), (400, "InvalidIdentityToken"), "{claims}");
        }
        // Claims that the server does not read may be anything.
        assert!(read(any, &json!({"actor_id": 12, "name": null, "source_identity": 7})).is_ok());
    }

    #[test]
    fn tags_may_be_nested_or_flat() {
        let nested =
            json!({TAGS_CLAIM: {"principal_tags": {"team": ["red"], "cost": "1"}, "transitive_tag_keys": ["team"]}});
        let flat = json!({
            "https://aws.amazon.com/tags/principal_tags/team": "red",
            "https://aws.amazon.com/tags/principal_tags/cost": "1",
            TRANSITIVE_TAG_KEYS_CLAIM: ["team"],
        });
        for claims in [nested, flat] {
            let identity = read("idp.example.com", &claims).unwrap();
            let mut tags: Vec<(&str, &str)> = identity.tags.iter().map(|tag| (&*tag.key, &*tag.value)).collect();
            tags.sort_unstable();
            assert_eq!(tags, [("cost", "1"), ("team", "red")]);
            assert_eq!(identity.transitive_tag_keys, ["team"]);
        }
    }
}
