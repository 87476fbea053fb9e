//! SAML providers that accounts know.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bergshamra_keys::{Key, KeysManager, loader};
use uppsala::{Document, NodeId};

use super::{SIGNATURE, attribute, parse, text};

const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";

/// An identity provider of SAML 2.0, as an account knows it: who issues its assertions, and the certificates that they
/// are signed with. As at AWS, the dates of a certificate mean nothing.
///
/// Signatures are by RSA or ECDSA with SHA-256, SHA-384 or SHA-512; those with SHA-1 are refused.
#[derive(Clone, Debug)]
pub struct SamlProvider {
    pub(crate) name: String,
    pub(crate) issuer: String,
    pub(super) keys: KeysManager,
}

/// A SAML provider that nothing can be verified for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSamlProvider(String);

impl fmt::Display for InvalidSamlProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this is no SAML provider: {}", self.0)
    }
}

impl std::error::Error for InvalidSamlProvider {}

impl SamlProvider {
    /// A provider by its name in the account, what it calls itself (`entityID`, the `Issuer` of its assertions), and its
    /// certificate as PEM.
    ///
    /// # Errors
    ///
    /// If it is no certificate with a public key for RSA or ECDSA.
    pub fn new(
        name: impl Into<String>,
        issuer: impl Into<String>,
        certificate: &str,
    ) -> Result<Self, InvalidSamlProvider> {
        let key = loader::load_x509_cert_pem(certificate.as_bytes()).map_err(|error| {
            InvalidSamlProvider(format!("its certificate cannot be read ({error}); give one X.509 certificate as PEM"))
        })?;
        Ok(Self::with_keys(name, issuer, [key]))
    }

    /// A provider by its name in the account and its metadata document, which is what AWS asks for as well.
    ///
    /// # Errors
    ///
    /// If it is no `EntityDescriptor` with an `IDPSSODescriptor` that has a certificate for signing.
    pub fn from_metadata(name: impl Into<String>, metadata: &str) -> Result<Self, InvalidSamlProvider> {
        let invalid = |problem: &str| InvalidSamlProvider(problem.to_owned());
        let document = parse(metadata).ok_or_else(|| invalid("its metadata is no XML without a document type"))?;
        let named = |node: &NodeId| {
            document.element(*node).is_some_and(|element| element.matches_name_ns(METADATA, "EntityDescriptor"))
        };
        let entity = document.document_element().filter(named);
        let entity = entity.ok_or_else(|| invalid("the root of its metadata is no EntityDescriptor"))?;
        let issuer = attribute(&document, entity, "entityID").ok_or_else(|| invalid("its metadata has no entityID"))?;
        let certificates = certificates(&document, entity).ok_or_else(|| invalid("a certificate is not base64"))?;
        let keys: Result<Vec<Key>, _> = certificates.iter().map(|der| loader::load_x509_cert_der(der)).collect();
        let keys = keys.map_err(|error| InvalidSamlProvider(format!("a certificate cannot be read: {error}")))?;
        match keys.is_empty() {
            true => Err(invalid("its metadata has no IDPSSODescriptor with a certificate for signing")),
            false => Ok(Self::with_keys(name, issuer, keys)),
        }
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

    /// The ARN that trust policies name in an account.
    pub(crate) fn arn(&self, account: &str) -> String {
        format!("arn:aws:iam::{account}:saml-provider/{}", self.name)
    }
}

/// What the provider signs with; one that says no `use` signs, too.
fn certificates(document: &Document<'_>, entity: NodeId) -> Option<Vec<Vec<u8>>> {
    let mut found = Vec::new();
    for role in document.child_elements_by_name_ns(entity, METADATA, "IDPSSODescriptor") {
        for key in document.child_elements_by_name_ns(role, METADATA, "KeyDescriptor") {
            if attribute(document, key, "use").is_some_and(|purpose| purpose != "signing") {
                continue;
            }
            for info in document.child_elements_by_name_ns(key, SIGNATURE, "KeyInfo") {
                for data in document.child_elements_by_name_ns(info, SIGNATURE, "X509Data") {
                    for certificate in document.child_elements_by_name_ns(data, SIGNATURE, "X509Certificate") {
                        let text: String = text(document, certificate)?.split_ascii_whitespace().collect();
                        found.push(STANDARD.decode(text).ok()?);
                    }
                }
            }
        }
    }
    Some(found)
}
