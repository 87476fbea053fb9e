//! SAML providers of an account.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bergshamra_keys::{Key, KeysManager, loader};
use uppsala::{Document, NodeId};

use super::{SIGNATURE, attribute, parse, text};
use crate::account_id::AccountId;

const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";

/// A SAML 2.0 identity provider of an account: the issuer of its assertions, and the certificates that verify them.
///
/// Needs the feature `saml`.
///
/// Signatures may use RSA or ECDSA with SHA-256, SHA-384 or SHA-512; SHA-1 is refused. As at AWS, the validity period of a
/// certificate is ignored.
///
/// ```
/// use sts_local::{Account, SamlProvider};
///
/// let error = SamlProvider::from_metadata("corporate", "<EntityDescriptor/>").unwrap_err();
/// assert!(error.to_string().contains("EntityDescriptor"));
///
/// # fn account(metadata: &str) -> Result<Account, sts_local::InvalidSamlProvider> {
/// let provider = SamlProvider::from_metadata("corporate", metadata)?;
/// let account = Account::new("123456789012").saml_provider(provider);
/// # Ok(account)
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct SamlProvider {
    pub(crate) name: String,
    pub(crate) issuer: String,
    pub(super) keys: KeysManager,
}

/// The error for a SAML provider without usable certificates. Returned by [`SamlProvider::new`] and
/// [`SamlProvider::from_metadata`].
///
/// Needs the feature `saml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSamlProvider(String);

impl fmt::Display for InvalidSamlProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid SAML provider: {}", self.0)
    }
}

impl std::error::Error for InvalidSamlProvider {}

impl SamlProvider {
    /// Creates a provider from its name in the account, its entity ID (the `Issuer` of its assertions), and its certificate
    /// as PEM.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not an X.509 certificate with a public key for RSA or ECDSA.
    pub fn new(
        name: impl Into<String>,
        issuer: impl Into<String>,
        certificate: &str,
    ) -> Result<Self, InvalidSamlProvider> {
        let key = loader::load_x509_cert_pem(certificate.as_bytes()).map_err(|error| {
            InvalidSamlProvider(format!("cannot read the certificate: {error}; write one X.509 certificate as PEM"))
        })?;
        Ok(Self::with_keys(name, issuer, [key]))
    }

    /// Creates a provider from its name in the account and its metadata document, which AWS requires too.
    ///
    /// # Errors
    ///
    /// Returns an error if the document is not an `EntityDescriptor` with an `IDPSSODescriptor` that has a certificate for
    /// signing.
    pub fn from_metadata(name: impl Into<String>, metadata: &str) -> Result<Self, InvalidSamlProvider> {
        let invalid = |problem: &str| InvalidSamlProvider(problem.to_owned());
        let document = parse(metadata).ok_or_else(|| invalid("the metadata is not XML, or has a document type"))?;
        let is_entity = |node: &NodeId| {
            document.element(*node).is_some_and(|element| element.matches_name_ns(METADATA, "EntityDescriptor"))
        };
        let entity = document.document_element().filter(is_entity);
        let entity = entity.ok_or_else(|| invalid("the root element of the metadata is not EntityDescriptor"))?;
        let issuer = attribute(&document, entity, "entityID").ok_or_else(|| invalid("the metadata has no entityID"))?;
        let certificates = certificates(&document, entity).ok_or_else(|| invalid("a certificate is not base64"))?;
        let keys: Result<Vec<Key>, _> = certificates.iter().map(|der| loader::load_x509_cert_der(der)).collect();
        let keys = keys.map_err(|error| InvalidSamlProvider(format!("cannot read a certificate: {error}")))?;
        if keys.is_empty() {
            return Err(invalid("the metadata has no IDPSSODescriptor with a certificate for signing"));
        }
        Ok(Self::with_keys(name, issuer, keys))
    }

    pub(super) fn with_keys(
        name: impl Into<String>,
        issuer: impl Into<String>,
        keys: impl IntoIterator<Item = Key>,
    ) -> Self {
        let mut manager = KeysManager::new();
        manager.add_keys(keys);
        Self { name: name.into(), issuer: issuer.into(), keys: manager }
    }

    /// Returns the ARN that trust policies use for the provider of this account.
    pub(crate) fn arn(&self, account: &AccountId) -> String {
        arn(account, &self.name)
    }
}

/// Returns the ARN of the provider of an account with this name.
pub(super) fn arn(account: &AccountId, name: &str) -> String {
    account.iam_arn(&format!("saml-provider/{name}"))
}

/// Returns the signing certificates of the provider. A key without the attribute `use` is for signing too.
fn certificates(document: &Document<'_>, entity: NodeId) -> Option<Vec<Vec<u8>>> {
    let mut certificates = Vec::new();
    for role in document.child_elements_by_name_ns(entity, METADATA, "IDPSSODescriptor") {
        for key in document.child_elements_by_name_ns(role, METADATA, "KeyDescriptor") {
            if attribute(document, key, "use").is_some_and(|purpose| purpose != "signing") {
                continue;
            }
            for info in document.child_elements_by_name_ns(key, SIGNATURE, "KeyInfo") {
                for data in document.child_elements_by_name_ns(info, SIGNATURE, "X509Data") {
                    for certificate in document.child_elements_by_name_ns(data, SIGNATURE, "X509Certificate") {
                        let text: String = text(document, certificate)?.split_ascii_whitespace().collect();
                        certificates.push(STANDARD.decode(text).ok()?);
                    }
                }
            }
        }
    }
    Some(certificates)
}
