//! Calls an STS endpoint as fast as it responds, with as little work of its own as possible: one request is signed once
//! and sent repeatedly, over connections that take turns in one thread.
//!
//! `load URL PARAMETERS CONNECTIONS MILLISECONDS` prints the number of calls and the time they took in microseconds. A
//! response with a status other than 200 ends it with an error.

use std::error::Error;
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use awsquery::Clock as _;
use awsquery::platform::SystemClock;
use awsquery::sign::{Canonical, Hash, Scope, SigningTime};

/// The access key that signs: AWS's example.
const ACCESS_KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
/// The secret of that key.
const SECRET_ACCESS_KEY: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
/// The region to sign for.
const REGION: &str = "us-east-1";
/// The time limit for a response.
const PATIENCE: Duration = Duration::from_secs(10);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, parameters, connections, milliseconds] = arguments.as_slice() else {
        return Err("usage: load URL PARAMETERS CONNECTIONS MILLISECONDS".into());
    };
    let address = url.trim_start_matches("http://").trim_end_matches('/');
    let request = request(address, &format!("{parameters}&Version=2011-06-15"))?;
    let connect = |_| Connection::open(address);
    let mut connections = (0..connections.parse()?).map(connect).collect::<io::Result<Vec<_>>>()?;
    let (begun, limit) = (Instant::now(), Duration::from_millis(milliseconds.parse()?));
    let mut calls = 0_u64;
    while begun.elapsed() < limit {
        for connection in &mut connections {
            connection.send(&request)?;
        }
        for connection in &mut connections {
            connection.receive()?;
            calls += 1;
        }
    }
    println!("{calls} {}", begun.elapsed().as_micros());
    Ok(())
}

/// Returns a signed request, ready to send.
fn request(host: &str, body: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let time = SigningTime::new(SystemClock::new().wall()).ok_or("the clock is out of range")?;
    let headers = [("host", host), ("x-amz-date", time.as_str())];
    let canonical =
        Canonical { method: "POST", path: "/", query: "", headers: &headers, payload_hash: &Hash::of(body.as_bytes()) };
    let scope = Scope { time, region: REGION, service: "sts" };
    Ok(format!(
        "POST / HTTP/1.1\r\nhost: {host}\r\nx-amz-date: {}\r\nauthorization: AWS4-HMAC-SHA256 \
         Credential={ACCESS_KEY_ID}/{}, SignedHeaders={}, Signature={}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        time.as_str(),
        scope.to_text(),
        canonical.signed_headers(),
        canonical.signature(SECRET_ACCESS_KEY, scope),
        body.len()
    )
    .into_bytes())
}

/// A connection, which is reopened when the server closes it.
struct Connection<'a> {
    address: &'a str,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

impl<'a> Connection<'a> {
    fn open(address: &'a str) -> io::Result<Self> {
        Ok(Self { address, stream: None, buffer: vec![0; 64 * 1024] })
    }

    fn send(&mut self, request: &[u8]) -> io::Result<()> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(self.address)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            self.stream = Some(stream);
        }
        self.stream.as_mut().map_or(Ok(()), |stream| stream.write_all(request))
    }

    /// Reads one response.
    fn receive(&mut self) -> Result<(), Box<dyn Error>> {
        let Some(mut stream) = self.stream.take() else { return Err("no request was sent".into()) };
        let mut filled = 0;
        loop {
            let read = stream.read(self.buffer.get_mut(filled..).unwrap_or_default())?;
            filled += read;
            let response = self.buffer.get(..filled).unwrap_or_default();
            if let Some(head) = response.windows(4).position(|four| four == b"\r\n\r\n") {
                let (text, rest) = response.split_at(head + 4);
                let text = std::str::from_utf8(text)?.to_ascii_lowercase();
                let value = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                let length: usize = value("content-length:").ok_or("the response has no content-length")?.parse()?;
                if rest.len() >= length {
                    if text.split(' ').nth(1) != Some("200") {
                        return Err(String::from_utf8_lossy(response).into());
                    }
                    let closed = text.starts_with("http/1.0") || value("connection:") == Some("close");
                    self.stream = (!closed).then_some(stream);
                    return Ok(());
                }
            }
            if read == 0 {
                return Err("the server closed the connection within a response".into());
            }
        }
    }
}
