//! An identity provider for tests: it makes web identity tokens.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::account::oidc_provider::OidcProvider;
use crate::clock::LocalClock;
use crate::jwk::{Jwks, JwsAlgorithm, JwtSigningKeys};
use crate::jwt::{JwtClaims, sign};
use sts::Secret;
use sts::platform::Clock as _;
use sts::policy::{Principal, Statement};

/// The `iss` of the tokens.
pub(super) const URL: &str = "https://issuer.example.com";
/// Whom the tokens are for, unless a test says otherwise.
const AUDIENCE: &str = "sts.amazonaws.com";
/// The claim that carries session tags. See
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp>.
pub(super) const TAGS_CLAIM: &str = "https://aws.amazon.com/tags";
/// The claim that carries the source identity.
pub(super) const SOURCE_IDENTITY_CLAIM: &str = "https://aws.amazon.com/source_identity";

/// The identity provider of an instance, `https://issuer.example.com`, which the first account knows. It makes tokens for
/// `AssumeRoleWithWebIdentity` in one line. Its keys are also served, at `ENDPOINT/issuer/.well-known/jwks.json`.
///
/// ```
/// use sts_local::LocalSts;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let local = LocalSts::start().await?;
/// let token = local.issuer().token("system:serviceaccount:prod:app").tag("team", "red").sign();
/// assert_eq!(token.expose().split('.').count(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct TestIssuer {
    pub(super) keys: Arc<JwtSigningKeys>,
    pub(super) clock: LocalClock,
}

impl TestIssuer {
    /// The `iss` of its tokens.
    pub fn url(&self) -> &'static str {
        URL
    }

    /// Its public keys, as a JSON Web Key Set.
    pub fn jwks(&self) -> String {
        self.keys.public().to_string()
    }

    /// A token that says who somebody is. It is for `sts.amazonaws.com`, signed with ES256, and good for an hour on the
    /// clock of the instance.
    pub fn token(&self, subject: impl Into<String>) -> TestToken {
        let now = self.clock.wall().secs();
        let token = TestToken {
            keys: self.keys.clone(),
            algorithm: JwsAlgorithm::Es256,
            claims: JwtClaims::new(),
            tags: JwtClaims::new(),
            transitive: Vec::new(),
        };
        let token = token.claim("iss", URL).claim("sub", subject.into()).claim("aud", AUDIENCE);
        token.claim("iat", now).claim("exp", now + 3600)
    }

    /// A statement for trust policies: whoever this issuer names may assume the role.
    pub fn trusted_by(account: &str) -> Statement {
        let arn = format!("arn:aws:iam::{account}:oidc-provider/issuer.example.com");
        Statement::allow()
            .principal(Principal::new("Federated", [arn]))
            .actions(["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"])
            .build()
    }

    /// As the account knows it.
    pub(super) fn provider(keys: &JwtSigningKeys) -> Result<OidcProvider, crate::jwk::InvalidJwks> {
        Ok(OidcProvider::new(URL, Jwks::from_json(&keys.public().to_string())?).audience(AUDIENCE))
    }
}

/// A token of the [`TestIssuer`] that is being written.
#[derive(Clone, Debug)]
#[must_use = "a token is made by `sign`"]
pub struct TestToken {
    keys: Arc<JwtSigningKeys>,
    algorithm: JwsAlgorithm,
    claims: JwtClaims,
    tags: JwtClaims,
    transitive: Vec<String>,
}

impl TestToken {
    /// Whom it is for (`aud`).
    pub fn audience(self, audience: impl Into<String>) -> Self {
        self.claim("aud", audience.into())
    }

    /// How long it is good for, from now on; zero makes one that has expired.
    pub fn valid_for(self, duration: Duration) -> Self {
        let issued = self.claims.get("iat").and_then(Value::as_i64).unwrap_or_default();
        self.claim("exp", issued.saturating_add(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)))
    }

    /// A session tag.
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.insert(key.into(), json!([value.into()]));
        self
    }

    /// The key of a session tag that later sessions of a chain inherit.
    pub fn transitive_tag_key(mut self, key: impl Into<String>) -> Self {
        self.transitive.push(key.into());
        self
    }

    /// The source identity of the session.
    pub fn source_identity(self, name: impl Into<String>) -> Self {
        self.claim(SOURCE_IDENTITY_CLAIM, name.into())
    }

    /// Any claim: text, a number, an array, an object.
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.claims.insert(name.into(), value.into());
        self
    }

    /// No such claim.
    pub fn without(mut self, name: &str) -> Self {
        self.claims.remove(name);
        self
    }

    /// Signed with RS256, by the key that RFC 7515 publishes.
    pub fn rs256(self) -> Self {
        Self { algorithm: JwsAlgorithm::Rs256, ..self }
    }

    /// The token.
    pub fn sign(&self) -> Secret {
        let mut claims = self.claims.clone();
        if !self.tags.is_empty() || !self.transitive.is_empty() {
            let tags = json!({"principal_tags": self.tags, "transitive_tag_keys": self.transitive});
            claims.insert(TAGS_CLAIM.to_owned(), tags);
        }
        // Without random numbers nothing can be signed, and an empty token is refused everywhere.
        Secret::new(sign(&self.keys, self.algorithm, &claims).unwrap_or_default())
    }
}
