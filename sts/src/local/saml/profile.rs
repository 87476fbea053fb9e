//! Which element of a response is signed.
//!
//! XML signatures can cover nearly anything, and a document can hold the signed element in one place and a forged one in
//! another ("signature wrapping"). So a signature has to look as SAML says (Core, section 5.4) before it is verified: it
//! stands in the very element that it covers, which is the response or its only assertion, and changes nothing on the way.

use bergshamra_dsig::DsigContext;
use bergshamra_dsig::verify::{VerifyResult, verify_all_document_with_source};
use bergshamra_keys::KeysManager;
use uppsala::{Document, NodeId};

use super::{ASSERTION, PROTOCOL, SIGNATURE, attribute, child};

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const EXCLUSIVE: [&str; 2] =
    ["http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"];
/// Signatures by public keys. SHA-1 is none: whoever can make collisions can forge it.
const METHODS: [&str; 6] = [
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512",
];
const DIGESTS: [&str; 3] = [
    "http://www.w3.org/2001/04/xmlenc#sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512",
];
const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";

/// Why a response is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::local) enum Distrust {
    /// It is no response with one assertion.
    Response(&'static str),
    /// No signature of the provider covers the assertion.
    Signature(String),
    /// What it says is not meant for AWS, or not as AWS documents it.
    Content(&'static str),
    /// It was issued by somebody else.
    Issuer,
    Expired(&'static str),
    NotYetValid,
}

/// The response and its one assertion. Nothing of it is believed yet.
pub(super) fn assertion(document: &Document<'_>) -> Result<[NodeId; 2], Distrust> {
    let named =
        |node: NodeId, namespace, name| document.element(node).is_some_and(|it| it.matches_name_ns(namespace, name));
    let response = document.document_element().filter(|root| named(*root, PROTOCOL, "Response"));
    let response = response.ok_or(Distrust::Response("the root element is no samlp:Response"))?;
    if !document.get_elements_by_tag_name_ns(ASSERTION, "EncryptedAssertion").is_empty() {
        return Err(Distrust::Response("the assertion is encrypted, and no key for it is known here"));
    }
    let status =
        child(document, response, PROTOCOL, "Status").and_then(|it| child(document, it, PROTOCOL, "StatusCode"));
    if status.and_then(|code| attribute(document, code, "Value")) != Some(SUCCESS) {
        return Err(Distrust::Response("its status is not Success"));
    }
    match document.get_elements_by_tag_name_ns(ASSERTION, "Assertion").as_slice() {
        [only] if document.parent(*only) == Some(response) => Ok([response, *only]),
        _ => Err(Distrust::Response("it does not hold exactly one assertion, right below its root")),
    }
}

/// Verifies all signatures of a document: each has to be one of these keys, and to cover the element that it stands in,
/// the response or its assertion. Either way the assertion is covered.
pub(super) fn verify(
    document: &Document<'_>,
    source: &str,
    elements: [NodeId; 2],
    keys: &KeysManager,
) -> Result<(), Distrust> {
    let invalid = |why: &str| Distrust::Signature(why.to_owned());
    let signatures = document.get_elements_by_tag_name_ns(SIGNATURE, "Signature");
    if signatures.is_empty() {
        return Err(invalid("neither the response nor its assertion is signed"));
    }
    for signature in &signatures {
        if !document.parent(*signature).is_some_and(|parent| elements.contains(&parent)) {
            return Err(invalid("a signature stands in neither the response nor its assertion"));
        }
        check(document, *signature).ok_or_else(|| invalid("a signature is not of the form that SAML asks for"))?;
    }
    // Keys that a document brings along count for nothing.
    let context = DsigContext::new(keys.clone());
    let results = verify_all_document_with_source(&context, document, Some(source));
    let results = results.map_err(|error| invalid(&error.to_string()))?;
    let valid = |result: &VerifyResult| match result {
        VerifyResult::Invalid { reason } => Err(invalid(reason)),
        VerifyResult::Valid { signature_node, references, .. } => match references.as_slice() {
            [one] if one.digest_verified && one.resolved_node == document.parent(*signature_node) => Ok(()),
            _ => Err(invalid("a signature covers another element than the one that it stands in")),
        },
    };
    results.iter().try_for_each(valid)?;
    match results.len() == signatures.len() {
        true => Ok(()),
        false => Err(invalid("a signature was not looked at")),
    }
}

/// Whether a signature has the form of section 5.4: one reference, to the element that it stands in; no transform but
/// "without this signature" and "canonical"; nothing else inside.
fn check(document: &Document<'_>, signature: NodeId) -> Option<()> {
    let only = |parent, name| child(document, parent, SIGNATURE, name);
    let algorithm = |element| attribute(document, element, "Algorithm");
    let info = only(signature, "SignedInfo")?;
    let canonical = algorithm(only(info, "CanonicalizationMethod")?)?;
    let method = algorithm(only(info, "SignatureMethod")?)?;
    let reference = only(info, "Reference")?;
    let covered = attribute(document, reference, "URI")?.strip_prefix('#')?;
    let id = attribute(document, document.parent(signature)?, "ID")?;
    let digest = algorithm(only(reference, "DigestMethod")?)?;
    let transforms = only(reference, "Transforms")?;
    let transforms = document.child_elements_by_name_ns(transforms, SIGNATURE, "Transform");
    let transforms: Vec<&str> = transforms.into_iter().map(algorithm).collect::<Option<_>>()?;
    let plain = match transforms.as_slice() {
        [ENVELOPED] => true,
        [ENVELOPED, then] => EXCLUSIVE.contains(then),
        _ => false,
    };
    let bare = document.child_elements_by_name_ns(signature, SIGNATURE, "Object").is_empty();
    let sound = EXCLUSIVE.contains(&canonical) && METHODS.contains(&method) && DIGESTS.contains(&digest);
    (plain && bare && sound && !id.is_empty() && covered == id).then_some(())
}
