//! Identity providers that accounts know.

use crate::jwk::Jwks;

/// An identity provider of OpenID Connect, as an account knows it: where its tokens come from, whom they may be for, and
/// its public keys. Nothing is fetched: the keys are given.
#[derive(Clone, Debug)]
pub struct OidcProvider {
    pub(crate) url: String,
    pub(crate) audiences: Vec<String>,
    pub(crate) keys: Jwks,
}

impl OidcProvider {
    /// A provider by its URL, which is the `iss` of its tokens, such as `https://token.actions.githubusercontent.com`,
    /// and its public keys: a JSON Web Key Set.
    pub fn new(url: impl Into<String>, keys: Jwks) -> Self {
        Self { url: url.into(), audiences: Vec::new(), keys }
    }

    /// An audience that tokens may be for (`aud`), besides others: what AWS calls a client id.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// The URL without its scheme: what condition keys begin with, as in `token.actions.githubusercontent.com:sub`.
    pub(crate) fn host(&self) -> &str {
        self.url.split_once("://").map_or(self.url.as_str(), |(_, host)| host)
    }

    /// The ARN that trust policies name in an account.
    pub(crate) fn arn(&self, account: &str) -> String {
        format!("arn:aws:iam::{account}:oidc-provider/{}", self.host())
    }
}
