use std::error::Error as _;

use super::*;
use crate::testing::{GREET, GreetingTaken, error_of, http_response};

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
    assert_eq!(message("<Message/>").as_deref(), Some(""));
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
fn a_body_that_is_not_an_error_document_is_not_shown_but_its_status_is() {
    let bodies = ["", " \n", "<html><body>Gateway</body></html>", "<!DOCTYPE html><HTML>", "{\"Error\":{}}", "oops"];
    for body in bodies.iter().chain(&["<ErrorResponse><Error><Code>Cut", "<ErrorResponse/>", "\u{0}"]) {
        for status in [301, 307, 400, 403, 500, 503] {
            let error = service(status, body);
            assert_eq!((error.code(), error.message()), (None, None), "{body}");
            let text = error.to_string();
            assert!(text.contains(&format!("status {status}")) && !text.contains("Gateway"), "{text}");
        }
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

#[test]
fn a_cause_is_returned_by_source_and_not_repeated_by_display() {
    let error = Error::credentials(&GREET, "the file is gone");
    assert_eq!(error.to_string(), "Greet was not sent: could not get credentials");
    assert_eq!(error.source().unwrap().to_string(), "the file is gone");
    let error = Error::transport(&GREET, TransportError::new(TransportErrorKind::Connect, "refused"));
    assert_eq!(error.to_string(), "Greet failed: no connection to the service; nothing was sent");
    assert_eq!(error.source().unwrap().to_string(), "refused");
}

#[test]
fn errors_can_be_sent_between_threads() {
    fn check<T: Send + Sync + 'static>() {}
    check::<Error>();
}
