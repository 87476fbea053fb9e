//! Responses that are false, truncated, slow or not responses at all, sent by a raw server to `Sts`.
//!
//! Twenty of the 38 look like a success. None of them may yield credentials.
#![cfg(feature = "reqwest")]

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use awsquery::TimestampFormat;
use sts::platform::{Environment, Random};
use sts::{AssumedRole, Config, Credentials, Error, Sts, Timestamp};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const ISSUED_SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY";
/// The deadline of every call here. One attempt gets a third of it.
const DEADLINE: Duration = Duration::from_millis(1500);

/// The behavior of the server on one connection.
#[derive(Clone)]
enum Does {
    /// Sends this, and closes the connection.
    Says(Vec<u8>),
    /// Sends this, and resets the connection.
    Resets(Vec<u8>),
    /// Sends one byte at a time.
    Drips(Vec<u8>),
    /// Sends nothing.
    Waits,
}

use Does::{Drips, Resets, Says, Waits};

/// Serves one connection after the other. The last script is used for all further connections.
fn serve(scripts: Vec<Does>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let connections = Arc::new(AtomicUsize::new(0));
    let count = connections.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let number = count.fetch_add(1, Ordering::SeqCst);
            let script = scripts.get(number).or(scripts.last()).unwrap().clone();
            std::thread::spawn(move || act(stream.unwrap(), script));
        }
    });
    (url, connections)
}

/// Runs a script. The client may close the connection early, so no write has to succeed.
fn act(mut stream: TcpStream, script: Does) {
    if let Resets(response) = script {
        // Closing a socket with unread data sends a reset.
        let _ = stream.peek(&mut [0]);
        let _ = stream.write_all(&response);
        return;
    }
    read_request(&mut stream);
    match script {
        Says(response) => drop(stream.write_all(&response)),
        Drips(response) => {
            for byte in response {
                if stream.write_all(&[byte]).is_err() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        Resets(_) | Waits => {
            let _ = stream.read_to_end(&mut Vec::new());
        }
    }
    let _ = stream.shutdown(Shutdown::Write);
    let _ = stream.read_to_end(&mut Vec::new());
}

fn read_request(stream: &mut TcpStream) {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    while !String::from_utf8_lossy(&bytes).contains("RoleSessionName=test") {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(length) => bytes.extend_from_slice(&buffer[..length]),
        }
    }
}

/// Makes the wait between attempts as short as possible.
#[derive(Debug)]
struct Zero;

impl Random for Zero {
    fn unit(&self) -> f64 {
        0.0
    }
}

/// Returns the result of `AssumeRole`, and the number of connections.
fn assume(scripts: Vec<Does>) -> (Result<AssumedRole, Error>, usize) {
    let (url, connections) = serve(scripts);
    let config = Config::new()
        .with_environment(Environment::from_pairs([]))
        .with_region("eu-west-1")
        .with_endpoint(url)
        .with_credentials(Credentials::new("AKIAIOSFODNN7EXAMPLE", SECRET))
        .with_random(Zero)
        .with_deadline(DEADLINE)
        .with_attempt_timeout(DEADLINE / 3);
    let sts = Sts::builder().config(config).build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let result = runtime.block_on(sts.assume_role("arn:aws:iam::123456789012:role/demo", "test").send());
    (result, connections.load(Ordering::SeqCst))
}

fn later(seconds: u64) -> Timestamp {
    Timestamp::from(SystemTime::now()).checked_add(Duration::from_secs(seconds)).unwrap()
}

/// A correct body.
fn good() -> String {
    format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>\
         <AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>{ISSUED_SECRET}</SecretAccessKey>\
         <SessionToken>AQoDYXdzEPT</SessionToken><Expiration>{}</Expiration></Credentials></AssumeRoleResult>\
         <ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></AssumeRoleResponse>",
        Timestamp::from_secs(later(3600).secs())
    )
}

fn response(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Does {
    announced(status, headers, body.as_ref().len(), body)
}

fn announced(status: u16, headers: &str, length: usize, body: impl AsRef<[u8]>) -> Does {
    let head = format!("HTTP/1.1 {status} X\r\nContent-Type: text/xml\r\nContent-Length: {length}\r\n{headers}\r\n");
    Says([head.as_bytes(), body.as_ref()].concat())
}

fn error_body(code: &str, message: &str) -> String {
    format!("<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>")
}

/// Returns the first bytes of a response.
fn cut(does: Does, keep: impl FnOnce(usize) -> usize) -> Vec<u8> {
    let Says(mut bytes) = does else { panic!("not a complete response") };
    bytes.truncate(keep(bytes.len()));
    bytes
}

/// Checks that the call fails with `status` (0 for none) after `attempts`, and that the error contains `says` and no
/// secret.
#[track_caller]
fn fails(scripts: Vec<Does>, attempts: usize, status: u16, says: &str) -> Error {
    let start = std::time::Instant::now();
    let (result, connections) = assume(scripts);
    // The factor allows for busy machines.
    assert!(start.elapsed() < DEADLINE * 6, "{:?}", start.elapsed());
    let error = result.expect_err("credentials were given");
    let shown = format!("{error} {error:?}");
    assert!(shown.contains(says), "{says}: {shown}");
    assert!(!shown.contains(SECRET) && !shown.contains(ISSUED_SECRET), "{shown}");
    assert_eq!((error.attempts().len(), error.status().unwrap_or_default()), (attempts, status), "{shown}");
    assert_eq!(connections, attempts, "{shown}");
    error
}

#[track_caller]
fn works(scripts: Vec<Does>, attempts: usize) {
    let (result, connections) = assume(scripts);
    assert_eq!(result.unwrap().credentials().secret_access_key(), ISSUED_SECRET);
    assert_eq!(connections, attempts);
}

#[test]
fn xm21_01_to_03_a_valid_response_and_error_documents_with_a_doctype() {
    works(vec![response(200, "", good())], 1);
    let laughs = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>";
    fails(vec![response(400, "", format!("{laughs}{}", error_body("&c;", "m")))], 1, 400, "not an error document");
    let file = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>";
    let error =
        fails(vec![response(400, "", format!("{file}{}", error_body("&a;", "m")))], 1, 400, "not an error document");
    assert!(error.code().is_none() && !error.to_string().contains("root:"));
}

#[test]
fn xm21_04_to_06_a_truncated_response_is_not_a_success() {
    let body = good();
    fails(vec![response(200, "", &body[..body.len() - 60])], 1, 200, "XML");
    fails(vec![announced(200, "", body.len() + 50, &body)], 3, 0, "broke off");
    fails(vec![announced(200, "", body.len() - 60, &body)], 1, 200, "XML");
}

#[test]
fn xm21_07_and_08_compressed_and_oversized_bodies_are_not_read_to_their_end() {
    // The start of a gzip stream. It must never be inflated.
    let gzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3, 0xec, 0xc1, 1, 1];
    let encoded = "Content-Encoding: gzip\r\n";
    fails(vec![response(200, encoded, gzip)], 1, 200, "content encoding \"gzip\"");
    // A valid body with a header that says it is compressed.
    fails(vec![response(200, encoded, good())], 1, 200, "content encoding \"gzip\"");
    let chunk = good();
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n".to_vec();
    fails(vec![Says([head, vec![b' '; 2 * 1024 * 1024], chunk.clone().into_bytes()].concat())], 1, 0, "larger");
    let Says(announced) = announced(200, "", 64 * 1024 * 1024 + chunk.len(), "") else { panic!() };
    fails(vec![Says(announced)], 1, 0, "larger");
}

#[test]
fn xm21_09_and_10_bytes_that_are_not_text_are_rejected_and_a_byte_order_mark_is_accepted() {
    let body = good();
    let at = body.find("AQoDYXdzEPT").unwrap();
    let mut broken = body.clone().into_bytes();
    broken[at] = 0xff;
    fails(vec![response(200, "", broken)], 1, 200, "UTF-8");
    works(vec![response(200, "", format!("\u{feff}{body}"))], 1);
}

#[test]
fn xm21_11_to_17_responses_of_portals_proxies_and_other_services_are_rejected() {
    let html = "<html><body>Log in first</body></html>";
    let portal = fails(vec![response(200, "", html)], 1, 200, "Log in first");
    assert!(portal.to_string().contains("text/xml"), "{portal}");
    fails(vec![response(503, "", html)], 3, 503, "status 503");
    fails(vec![response(200, "", "")], 1, 200, "is missing");
    fails(vec![response(302, "Location: https://aws.amazon.com/iam\r\n", "")], 1, 302, "aws.amazon.com");
    fails(vec![response(307, "Location: https://evil.example/x?y\r\n", "")], 1, 307, "evil.example");
    let error = fails(vec![response(200, "", error_body("AccessDenied", "no"))], 1, 200, "AccessDenied");
    assert!(error.is_access_denied());
    fails(vec![response(400, "", good())], 1, 400, "status 400");
}

#[test]
fn xm21_18_endlessly_nested_elements_are_rejected() {
    let nested = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    fails(vec![response(400, "", nested)], 1, 400, "status 400");
}

#[test]
fn xm21_19_and_20_connections_that_break_within_a_body_are_retried() {
    let half = cut(response(200, "", good()), |length| length - 200);
    let error = fails(vec![Resets(half)], 3, 0, "");
    assert!(error.transport_error().is_some());
    let chunk = good();
    let (first, _) = chunk.split_at(300);
    let chunked = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n12c\r\n{first}\r\n");
    fails(vec![Says(chunked.into_bytes())], 3, 0, "broke off");
}

#[test]
fn xm21_21_to_25_incomplete_credentials_are_rejected() {
    let body = good();
    let without = |text: &str| response(200, "", body.replace(text, ""));
    fails(vec![without(&format!("<SecretAccessKey>{ISSUED_SECRET}</SecretAccessKey>"))], 1, 200, "SecretAccessKey");
    fails(vec![without("AQoDYXdzEPT")], 1, 200, "SessionToken");
    let start = body.find("<Expiration>").unwrap() + "<Expiration>".len();
    let end = body.find("</Expiration>").unwrap();
    for expiration in ["soon", "2019-01-01T00:00:00Z"] {
        let changed = format!("{}{expiration}{}", &body[..start], &body[end..]);
        fails(vec![response(200, "", changed)], 1, 200, "Expiration");
    }
    let (start, end) = (body.find("<Credentials>").unwrap(), body.find("</AssumeRoleResult>").unwrap());
    let other = body[start..end].replace("ASIAIOSFODNN7EXAMPLE", "ASIAI44QH8DHBEXAMPLE");
    let two = format!("{}{other}{}", &body[..end], &body[end..]);
    fails(vec![response(200, "", two)], 1, 200, "Credentials");
}

#[test]
fn xm21_26_to_29_temporary_failures_are_retried_after_the_requested_wait() {
    let error = fails(vec![response(429, "", "")], 3, 429, "status 429");
    assert!(error.is_throttled());
    works(vec![response(500, "", error_body("InternalFailure", "later")), response(200, "", good())], 2);
    works(vec![response(503, "Retry-After: 1\r\n", ""), response(200, "", good())], 2);
    // A wait of one day is limited to 5 s. That exceeds this deadline, so the call fails at once.
    let throttled = response(400, "x-amz-retry-after: 86400000\r\n", error_body("Throttling", "slow down"));
    let error = fails(vec![throttled], 1, 400, "Throttling");
    assert_eq!(error.retries_ended(), Some(sts::retry::RetriesEnded::Deadline));
}

#[test]
fn xm21_30_to_33_error_codes_decide_the_number_of_attempts() {
    fails(vec![response(400, "", error_body("IDPCommunicationError", "later"))], 3, 400, "IDPCommunicationError");
    fails(vec![response(400, "", error_body("InvalidIdentityToken", "wrong"))], 1, 400, "InvalidIdentityToken");
    fails(vec![response(403, "", error_body("ExpiredToken", "over"))], 1, 403, "ExpiredToken");
    fails(vec![response(403, "", error_body("RequestExpired", "late"))], 1, 403, "RequestExpired");
}

#[test]
fn xm21_34_a_wrong_clock_is_corrected() {
    let date = later(7200).format(TimestampFormat::HttpDate);
    let refused = response(403, &format!("Date: {date}\r\n"), error_body("SignatureDoesNotMatch", "off"));
    let expiration = |body: &str| {
        let at = body.find("<Expiration>").unwrap() + "<Expiration>".len();
        format!("{}{}{}", &body[..at], Timestamp::from_secs(later(10_800).secs()), &body[at + 20..])
    };
    works(vec![refused, response(200, "", expiration(&good()))], 2);
}

#[test]
fn xm21_35_and_36_error_documents_with_unusual_content() {
    fails(vec![response(400, "", error_body("Access&#0;Denied", "m"))], 1, 400, "status 400");
    let error = fails(vec![response(400, "", error_body("ValidationError", SECRET))], 1, 400, "ValidationError");
    assert!(error.to_string().contains("[redacted]"), "{error}");
}

#[test]
fn xm21_37_a_slow_response_ends_at_the_deadline() {
    let Says(whole) = response(200, "", good()) else { panic!() };
    let error = fails(vec![Drips(whole)], 3, 0, "");
    assert!(error.is_timeout(), "{error}");
}

#[test]
fn xm21_38_a_silent_server_ends_in_a_timeout() {
    let error = fails(vec![Waits], 3, 0, "");
    assert!(error.is_timeout(), "{error}");
}
