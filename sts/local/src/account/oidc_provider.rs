//! OpenID Connect providers of an account.

use crate::jwk::Jwks;

/// An OpenID Connect provider of an account: the issuer of its tokens, their audiences, and its public keys.
///
/// Nothing is fetched from the provider; its keys are given.
///
/// ```
/// use sts_local::{Account, Jwks, LocalSts, OidcProvider};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # let elsewhere = LocalSts::start().await?;
/// # let jwks = elsewhere.issuer().jwks();
/// // `jwks` is the document that the provider publishes at its `jwks_uri`.
/// let provider = OidcProvider::new("https://token.actions.githubusercontent.com", Jwks::from_json(&jwks)?)
///     .audience("sts.amazonaws.com");
/// let account = Account::new("111122223333").oidc_provider(provider);
/// # let _ = account;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct OidcProvider {
    pub(crate) url: String,
    pub(crate) audiences: Vec<String>,
    pub(crate) keys: Jwks,
}

impl OidcProvider {
    /// Creates a provider from its URL, which is the `iss` of its tokens, and its public keys.
    pub fn new(url: impl Into<String>, keys: Jwks) -> Self {
        Self { url: url.into(), audiences: Vec::new(), keys }
    }

    /// Adds an audience (`aud`) that tokens may have. AWS calls it a client ID.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// Returns the URL without its scheme. Condition keys start with it: `token.actions.githubusercontent.com:sub`.
    pub(crate) fn host(&self) -> &str {
        self.url.split_once("://").map_or(self.url.as_str(), |(_, host)| host)
    }

    /// Returns the ARN that trust policies use for the provider of this account.
    pub(crate) fn arn(&self, account: &str) -> String {
        format!("arn:aws:iam::{account}:oidc-provider/{}", self.host())
    }
}
