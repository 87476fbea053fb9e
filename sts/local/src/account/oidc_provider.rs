//! OpenID Connect providers of an account.

use crate::account::context_provider::ContextProvider;
use crate::account_id::AccountId;
use crate::jwk::Jwks;
use crate::oidc::well_known_name;

/// An OpenID Connect provider of an account: the issuer of its tokens, their audiences, and its public keys.
///
/// Nothing is fetched from the provider; its keys are given.
///
/// Trust policies name it by its ARN. `accounts.google.com`, `cognito-identity.amazonaws.com`, `graph.facebook.com` and
/// `www.amazon.com` may also be named in this way, because AWS knows them by itself.
///
/// As at AWS, the claims `aud`, `azp`, `sub`, `email` and `amr` become condition keys, such as `idp.example.com:sub`. Those
/// that AWS documents for GitHub, GitLab, Buildkite, CircleCI and Oracle Cloud do as well, such as
/// `token.actions.githubusercontent.com:repository_id`. A claim that is read and has another JSON type than documented makes
/// the token invalid. The key `accounts.google.com:google/organization_number` is missing, because AWS does not document
/// the claim that it is read from, and so are the keys of OAuth 2.0 tokens, such as `www.amazon.com:app_id`.
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
    pub(crate) context: Option<ContextProvider>,
}

impl OidcProvider {
    /// Creates a provider from its URL, which is the `iss` of its tokens, and its public keys.
    pub fn new(url: impl Into<String>, keys: Jwks) -> Self {
        Self { url: url.into(), audiences: Vec::new(), keys, context: None }
    }

    /// Adds an audience (`aud`) that tokens may have. AWS calls it a client ID.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// Sets the claims that name the end user of a session (trusted identity propagation). Without it, sessions have no such
    /// context.
    #[must_use]
    pub fn context_provider(self, context: ContextProvider) -> Self {
        Self { context: Some(context), ..self }
    }

    /// Checks the context provider.
    pub(crate) fn validate(&self) -> Result<(), String> {
        let checked = self.context.as_ref().map_or(Ok(()), ContextProvider::validate);
        checked.map_err(|problem| format!("identity provider \"{}\": {problem}", self.url))
    }

    /// Returns the URL without its scheme. Condition keys start with it: `token.actions.githubusercontent.com:sub`.
    pub(crate) fn host(&self) -> &str {
        host(&self.url)
    }

    /// Returns the names that policies use for the provider as a principal: its ARN in this account, and before it the name
    /// of a provider that AWS knows by itself.
    pub(crate) fn principals(&self, account: &AccountId) -> Vec<String> {
        well_known_name(&self.url).map(str::to_owned).into_iter().chain([self.arn(account)]).collect()
    }

    /// Returns the name of the provider in responses and in `aws:FederatedProvider`.
    pub(crate) fn name(&self, account: &AccountId) -> String {
        well_known_name(&self.url).map_or_else(|| self.arn(account), str::to_owned)
    }

    /// Returns the ARN that trust policies use for the provider of this account.
    pub(crate) fn arn(&self, account: &AccountId) -> String {
        arn(account, &self.url)
    }
}

/// Returns the ARN of the provider of an account with this URL.
pub(crate) fn arn(account: &AccountId, url: &str) -> String {
    account.iam_arn(&format!("oidc-provider/{}", host(url)))
}

/// Returns a URL without its scheme.
pub(crate) fn host(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, host)| host)
}
