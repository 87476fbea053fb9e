//! Requirements that a response must meet before `Sts` returns its credentials.

use std::time::{Duration, Instant};

use sts::{AssumedRole, CallLimits, Error, ErrorCode, ErrorKind};
use testkit::canned::{Canned, PARTS, now, response_body};

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

fn assume(status: u16, body: impl Into<Vec<u8>>) -> Result<AssumedRole, Error> {
    // Hostile responses must be refused for what they are, and not only for their size.
    let limits = CallLimits::new().with_max_response_bytes(usize::MAX);
    let sts = Canned::new(status, body.into()).sts().with_limits(limits);
    now(sts.assume_role("arn:aws:iam::123456789012:role/demo", "test").send())
}

fn good() -> String {
    response_body("AssumeRole", &PARTS, "")
}

/// Assumes a role with a valid response in which one part of the credentials has another value.
fn with(part: &str, value: &str) -> Result<AssumedRole, Error> {
    let parts: Vec<(&str, &str)> =
        PARTS.iter().map(|(name, old)| (*name, if *name == part { value } else { *old })).collect();
    assume(200, response_body("AssumeRole", &parts, ""))
}

/// Returns the error, after checking that it shows none of the issued credentials.
#[track_caller]
fn refused(result: Result<AssumedRole, Error>) -> Error {
    let error = result.expect_err("credentials were given");
    let shown = format!("{error} {error:?}");
    for (name, value) in &PARTS[1..3] {
        assert!(!shown.contains(value), "{name} in {shown}");
    }
    error
}

#[test]
fn xm01_a_doctype_is_rejected_at_once_without_expanding_or_reading_anything() {
    let quadratic = format!("<!DOCTYPE a [<!ENTITY x \"{}\">]>", "x".repeat(50_000));
    let mut laughs = String::from("<!DOCTYPE a [<!ENTITY x0 \"ha\">");
    for level in 1..=30 {
        laughs.push_str(&format!("<!ENTITY x{level} \"{}\">", format!("&x{};", level - 1).repeat(10)));
    }
    laughs.push_str("]>");
    for doctype in [
        laughs.as_str(),
        &quadratic,
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://127.0.0.1/'> %p;]>",
        "<!DOCTYPE a SYSTEM 'http://127.0.0.1/a.dtd'>",
    ] {
        let start = Instant::now();
        let error = refused(assume(200, format!("{doctype}{}", good())));
        // 10 ms, times a factor for busy machines.
        assert!(start.elapsed() < Duration::from_millis(50));
        assert!(error.to_string().contains("DOCTYPE"), "{error}");
    }
}

#[test]
fn xm02_references_to_unknown_entities_are_rejected() {
    for bad in ["&foo;", "A & B", "&#0;", "&#xD800;", "&#x110000;", "&", "&#;", "&#x;"] {
        refused(with("AccessKeyId", bad));
    }
}

#[test]
fn xm03_text_is_joined_from_plain_text_references_and_cdata() {
    for (written, read) in [
        ("A&amp;B", "A&B"),
        ("&#65;&#x42;", "AB"),
        ("<![CDATA[<A&B>]]>", "<A&B>"),
        ("A<!-- no -->B", "AB"),
        ("A<![CDATA[B]]>&lt;", "AB<"),
    ] {
        assert_eq!(with("SessionToken", written).unwrap().credentials().session_token(), Some(read));
    }
}

#[test]
fn xm04_nesting_deeper_than_100_elements_is_rejected() {
    let nested = |depth: usize| {
        // The response and its result are two of them.
        let inside = depth - 2;
        response_body("AssumeRole", &PARTS, &format!("{}{}", "<x>".repeat(inside), "</x>".repeat(inside)))
    };
    assume(200, nested(100)).unwrap();
    // Endlessly nested responses must be rejected even on a small stack.
    let judge = move || {
        for depth in [101, 100_000, 1_000_000] {
            assert!(refused(assume(200, nested(depth))).to_string().contains("too deep"));
        }
    };
    std::thread::Builder::new().stack_size(512 * 1024).spawn(judge).unwrap().join().unwrap();
}

#[test]
fn xm05_a_response_truncated_at_any_byte_is_rejected() {
    let body = good();
    for end in 0..body.len() {
        refused(assume(200, &body.as_bytes()[..end]));
    }
    assume(200, body).unwrap();
}

#[test]
fn xm06_a_changed_byte_is_rejected_or_changes_only_its_own_value() {
    let body = good();
    let parts = |role: &AssumedRole| {
        let credentials = role.credentials();
        [
            credentials.access_key_id().to_owned(),
            credentials.secret_access_key().to_owned(),
            credentials.session_token().unwrap().to_owned(),
            role.expires_at().to_string(),
        ]
    };
    let expected = parts(&assume(200, body.as_str()).unwrap());
    for at in 0..body.len() {
        for hostile in [0, b'<', b'&', b'"', 0xff] {
            let mut bytes = body.clone().into_bytes();
            bytes[at] = hostile;
            let Ok(role) = assume(200, bytes) else { continue };
            for ((name, value), (found, expected)) in PARTS.iter().zip(parts(&role).iter().zip(&expected)) {
                let start = body.find(&format!("<{name}>")).unwrap() + name.len() + 2;
                let held = (start..start + value.len()).contains(&at);
                assert!(held || found == expected, "{name} changed by byte {at}");
            }
        }
    }
}

#[test]
fn xm07_a_document_of_another_kind_is_rejected_and_described() {
    for (body, says) in [
        ("<html><body>Log in</body></html>".to_owned(), "<html><body>Log in"),
        (String::new(), "is missing"),
        ("{\"Error\":\"none\"}".to_owned(), "Error"),
        (response_body("GetSessionToken", &PARTS, ""), "AssumeRoleResponse"),
        (good().replace("AssumeRoleResponse", "Reply"), "AssumeRoleResponse"),
    ] {
        let error = refused(assume(200, body.clone()));
        assert_eq!((error.kind(), error.status()), (ErrorKind::Response, Some(200)), "{body}");
        assert!(error.to_string().contains(says), "{says}: {error}");
        assert!(body.is_empty() || error.to_string().contains("text/xml"), "{error}");
    }
    let denied = "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>";
    assert!(refused(assume(200, denied)).is_access_denied());
}

#[test]
fn xm08_an_error_status_with_a_valid_document_is_an_error() {
    for status in [301, 400, 403, 404, 500, 503] {
        let error = refused(assume(status, good()));
        assert_eq!((error.kind(), error.status()), (ErrorKind::Service, Some(status)));
    }
}

#[test]
fn xm09_a_repeated_element_is_rejected() {
    let body = good();
    let (result, end) = (body.find("<AssumeRoleResult>").unwrap(), body.find("<ResponseMetadata>").unwrap());
    let two_results = format!("{}{}{}", &body[..end], &body[result..end], &body[end..]);
    let two_credentials = body.replace("</AssumeRoleResult>", "<Credentials></Credentials></AssumeRoleResult>");
    let two_keys = body.replace("<AccessKeyId>", "<AccessKeyId>AKIAIOSFODNN7EXAMPLE</AccessKeyId><AccessKeyId>");
    for body in [two_results, two_credentials, two_keys] {
        assert!(refused(assume(200, body)).to_string().contains("more than once"));
    }
    let two_codes = "<ErrorResponse><Error><Code>A</Code><Code>B</Code></Error></ErrorResponse>";
    assert!(refused(assume(400, two_codes)).code().is_none());
}

#[test]
fn xm10_a_missing_or_empty_part_is_named() {
    for (index, (name, _)) in PARTS.iter().enumerate() {
        let mut parts = PARTS.to_vec();
        parts.remove(index);
        for error in [refused(assume(200, response_body("AssumeRole", &parts, ""))), refused(with(name, ""))] {
            assert!(error.to_string().contains(name), "{error}");
        }
    }
}

#[test]
fn xm11_an_expiration_must_be_a_future_time_in_rfc_3339() {
    for good in ["2027-01-15T08:00:01Z", "2027-01-15T09:00:01+01:00", "2027-01-15T08:00:00.5Z", "2027-01-15t08:00:01z"]
    {
        with("Expiration", good).unwrap();
    }
    // A leap second comes at the end of a UTC day and counts as the first second of the next day.
    let leap = with("Expiration", "2028-06-30T23:59:60Z").unwrap();
    assert_eq!(leap.expires_at().to_string(), "2028-07-01T00:00:00Z");
    let digits = "9".repeat(300);
    for bad in [
        "2001-01-01T00:00:00Z",
        "2027-01-15T08:00:00Z",
        "soon",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "2027-01-15T12:34:60Z",
        "2027-01-15",
        "2027-01-15T08:00:01",
        "1800000001",
        digits.as_str(),
    ] {
        assert!(refused(with("Expiration", bad)).to_string().contains("Expiration"), "{bad}");
    }
}

#[test]
fn credentials_that_cannot_be_sent_or_exported_are_refused() {
    for (name, bad) in [
        ("AccessKeyId", " "),
        ("AccessKeyId", "ASIA&#10;B"),
        ("AccessKeyId", "ASIA-B"),
        ("AccessKeyId", "\u{c4}SIA"),
        ("SecretAccessKey", " "),
        ("SecretAccessKey", "a&#9;b"),
        ("SecretAccessKey", "secr\u{e9}t"),
        ("SessionToken", "a&#13;&#10;X-Evil: 1"),
        ("SessionToken", "token "),
        ("SessionToken", "a&#x202e;b"),
    ] {
        let error = refused(with(name, bad));
        assert_eq!(error.kind(), ErrorKind::Response);
        let text = error.to_string();
        assert!(text.contains(&format!("`Credentials/{name}` may contain only")) && !text.contains("Evil"), "{text}");
    }
    assert_eq!(with("AccessKeyId", "test").unwrap().credentials().access_key_id(), "test");
}

#[test]
fn xm12_documents_must_be_utf_8() {
    let body = good();
    for head in ["\u{feff}", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<?xml version='1.0' encoding='utf-8'?>\n"] {
        assume(200, format!("{head}{body}")).unwrap();
    }
    for encoding in ["UTF-16", "ISO-8859-1", "latin1"] {
        refused(assume(200, format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>{body}")));
    }
    let wide =
        |order: fn(u16) -> [u8; 2]| format!("\u{feff}{body}").encode_utf16().flat_map(order).collect::<Vec<u8>>();
    refused(assume(200, wide(u16::to_le_bytes)));
    refused(assume(200, wide(u16::to_be_bytes)));
}

#[test]
fn xm13_bytes_that_are_not_text_are_rejected() {
    let body = good();
    let at = body.find("AQoDYXdzEPT").unwrap();
    for bytes in [&[0xff][..], &[0], &[0xed, 0xa0, 0x80], &[0xc0, 0x80], &[0xf5, 0x80, 0x80, 0x80], &[0x0b]] {
        let body = [&body.as_bytes()[..at], bytes, &body.as_bytes()[at..]].concat();
        refused(assume(200, body));
    }
}

#[test]
fn xm14_content_after_the_root_is_rejected() {
    for after in ["<more/>", "text", "</AssumeRoleResponse>", "<AssumeRoleResponse/>", "&amp;", "\0"] {
        refused(assume(200, format!("{}{after}", good())));
        refused(assume(200, format!("{after}{}", good())));
    }
    assume(200, format!("{}\n <!-- the end -->", good())).unwrap();
}

#[test]
fn xm15_codes_are_trimmed_and_prefixes_count_if_they_stand_for_the_namespace_of_the_root_or_of_sts() {
    let spaced = "<ErrorResponse><Error><Code> \n AccessDenied\t</Code></Error></ErrorResponse>";
    assert_eq!(refused(assume(403, spaced)).code(), Some(ErrorCode::AccessDenied));
    let prefixed = |namespace: &str| {
        let body = good().replace(&format!(" xmlns=\"{NAMESPACE}\""), "");
        let body = body.replace("</", "\u{1}").replace('<', "<s:").replace('\u{1}', "</s:");
        body.replacen("<s:AssumeRoleResponse", &format!("<s:AssumeRoleResponse xmlns:s=\"{namespace}\""), 1)
    };
    for namespace in [NAMESPACE, "http://sts.amazonaws.com/doc/2011-06-15/", "urn:other", "none"] {
        assume(200, prefixed(namespace)).unwrap();
        assume(200, good().replace(NAMESPACE, namespace)).unwrap();
    }
    refused(assume(200, prefixed(NAMESPACE).replace(&format!(" xmlns:s=\"{NAMESPACE}\""), "")));
    let foreign = "<e:Credentials xmlns:e=\"urn:e\"><AccessKeyId>AKIAI44QH8DHBEXAMPLE</AccessKeyId></e:Credentials>";
    let body = good().replace("</AssumeRoleResult>", &format!("{foreign}</AssumeRoleResult>"));
    let role = assume(200, body).unwrap();
    assert_eq!(role.credentials().access_key_id(), PARTS[0].1, "elements of other namespaces are ignored");
}

#[test]
fn xm16_unknown_elements_and_codes_are_accepted() {
    let body = good();
    for parent in ["AssumeRoleResponse", "AssumeRoleResult", "Credentials", "ResponseMetadata"] {
        let body = body.replace(&format!("</{parent}>"), &format!("<New><Newer>x</Newer></New></{parent}>"));
        assume(200, body).unwrap();
    }
    let unknown = "<ErrorResponse><Error><Code>Brand.New</Code></Error></ErrorResponse>";
    let code = refused(assume(400, unknown)).code();
    assert_eq!(code, Some(ErrorCode::Unrecognized("Brand.New".to_owned())));
}

#[test]
fn xm17_bulky_markup_is_rejected_quickly() {
    let body = good();
    let start = Instant::now();
    let name = "n".repeat(1 << 20);
    let attributes: String = (0..50_000).map(|n| format!(" a{n}=''")).collect();
    let long = format!("<x a='{}'/>", "x".repeat(4 << 20));
    for more in [long, format!("<x{attributes}/>"), format!("<{name}></{name}>")] {
        let _ = assume(200, body.replace("</AssumeRoleResult>", &format!("{more}</AssumeRoleResult>")));
    }
    // 50 ms each, times a factor for busy machines and unoptimized builds.
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
}

#[test]
fn xm18_modelled_codes_are_typed_by_their_code_on_the_wire() {
    for code in [
        "ExpiredTokenException",
        "ExpiredTradeInTokenException",
        "IDPCommunicationError",
        "IDPRejectedClaim",
        "InvalidAuthorizationMessageException",
        "InvalidIdentityToken",
        "JWTPayloadSizeExceededException",
        "MalformedPolicyDocument",
        "OutboundWebIdentityFederationDisabledException",
        "PackedPolicyTooLarge",
        "RegionDisabledException",
        "SessionDurationEscalationException",
    ] {
        let body = format!("<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>");
        let typed = refused(assume(400, body)).code().unwrap();
        assert_eq!(typed.as_str(), code);
        assert!(!matches!(typed, ErrorCode::Unrecognized(_)), "{code}");
    }
    // The name of a shape is not a code.
    let name = ErrorCode::from("MalformedPolicyDocumentException");
    assert!(matches!(name, ErrorCode::Unrecognized(_)));
}

#[test]
fn xm19_the_packed_size_is_a_percentage_or_absent() {
    let size = |more: &str| assume(200, response_body("AssumeRole", &PARTS, more));
    let percent = |more: &str| size(more).unwrap().session_token_utilization();
    assert_eq!(percent(""), None);
    assert_eq!(percent("<PackedPolicySize>0</PackedPolicySize>"), Some(0));
    assert_eq!(percent("<PackedPolicySize/>"), None, "an empty element is an absent member");
    for bad in ["-1", "1099511627776", "x", "1.5"] {
        let error = refused(size(&format!("<PackedPolicySize>{bad}</PackedPolicySize>")));
        assert!(error.to_string().contains("PackedPolicySize"), "{error}");
    }
}

#[test]
fn xm20_the_request_id_in_the_body_wins_over_the_header_and_none_is_lost() {
    let id = |status, body: &str| refused(assume(status, body)).request_id().map(str::to_owned);
    let denied =
        "<ErrorResponse><Error><Code>AccessDenied</Code></Error><RequestId>from-the-body</RequestId></ErrorResponse>";
    assert_eq!(id(403, denied).as_deref(), Some("from-the-body"));
    assert_eq!(id(403, &denied.replace("from-the-body", "")).as_deref(), Some("from-the-header"));
    assert_eq!(id(503, "").as_deref(), Some("from-the-header"));
    assert_eq!(id(200, "<html/>").as_deref(), Some("from-the-header"));
    assert_eq!(id(200, &good().replace("Credentials", "Credential")).as_deref(), Some("from-the-body"));
}
