//! Finds and verifies the signature of a SAML response, according to SAML's signature profile (Core, section 5.4).
//!
//! An XML signature can cover nearly anything, and a document can have the signed element in one place and a forged one in
//! another ("signature wrapping"). Before a signature is verified, it therefore has to conform to the profile: its parent is
//! the element that it covers, which is the response or its only assertion, and no transform changes that element.

use bergshamra_dsig::DsigContext;
use bergshamra_dsig::verify::{VerifyResult, verify_all_document_with_source};
use bergshamra_keys::KeysManager;
use uppsala::{Document, NodeId};

use super::{ASSERTION, PROTOCOL, SIGNATURE, attribute, child};

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const EXCLUSIVE: [&str; 2] =
    ["http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"];
/// Accepted signature methods, all with public keys. SHA-1 is not accepted, because its collisions make forgery possible.
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

/// The reason why a response is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AssertionError {
    /// The document is not a successful response with exactly one assertion.
    Response(&'static str),
    /// The provider did not sign the assertion.
    Signature(String),
    /// The assertion is not for AWS, or does not have the content that AWS documents.
    Content(&'static str),
    /// The issuer is not the provider.
    Issuer,
    Expired(&'static str),
    NotYetValid,
}

/// Returns the elements of the response and of its only assertion. Neither has been verified yet.
pub(super) fn assertion(document: &Document<'_>) -> Result<[NodeId; 2], AssertionError> {
    let named =
        |node: NodeId, namespace, name| document.element(node).is_some_and(|it| it.matches_name_ns(namespace, name));
    let response = document.document_element().filter(|root| named(*root, PROTOCOL, "Response"));
    let response = response.ok_or(AssertionError::Response("the root element is not samlp:Response"))?;
    if !document.get_elements_by_tag_name_ns(ASSERTION, "EncryptedAssertion").is_empty() {
        return Err(AssertionError::Response("the assertion is encrypted, which is not supported"));
    }
    let status =
        child(document, response, PROTOCOL, "Status").and_then(|it| child(document, it, PROTOCOL, "StatusCode"));
    if status.and_then(|code| attribute(document, code, "Value")) != Some(SUCCESS) {
        return Err(AssertionError::Response("the status of the response is not Success"));
    }
    match document.get_elements_by_tag_name_ns(ASSERTION, "Assertion").as_slice() {
        [only] if document.parent(*only) == Some(response) => Ok([response, *only]),
        _ => Err(AssertionError::Response(
            "the response does not have exactly one assertion, as a child of its root element",
        )),
    }
}

/// Verifies all signatures of a document with these keys. The parent of each has to be the response or its assertion, and
/// the signature has to cover its parent. In both cases it covers the assertion.
pub(super) fn verify(
    document: &Document<'_>,
    source: &str,
    elements: [NodeId; 2],
    keys: &KeysManager,
) -> Result<(), AssertionError> {
    let invalid = |reason: &str| AssertionError::Signature(reason.to_owned());
    let signatures = document.get_elements_by_tag_name_ns(SIGNATURE, "Signature");
    if signatures.is_empty() {
        return Err(invalid("neither the response nor its assertion is signed"));
    }
    for signature in &signatures {
        if !document.parent(*signature).is_some_and(|parent| elements.contains(&parent)) {
            return Err(invalid("a signature is not a child of the response or of its assertion"));
        }
        check_profile(document, *signature)
            .ok_or_else(|| invalid("a signature does not conform to the signature profile of SAML"))?;
    }
    // Only these keys are used. A key in the document proves nothing.
    let context = DsigContext::new(keys.clone());
    let results = verify_all_document_with_source(&context, document, Some(source));
    let results = results.map_err(|error| invalid(&error.to_string()))?;
    let valid = |result: &VerifyResult| match result {
        VerifyResult::Invalid { reason } => Err(invalid(reason)),
        VerifyResult::Valid { signature_node, references, .. } => match references.as_slice() {
            [one] if one.digest_verified && one.resolved_node == document.parent(*signature_node) => Ok(()),
            _ => Err(invalid("a signature does not cover its parent element")),
        },
    };
    results.iter().try_for_each(valid)?;
    if results.len() != signatures.len() {
        return Err(invalid("a signature was not verified"));
    }
    Ok(())
}

/// Returns `Some` if a signature conforms to the profile: a single reference to its parent element, no transforms other than
/// "enveloped signature" and exclusive canonicalization, and no objects.
fn check_profile(document: &Document<'_>, signature: NodeId) -> Option<()> {
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
    let has_allowed_transforms = match transforms.as_slice() {
        [ENVELOPED] => true,
        [ENVELOPED, then] => EXCLUSIVE.contains(then),
        _ => false,
    };
    let has_no_objects = document.child_elements_by_name_ns(signature, SIGNATURE, "Object").is_empty();
    let has_allowed_algorithms =
        EXCLUSIVE.contains(&canonical) && METHODS.contains(&method) && DIGESTS.contains(&digest);
    let covers_parent = !id.is_empty() && covered == id;
    (has_allowed_transforms && has_no_objects && has_allowed_algorithms && covers_parent).then_some(())
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::super::test_issuer::{SamlSigningKey, signature_template};
    use super::*;

    /// Returns a response with these signatures.
    fn response(of_response: &str, of_assertion: &str) -> String {
        format!(
            "<samlp:Response xmlns:samlp=\"{PROTOCOL}\" ID=\"r\">{of_response}<samlp:Status><samlp:StatusCode \
             Value=\"{SUCCESS}\"/></samlp:Status><saml:Assertion xmlns:saml=\"{ASSERTION}\" ID=\"a\">{of_assertion}\
             <saml:Issuer>i</saml:Issuer></saml:Assertion></samlp:Response>"
        )
    }

    /// Signs a document, and returns whether the library accepts the signatures, and our result.
    fn verify_both(key: &SamlSigningKey, unsigned: &str) -> (bool, Result<(), AssertionError>) {
        let keys = key.provider().unwrap().keys;
        let signed = key.sign(unsigned).unwrap_or_else(|| panic!("cannot sign {unsigned}"));
        let document = parse(&signed).unwrap();
        let results = verify_all_document_with_source(&DsigContext::new(keys.clone()), &document, Some(&signed));
        let is_valid_for_library = results.is_ok_and(|results| results.iter().all(VerifyResult::is_valid));
        (is_valid_for_library, verify(&document, &signed, assertion(&document).unwrap(), &keys))
    }

    #[test]
    fn a_signature_of_the_response_or_of_the_assertion_is_accepted() {
        let key = SamlSigningKey::new().unwrap();
        for document in [response("", &signature_template("a")), response(&signature_template("r"), "")] {
            assert_eq!(verify_both(&key, &document), (true, Ok(())));
        }
    }

    /// The owner of the key may sign anything, but a signature proves only what it covers.
    #[test]
    fn em18_valid_signatures_that_do_not_conform_to_the_profile_are_rejected() {
        let key = SamlSigningKey::new().unwrap();
        let (exclusive, method) = ("http://www.w3.org/2001/10/xml-exc-c14n#", "xmldsig-more#ecdsa-sha256");
        let enveloped = format!("<ds:Transform Algorithm=\"{ENVELOPED}\"/>");
        let xpath = "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>not(self::text())\
                     </ds:XPath></ds:Transform>";
        let inclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
        let edit = |from: &str, to: &str| {
            assert!(signature_template("a").contains(from), "{from}");
            signature_template("a").replace(from, to)
        };
        let forms = [
            ("a transform that leaves text out", response("", &edit(&enveloped, &format!("{enveloped}{xpath}")))),
            ("a signature of the assertion outside it", response(&signature_template("a"), "")),
            ("a signature of the response inside the assertion", response("", &signature_template("r"))),
            ("a reference to the whole document", response("", &edit("URI=\"#a\"", "URI=\"\""))),
            ("inclusive canonicalization", response("", &signature_template("a").replace(exclusive, inclusive))),
            ("a weak digest", response("", &edit("2001/04/xmlenc#sha256", "2000/09/xmldsig#sha1"))),
            ("a weak signature method", response("", &edit(method, "xmldsig-more#ecdsa-sha1"))),
            (
                "an object in the signature",
                response("", &edit("</ds:Signature>", "<ds:Object>o</ds:Object></ds:Signature>")),
            ),
        ];
        for (name, document) in forms {
            let (is_valid_for_library, result) = verify_both(&key, &document);
            assert!(is_valid_for_library, "{name}: the signature is not valid");
            let is_rejected =
                matches!(&result, Err(AssertionError::Signature(reason)) if reason.contains("signature profile"));
            assert!(is_rejected, "{name}: {result:?}");
        }
    }
}
