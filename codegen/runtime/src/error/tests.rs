use std::num::NonZeroU32;

use aws_credential_types::provider::error::CredentialsError;

use super::*;
use crate::rule::violation::{Constraint, Found, Path};
use crate::testing::{
    FakeTime, GREET, GreetRequest, GreetingTaken, Peer, WAVE, client, config, error_of, http_response, run,
};
use crate::transport::TransportErrorKind;

/// Returns the error of a call to which the service responds with this status and body.
fn service(status: u16, body: &str) -> Error {
    let error = error_of(http_response(status, &[("x-amzn-requestid", "in-header")], body.to_owned()));
    assert_eq!((error.kind(), error.status()), (ErrorKind::Service, Some(status)), "{body}");
    assert_eq!(error.raw_body(), Some(body.as_bytes()));
    error
}

fn code(status: u16, code: &str) -> Error {
    service(status, &format!("<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>"))
}

#[test]
fn every_form_of_an_error_document_is_read() {
    let members = "<Type>Sender</Type><Code> Taken </Code><Message> as it is </Message>";
    let forms = [
        format!("<ErrorResponse><Error>{members}</Error><RequestId>b</RequestId></ErrorResponse>"),
        format!("<ErrorResponse xmlns='urn:any'><Error>{members}</Error><RequestId>b</RequestId></ErrorResponse>"),
        format!("<Response><Errors><Error>{members}</Error></Errors><RequestID>b</RequestID></Response>"),
        format!("<Error>{members}<RequestId>b</RequestId></Error>"),
        format!("<ErrorResponse><Error>{members}<RequestId>b</RequestId></Error></ErrorResponse>"),
        format!(
            "<ErrorResponse><Error>{members}</Error><ResponseMetadata><RequestId>b</RequestId></ResponseMetadata>\
             </ErrorResponse>"
        ),
        format!("<ErrorResponse><RequestId>b</RequestId><X/><Error><Y/>{members}</Error></ErrorResponse>"),
    ];
    for form in forms {
        let error = service(400, &form);
        assert_eq!((error.code(), error.fault()), (Some("Taken"), Some("Sender")), "{form}");
        assert_eq!((error.message(), error.request_id()), (Some(" as it is "), Some("b")), "{form}");
    }
}

#[test]
fn the_first_of_several_errors_is_read() {
    let body = "<Response><Errors><Error><Code>A</Code></Error><Error><Code>B</Code></Error></Errors></Response>";
    assert_eq!(service(400, body).code(), Some("A"));
}

#[test]
fn the_message_is_found_in_either_case_and_may_be_missing() {
    let message = |inside: &str| {
        let body = format!("<ErrorResponse><Error><Code>C</Code>{inside}</Error></ErrorResponse>");
        service(400, &body).message().map(str::to_owned)
    };
    assert_eq!(message("<message>m</message>").as_deref(), Some("m"));
    assert_eq!(message("<Message>m</Message>").as_deref(), Some("m"));
    assert_eq!(message("<Message/>"), None);
    assert_eq!(message("<Message> \n</Message>"), None);
    assert_eq!(message(""), None);
}

#[test]
fn the_request_id_of_the_header_is_used_if_the_body_has_none() {
    let body = "<ErrorResponse><Error><Code>C</Code></Error><RequestId/></ErrorResponse>";
    assert_eq!(service(400, body).request_id(), Some("in-header"));
    assert_eq!(service(503, "").request_id(), Some("in-header"));
    assert_eq!(error_of(http_response(503, &[], "")).request_id(), None);
}

#[test]
fn a_document_without_a_readable_code_keeps_message_and_request_id() {
    for code in ["", "<Code/>", "<Code> </Code>", "<Code>A</Code><Code>B</Code>"] {
        let inside = format!("<Error>{code}<Message>m</Message></Error><RequestId>b</RequestId>");
        let error = service(400, &format!("<ErrorResponse>{inside}</ErrorResponse>"));
        assert_eq!((error.code(), error.message(), error.request_id()), (None, Some("m"), Some("b")), "{code}");
        assert!(error.to_string().contains("an error without a code: m"), "{error}");
    }
}

#[test]
fn xm07_a_body_that_is_not_an_error_document_is_shown_and_its_status_counts() {
    for (body, shown) in [
        ("<html><body>Gateway</body></html>", "<html><body>Gateway</body></html>"),
        ("<!DOCTYPE html><HTML>no", "<!DOCTYPE html><HTML>no"),
        ("{\"message\":\n \"Forbidden\"}", "{\"message\": \"Forbidden\"}"),
        ("{\"Error\":{}}", "{\"Error\":{}}"),
        ("oops", "oops"),
        ("<ErrorResponse><Error><Code>Cut", "<ErrorResponse><Error><Code>Cut"),
        ("<ErrorResponse/>", "<ErrorResponse/>"),
        ("<ErrorResponse><Error/></ErrorResponse>", "<ErrorResponse><Error/></ErrorResponse>"),
        ("\u{0}\u{202e}x", "\u{fffd}x"),
    ] {
        for status in [301, 307, 400, 403, 500, 503] {
            let error = service(status, body);
            assert_eq!((error.code(), error.message()), (None, None), "{body}");
            let text = error.to_string();
            assert!(text.contains(&format!("status {status}")), "{text}");
            assert!(text.contains(&format!("; the body starts with \"{shown}\"")), "{text}");
        }
    }
    let long = service(502, &format!("<p>{}</p>", "word ".repeat(10_000))).to_string();
    assert!(long.contains("word word") && long.len() < 700, "{long}");
}

#[test]
fn the_text_says_that_there_is_no_body_or_no_content_type() {
    for body in ["", " \n"] {
        let text = error_of(http_response(400, &[], body)).to_string();
        assert_eq!(text, "Greet failed: the response has no body (no content type) (status 400, no request id)");
    }
    let text = error_of(http_response(400, &[("content-type", "text/plain")], "x y")).to_string();
    let expected = "Greet failed: the response is not an error document; the body starts with \"x y\" \
                    (content type text/plain) (status 400, no request id)";
    assert_eq!(text, expected);
}

#[test]
fn a_body_that_looks_like_an_output_is_not_shown_because_it_may_hold_secrets() {
    for body in [
        "<GreetResponse><GreetResult><Text>hush</Text>",
        "<n:OtherResponse xmlns:n='urn:n'><Text>hush</Text></n:OtherResponse>",
        "junk <OtherResponse>hush",
        "{\"OtherResponse\" : {\"Text\": \"hush\"}}",
    ] {
        for status in [200, 403, 500] {
            let error = error_of(http_response(status, &[], body));
            let shown = format!("{error} {error:?} {}", error.report());
            assert!(!shown.contains("hush"), "{shown}");
        }
    }
    for body in
        ["Response: shown", "{\"message\":\"BadResponse\", \"x\":\"shown\"}", "<ErrorResponse>shown", "<Response>shown"]
    {
        assert!(service(403, body).to_string().contains("shown"), "{body}");
    }
}

#[test]
fn a_root_that_ends_with_exception_is_an_error_with_that_code() {
    for (body, message) in [
        ("<AccessDeniedException><Message>no</Message></AccessDeniedException>", Some("no")),
        ("<AccessDeniedException><message>no</message><More/></AccessDeniedException>", Some("no")),
        ("<n:AccessDeniedException xmlns:n='urn:n'><n:Message>no</n:Message></n:AccessDeniedException>", Some("no")),
        ("<AccessDeniedException>no</AccessDeniedException>", Some("no")),
        ("<?xml version='1.0'?>\n<AccessDeniedException/>", None),
    ] {
        for status in [200, 403] {
            let error = service(status, body);
            assert_eq!((error.code(), error.message()), (Some("AccessDeniedException"), message), "{body}");
            assert!(error.is_access_denied());
        }
    }
    for body in ["<Exception/>", "<Exceptional><Message/></Exceptional>", "<AnException><Data/></AnException>"] {
        assert_eq!(service(403, body).code(), None, "{body}");
    }
}

#[test]
fn errors_below_the_root_are_read() {
    let error = "<Error><Code>C</Code><Message>m</Message></Error>";
    for body in [
        format!("<ErrorResponse><Errors>{error}</Errors><RequestId>b</RequestId></ErrorResponse>"),
        format!("<Response>{error}<requestId>b</requestId></Response>"),
        format!("<Response><Errors>{error}</Errors><RequestID>b</RequestID></Response>"),
    ] {
        let error = service(400, &body);
        assert_eq!((error.code(), error.message(), error.request_id()), (Some("C"), Some("m"), Some("b")), "{body}");
    }
}

#[test]
fn the_json_form_of_an_error_is_read() {
    let body = r#" {"Error": {"Code": "GreetingTaken", "Message": "m", "Type": "Sender"}, "RequestId": "b"} "#;
    for status in [200, 403] {
        let error = service(status, body);
        assert_eq!((error.code(), error.fault()), (Some("GreetingTaken"), Some("Sender")));
        assert_eq!((error.message(), error.request_id()), (Some("m"), Some("b")));
        assert_eq!(error.shape().map(|shape| shape.code), Some("GreetingTaken"));
    }
    let error = service(403, r#"{"Error":{"message":"\u00e9","Code":"C","Deep":[{"Error":{"Code":"D"}}]}}"#);
    assert_eq!((error.code(), error.message(), error.request_id()), (Some("C"), Some("é"), Some("in-header")));
    for body in [
        r#"{"__type":"AccessDeniedException","message":"shown"}"#,
        r#"{"Error":{"Code":"A","Code":"B","Message":"shown"}}"#,
        r#"{"Error.Code":"A","Message":"shown"}"#,
        r#"{"Error":"A","Message":"shown"}"#,
        r#"[{"Error":{"Code":"A"}},"shown"]"#,
        r#"{"Error":{"Code":"A"},"Message":"shown""#,
    ] {
        let error = service(403, body);
        assert_eq!((error.code(), error.message()), (None, None), "{body}");
        assert!(error.to_string().contains("shown"), "{error}");
    }
}

#[test]
fn texts_of_a_service_are_shown_on_one_line_and_cut() {
    let forged = "X&#x202e;Y\nGreet failed: Z";
    let mut long = "m".repeat(300_000);
    long.push_str("the-end");
    for (code, message, id) in [(forged, forged, forged), (&long, &long, &long), ("C", &"\u{10ffff}".repeat(9000), "i")]
    {
        let body = format!(
            "<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error>\
             <RequestId>{id}</RequestId></ErrorResponse>"
        );
        let headers = [("content-type", "text/\u{e9}"), ("x-amzn-requestid", "id")];
        let error = error_of(http_response(400, &headers[1..], body.clone()));
        let attempt = format!("{:?}", error.attempts());
        for shown in [
            error.to_string(),
            format!("{error:?}"),
            attempt,
            spoke(error_of(http_response(400, &[], body))).to_string(),
        ] {
            assert!(!shown.contains(['\n', '\u{202e}']) && !shown.contains("the-end"), "{shown}");
            assert!(shown.len() <= 8192, "{}", shown.len());
        }
        assert!(error.report().to_string().len() <= 8192);
        let original = message.replace("&#x202e;", "\u{202e}");
        assert!(error.message() == Some(original.as_str()), "the message itself is as it came");
    }
}

#[test]
fn the_text_has_code_message_status_and_request_id_but_not_the_body() {
    let body = "<ErrorResponse><Error><Code>C</Code><Message>no entry</Message><By>hush</By></Error></ErrorResponse>";
    let error = service(403, body);
    assert_eq!(error.to_string(), "Greet failed: C: no entry (status 403, request id in-header)");
    let debug = format!("{error:?}");
    assert!(debug.contains("no entry") && !debug.contains("hush") && !debug.contains("https"), "{debug}");
}

#[test]
fn modelled_errors_are_matched_by_code_and_read_on_demand() {
    let body =
        "<ErrorResponse><Error><Code>GreetingTaken</Code><message>m</message><By>Ann</By></Error></ErrorResponse>";
    let error = service(409, body);
    assert_eq!(error.shape().map(|shape| shape.name), Some("GreetingTakenException"));
    let expected = GreetingTaken { message: Some("m".to_owned()), by: Some("Ann".to_owned()) };
    assert_eq!(error.modelled::<GreetingTaken>(), Some(expected));
    // The name of the shape is not the code.
    assert!(code(409, "GreetingTakenException").shape().is_none());
    assert!(code(409, "GreetingTakenException").modelled::<GreetingTaken>().is_none());
    assert!(code(409, "SlowPeer").modelled::<GreetingTaken>().is_none());
}

#[test]
fn an_unknown_code_is_kept() {
    let error = code(418, "Quota.Exceeded");
    assert_eq!(error.code(), Some("Quota.Exceeded"));
    assert!(error.shape().is_none() && !error.is_retryable() && !error.is_throttled());
}

#[test]
fn predicates_depend_on_the_code_and_not_on_the_status() {
    assert!(code(400, "ValidationError").is_invalid_request());
    assert!(code(403, "AccessDenied").is_access_denied());
    assert!(code(400, "ExpiredToken").is_expired_token());
    assert!(code(403, "InvalidClientTokenId").is_invalid_credentials());
    assert!(code(403, "SignatureDoesNotMatch").is_signature_mismatch());
    assert!(!code(403, "SignatureDoesNotMatch").is_retryable());
    let throttled = code(400, "Throttling");
    assert!(throttled.is_throttled() && throttled.is_retryable() && !throttled.is_timeout());
    assert!(code(400, "TooEager").is_throttled());
    let slow = code(400, "SlowPeer");
    assert!(slow.is_retryable() && !slow.is_throttled());
    assert!(code(400, "RequestTimeout").is_retryable());
}

#[test]
fn without_a_code_the_status_decides() {
    for status in [500, 502, 503, 504] {
        assert!(service(status, "").is_retryable(), "{status}");
    }
    for status in [301, 400, 403, 404, 501] {
        assert!(!service(status, "").is_retryable(), "{status}");
    }
    assert!(service(429, "").is_throttled());
    assert!(code(429, "LimitReached").is_throttled());
    // A code of the model takes precedence over the status.
    assert!(!code(429, "GreetingTaken").is_throttled());
}

#[test]
fn transport_errors_are_retryable_if_the_same_request_may_succeed() {
    use TransportErrorKind as Kind;
    let of = |kind| Error::transport(&GREET, TransportError::from_kind(kind));
    for kind in [Kind::Connect, Kind::NoResponse, Kind::BodyCut, Kind::Timeout] {
        assert!(of(kind).is_retryable(), "{kind:?}");
    }
    for kind in [Kind::Tls, Kind::TooLarge, Kind::Unsendable] {
        assert!(!of(kind).is_retryable(), "{kind:?}");
    }
    assert!(of(Kind::Timeout).is_timeout() && !of(Kind::Connect).is_timeout());
}

/// A provider's error that wraps the error of a call.
#[derive(Debug)]
struct Refresh(Error);

impl fmt::Display for Refresh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no credentials: {}", self.0)
    }
}

impl StdError for Refresh {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0)
    }
}

/// Returns the error of a call whose credentials come from another call, which failed with this error.
fn spoke(hub: Error) -> Error {
    Error::credentials(&GREET, CredentialsError::provider_error(Refresh(hub)))
}

#[test]
fn the_message_names_the_cause_that_a_person_can_act_on() {
    let error = Error::credentials(&GREET, CredentialsError::not_loaded("AWS_ACCESS_KEY_ID is not set"));
    assert_eq!(error.to_string(), "Greet was not sent: no credentials: AWS_ACCESS_KEY_ID is not set");
    let error = Error::credentials(&WAVE, "the file is gone");
    assert_eq!(error.to_string(), "Wave was not sent: no token: the file is gone");
    let error = Error::transport(&GREET, TransportError::new(TransportErrorKind::Connect, "refused"));
    assert_eq!(error.to_string(), "Greet failed: no connection: refused");
    assert_eq!(error.source().unwrap().to_string(), "refused");
    let error = crate::layer::invalid_argument(&GREET, "a name may not contain spaces");
    assert_eq!((error.kind(), error.is_invalid_request()), (ErrorKind::InvalidArgument, true));
    assert_eq!(error.to_string(), "Greet was not sent: a name may not contain spaces");
}

#[test]
fn a_client_that_cannot_be_built_is_an_error_without_an_operation() {
    let error = Error::from(ConfigError::new("no region: set AWS_REGION"));
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Configuration, None));
    assert_eq!(error.to_string(), "no region: set AWS_REGION");
    assert!(!error.is_retryable() && !error.is_throttled() && error.shape().is_none());
}

#[test]
fn predicates_look_through_the_error_of_a_credentials_provider() {
    let throttled = spoke(spoke(code(400, "Throttling")));
    assert_eq!(throttled.kind(), ErrorKind::Credentials);
    assert!(throttled.is_throttled() && throttled.is_retryable() && !throttled.is_access_denied());
    assert_eq!(throttled.origin().kind(), ErrorKind::Service);
    assert!(spoke(code(403, "AccessDenied")).is_access_denied());
    assert!(spoke(code(400, "ExpiredToken")).is_expired_token());
    let timeout = Error::transport(&GREET, TransportError::from_kind(TransportErrorKind::Timeout));
    assert!(spoke(timeout).is_timeout());
    let plain = Error::credentials(&GREET, "the file is gone");
    assert!(!plain.is_throttled() && !plain.is_retryable() && plain.origin().kind() == ErrorKind::Credentials);
}

#[test]
fn what_the_service_said_is_found_through_any_number_of_links() {
    let body = "<ErrorResponse><Error><Type>Sender</Type><Code>GreetingTaken</Code><Message>m</Message><By>Ann</By>\
                </Error><RequestId>an-id</RequestId></ErrorResponse>";
    for links in [1, 2, 7] {
        let error = (0..links).fold(service(409, body), |error, _| spoke(error));
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Credentials, Some("Greet")));
        assert_eq!((error.code(), error.message(), error.fault()), (Some("GreetingTaken"), Some("m"), Some("Sender")));
        assert_eq!((error.status(), error.request_id()), (Some(409), Some("an-id")));
        assert_eq!(error.raw_body(), Some(body.as_bytes()));
        assert_eq!(error.shape().map(|shape| shape.code), Some("GreetingTaken"));
        assert_eq!(error.modelled::<GreetingTaken>().and_then(|taken| taken.by).as_deref(), Some("Ann"));
        assert!(error.attempts().is_empty(), "this call sent nothing");
    }
    // Boxed once more by a provider of AWS's SDK.
    let boxed = CredentialsError::unhandled(CredentialsError::provider_error(Refresh(code(400, "Throttling"))));
    let error = Error::credentials(&GREET, boxed);
    assert_eq!((error.code(), error.is_throttled()), (Some("Throttling"), true));
}

#[test]
fn the_message_of_a_chain_says_each_thing_once() {
    let hub = code(400, "Throttling");
    let text = format!("Greet was not sent: no credentials: {hub}");
    let error = spoke(hub);
    assert_eq!(error.to_string(), text);
    assert_eq!(text.matches("Throttling").count(), 1);
    assert_eq!(spoke(error).to_string(), format!("Greet was not sent: no credentials: {text}"));
}

#[test]
fn the_message_is_one_line_whatever_the_service_says() {
    let body =
        "<ErrorResponse><Error><Code>C</Code><Message>one\n\n  two&#9;three&#13;</Message></Error></ErrorResponse>";
    let error = service(400, body);
    assert_eq!(error.to_string(), "Greet failed: C: one two three (status 400, request id in-header)");
    assert!(error.message().unwrap().contains('\n'), "the message itself is as it came");
}

#[test]
fn a_report_holds_everything_that_the_message_leaves_out() {
    let peer =
        Peer::responding([500, 503].map(|status| Ok(http_response(status, &[("x-amzn-requestid", "an-id")], ""))));
    let config = config(&peer, &FakeTime::new()).with_max_attempts(NonZeroU32::MIN.saturating_add(1));
    let error = run(client(config).call(&GreetRequest("Bob"))).unwrap_err();
    let expected = format!(
        "{error}\nattempts:\n  1. status 500, request id an-id; waited 50ms\n  2. status 503, request id an-id"
    );
    assert_eq!(error.report().to_string(), expected);
    let violation = |name| Violation::documented(Path::member(name), Constraint::Format, Found::Mismatch, "be a name");
    let error =
        crate::layer::check_request(&GreetRequest("B"), vec![violation("Name"), violation("Tone")]).unwrap_err();
    assert_eq!(error.to_string(), "Greet was not sent: Name: must be a name; and 1 more");
    let violations = "violations:\n  1. Name: must be a name\n  2. Tone: must be a name";
    assert_eq!(error.report().to_string(), format!("{error}\n{violations}"));
    let chain = spoke(code(400, "Throttling"));
    assert!(!chain.report().to_string().contains("causes"), "{}", chain.report());
}

#[test]
fn errors_can_be_sent_between_threads() {
    fn check<T: Send + Sync + 'static>() {}
    check::<Error>();
}
