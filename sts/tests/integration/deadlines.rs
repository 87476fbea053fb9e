//! Timeouts measured with a real clock, with tolerance for busy machines.
#![cfg(feature = "reqwest")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use sts::platform::{Environment, Random};
use sts::transport::{TransportError, TransportErrorKind};
use sts::{Config, Credentials, Error, ErrorKind, Sts};

#[derive(Debug)]
struct Zero;

impl Random for Zero {
    fn unit(&self) -> f64 {
        0.0
    }
}

fn config(endpoint: &str) -> Config {
    Config::new()
        .with_environment(Environment::from_pairs([]))
        .with_region("eu-west-1")
        .with_endpoint(endpoint)
        .with_credentials(Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
        .with_random(Zero)
}

fn kind(error: &Error) -> Option<TransportErrorKind> {
    error.transport_error().map(TransportError::kind)
}

/// Returns the error of a call, and its duration.
fn timed(config: Config) -> (Error, Duration) {
    let sts = Sts::builder().config(config).build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let start = Instant::now();
    let error = runtime.block_on(sts.new_session().send()).unwrap_err();
    (error, start.elapsed())
}

#[test]
fn rt17_a_slow_body_ends_at_the_deadline_whatever_the_attempt_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        while stream.write_all(b" ").is_ok() {
            std::thread::sleep(Duration::from_millis(10));
        }
    });
    let deadline = Duration::from_millis(600);
    let (error, took) = timed(config(&url).with_deadline(deadline).with_attempt_timeout(Duration::from_secs(60)));
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Deadline, 1), "{error}");
    assert!(took >= deadline.mul_f64(0.9) && took < deadline * 5, "{took:?}");
}

/// Returns an address where connections are neither accepted nor refused, because the accept queue is full.
fn black_hole() -> (TcpListener, Vec<TcpStream>, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    // The system queues a few more connections than requested.
    while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(300)) {
        waiting.push(stream);
        assert!(waiting.len() < 10_000, "this system queues without end");
    }
    (listener, waiting, address)
}

#[test]
fn rt18_a_connection_that_is_not_accepted_times_out_and_is_retried() {
    let (_listener, _waiting, address) = black_hole();
    let timeout = Duration::from_millis(310);
    let (error, took) = timed(config(&format!("http://{address}")).with_connect_timeout(timeout));
    assert_eq!((kind(&error), error.attempts().len()), (Some(TransportErrorKind::Connect), 3), "{error:?}");
    assert!(took >= timeout.mul_f64(2.7) && took < timeout * 15, "{took:?}");
}

#[test]
fn rt18_the_default_connect_timeout_is_3_1_seconds() {
    let (_listener, _waiting, address) = black_hole();
    let one = config(&format!("http://{address}")).with_max_attempts(std::num::NonZeroU32::MIN);
    let (error, took) = timed(one);
    assert_eq!(kind(&error), Some(TransportErrorKind::Connect), "{error:?}");
    assert!(took >= Duration::from_millis(2790) && took < Duration::from_secs(16), "{took:?}");
}
