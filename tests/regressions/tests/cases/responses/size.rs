//! Cases about the size of responses, with a server that counts what is read.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use regressions::Case;
use sts::platform::Environment;
use sts::{Config, Credentials, Sts, Timestamp};
use testkit::canned::{NOW, PARTS, response_body};

use crate::expect::contains;

/// The bytes that the operating system takes from a server although no one reads them, at most.
const BUFFERED: usize = 8 * 1024 * 1024;

/// The time that the server waits for a client that refuses the response because of its headers.
const PATIENCE: Duration = Duration::from_millis(200);

pub fn response_size(case: &Case) -> Result<(), String> {
    let bytes = |name: &str| case.input[name].as_u64().map(|bytes| usize::try_from(bytes).unwrap());
    let body = bytes("body_bytes").map(padded).unwrap_or_default();
    let announced = bytes("content_length").or_else(|| bytes("body_bytes"));
    let (url, server) = serve(announced, body);
    let mut config = Config::new()
        .with_environment(Environment::from_pairs([]))
        .with_region("eu-west-1")
        .with_endpoint(url)
        .with_credentials(Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
        .with_clock(Timestamp::from_secs(NOW));
    if let Some(limit) = bytes("limit") {
        config = config.with_max_response_bytes(limit);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sts = Sts::from_config(config);
    let result = runtime.block_on(async { sts.assume_role("arn:aws:iam::123456789012:role/demo", "x1").await });
    drop((sts, runtime));
    let sent = server.join().map_err(|_| "the server panicked")?;
    let most = case.expected["bytes_read_at_most"].as_u64().map(|bytes| usize::try_from(bytes).unwrap());
    if most.is_some_and(|most| sent > most + BUFFERED) {
        return Err(format!("{sent} bytes were sent"));
    }
    match (result, case.expected.get("error_contains")) {
        (Ok(_), None) => Ok(()),
        (Ok(_), Some(_)) => Err("the response was read".to_owned()),
        (Err(error), None) => Err(error.to_string()),
        (Err(error), Some(_)) => contains(&error.to_string(), &case.expected, "error_contains"),
    }
}

/// Returns a good response of exactly this size.
fn padded(size: usize) -> Vec<u8> {
    let mut body = response_body("AssumeRole", &PARTS, "").into_bytes();
    assert!(body.len() <= size, "a good response has at least {} bytes", body.len());
    body.resize(size, b'\n');
    body
}

/// Serves one response. The result of the thread is the number of bytes of the body that were sent.
fn serve(announced: Option<usize>, body: Vec<u8>) -> (String, JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (url, std::thread::spawn(move || respond(listener.accept().unwrap().0, announced, &body)))
}

fn respond(mut stream: TcpStream, announced: Option<usize>, body: &[u8]) -> usize {
    let mut request = Vec::new();
    let mut part = [0; 4096];
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    // The request is complete when nothing more comes.
    while let Ok(length @ 1..) = stream.read(&mut part) {
        request.extend_from_slice(&part[..length]);
    }
    let length = announced.map(|length| format!("Content-Length: {length}\r\n")).unwrap_or_default();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n{length}Connection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let is_waiting = |error: &std::io::Error| matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
    match stream.read(&mut part) {
        Err(error) if is_waiting(&error) => {}
        // The client refused the response.
        _ => return 0,
    }
    let mut sent = 0;
    for part in body.chunks(16 * 1024) {
        match stream.write(part) {
            Ok(written) if written == part.len() => sent += written,
            _ => break,
        }
    }
    sent
}
