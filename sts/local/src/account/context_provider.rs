//! The claims that an identity provider's tokens add to the trusted identity propagation context of a session.

use std::collections::BTreeMap;

use awsquery::server::Refusal;
use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::jwt::{JwtClaims, required_claim, text_claim};
use crate::trusted_context::TrustedContext;

/// The largest number of mapped keys, the longest key, and the longest value, the latter two in characters. See
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ContextProvider.html> and
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_TransactionContext.html>.
const MAX_KEYS: usize = 10;
const MAX_KEY: usize = 128;
const MAX_VALUE: usize = 128;

/// The claims of a token that name the end user on whose behalf a session acts, and further facts about the request. AWS
/// calls this trusted identity propagation.
///
/// Sessions that start with a token of the provider then have the condition keys `aws:OriginIdentity/…` and
/// `aws:TransactionContext/IdentityProvider/…`, and the response of `AssumeRoleWithWebIdentity` has
/// `TrustedIdentityPropagationContext`. Without a context provider, both are absent. `GetScopedCredentials` passes the context
/// on; a role that the session assumes does not get it. SAML providers cannot have one here, because AWS does not document the
/// form of their issuer, which is a hash of a key.
///
/// The settings are those of IAM's [`ContextProvider`][provider]. How AWS reacts to a token that lacks a mapped claim is not
/// recorded: this server refuses a token without the subject or with a mapped claim that is not text of at most 128
/// characters, and leaves out other claims that are missing.
///
/// [provider]: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ContextProvider.html
///
/// ```
/// use sts_local::{ContextProvider, LocalSts};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let context = ContextProvider::new("email").subject_type("user").key("department", "Department");
/// let local = LocalSts::default_account().issuer_context(context).start().await?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextProvider {
    subject_claim: String,
    subject_type: SubjectType,
    /// The names of claims, by the names that they get in condition keys.
    keys: BTreeMap<String, String>,
}

/// The source of `aws:OriginIdentity/SubjectType`.
#[derive(Clone, Debug, PartialEq, Eq)]
enum SubjectType {
    Absent,
    Value(String),
    Claim(String),
}

impl ContextProvider {
    /// Creates a context provider. The claim with this name becomes the subject (`aws:OriginIdentity/Subject`).
    pub fn new(subject_claim: impl Into<String>) -> Self {
        Self { subject_claim: subject_claim.into(), subject_type: SubjectType::Absent, keys: BTreeMap::new() }
    }

    /// Sets the same subject type for all tokens: `user` or `workload`.
    #[must_use]
    pub fn subject_type(self, value: impl Into<String>) -> Self {
        Self { subject_type: SubjectType::Value(value.into()), ..self }
    }

    /// Takes the subject type from the claim with this name.
    #[must_use]
    pub fn subject_type_claim(self, claim: impl Into<String>) -> Self {
        Self { subject_type: SubjectType::Claim(claim.into()), ..self }
    }

    /// Makes a claim the condition key `aws:TransactionContext/IdentityProvider/` and `name`. At most ten claims are
    /// allowed.
    #[must_use]
    pub fn key(mut self, claim: impl Into<String>, name: impl Into<String>) -> Self {
        self.keys.insert(name.into(), claim.into());
        self
    }

    /// Checks the names of claims and keys, and their number.
    pub(crate) fn validate(&self) -> Result<(), String> {
        if self.keys.len() > MAX_KEYS {
            return Err(format!("a context provider maps at most {MAX_KEYS} keys; found {}", self.keys.len()));
        }
        let type_claim = match &self.subject_type {
            SubjectType::Claim(claim) => Some(claim),
            SubjectType::Value(value) if value.chars().count() > MAX_VALUE => {
                return Err(format!("the subject type has more than {MAX_VALUE} characters"));
            }
            SubjectType::Value(_) | SubjectType::Absent => None,
        };
        let mut names =
            std::iter::once(&self.subject_claim).chain(type_claim).chain(self.keys.iter().flat_map(<[_; 2]>::from));
        match names.find(|name| !is_key(name)) {
            None => Ok(()),
            Some(name) => Err(format!(
                "{name:?} is not a key of a context provider; write 1 to {MAX_KEY} ASCII letters, digits, single spaces \
                 or _.:/=+-@#"
            )),
        }
    }

    /// Returns the context of a session that starts with a token.
    ///
    /// # Errors
    ///
    /// `InvalidIdentityToken` if the claim of the subject is missing, or if a mapped claim is not a short text.
    pub(crate) fn read(
        &self,
        claims: &JwtClaims,
        issuer: &str,
        provider_arn: String,
    ) -> Result<TrustedContext, Refusal> {
        let text = |name: &str| Ok(text_claim(claims, name, MAX_VALUE)?.map(str::to_owned));
        let subject = required_claim(claims, &self.subject_claim, MAX_VALUE)?.to_owned();
        let subject_type = match &self.subject_type {
            SubjectType::Absent => None,
            SubjectType::Value(value) => Some(value.clone()).filter(|value| !value.is_empty()),
            SubjectType::Claim(claim) => text(claim)?,
        };
        let mut mapped = BTreeMap::new();
        for (name, claim) in &self.keys {
            if let Some(value) = text(claim)? {
                mapped.insert(name.clone(), value);
            }
        }
        Ok(TrustedContext { subject, subject_type, issuer: issuer.to_owned(), provider_arn, claims: mapped })
    }
}

fn is_key(name: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b" _.:/=+-@#".contains(&byte);
    (1..=MAX_KEY).contains(&name.len())
        && name.bytes().all(is_allowed)
        && !name.starts_with(' ')
        && !name.ends_with(' ')
        && !name.contains("  ")
}

/// Serializes with the keys of the configuration file.
impl Serialize for ContextProvider {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let keys: BTreeMap<&str, &str> =
            self.keys.iter().map(|(name, claim)| (claim.as_str(), name.as_str())).collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("subject", &self.subject_claim)?;
        match &self.subject_type {
            SubjectType::Absent => {}
            SubjectType::Value(value) => map.serialize_entry("subject_type", value)?,
            SubjectType::Claim(claim) => map.serialize_entry("subject_type_claim", claim)?,
        }
        map.serialize_entry("keys", &keys)?;
        map.end()
    }
}
