//! Namespaces: which elements belong to the service.

use super::super::{Document, XmlError};
use super::{STS, parse};

/// Parses a document with `STS` as the namespace of the service. `{STS}` in the text is replaced by that namespace.
fn root_of(body: &str) -> Result<String, XmlError> {
    let body = body.replace("{STS}", STS);
    Document::parse(body.as_bytes(), Some(STS)).map(|document| document.root().name().to_owned())
}

/// Returns the names of the root's children.
fn children_of(body: &str) -> Vec<String> {
    let body = body.replace("{STS}", STS);
    let document = Document::parse(body.as_bytes(), Some(STS)).unwrap();
    document.root().children().map(|child| child.name().to_owned()).collect()
}

#[test]
fn the_root_may_have_any_namespace() {
    for body in [
        "<a/>",
        "<a xmlns=''/>",
        "<a xmlns='{STS}'/>",
        "<a xmlns='{STS}x'/>",
        "<a xmlns='urn:other'/>",
        "<a xmlns:o='urn:other'/>",
        "<s:a xmlns:s='{STS}'/>",
        "<o:a xmlns:o='urn:other'/>",
        "<ns2:a xmlns:ns2='none'/>",
        "<xml:a/>",
    ] {
        assert_eq!(root_of(body).unwrap(), "a", "{body}");
    }
}

#[test]
fn a_prefix_that_is_not_declared_is_an_error_on_any_element() {
    for body in ["<s:a/>", "<a><s:b/></a>", "<a><b xmlns:s='{STS}'/><s:c/></a>", "<a><b><c><s:d/></c></b></a>"] {
        assert!(root_of(body).unwrap_err().to_string().contains("not declared"), "{body}");
    }
}

#[test]
fn a_name_has_at_most_one_prefix() {
    for body in ["<a:b:c xmlns:a='urn:a'/>", "<:a/>", "<a:/>", "<a:1 xmlns:a='urn:a'/>", "<a xmlns:s=''/>"] {
        root_of(body).expect_err(body);
    }
}

#[test]
fn default_namespaces_below_the_root_are_ignored() {
    assert_eq!(children_of("<a xmlns='{STS}'><b xmlns='urn:other'/><c xmlns=''/></a>"), ["b", "c"]);
}

#[test]
fn elements_with_a_prefix_of_the_namespace_of_root_or_service_are_known() {
    let body = "<a xmlns:s='{STS}' xmlns:o='urn:other'><s:b/><o:b/><xml:b/><b/></a>";
    assert_eq!(children_of(body), ["b", "o:b", "xml:b", "b"]);
    let body = "<o:a xmlns:s='{STS}' xmlns:o='urn:other' xmlns:t='urn:third'><s:b/><o:c/><t:d/><e/></o:a>";
    assert_eq!(children_of(body), ["b", "c", "t:d", "e"]);
    let body = "<a xmlns='urn:other' xmlns:o='urn:other' xmlns:t='urn:third'><o:b/><t:c/></a>";
    assert_eq!(children_of(body), ["b", "t:c"]);
    // The same prefix stands for another namespace here.
    assert_eq!(children_of("<o:a xmlns:o='urn:other'><o:b xmlns:o='urn:third'/><o:c/></o:a>"), ["o:b", "c"]);
}

#[test]
fn the_innermost_declaration_of_a_prefix_applies_until_its_element_ends() {
    let body = "<a xmlns:s='{STS}'><s:b xmlns:s='urn:other'/><s:c/><d xmlns:s='urn:other'><e/></d><s:f/></a>";
    assert_eq!(children_of(body), ["s:b", "c", "d", "f"]);
}

#[test]
fn references_in_namespaces_are_resolved() {
    let names = |body: &str, namespace| {
        let document = Document::parse(body.as_bytes(), namespace).unwrap();
        document.root().children().map(|child| child.name().to_owned()).collect::<Vec<_>>()
    };
    let body = "<a xmlns:s='urn:a&amp;b'><s:b/></a>";
    assert_eq!(names(body, Some("urn:a&b")), ["b"]);
    assert_eq!(names(body, Some("urn:a&amp;b")), ["s:b"]);
    assert_eq!(names("<s:a xmlns:s='urn:a&amp;b' xmlns:t='urn:a&#38;b'><t:b/></s:a>", None), ["b"]);
}

#[test]
fn without_a_given_namespace_the_one_of_the_root_is_used() {
    let document = parse("<s:a xmlns:s='urn:s' xmlns:o='urn:o'><s:b/><o:b/></s:a>").unwrap();
    let names: Vec<_> = document.root().children().map(|child| child.name()).collect();
    assert_eq!(names, ["b", "o:b"]);
}
