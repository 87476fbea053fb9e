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
pub(crate) enum AssertionError {
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
pub(super) fn assertion(document: &Document<'_>) -> Result<[NodeId; 2], AssertionError> {
    let named =
        |node: NodeId, namespace, name| document.element(node).is_some_and(|it| it.matches_name_ns(namespace, name));
    let response = document.document_element().filter(|root| named(*root, PROTOCOL, "Response"));
    let response = response.ok_or(AssertionError::Response("the root element is no samlp:Response"))?;
    if !document.get_elements_by_tag_name_ns(ASSERTION, "EncryptedAssertion").is_empty() {
        return Err(AssertionError::Response("the assertion is encrypted, and no key for it is known here"));
    }
    let status =
        child(document, response, PROTOCOL, "Status").and_then(|it| child(document, it, PROTOCOL, "StatusCode"));
    if status.and_then(|code| attribute(document, code, "Value")) != Some(SUCCESS) {
        return Err(AssertionError::Response("its status is not Success"));
    }
    match document.get_elements_by_tag_name_ns(ASSERTION, "Assertion").as_slice() {
        [only] if document.parent(*only) == Some(response) => Ok([response, *only]),
        _ => Err(AssertionError::Response("it does not hold exactly one assertion, right below its root")),
    }
}

/// Verifies all signatures of a document: each has to be one of these keys, and to cover the element that it stands in,
/// the response or its assertion. Either way the assertion is covered.
pub(super) fn verify(
    document: &Document<'_>,
    source: &str,
    elements: [NodeId; 2],
    keys: &KeysManager,
) -> Result<(), AssertionError> {
    let invalid = |why: &str| AssertionError::Signature(why.to_owned());
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

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::super::test_issuer::{SamlSigningKey, signature};
    use super::*;

    /// A response with these signatures.
    fn response(of_response: &str, of_assertion: &str) -> String {
        format!(
            "<samlp:Response xmlns:samlp=\"{PROTOCOL}\" ID=\"r\">{of_response}<samlp:Status><samlp:StatusCode \
             Value=\"{SUCCESS}\"/></samlp:Status><saml:Assertion xmlns:saml=\"{ASSERTION}\" ID=\"a\">{of_assertion}\
             <saml:Issuer>i</saml:Issuer></saml:Assertion></samlp:Response>"
        )
    }

    /// What the library says of a document, and what we say.
    fn judge(key: &SamlSigningKey, unsigned: &str) -> (bool, Result<(), AssertionError>) {
        let keys = key.provider().unwrap().keys;
        let signed = key.sign(unsigned).unwrap_or_else(|| panic!("cannot be signed: {unsigned}"));
        let document = parse(&signed).unwrap();
        let results = verify_all_document_with_source(&DsigContext::new(keys.clone()), &document, Some(&signed));
        let by_library = results.is_ok_and(|results| results.iter().all(VerifyResult::is_valid));
        (by_library, verify(&document, &signed, assertion(&document).unwrap(), &keys))
    }

    #[test]
    fn a_signature_of_the_response_or_of_the_assertion_is_believed() {
        let key = SamlSigningKey::new().unwrap();
        for document in [response("", &signature("a")), response(&signature("r"), "")] {
            assert_eq!(judge(&key, &document), (true, Ok(())));
        }
    }

    /// Whoever has the key may sign what it likes; it is not believed for anything else than it covers.
    #[test]
    fn em18_good_signatures_of_another_form_than_that_of_saml_are_not_believed() {
        let key = SamlSigningKey::new().unwrap();
        let (exclusive, method) = ("http://www.w3.org/2001/10/xml-exc-c14n#", "xmldsig-more#ecdsa-sha256");
        let enveloped = format!("<ds:Transform Algorithm=\"{ENVELOPED}\"/>");
        let xpath = "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>not(self::text())\
                     </ds:XPath></ds:Transform>";
        let inclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
        let edit = |from: &str, to: &str| {
            assert!(signature("a").contains(from), "{from}");
            signature("a").replace(from, to)
        };
        let forms = [
            ("the text is not covered", response("", &edit(&enveloped, &format!("{enveloped}{xpath}")))),
            ("the assertion is covered from outside", response(&signature("a"), "")),
            ("the response is covered from inside", response("", &signature("r"))),
            ("everything is covered", response("", &edit("URI=\"#a\"", "URI=\"\""))),
            ("not canonical as SAML says", response("", &signature("a").replace(exclusive, inclusive))),
            ("a weak hash", response("", &edit("2001/04/xmlenc#sha256", "2000/09/xmldsig#sha1"))),
            ("a weak signature", response("", &edit(method, "xmldsig-more#ecdsa-sha1"))),
            ("more inside", response("", &edit("</ds:Signature>", "<ds:Object>o</ds:Object></ds:Signature>"))),
        ];
        for (what, document) in forms {
            let (by_library, by_us) = judge(&key, &document);
            assert!(by_library, "{what}: it is no good signature at all");
            assert!(matches!(by_us, Err(AssertionError::Signature(why)) if why.contains("form")), "{what}");
        }
    }
}
