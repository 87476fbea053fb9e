//! Tests that a response over the limit does not take more memory than the limit allows.
#![allow(clippy::unwrap_used, reason = "a test says by failing what it expected")]

use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use memory::{Watched, peak};
use sts::platform::Environment;
use sts::transport::{HyperTransport, ReqwestTransport, SocketTransport};
use sts::{CallLimits, Config, Credentials, Error, Sts, blocking};

#[global_allocator]
static ALLOCATOR: Watched = Watched;

/// Large beside the buffer of a connection, for which hyper may take 408 KiB.
const MAX_RESPONSE: usize = 4 * 1024 * 1024;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const CHUNK: [u8; 4096] = [b'x'; 4096];

/// The ways to mark the end of a body.
#[derive(Clone, Copy, Debug)]
enum Framing {
    Chunked,
    UntilClose,
}

impl Framing {
    fn head(self) -> &'static [u8] {
        match self {
            Self::Chunked => b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            Self::UntilClose => b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
        }
    }

    fn write_chunk(self, stream: &mut TcpStream) -> io::Result<()> {
        match self {
            Self::Chunked => {
                stream.write_all(b"1000\r\n")?;
                stream.write_all(&CHUNK)?;
                stream.write_all(b"\r\n")
            }
            Self::UntilClose => stream.write_all(&CHUNK),
        }
    }
}

/// Responds to every request with 64 times the limit, and allocates next to nothing meanwhile. Returns the URL.
fn serve(framing: Framing) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        // A client may keep a connection open that it no longer reads, so each has a thread.
        while let Ok((stream, _)) = listener.accept() {
            thread::spawn(move || respond(stream, framing));
        }
    });
    url
}

fn respond(mut stream: TcpStream, framing: Framing) {
    let _ = stream.read(&mut [0; 4096]);
    let _ = stream.write_all(framing.head());
    // Fails when the client has read enough.
    let _ = (0..64 * MAX_RESPONSE / CHUNK.len()).try_for_each(|_| framing.write_chunk(&mut stream));
}

/// Returns settings for calls to this URL.
fn config(url: &str) -> Config {
    let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    Config::new()
        .with_environment(Environment::from_pairs([]))
        .with_region("eu-west-1")
        .with_credentials(credentials)
        .with_endpoint(url)
}

fn limits(max: usize) -> CallLimits {
    CallLimits::new().with_max_response_bytes(max)
}

// A single test, because the allocator counts for the whole process.
#[test]
fn ht08_a_response_over_the_limit_takes_at_most_twice_the_limit_of_memory() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for framing in [Framing::Chunked, Framing::UntilClose] {
        let config = config(&serve(framing));
        let reqwest = ReqwestTransport::for_loopback(CONNECT_TIMEOUT).unwrap();
        let reqwest = Sts::from_config(config.clone().with_transport(reqwest));
        let hyper = HyperTransport::for_loopback(CONNECT_TIMEOUT).unwrap();
        let hyper = Sts::from_config(config.clone().with_transport(hyper));
        let sockets = SocketTransport::for_loopback(CONNECT_TIMEOUT).unwrap();
        let sockets = blocking::Sts::from_config(config.with_blocking_transport(sockets));

        let call: [(&str, &dyn Fn(CallLimits) -> Error); 3] = [
            ("reqwest", &|limits| runtime.block_on(reqwest.with_limits(limits).caller_identity()).unwrap_err()),
            ("hyper", &|limits| runtime.block_on(hyper.with_limits(limits).caller_identity()).unwrap_err()),
            ("sockets", &|limits| sockets.with_limits(limits).caller_identity().unwrap_err()),
        ];
        for (name, call) in call {
            // What a client keeps after its first call does not count.
            let error = call(limits(1024)).to_string();
            assert!(error.contains("1024 bytes"), "{name}, {framing:?}: {error}");
            let took = peak(|| drop(call(limits(MAX_RESPONSE))));
            // A test that measures nothing would pass, too.
            assert!((MAX_RESPONSE / 2..=2 * MAX_RESPONSE).contains(&took), "{name}, {framing:?}: {took} bytes");
        }
    }
}
