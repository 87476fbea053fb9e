//! Responses that attack the parser, and what errors reveal.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::super::{Document, Element};
use super::{GOOD, STS, fault, parse};

#[test]
fn a_doctype_is_an_error_and_nothing_is_expanded() {
    let mut laughs = String::from("<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY lol0 \"lol\">");
    for level in 1..=30 {
        let previous = format!("&lol{};", level - 1).repeat(10);
        laughs.push_str(&format!("<!ENTITY lol{level} \"{previous}\">"));
    }
    laughs.push_str("]><lolz>&lol30;</lolz>");
    let started = Instant::now();
    assert!(fault(&laughs).contains("a DOCTYPE"));
    assert!(started.elapsed() < Duration::from_millis(100));

    for doctype in [
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://127.0.0.1/'> %p;]>",
        "<!DOCTYPE a>",
        "<!DOCTYPE>",
    ] {
        assert!(fault(&format!("{doctype}<a>&x;</a>")).contains("a DOCTYPE"), "{doctype}");
    }
    parse("<a><!DOCTYPE a></a>").unwrap_err();
}

#[test]
fn depth_is_limited() {
    let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    parse(&nested(100)).unwrap();
    for depth in [101, 100_000, 1_000_000] {
        assert!(fault(&nested(depth)).contains("too deep"), "{depth}");
    }
    assert!(fault(&"<a>".repeat(1_000_000)).contains("too deep"));
    parse(&format!("{}<b/>{}", "<a>".repeat(99), "</a>".repeat(99))).unwrap();
    assert!(fault(&format!("{}<b/>{}", "<a>".repeat(100), "</a>".repeat(100))).contains("too deep"));
}

#[test]
fn large_responses_are_parsed_quickly() {
    let started = Instant::now();
    parse(&format!("<a b='{}'/>", "x".repeat(4 << 20))).unwrap();
    let attributes: String = (0..50_000).map(|n| format!(" a{n}=''")).collect();
    assert!(fault(&format!("<a{attributes}/>")).contains("more than 256 attributes"));
    let name = "n".repeat(1 << 20);
    parse(&format!("<{name}></{name}>")).unwrap();
    let many = format!("<a>{}</a>", "<b/>".repeat(250_000));
    assert_eq!(parse(&many).unwrap().root().children().count(), 250_000);
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn an_error_names_the_place_and_quotes_nothing() {
    let error = parse("\u{FEFF}<a>SENTINEL</SENTINEL>").unwrap_err();
    assert_eq!(error.offset(), 14);
    assert_eq!(
        error.to_string(),
        "not a usable XML document: found an end tag that does not match the open element at byte 14"
    );
    for (body, offset) in [("\u{FEFF}<a>&b;</a>", 6), ("\u{FEFF}<a>", 6), ("<a>\r\n<b c/></a>", 5)] {
        assert_eq!(parse(body).unwrap_err().offset(), offset, "{body}");
    }
    for body in
        ["<SENTINEL", "<a>&SENTINEL;</a>", "<a SENTINEL='SENTINEL' SENTINEL=''/>", "<SENTINEL:a/>", "<a>&SENTINEL</a>"]
    {
        assert!(!fault(body).contains("SENTINEL"), "{body}");
    }
}

#[test]
fn debug_shows_no_text() {
    let document = parse("<a><b>SENTINEL</b></a>").unwrap();
    let shown = format!("{document:?} {:#?} {:?}", document.root(), document.root().children());
    assert!(!shown.contains("SENTINEL"), "{shown}");
}

proptest! {
    #[test]
    fn any_bytes_are_a_document_or_an_error(body in proptest::collection::vec(any::<u8>(), 0..64)) {
        let _ = Document::parse(&body, None);
    }

    #[test]
    fn any_markup_is_a_document_or_an_error(body in "[<>/&;!?a:='\" \\-\\[\\]xmlns#0\r\n]{0,64}") {
        let _ = parse(&body);
    }

    #[test]
    fn a_changed_byte_is_an_error_or_changes_one_value(at in 0..GOOD.len(), byte in prop::sample::select(b"<>&\"x\0 ".to_vec())) {
        let mut body = GOOD.as_bytes().to_vec();
        body[at] = byte;
        let values = |body: &[u8]| -> Option<Vec<String>> {
            let document = Document::parse(body, Some(STS)).ok()?;
            let credentials = document.root().child("GetSessionTokenResult").ok()??.child("Credentials").ok()??;
            let names = ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"];
            names.iter().map(|name| credentials.required(name, Element::string).ok()).collect()
        };
        let good = values(GOOD.as_bytes()).unwrap();
        if let Some(changed) = values(&body) {
            let differing = good.iter().zip(&changed).filter(|(a, b)| a != b).count();
            prop_assert!(differing <= 1, "{good:?} {changed:?}");
        }
    }
}
