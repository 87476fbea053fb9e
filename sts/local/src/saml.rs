//! SAML: responses of identity providers, believed only as far as a signature reaches.
//!
//! [`signature_profile`] says which one element of a response is signed, [`assertion`] reads that element and nothing else of the
//! same document, so that there is no second reading for an attacker to make different.

pub(crate) mod assertion;
pub(crate) mod context_keys;
pub(crate) mod provider;
pub(crate) mod replay_cache;
pub(crate) mod signature_profile;
pub(crate) mod test_issuer;

use uppsala::{Document, NodeId, NodeKind};

const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
const SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";

/// A document without a document type, so without entities of its own, and at most 128 elements deep.
fn parse(xml: &str) -> Option<Document<'_>> {
    uppsala::parser::Parser::new().with_forbid_dtd(true).parse(xml).ok()
}

/// An attribute that is in no namespace.
fn attribute<'a>(document: &'a Document<'_>, element: NodeId, name: &str) -> Option<&'a str> {
    let attributes = &document.element(element)?.attributes;
    attributes.iter().find(|attribute| attribute.name.matches(None, name)).map(|attribute| &*attribute.value)
}

/// The text of an element that holds nothing else: a comment inside would be signed as if it were not there, and could
/// cut off what a careless reader sees.
fn text(document: &Document<'_>, element: NodeId) -> Option<String> {
    let piece = |child| match document.node_kind(child) {
        Some(NodeKind::Text(text) | NodeKind::CData(text)) => Some(&**text),
        _ => None,
    };
    document.children_iter(element).map(piece).collect()
}

/// The one child of this name.
fn child(document: &Document<'_>, parent: NodeId, namespace: &str, name: &str) -> Option<NodeId> {
    match document.child_elements_by_name_ns(parent, namespace, name).as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}
