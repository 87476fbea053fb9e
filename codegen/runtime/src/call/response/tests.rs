use super::*;
use crate::error::ErrorKind;
use crate::testing::{GREET, Greeting, NAMESPACE, Nothing, WAVE, decode, error_of, greeting, http_response};

fn greet(body: &str) -> Result<Response<Greeting>, Error> {
    decode(&GREET, &http_response(200, &[("x-amzn-requestid", "in-header")], body.to_owned()))
}

fn problem(body: &str) -> String {
    let error = greet(body).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Response, "{error}");
    assert_eq!(error.status(), Some(200));
    error.to_string()
}

#[test]
fn the_output_and_the_request_id_of_the_body_are_read() {
    let response = decode::<Greeting>(&GREET, &greeting()).unwrap();
    assert_eq!(response.output, Greeting { text: "hello".to_owned(), tone: None });
    assert_eq!(response.request_id.as_deref(), Some("id-1"));
}

#[test]
fn the_request_id_comes_from_the_header_if_the_body_has_none() {
    let result = "<GreetResponse><GreetResult><Text/></GreetResult>";
    let id = |rest: &str| greet(&format!("{result}{rest}</GreetResponse>")).unwrap().request_id;
    assert_eq!(id("").as_deref(), Some("in-header"));
    assert_eq!(id("<ResponseMetadata><RequestId/></ResponseMetadata>").as_deref(), Some("in-header"));
    assert_eq!(id("<ResponseMetadata><RequestId>b</RequestId></ResponseMetadata>").as_deref(), Some("b"));
    assert_eq!(id("<RequestId>b</RequestId>").as_deref(), Some("b"));
    assert_eq!(id("<RequestID>b</RequestID>").as_deref(), Some("b"));
}

#[test]
fn an_operation_without_output_accepts_a_response_with_only_metadata() {
    for body in ["<WaveResponse><ResponseMetadata/></WaveResponse>", "<WaveResponse><WaveResult/></WaveResponse>", ""] {
        assert_eq!(decode::<Nothing>(&WAVE, &http_response(200, &[], body)).unwrap().output, Nothing);
    }
}

#[test]
fn an_empty_body_is_an_empty_output_with_the_request_id_of_the_header() {
    let empty = http_response(204, &[("x-amzn-requestid", "in-header")], "");
    assert_eq!(decode::<Nothing>(&WAVE, &empty).unwrap().request_id.as_deref(), Some("in-header"));
    // A required member is still missing.
    let error = decode::<Greeting>(&GREET, &http_response(200, &[], "")).unwrap_err();
    assert!(error.to_string().contains("Text"), "{error}");
}

#[test]
fn a_success_with_another_document_is_unusable() {
    assert!(problem("<WaveResponse/>").contains("the root element is not GreetResponse"));
    assert!(problem("<GreetResponse/>").contains("GreetResponse contains no GreetResult"));
    for body in ["<!DOCTYPE html><html/>", "{\"a\":1}", " ", "<GreetResponse><GreetResult>", "plain"] {
        assert!(problem(body).contains("not a usable XML document"), "{body}");
    }
}

#[test]
fn a_response_in_any_namespace_is_read() {
    for root in ["<GreetResponse xmlns='urn:other'>", "<n:GreetResponse xmlns:n='none'>", "<GreetResponse xmlns=''>"] {
        let end = if root.starts_with("<n:") { "</n:GreetResponse>" } else { "</GreetResponse>" };
        let body = format!("{root}<GreetResult><Text>hello</Text></GreetResult>{end}");
        assert_eq!(greet(&body).unwrap().output.text, "hello", "{body}");
    }
}

#[test]
fn an_empty_optional_number_is_absent() {
    let body = "<GreetResponse><GreetResult><Text/><Tone/></GreetResult></GreetResponse>";
    assert_eq!(greet(body).unwrap().output, Greeting { text: String::new(), tone: None });
}

#[test]
fn a_missing_required_member_is_named() {
    let text = problem("<GreetResponse><GreetResult><Tone>1</Tone></GreetResult></GreetResponse>");
    assert!(text.contains("GreetResult/Text"), "{text}");
}

#[test]
fn a_repeated_result_or_member_is_refused() {
    let one = "<GreetResult><Text>a</Text></GreetResult>";
    assert!(problem(&format!("<GreetResponse>{one}{one}</GreetResponse>")).contains("GreetResult"));
    let text = problem("<GreetResponse><GreetResult><Text>a</Text><Text>b</Text></GreetResult></GreetResponse>");
    assert!(text.contains("GreetResult/Text"), "{text}");
}

#[test]
fn an_unusable_success_keeps_the_request_id_of_its_body() {
    let body =
        "<GreetResponse><GreetResult/><ResponseMetadata><RequestId>b</RequestId></ResponseMetadata></GreetResponse>";
    assert_eq!(greet(body).unwrap_err().request_id(), Some("b"));
    assert_eq!(greet("<GreetResponse/>").unwrap_err().request_id(), Some("in-header"));
}

#[test]
fn an_unusable_success_shows_status_and_content_type_but_not_the_body() {
    let body = "<GreetResponse><GreetResult><Text>hush</Text><Tone>hush</Tone></GreetResult></GreetResponse>";
    let error = error_of(http_response(200, &[("content-type", "text/xml")], body));
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(text.contains("text/xml") && text.contains("status 200") && text.contains("Tone"), "{text}");
        assert!(!text.contains("hush"), "{text}");
    }
}

#[test]
fn an_error_document_with_a_success_status_is_an_error_of_the_service() {
    let body = format!(
        "<ErrorResponse xmlns='{NAMESPACE}'><Error><Code>GreetingTaken</Code><Message>no</Message></Error>\
         <RequestId>b</RequestId></ErrorResponse>"
    );
    let error = error_of(http_response(200, &[], body));
    assert_eq!((error.kind(), error.status()), (ErrorKind::Service, Some(200)));
    assert_eq!((error.code(), error.request_id()), (Some("GreetingTaken"), Some("b")));
}

#[test]
fn an_error_status_with_a_success_document_is_an_error_that_does_not_show_it() {
    let mut response = greeting();
    *response.status_mut() = StatusCode::BAD_GATEWAY;
    let error = error_of(response);
    assert_eq!((error.kind(), error.status(), error.code()), (ErrorKind::Service, Some(502), None));
    assert_eq!(error.request_id(), Some("id-1"));
    assert!(!format!("{error:?} {error}").contains("hello"));
}

#[test]
fn the_operation_is_named_in_the_error() {
    let error = error_of(http_response(500, &[], ""));
    assert_eq!(error.operation(), Some("Greet"));
    assert!(error.to_string().starts_with("Greet failed: "), "{error}");
}
