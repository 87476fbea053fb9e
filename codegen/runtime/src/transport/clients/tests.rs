//! The clients against a raw server on this machine, which sends exactly the bytes of a test. Each test runs with each client.

use std::error::Error as _;
use std::fmt;
use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use bytes::Bytes;

#[cfg(feature = "hyper")]
use super::hyper::HyperTransport;
use super::names::Names;
#[cfg(feature = "reqwest")]
use super::reqwest::ReqwestTransport;
use super::settings::ClientSettings;
#[cfg(feature = "blocking")]
use super::sockets::SocketTransport;
use crate::platform::config_error::ConfigError;
use crate::platform::environment::Environment;
use crate::transport::*;

const CAP: usize = 1024 * 1024;

/// A server that responds to one request with fixed bytes and closes the connection.
struct Server {
    url: String,
    /// The requests that the server received.
    received: Receiver<String>,
}

fn server(response: impl Into<Vec<u8>>) -> Server {
    let response = response.into();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/base/", listener.local_addr().unwrap());
    let (sender, received) = channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        // Fails if the test does not receive any more.
        let _ = sender.send(read_request(&mut stream));
        // Fails if the client has closed the connection.
        let _ = stream.write_all(&response);
        let _ = stream.shutdown(Shutdown::Write);
        // Read until the client closes the connection: closing it with unread bytes would reset it before the client has
        // read the response.
        let _ = stream.read_to_end(&mut Vec::new());
    });
    Server { url, received }
}

/// Reads a request with the body `ping` or without one, or the start of a TLS handshake.
fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 1024];
    while !bytes.ends_with(b"ping") {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(length) => bytes.extend_from_slice(&buffer[..length]),
        }
        let has_body = String::from_utf8_lossy(&bytes).to_ascii_lowercase().contains("\r\ncontent-length: 4\r\n");
        let is_whole_head = bytes.ends_with(b"\r\n\r\n") && !has_body;
        if bytes.first() == Some(&0x16) || is_whole_head {
            break;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A client that the tests run with.
trait TestedClient: fmt::Debug + Sized {
    /// The name of the modules with its tests.
    const NAME: &'static str;

    fn from_environment(environment: &Environment) -> Result<Self, ConfigError>;

    fn loopback() -> Self;

    /// Creates a client that gives up connecting after [`SOON`].
    fn impatient(environment: &Environment) -> Self;

    /// Creates a client for which every name has these addresses.
    fn with_addresses(addresses: &[IpAddr]) -> Self;

    fn run(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<http::Response<Bytes>, TransportError>;

    /// Sends this many requests at the same time. All of them get a response.
    fn run_together(&self, url: &str, count: usize);
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const SOON: Duration = Duration::from_millis(500);

/// Returns settings in which every name has these addresses.
fn settings_with(addresses: &[IpAddr]) -> ClientSettings {
    let settings = ClientSettings::from_environment(CONNECT_TIMEOUT, &Environment::from_pairs([])).unwrap();
    ClientSettings { names: Names::Fixed(addresses.to_vec()), ..settings }
}

macro_rules! tested_on_tokio {
    ($name:literal, $client:ty, $from_settings:expr) => {
        impl TestedClient for $client {
            const NAME: &'static str = $name;

            fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
                Self::new(CONNECT_TIMEOUT, environment)
            }

            fn loopback() -> Self {
                Self::for_loopback(CONNECT_TIMEOUT).unwrap()
            }

            fn impatient(environment: &Environment) -> Self {
                Self::new(SOON, environment).unwrap()
            }

            fn with_addresses(addresses: &[IpAddr]) -> Self {
                $from_settings(settings_with(addresses))
            }

            fn run(
                &self,
                request: http::Request<Bytes>,
                limits: TransportLimits,
            ) -> Result<http::Response<Bytes>, TransportError> {
                let limited = async { tokio::time::timeout(limits.remaining, self.send(request, limits)).await };
                let response = RUNTIME.with(|runtime| runtime.block_on(limited));
                response.unwrap_or_else(|_| Err(TransportError::timeout(limits.remaining)))
            }

            fn run_together(&self, url: &str, count: usize) {
                let send = || {
                    let (client, request) = (self.clone(), request(url));
                    tokio::spawn(async move { client.send(request, limits()).await })
                };
                RUNTIME.with(|runtime| {
                    runtime.block_on(async {
                        let tasks: Vec<_> = std::iter::repeat_with(send).take(count).collect();
                        for task in tasks {
                            task.await.unwrap().unwrap();
                        }
                    });
                });
            }
        }
    };
}

thread_local! {
    /// The runtime of a test, in which connections are kept.
    static RUNTIME: tokio::runtime::Runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
}

#[cfg(feature = "reqwest")]
tested_on_tokio!("reqwest", ReqwestTransport, |settings| { ReqwestTransport::from_settings(settings).unwrap() });
#[cfg(feature = "hyper")]
tested_on_tokio!("hyper", HyperTransport, HyperTransport::from_settings);

#[cfg(feature = "blocking")]
impl TestedClient for SocketTransport {
    const NAME: &'static str = "sockets";

    fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        Self::new(CONNECT_TIMEOUT, environment)
    }

    fn loopback() -> Self {
        Self::for_loopback(CONNECT_TIMEOUT).unwrap()
    }

    fn impatient(environment: &Environment) -> Self {
        Self::new(SOON, environment).unwrap()
    }

    fn with_addresses(addresses: &[IpAddr]) -> Self {
        Self::from_settings(settings_with(addresses))
    }

    fn run(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        self.send(request, limits)
    }

    fn run_together(&self, url: &str, count: usize) {
        std::thread::scope(|scope| {
            (0..count).for_each(|_| drop(scope.spawn(|| send_by(self, url).unwrap())));
        });
    }
}

/// Makes one test of each function for each client.
macro_rules! for_each_client {
    ($($(#[$attribute:meta])* $test:ident,)*) => {
        #[cfg(feature = "reqwest")]
        mod reqwest {
            $($(#[$attribute])* #[test] fn $test() { super::$test::<crate::transport::ReqwestTransport>(); })*
        }
        #[cfg(feature = "hyper")]
        mod hyper {
            $($(#[$attribute])* #[test] fn $test() { super::$test::<crate::transport::HyperTransport>(); })*
        }
        #[cfg(feature = "blocking")]
        mod sockets {
            $($(#[$attribute])* #[test] fn $test() { super::$test::<crate::transport::SocketTransport>(); })*
        }
    };
}

mod causes;
mod connections;
mod kept;
mod proxies;
#[cfg(any(feature = "reqwest", feature = "hyper"))]
mod runtimes;
#[cfg(feature = "tls")]
mod tls;

/// Returns the path of the test of this client, for another process that runs it.
fn path<C: TestedClient>(module: &str, test: &str) -> String {
    format!("transport::clients::tests::{module}{}::{test}", C::NAME)
}

fn limits() -> TransportLimits {
    // The limit only ends tests that hang.
    TransportLimits::new(CONNECT_TIMEOUT, Duration::from_secs(20), CAP)
}

/// Returns limits of which that for a connection is soon reached.
fn soon() -> TransportLimits {
    TransportLimits::new(SOON, Duration::from_secs(20), CAP)
}

fn request(url: &str) -> http::Request<Bytes> {
    http::Request::post(url)
        .header("accept-encoding", "identity")
        .header("host", "signed.example")
        .body(Bytes::from_static(b"ping"))
        .unwrap()
}

fn send<C: TestedClient>(url: &str) -> Result<http::Response<Bytes>, TransportError> {
    send_by(&C::loopback(), url)
}

fn send_by<C: TestedClient>(client: &C, url: &str) -> Result<http::Response<Bytes>, TransportError> {
    client.run(request(url), limits())
}

#[track_caller]
fn fails<C: TestedClient>(response: impl Into<Vec<u8>>, kind: TransportErrorKind) -> TransportError {
    let server = server(response);
    let error = send::<C>(&server.url).expect_err("an error was expected");
    assert_eq!(error.kind(), kind, "{error:?}");
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(!text.contains("/base/"), "{text}");
    }
    error
}

/// Returns a response with this header, and a body of `length` bytes.
fn large(head: &str, length: usize) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes(), &vec![b'x'; length]].concat()
}

fn chunked(length: usize) -> Vec<u8> {
    let mut response = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for size in std::iter::repeat_n(4096, length / 4096).chain(Some(length % 4096).filter(|rest| *rest > 0)) {
        response.extend_from_slice(format!("{size:x}\r\n").as_bytes());
        response.resize(response.len() + size, b'x');
        response.extend_from_slice(b"\r\n");
    }
    response.extend_from_slice(b"0\r\n\r\n");
    response
}

for_each_client! {
    a_response_is_returned_with_status_headers_and_body,
    a_request_is_sent_as_it_was_signed,
    ht01_redirects_are_not_followed,
    ht09_an_encoded_body_is_not_decoded,
    ht08_a_response_of_the_maximum_size_is_read,
    ht08_a_larger_response_is_refused_with_and_without_content_length,
    ht10_an_incomplete_body_is_an_error,
    ht10_a_body_with_malformed_chunks_is_an_error,
    chunks_may_have_extensions_and_a_body_may_have_trailers,
    ht11_bytes_that_are_not_a_response_count_as_no_response,
    ht10_a_body_longer_than_its_content_length_is_truncated,
    ht11_excessive_headers_are_refused_and_do_not_hang,
    ht11_interim_responses_are_skipped_and_other_protocols_are_refused,
    rt15_a_connection_reset_before_the_response_counts_as_no_response,
    a_url_with_another_scheme_or_a_user_name_is_unsendable,
    a_request_without_a_host_gets_that_of_its_url,
    the_path_of_a_request_is_never_empty,
    an_empty_body_has_a_length,
}

fn a_response_is_returned_with_status_headers_and_body<C: TestedClient>() {
    let server = server("HTTP/1.1 418 Teapot\r\nX-Amzn-RequestId: id\r\nContent-Length: 5\r\n\r\n a\r\nb");
    let response = send::<C>(&server.url).unwrap();
    assert_eq!((response.status().as_u16(), response.body().as_ref()), (418, &b" a\r\nb"[..]));
    assert_eq!(response.headers()["x-amzn-requestid"], "id");
}

fn a_request_is_sent_as_it_was_signed<C: TestedClient>() {
    let server = server("HTTP/1.1 204 No Content\r\n\r\n");
    assert_eq!(send::<C>(&server.url).unwrap().status(), 204);
    let request = server.received.recv().unwrap();
    assert!(request.starts_with("POST /base/ HTTP/1.1\r\n") && request.ends_with("\r\n\r\nping"), "{request}");
    let headers = request.to_ascii_lowercase();
    for header in ["accept-encoding: identity", "host: signed.example", "content-length: 4"] {
        assert_eq!(headers.matches(&format!("\r\n{header}\r\n")).count(), 1, "{request}");
    }
    assert_eq!(headers.matches("accept-encoding").count(), 1, "{request}");
}

fn ht01_redirects_are_not_followed<C: TestedClient>() {
    for status in [301, 302, 303, 307, 308] {
        let target = TcpListener::bind("127.0.0.1:0").unwrap();
        target.set_nonblocking(true).unwrap();
        let location = format!("http://{}/elsewhere", target.local_addr().unwrap());
        let server = server(format!("HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"));
        let answer = send::<C>(&server.url).unwrap();
        assert_eq!(answer.status().as_u16(), status);
        assert_eq!(answer.headers()["location"], location);
        assert!(target.accept().is_err(), "{status} was followed");
    }
}

fn ht09_an_encoded_body_is_not_decoded<C: TestedClient>() {
    // An empty gzip stream, and bytes that are not gzip.
    let gzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    for encoding in ["gzip", "br", "zstd", "deflate"] {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {}\r\n\r\n", gzip.len());
        let server = server([head.as_bytes(), &gzip].concat());
        let answer = send::<C>(&server.url).unwrap();
        assert_eq!(answer.body().as_ref(), gzip, "{encoding}");
        assert_eq!(answer.headers()["content-encoding"], encoding);
    }
}

fn ht08_a_response_of_the_maximum_size_is_read<C: TestedClient>() {
    for response in [large(&format!("Content-Length: {CAP}"), CAP), large("Connection: close", CAP), chunked(CAP)] {
        let server = server(response);
        assert_eq!(send::<C>(&server.url).unwrap().body().len(), CAP);
    }
}

fn ht08_a_larger_response_is_refused_with_and_without_content_length<C: TestedClient>() {
    use TransportErrorKind::TooLarge;
    fails::<C>(large(&format!("Content-Length: {}", CAP + 1), CAP + 1), TooLarge);
    fails::<C>(large("Connection: close", CAP + 1), TooLarge);
    fails::<C>(chunked(CAP + 1), TooLarge);
    // Refused because of its `Content-Length`, before anything is read or allocated.
    fails::<C>("HTTP/1.1 200 OK\r\nContent-Length: 9999999999999\r\n\r\n", TooLarge);
}

fn ht10_an_incomplete_body_is_an_error<C: TestedClient>() {
    use TransportErrorKind::BodyCut;
    fails::<C>("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc", BodyCut);
    fails::<C>("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", BodyCut);
    fails::<C>("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", BodyCut);
    fails::<C>("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", BodyCut);
}

fn ht10_a_body_with_malformed_chunks_is_an_error<C: TestedClient>() {
    let many = "A: b\r\n".repeat(150);
    let long = "x".repeat(17_000);
    for body in [
        // A size without digits. What follows would be skipped as trailers.
        "5\r\nhello\r\n\r\n5\r\nworld\r\n0\r\n\r\n",
        "5\r\nhello\r\n \r\n\r\n",
        "5\r\nhello\r\n;x=y\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
        "+5\r\nhello\r\n0\r\n\r\n",
        "ffffffffffffffffff\r\nhello\r\n0\r\n\r\n",
        // Lines that some readers end at a line feed alone.
        "5;a\nb\r\nhello\r\n0\r\n\r\n",
        "2;\nxx\r\n4c\r\n0\r\n\r\n0\r\n\r\n",
        "5\nhello\r\n0\r\n\r\n",
        "5\r\nhello\n0\r\n\r\n",
        "5\r\nhello\r\n0\r\n\n",
        "3\r\nhello\r\n0\r\n\r\n",
        // Trailers that are not headers, and too many or too long ones.
        "5\r\nhello\r\n0\r\n\0no colon\r\n\r\n",
        "5\r\nhello\r\n0\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n",
        &format!("0\r\n{many}\r\n"),
        &format!("0\r\nA: {long}\r\n\r\n"),
        "5\r\nhello\r\n0\r\n",
        // Extensions.
        &format!("1;{long}\r\na\r\n0\r\n\r\n"),
        &format!("{}0\r\n\r\n", "1;xxxxxxxxxx\r\na\r\n".repeat(2_000)),
    ] {
        let response = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}");
        fails::<C>(response, TransportErrorKind::BodyCut);
    }
}

fn chunks_may_have_extensions_and_a_body_may_have_trailers<C: TestedClient>() {
    for body in [
        "5\r\nhello\r\n0\r\n\r\n",
        "0005\r\nhello\r\n000\r\n\r\n",
        "00000000000000000005\r\nhello\r\n0\r\n\r\n",
        "5;a=b; c=\"d\"\r\nhello\r\n0;e\r\n\r\n",
        "5 \r\nhello\r\n0\r\n\r\n",
        "2\r\nhe\r\n3\r\nllo\r\n0\r\nA: b\r\nC: d\r\n\r\n",
    ] {
        let server = server(format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}"));
        assert_eq!(send::<C>(&server.url).unwrap().body().as_ref(), b"hello", "{body:?}");
    }
}

fn ht11_bytes_that_are_not_a_response_count_as_no_response<C: TestedClient>() {
    for bytes in [
        "",
        "HTTP/1.1 2",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "oops\r\n\r\n",
        "HTTP/1.1 9 ?\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA\0: b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
    ] {
        let error = fails::<C>(bytes, TransportErrorKind::NoResponse);
        assert!(error.source().is_some(), "{bytes}");
    }
}

fn ht10_a_body_longer_than_its_content_length_is_truncated<C: TestedClient>() {
    // The bytes after the body are ignored. The truncated document does not parse.
    let server = server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabcdef");
    assert_eq!(send::<C>(&server.url).unwrap().body().as_ref(), b"ab");
}

fn ht11_excessive_headers_are_refused_and_do_not_hang<C: TestedClient>() {
    use TransportErrorKind::NoResponse;
    let many = "X-Fill: x\r\n".repeat(16_384);
    fails::<C>(format!("HTTP/1.1 200 OK\r\n{many}Content-Length: 0\r\n\r\n"), NoResponse);
    let long = "x".repeat(1024 * 1024);
    fails::<C>(format!("HTTP/1.1 200 OK\r\nX-Fill: {long}\r\nContent-Length: 0\r\n\r\n"), NoResponse);
    // HTTP/0.9 has no headers at all.
    fails::<C>("<html>hello</html>", NoResponse);
}

fn ht11_interim_responses_are_skipped_and_other_protocols_are_refused<C: TestedClient>() {
    let server = server("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    assert_eq!(send::<C>(&server.url).unwrap().body().as_ref(), b"ok");
    let server = self::server("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
    // The client did not request an upgrade. Either an error or a status other than success is fine.
    assert!(send::<C>(&server.url).map_or(true, |response| !response.status().is_success()));
}

fn rt15_a_connection_reset_before_the_response_counts_as_no_response<C: TestedClient>() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        // Closing a connection with unread bytes resets it.
        stream.peek(&mut [0]).unwrap();
    });
    assert_eq!(send::<C>(&url).unwrap_err().kind(), TransportErrorKind::NoResponse);
    server.join().unwrap();
}

fn a_url_with_another_scheme_or_a_user_name_is_unsendable<C: TestedClient>() {
    for url in ["ftp://127.0.0.1/", "http://me:hush@127.0.0.1:9/", "http://me@127.0.0.1:9/"] {
        let error = send::<C>(url).unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Unsendable, "{error:?}");
        assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
    }
}

fn a_request_without_a_host_gets_that_of_its_url<C: TestedClient>() {
    let mut host = String::new();
    let request = received::<C>(|origin| {
        host.push_str(origin.trim_start_matches("http://"));
        let mut request = request(origin);
        request.headers_mut().remove("host");
        request
    });
    assert_eq!(request.to_ascii_lowercase().matches(&format!("\r\nhost: {host}\r\n")).count(), 1, "{request}");
}

/// Returns the request that a server receives.
fn received<C: TestedClient>(request: impl FnOnce(&str) -> http::Request<Bytes>) -> String {
    let server = server("HTTP/1.1 204 No Content\r\n\r\n");
    let origin = server.url.trim_end_matches("/base/");
    assert_eq!(C::loopback().run(request(origin), limits()).unwrap().status(), 204);
    server.received.recv().unwrap()
}

fn the_path_of_a_request_is_never_empty<C: TestedClient>() {
    for (url, target) in [("", "/"), ("?x=y", "/?x=y"), ("/", "/"), ("/a?x=y", "/a?x=y")] {
        let request = received::<C>(|origin| request(&format!("{origin}{url}")));
        assert!(request.starts_with(&format!("POST {target} HTTP/1.1\r\n")), "{request}");
    }
}

fn an_empty_body_has_a_length<C: TestedClient>() {
    for (method, is_announced) in [("POST", true), ("PUT", true), ("GET", false)] {
        let empty = |origin: &str| http::Request::builder().method(method).uri(origin).body(Bytes::new()).unwrap();
        let request = received::<C>(empty).to_ascii_lowercase();
        assert_eq!(request.contains("\r\ncontent-length: 0\r\n"), is_announced, "{request}");
    }
}
