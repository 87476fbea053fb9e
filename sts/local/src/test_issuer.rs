//! An OpenID Connect provider for tests.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::account::oidc_provider::{self, OidcProvider};
use crate::account_id::{AccountId, DEFAULT_PARTITION};
use crate::clock::LocalClock;
use crate::jwk::{InvalidJwks, Jwks, JwsAlgorithm, JwtSigningKeys};
use crate::jwt::{JwtClaims, sign};
use crate::oidc::claims::{SOURCE_IDENTITY_CLAIM, TAGS_CLAIM};
use sts::Secret;
use sts::platform::Clock as _;
use sts::policy::{Principal, Statement};

/// The URL of the issuer, which is the `iss` of its tokens.
pub(crate) const URL: &str = "https://issuer.example.com";
/// The default audience of a token.
const AUDIENCE: &str = "sts.amazonaws.com";

/// Signs web identity tokens for `AssumeRoleWithWebIdentity`, as the provider `https://issuer.example.com` of the first
/// account.
///
/// See [`LocalSts::issuer`](crate::LocalSts::issuer). The server publishes the issuer's keys at
/// `ENDPOINT/issuer/.well-known/jwks.json`.
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
    pub(crate) keys: Arc<JwtSigningKeys>,
    pub(crate) clock: LocalClock,
}

impl TestIssuer {
    /// Returns the `iss` of its tokens.
    pub fn url(&self) -> &'static str {
        URL
    }

    /// Returns its public keys as a JSON Web Key Set.
    pub fn jwks(&self) -> String {
        self.keys.public().to_string()
    }

    /// Starts a token for a subject. Its audience is `sts.amazonaws.com`, and it is valid for an hour on the server's clock.
    /// It will be signed with ES256.
    pub fn token(&self, subject: impl Into<String>) -> TestToken {
        let now = self.clock.wall().secs();
        let token = TestToken {
            keys: self.keys.clone(),
            algorithm: JwsAlgorithm::Es256,
            claims: JwtClaims::new(),
            tags: JwtClaims::new(),
            transitive_tag_keys: Vec::new(),
        };
        let token = token.claim("iss", URL).claim("sub", subject.into()).claim("aud", AUDIENCE);
        token.claim("iat", now).claim("exp", now + 3600)
    }

    /// Returns a statement for trust policies that lets every subject of this issuer assume the role. `account` is the ID of
    /// an account of the partition `aws`; see [`trust_statement_in`](Self::trust_statement_in) for others.
    pub fn trust_statement(account: &str) -> Statement {
        Self::trust_statement_in(DEFAULT_PARTITION, account)
    }

    /// Returns a statement like [`trust_statement`](Self::trust_statement) for a server in another partition, such as
    /// `aws-cn` in the region `cn-north-1`.
    ///
    /// ```
    /// use sts_local::{LocalSts, Role, TestIssuer};
    ///
    /// let trust = TestIssuer::trust_statement_in("aws-cn", "123456789012");
    /// let builder = LocalSts::builder().region("cn-north-1").role(Role::new("deploy").trust(trust));
    /// # let _ = builder;
    /// ```
    pub fn trust_statement_in(partition: &str, account: &str) -> Statement {
        let arn = oidc_provider::arn(&AccountId::new(partition, account), URL);
        Statement::allow()
            .principal(Principal::new("Federated", [arn]))
            .actions(["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"])
            .build()
    }

    /// Returns the issuer as a provider of an account.
    pub(crate) fn provider(keys: &JwtSigningKeys) -> Result<OidcProvider, InvalidJwks> {
        Ok(OidcProvider::new(URL, Jwks::from_json(&keys.public().to_string())?).audience(AUDIENCE))
    }
}

/// Builds a web identity token of a [`TestIssuer`].
///
/// ```
/// use std::time::Duration;
///
/// use sts_local::LocalSts;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let local = LocalSts::start().await?;
/// let token = local.issuer().token("repo:octo/app:ref:refs/heads/main");
/// let expired = token.clone().valid_for(Duration::ZERO).sign();
/// let without_subject = token.clone().without_claim("sub").sign();
/// let tagged = token.tag("team", "red").source_identity("ann").sign();
/// # let _ = (expired, without_subject, tagged);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug)]
#[must_use = "a token does nothing until `sign` is called"]
pub struct TestToken {
    keys: Arc<JwtSigningKeys>,
    algorithm: JwsAlgorithm,
    claims: JwtClaims,
    tags: JwtClaims,
    transitive_tag_keys: Vec<String>,
}

impl TestToken {
    /// Sets the audience (`aud`).
    pub fn audience(self, audience: impl Into<String>) -> Self {
        self.claim("aud", audience.into())
    }

    /// Sets how long the token is valid. Zero makes it expired.
    pub fn valid_for(self, duration: Duration) -> Self {
        let issued = self.claims.get("iat").and_then(Value::as_i64).unwrap_or_default();
        self.claim("exp", issued.saturating_add(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)))
    }

    /// Adds a session tag.
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.insert(key.into(), json!([value.into()]));
        self
    }

    /// Makes later sessions of a role chain inherit the session tag with this key.
    pub fn transitive_tag_key(mut self, key: impl Into<String>) -> Self {
        self.transitive_tag_keys.push(key.into());
        self
    }

    /// Sets the source identity of the session.
    pub fn source_identity(self, name: impl Into<String>) -> Self {
        self.claim(SOURCE_IDENTITY_CLAIM, name.into())
    }

    /// Sets a claim, which can be any JSON value.
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.claims.insert(name.into(), value.into());
        self
    }

    /// Removes a claim.
    pub fn without_claim(mut self, name: &str) -> Self {
        self.claims.remove(name);
        self
    }

    /// Chooses RS256 with the key that RFC 7515 publishes.
    pub fn rs256(self) -> Self {
        Self { algorithm: JwsAlgorithm::Rs256, ..self }
    }

    /// Signs the token and returns it.
    pub fn sign(&self) -> Secret {
        let mut claims = self.claims.clone();
        if !self.tags.is_empty() || !self.transitive_tag_keys.is_empty() {
            let tags = json!({"principal_tags": self.tags, "transitive_tag_keys": self.transitive_tag_keys});
            claims.insert(TAGS_CLAIM.to_owned(), tags);
        }
        // Signing fails only without random numbers. The token is then empty, and every server refuses it.
        Secret::new(sign(&self.keys, self.algorithm, &claims).unwrap_or_default())
    }
}
