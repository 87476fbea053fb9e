//! Features for tests: the clock, scripted responses, and recorded calls.

use std::time::Duration;

use sts::api::{AssumeRoleRequest, GetCallerIdentityRequest};
use sts::platform::Clock as _;
use sts::{Sts, Timestamp};
use sts_local::{LocalClock, LocalSts, ScriptedResponse};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const DEMO: &str = "arn:aws:iam::123456789012:role/demo";

/// Sends one request, and returns the bytes of the response and the end of the connection.
async fn send_raw(local: &LocalSts) -> (String, std::io::Result<()>) {
    let address = local.endpoint().trim_start_matches("http://").to_owned();
    let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
    let body = "Action=GetCallerIdentity&Version=2011-06-15";
    let head =
        format!("POST / HTTP/1.1\r\nhost: {address}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes).await.map(|_| ());
    (String::from_utf8(bytes).unwrap(), end)
}

async fn call(sts: &Sts) -> Result<(), sts::Error> {
    sts.client().get_caller_identity(&GetCallerIdentityRequest::default()).await.map(|_| ())
}

#[tokio::test]
async fn em21_each_call_gets_its_scripted_response_and_later_calls_succeed() {
    let local = LocalSts::start().await.unwrap();
    local.script([ScriptedResponse::real(), ScriptedResponse::status(418).body("teapot").header("x-kind", "short")]);
    let (first, _) = send_raw(&local).await;
    assert!(first.contains("MissingAuthenticationToken"), "{first}");
    let (second, _) = send_raw(&local).await;
    assert!(second.starts_with("HTTP/1.1 418 "), "{second}");
    assert!(second.contains("x-kind: short\r\n") && second.contains("content-length: 6\r\n"), "{second}");
    assert!(second.ends_with("\r\n\r\nteapot"), "{second}");
    assert!(call(&local.sts()).await.is_ok());
}

#[tokio::test]
async fn em21_scripted_errors_look_like_errors_of_sts() {
    let local = LocalSts::start().await.unwrap();
    local.script([ScriptedResponse::throttling()]);
    let (response, _) = send_raw(&local).await;
    assert!(response.starts_with("HTTP/1.1 400 "), "{response}");
    let calls = local.calls();
    let body = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <Error>\n    <Type>Sender</Type>\n    \
         <Code>Throttling</Code>\n    <Message>Rate exceeded</Message>\n  </Error>\n  <RequestId>{}</RequestId>\n\
         </ErrorResponse>\n",
        calls[0].request_id
    );
    assert!(response.ends_with(&body), "{response}");
    assert_eq!((calls[0].status, calls[0].code.as_deref()), (Some(400), Some("Throttling")));
}

#[tokio::test]
async fn em21_wrong_lengths_cuts_and_drips_are_sent_as_scripted() {
    let local = LocalSts::start().await.unwrap();
    local.script([
        ScriptedResponse::status(200).body("0123456789").content_length(60),
        ScriptedResponse::status(200).body("0123456789").content_length(4),
        ScriptedResponse::status(200).body("0123456789").cut_after(3),
        ScriptedResponse::status(200).body("0123456789").chunked().cut_after(3),
        ScriptedResponse::status(200).body("0123456789").drip(4, Duration::from_millis(1)).chunked(),
    ]);
    let mut responses = Vec::new();
    for _ in 0..5 {
        responses.push(send_raw(&local).await.0);
    }
    assert!(
        responses[0].contains("content-length: 60\r\n") && responses[0].ends_with("\r\n\r\n0123456789"),
        "{responses:?}"
    );
    assert!(responses[1].contains("content-length: 4\r\n") && responses[1].ends_with("\r\n\r\n0123"), "{responses:?}");
    assert!(responses[2].contains("content-length: 10\r\n") && responses[2].ends_with("\r\n\r\n012"), "{responses:?}");
    assert!(
        responses[3].contains("transfer-encoding: chunked\r\n") && responses[3].ends_with("3\r\n012\r\n"),
        "{responses:?}"
    );
    assert!(responses[4].ends_with("4\r\n0123\r\n4\r\n4567\r\n2\r\n89\r\n0\r\n\r\n"), "{responses:?}");
}

#[tokio::test]
async fn em21_a_reset_resets_the_connection_and_silence_keeps_it_open() {
    let local = LocalSts::start().await.unwrap();
    local.script([ScriptedResponse::reset(), ScriptedResponse::silence()]);
    let (bytes, end) = send_raw(&local).await;
    assert_eq!(bytes, "");
    assert_eq!(end.unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
    let silence = tokio::time::timeout(Duration::from_millis(50), send_raw(&local)).await;
    assert!(silence.is_err());
    let statuses: Vec<_> = local.calls().iter().map(|call| call.status).collect();
    assert_eq!(statuses, [None, None]);
}

#[tokio::test]
async fn em21_an_outage_lasts_until_the_script_is_cleared() {
    let local = LocalSts::start().await.unwrap();
    local.script_always(ScriptedResponse::status(503));
    for _ in 0..3 {
        assert!(send_raw(&local).await.0.starts_with("HTTP/1.1 503 "));
    }
    local.clear_script();
    assert!(call(&local.sts()).await.is_ok());
}

#[tokio::test]
async fn calls_are_recorded_with_their_callers_and_parameters() {
    let local = LocalSts::builder()
        .user("Ann", "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
        .clock(LocalClock::at(Timestamp::from_secs(1_800_000_000)))
        .start()
        .await
        .unwrap();
    local.clock().advance(Duration::from_secs(5));
    assert!(local.sts().assume_role(DEMO, "nightly").tag("team", "red").await.is_err());
    let calls = local.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].operation.as_deref(), Some("AssumeRole"));
    assert_eq!(calls[0].caller.as_deref(), Some("arn:aws:iam::123456789012:user/Ann"));
    assert_eq!(calls[0].parameter("RoleSessionName"), Some("nightly"));
    assert_eq!(calls[0].parameter("Tags.member.1.Value"), Some("red"));
    assert_eq!((calls[0].status, calls[0].code.as_deref()), (Some(403), Some("AccessDenied")));
    assert_eq!(calls[0].time, Timestamp::from_secs(1_800_000_005));
}

#[tokio::test]
async fn recorded_calls_contain_no_secrets() {
    let local = LocalSts::start().await.unwrap();
    let session = local.sts().new_session().await.unwrap().credentials();
    let request = AssumeRoleRequest::builder(DEMO, "test").serial_number("GAHT12345678").token_code("987654");
    let client = local.sts_as(session.clone());
    assert!(client.client().assume_role(&request.build().unwrap()).await.is_err());
    let calls = local.calls();
    assert_eq!(calls[1].parameter("TokenCode"), Some("[hidden]"));
    assert_eq!(calls[1].header("authorization"), Some("[hidden]"));
    let record = format!("{calls:?}");
    assert!(!record.contains("987654") && !record.contains(session.session_token().unwrap()), "{record}");
}

#[tokio::test]
async fn the_clock_moves_the_server_and_its_clients() {
    let local = LocalSts::start().await.unwrap();
    let session = local.sts().new_session().duration(Duration::from_secs(900)).await.unwrap();
    let sts = local.sts_as(session.credentials());
    local.clock().advance(Duration::from_secs(890));
    assert!(call(&sts).await.is_ok());
    local.clock().advance(Duration::from_secs(11));
    assert!(call(&sts).await.unwrap_err().is_expired_token());
    local.clock().set_back(Duration::from_secs(60));
    assert!(call(&sts).await.is_ok());
}

#[test]
fn setting_a_clock_back_does_not_change_monotonic_time() {
    let clock = LocalClock::at(Timestamp::from_secs(1_800_000_000));
    clock.clone().advance(Duration::from_millis(1_500));
    clock.set_back(Duration::from_secs(2));
    assert_eq!(clock.wall(), Timestamp::from_parts(1_799_999_999, 500_000_000).unwrap());
    assert_eq!(clock.monotonic(), Duration::from_millis(1_500));
}
