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
fn a_request_id_is_trimmed_and_a_blank_one_does_not_count() {
    let body = |id: &str| {
        format!(
            "<GreetResponse><GreetResult><Text/></GreetResult><ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata></GreetResponse>"
        )
    };
    let id = |text: &str, headers: &[(&'static str, &str)]| {
        decode::<Greeting>(&GREET, &http_response(200, headers, body(text))).unwrap().request_id
    };
    assert_eq!(id("\n  b\n", &[]).as_deref(), Some("b"));
    assert_eq!(id(" ", &[]), None);
    for name in ["x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"] {
        assert_eq!(id("\n", &[(name, "in-header ")]).as_deref(), Some("in-header"), "{name}");
        assert_eq!(id(" ", &[(name, " ")]), None, "{name}");
    }
}

#[test]
fn a_json_error_with_the_status_of_a_success_is_an_error_behind_a_byte_order_mark() {
    for (start, id) in [("", "RequestId"), ("\u{feff}", "requestId"), ("\u{feff}\n", "RequestID")] {
        let body = format!("{start}{{\"error\":{{\"code\":\" Busy \",\"message\":\"later\"}},\"{id}\":\" r1 \"}}");
        let error = error_of(http_response(200, &[("content-type", "application/json")], body));
        assert_eq!((error.kind(), error.code()), (ErrorKind::Service, Some("Busy")), "{start:?}");
        assert_eq!((error.message(), error.request_id()), (Some("later"), Some("r1")), "{start:?}");
    }
    for place in [
        "\"Error\":{\"Code\":\"C\",\"RequestId\":\"r1\"}",
        "\"Error\":{\"Code\":\"C\"},\"ResponseMetadata\":{\"RequestId\":\"r1\"}",
    ] {
        assert_eq!(error_of(http_response(400, &[], format!("{{{place}}}"))).request_id(), Some("r1"), "{place}");
    }
}

#[test]
fn an_error_without_a_code_and_a_message_shows_its_start() {
    for body in ["<Error><code/><Message/></Error>", "<Error><Code> </Code><message>\n</message></Error>", "<Error/>"] {
        let error = error_of(http_response(400, &[], body));
        assert_eq!(error.message(), None, "{body}");
        let text = error.to_string();
        assert!(
            text.contains("an error without a code and without a message; the body starts with \"<Error"),
            "{text}"
        );
    }
    let text = error_of(http_response(400, &[], "{\"Error\":{\"Code\":\"\",\"Message\":\" \"}}")).to_string();
    assert!(text.contains("without a code and without a message; the body starts with \"{"), "{text}");
}

#[test]
fn an_error_whose_body_is_compressed_names_the_encoding() {
    let gzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3, 0xec, 0xc1, 1, 1].as_slice();
    for (headers, body, encoding) in [
        (&[("content-encoding", "gzip")][..], gzip, "gzip"),
        (&[("content-encoding", " br ")], b"\x0b\x02".as_slice(), "br"),
        (&[("content-encoding", "zstd\"x")], b"\x28".as_slice(), "zstd\\\"x"),
        (&[], gzip, "gzip"),
        (&[("content-encoding", "identity")], gzip, "gzip"),
    ] {
        let text = error_of(http_response(502, headers, body)).to_string();
        let named =
            format!("; its body has the content encoding \"{encoding}\", which was not requested, and is not shown");
        assert!(text.contains(&named) && !text.contains("starts with"), "{text}");
    }
    let plain = error_of(http_response(502, &[("content-encoding", "gzip")], "<Error><Code>C</Code></Error>"));
    assert!(plain.code() == Some("C") && !plain.to_string().contains("encoding"), "{plain}");
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
