//! Well-formedness: which bodies are exactly one document.

use super::super::Document;
use super::{GOOD, STS, fault, parse, text};

#[test]
fn a_valid_document_is_accepted() {
    let document = Document::parse(GOOD.as_bytes(), Some(STS)).unwrap();
    assert_eq!(document.root().name(), "GetSessionTokenResponse");
}

#[test]
fn every_truncated_document_is_an_error() {
    for end in 0..GOOD.len() {
        let cut = &GOOD.as_bytes()[..end];
        assert!(Document::parse(cut, Some(STS)).is_err(), "cut at {end}");
    }
}

#[test]
fn white_space_comments_and_instructions_may_follow_the_root() {
    parse("<a/> \r\n\t<!-- c --><?pi?>\n").unwrap();
}

#[test]
fn other_text_outside_the_root_is_refused() {
    for body in ["x<a/>", "<a/>x", "<a/>&#32;", "&amp;<a/>", "<![CDATA[]]><a/>", "<a/><![CDATA[]]>", "<a/>\u{A0}"] {
        assert!(fault(body).contains("text outside the root"), "{body}");
    }
}

#[test]
fn there_is_exactly_one_root() {
    for body in ["<a/><b/>", "<a></a><b>", "<a/><a/>"] {
        assert!(fault(body).contains("a second root"), "{body}");
    }
    for body in ["", " \n", "\u{FEFF}", "<!-- c -->", "<?xml version='1.0'?>"] {
        assert!(fault(body).contains("no root element"), "{body}");
    }
}

#[test]
fn end_tags_must_match_start_tags() {
    for body in ["<a></b>", "<a></a></a>", "<a/></a>", "<a><b></a></b>", "<a></A>", "<a></ a>", "<a></a b='c'>"] {
        assert!(fault(body).contains("an end tag"), "{body}");
    }
    parse("<a></a\n >").unwrap();
}

#[test]
fn a_body_that_is_not_xml_is_an_error() {
    for body in ["{\"a\": 1}", "Service Unavailable", "<", "<>", "< a/>", "<a", "<1/>", "<a<b/>", "<a&b/>", "</a>"] {
        parse(body).expect_err(body);
    }
    for html in ["<html><br></html>", "<!DOCTYPE html><html></html>", "<!doctype html>"] {
        parse(html).expect_err(html);
    }
}

#[test]
fn references_are_resolved() {
    assert_eq!(text("<a>&amp;&lt;&gt;&quot;&apos;</a>"), "&<>\"'");
    assert_eq!(text("<a>A&amp;B &#65;&#x41;&#x1F600;&#0065;&#xd;&#10;</a>"), "A&B AA\u{1F600}A\r\n");
}

#[test]
fn a_reference_to_anything_else_is_an_error() {
    for reference in [
        "&foo;",
        "&AMP;",
        "&;",
        "& ;",
        "&#;",
        "&#x;",
        "&#X41;",
        "&#+65;",
        "&#-1;",
        "&#6 5;",
        "&#x4G;",
        "&#0;",
        "&#x1;",
        "&#xD800;",
        "&#xDFFF;",
        "&#xFFFE;",
        "&#65535;",
        "&#x110000;",
        "&#4294967361;",
        "&",
        "&amp",
        "&amp &amp;",
        "&#65<",
    ] {
        parse(&format!("<a>{reference}</a>")).expect_err(reference);
        parse(&format!("<a b='{reference}'/>")).expect_err(reference);
    }
}

#[test]
fn characters_that_xml_forbids_are_errors_everywhere() {
    for c in ['\0', '\u{1}', '\u{8}', '\u{B}', '\u{C}', '\u{1F}', '\u{FFFE}', '\u{FFFF}'] {
        for (before, after) in [("<a>", "</a>"), ("<a b='", "'/>"), ("<a><!--", "--></a>"), ("<a/>", ""), ("", "<a/>")]
        {
            let body = format!("{before}{c}{after}");
            assert!(fault(&body).contains("a character that XML forbids"), "{body:?}");
            assert_eq!(parse(&body).unwrap_err().offset(), before.len() as u64);
        }
    }
    assert_eq!(text("<a>\t\u{7F}\u{85}\u{FFFD}\u{10FFFF}</a>"), "\t\u{7F}\u{85}\u{FFFD}\u{10FFFF}");
}

#[test]
fn a_body_must_be_utf_8() {
    let bodies: [&[u8]; 5] =
        [b"<a>\xFF</a>", b"<a>\xED\xA0\x80</a>", b"<a>\xC3\xA9\xC3</a>", b"\xFF\xFE<\0a\0/\0>\0", b"<\0a\0/\0>\0"];
    for body in bodies {
        Document::parse(body, None).unwrap_err();
    }
    assert_eq!(text("\u{FEFF}<a>é\u{FEFF}</a>"), "é\u{FEFF}");
    assert!(fault("\u{FEFF}\u{FEFF}<a/>").contains("second byte order mark"));
}

#[test]
fn a_declaration_must_be_for_xml_1_0_in_utf_8() {
    for rest in [
        " version='1.0'",
        " version=\"1.0\" encoding=\"UTF-8\"",
        "\n version = '1.0' encoding='utf-8' standalone='no' ",
    ] {
        parse(&format!("<?xml{rest}?><a/>")).expect(rest);
    }
    for rest in [
        "",
        " ",
        " version='1.1'",
        " version='1.0' encoding='UTF-16'",
        " version='1.0' encoding='latin1'",
        " version='1.0' encoding=''",
        " encoding='UTF-8'",
        " encoding='UTF-8' version='1.0'",
        " version='1.0' version='1.0'",
        " version='1.0' standalone='maybe'",
        " version='1.0' standalone='yes' encoding='UTF-8'",
        " version='1.0' more='1'",
        " version='1.0'encoding='UTF-8'",
        " version=1.0",
    ] {
        parse(&format!("<?xml{rest}?><a/>")).expect_err(rest);
    }
}

#[test]
fn a_declaration_must_be_at_the_start() {
    for body in [
        "\n<?xml version='1.0'?><a/>",
        "<!-- c --><?xml version='1.0'?><a/>",
        "<a><?xml version='1.0'?></a>",
        "<a/><?xml version='1.0'?>",
        "<?xml version='1.0'?><?xml version='1.0'?><a/>",
    ] {
        assert!(fault(body).contains("not at the start"), "{body}");
    }
    for body in ["<?XML version='1.0'?><a/>", "<??><a/>", "<? a?><a/>", "<?1?><a/>"] {
        parse(body).expect_err(body);
    }
}

#[test]
fn comments_and_sections_must_be_closed() {
    for body in [
        "<a><!-- </a>",
        "<a><!-- -- --></a>",
        "<a><!-- ---></a>",
        "<a><!-></a>",
        "<a><![CDATA[ ]]</a>",
        "<a><![cdata[]]></a>",
    ] {
        parse(body).expect_err(body);
    }
}

#[test]
fn attributes_must_be_well_formed() {
    parse("<a b='1' c = \"'\" d=''\n/>").unwrap();
    parse("<a xsi:type='unbound is fine'/>").unwrap();
    for tag in [
        "a b",
        "a b=",
        "a b=c",
        "a b='",
        "a b='1'c='2'",
        "a ='1'",
        "a b='1' b='2'",
        "a b='<'",
        "a b='1' /c",
        "a 1='1'",
        "a :b='1'",
    ] {
        parse(&format!("<{tag}></a>")).expect_err(tag);
        parse(&format!("<{tag}/>")).expect_err(tag);
    }
}
