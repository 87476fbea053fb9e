//! SAML responses of identity providers.
//!
//! [`signature_profile`] finds and verifies the one signed element of a response. [`assertion`] then reads that element of
//! the same parsed document, so an attacker cannot make two parsers see different content.

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

/// Parses a document. It may have no document type, so it defines no entities, and at most 128 nested elements.
fn parse(xml: &str) -> Option<Document<'_>> {
    uppsala::parser::Parser::new().with_forbid_dtd(true).parse(xml).ok()
}

/// Returns an attribute without a namespace.
fn attribute<'a>(document: &'a Document<'_>, element: NodeId, name: &str) -> Option<&'a str> {
    let attributes = &document.element(element)?.attributes;
    attributes.iter().find(|attribute| attribute.name.matches(None, name)).map(|attribute| &*attribute.value)
}

/// Returns the text of an element, and `None` if the element contains anything else. Signatures ignore comments, and a
/// comment inside a name could make a careless reader see only a part of it.
fn text(document: &Document<'_>, element: NodeId) -> Option<String> {
    let piece = |child| match document.node_kind(child) {
        Some(NodeKind::Text(text) | NodeKind::CData(text)) => Some(&**text),
        _ => None,
    };
    document.children_iter(element).map(piece).collect()
}

/// Returns the only child with this name, and `None` if there are none or several.
fn child(document: &Document<'_>, parent: NodeId, namespace: &str, name: &str) -> Option<NodeId> {
    match document.child_elements_by_name_ns(parent, namespace, name).as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}
