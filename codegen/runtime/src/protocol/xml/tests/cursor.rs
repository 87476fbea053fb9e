//! Access to elements and their text.

use super::super::{Document, Element, Problem};
use super::{GOOD, STS, parse, text};

#[test]
fn text_references_and_sections_are_joined() {
    let document = Document::parse(GOOD.as_bytes(), Some(STS)).unwrap();
    let result = document.root().child("GetSessionTokenResult").unwrap().unwrap();
    let credentials = result.child("Credentials").unwrap().unwrap();
    let values: Vec<_> = credentials.children().map(|child| child.text()).collect();
    assert_eq!(values, ["ASIA&<B>CD", " s ", "", "2030-01-01T00:00:00Z"]);
}

#[test]
fn text_is_kept_exactly() {
    assert_eq!(text("<a>  </a>"), "  ");
    assert_eq!(text("<a>\n x\t</a>"), "\n x\t");
    assert_eq!(text("<a/>"), "");
    assert_eq!(text("<a></a>"), "");
    assert_eq!(text("<a><!-- nothing --></a>"), "");
    assert_eq!(text("<a>]]></a>"), "]]>");
    assert_eq!(text("<a><![CDATA[&amp;<b>]]]]><![CDATA[>]]></a>"), "&amp;<b>]]>");
}

#[test]
fn line_ends_become_line_feeds_unless_written_as_references() {
    assert_eq!(text("<a>1\r\n2\r3\n4\r\r\n</a>"), "1\n2\n3\n4\n\n");
    assert_eq!(text("<a><![CDATA[\r\n]]>\r<!-- -->\n</a>"), "\n\n\n");
    assert_eq!(text("<a>&#13;\r\n&#xD;&#10;</a>"), "\r\n\r\n");
}

#[test]
fn children_are_the_elements_directly_inside_an_element() {
    let document = parse("<r>\n<a><b><c/></b><d/></a> <e/><a/></r>").unwrap();
    let root = document.root();
    let names = |element: Element<'_>| element.children().map(|child| child.name().to_owned()).collect::<Vec<_>>();
    assert_eq!(names(root), ["a", "e", "a"]);
    let first = root.all("a").next().unwrap();
    assert_eq!(names(first), ["b", "d"]);
    assert_eq!(names(first.child("b").unwrap().unwrap()), ["c"]);
    assert!(names(root.child("e").unwrap().unwrap()).is_empty());
    assert_eq!(root.all("a").count(), 2);
    assert!(root.child("b").unwrap().is_none());
}

#[test]
fn text_between_elements_is_ignored() {
    for body in ["<a>x<b/>y<c>z</c>&amp;</a>", "<a><b/>y<c>z</c></a>", "<a>&amp;x<b/><c>z</c></a>"] {
        let document = parse(body).unwrap();
        assert_eq!(document.root().text(), "");
        assert_eq!(document.root().required("c", Element::string).unwrap(), "z");
    }
}

#[test]
fn a_repeated_element_is_an_error_that_names_it() {
    let document = parse("<R><Result><Key>1</Key><Other/><Key>2</Key></Result></R>").unwrap();
    let result = document.root().child("Result").unwrap().unwrap();
    for error in [
        result.child("Key").unwrap_err(),
        result.required("Key", Element::string).unwrap_err(),
        result.optional("Key", Element::string).unwrap_err(),
    ] {
        assert_eq!((error.path(), error.problem()), ("Result/Key", Problem::Repeated));
        assert_eq!(error.to_string(), "the element `Result/Key` of the response is present more than once");
    }
}

#[test]
fn a_union_holds_exactly_one_member() {
    let outcome = |inside: &str| {
        let text = format!("<R><U>{inside}</U></R>");
        let document = parse(&text).unwrap();
        let union = document.root().child("U").unwrap().unwrap();
        union.one_member().map_err(|error| (error.path().to_owned(), error.problem()))
    };
    assert_eq!(outcome("<Text/>").unwrap(), "Text");
    assert_eq!(outcome("<Later><Deep/></Later>").unwrap(), "Later");
    // A flattened list.
    assert_eq!(outcome("<Item>1</Item><Item>2</Item>").unwrap(), "Item");
    for inside in ["", " text ", "<Text/><Number>1</Number>", "<Text/><Later/>"] {
        assert_eq!(outcome(inside).unwrap_err(), ("U".to_owned(), Problem::NotOneMember), "{inside}");
    }
}

#[test]
fn a_missing_element_is_an_error_only_if_it_is_required() {
    let document = parse("<R><Result/></R>").unwrap();
    let result = document.root().child("Result").unwrap().unwrap();
    assert_eq!(result.optional("Key", Element::string), Ok(None));
    let error = result.required("Key", Element::string).unwrap_err();
    assert_eq!((error.path(), error.problem()), ("Result/Key", Problem::Missing));
    // An element that is missing directly below the root.
    assert_eq!(document.root().required("Key", Element::string).unwrap_err().path(), "Key");
}

#[test]
fn an_empty_element_counts_as_present() {
    let document = parse("<R><a/><b></b></R>").unwrap();
    for name in ["a", "b"] {
        assert_eq!(document.root().optional(name, Element::string), Ok(Some(String::new())));
    }
}

#[test]
fn a_path_starts_below_the_root() {
    let document = parse("<R><a/><b><c/><d><e/></d></b></R>").unwrap();
    let b = document.root().child("b").unwrap().unwrap();
    let e = b.child("d").unwrap().unwrap().child("e").unwrap().unwrap();
    assert_eq!(e.path(), "b/d/e");
    assert_eq!(b.path(), "b");
    assert_eq!(document.root().path(), "R");
}

#[test]
fn a_list_holds_its_members_and_skips_the_rest() {
    let document = parse("<l><member>1</member><x>9</x><member>2</member></l>").unwrap();
    assert_eq!(document.root().list("member", Element::integer), Ok(vec![1, 2]));
    assert_eq!(document.root().list("item", Element::integer), Ok(vec![]));
    let error = document.root().list("x", Element::boolean).unwrap_err();
    assert_eq!(error.path(), "x");
}

#[test]
fn a_flattened_list_without_elements_is_absent() {
    let document = parse("<s><i>1</i><x/><i>2</i></s>").unwrap();
    assert_eq!(document.root().flat_list("i", Element::integer), Ok(Some(vec![1, 2])));
    assert_eq!(document.root().flat_list("j", Element::integer), Ok(None));
}

#[test]
fn a_map_holds_its_entries() {
    let document = parse("<m><e><K>b</K><V>1</V></e><e><V>2</V><x/><K>a</K></e></m>").unwrap();
    let map = document.root().map("e", "K", "V", Element::integer).unwrap();
    assert_eq!(Vec::from_iter(map), [("a".to_owned(), 2), ("b".to_owned(), 1)]);
    assert!(document.root().map("entry", "K", "V", Element::integer).unwrap().is_empty());
    assert_eq!(document.root().flat_map("e", "K", "V", Element::integer).unwrap().unwrap().len(), 2);
    assert_eq!(document.root().flat_map("entry", "K", "V", Element::integer), Ok(None));
}

#[test]
fn an_entry_has_one_key_and_one_value() {
    for (entries, path, problem) in [
        ("<e><V>1</V></e>", "e/K", Problem::Missing),
        ("<e><K>a</K></e>", "e/V", Problem::Missing),
        ("<e/>", "e/K", Problem::Missing),
        ("<e><K>a</K><K>b</K><V>1</V></e>", "e/K", Problem::Repeated),
        ("<e><K>a</K><V>1</V><V>1</V></e>", "e/V", Problem::Repeated),
        ("<e><K>a</K><V>1</V></e><e><K>a</K><V>1</V></e>", "e", Problem::DuplicateKey),
    ] {
        let body = format!("<m>{entries}</m>");
        let document = parse(&body).unwrap();
        let error = document.root().map("e", "K", "V", Element::integer).unwrap_err();
        assert_eq!((error.path(), error.problem()), (path, problem), "{entries}");
        document.root().flat_map("e", "K", "V", Element::integer).unwrap_err();
    }
}
