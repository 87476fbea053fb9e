//! Calls an STS as fast as it answers, with as little work of its own as can be: requests are signed once and sent again
//! and again, over connections that take turns in one thread.
//!
//! `load URL PARAMETERS CONNECTIONS MILLISECONDS` prints how many calls were answered with status 200, and in how many
//! microseconds. Any other answer ends it with an error.

use std::error::Error;
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use awsquery::sign::{Canonical, Scope, SigningTime};
use awsquery::{Clock as _, SystemClock};

/// Whose key signs; AWS's example.
const ACCESS_KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
/// The secret of it.
const SECRET_ACCESS_KEY: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
/// The region to sign for.
const REGION: &str = "us-east-1";
/// When a server that does not answer is given up.
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

/// A signed request, ready to be sent.
fn request(host: &str, body: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let time = SigningTime::new(SystemClock::new().wall()).ok_or("the clock is far off")?;
    let headers = [("host", host), ("x-amz-date", time.as_str())];
    let canonical = Canonical { method: "POST", path: "/", query: "", headers: &headers, body: body.as_bytes() };
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

/// A connection, opened anew where the server closes it.
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

    /// Reads one answer.
    fn receive(&mut self) -> Result<(), Box<dyn Error>> {
        let Some(mut stream) = self.stream.take() else { return Err("nothing was sent".into()) };
        let mut filled = 0;
        loop {
            let read = stream.read(self.buffer.get_mut(filled..).unwrap_or_default())?;
            filled += read;
            let answer = self.buffer.get(..filled).unwrap_or_default();
            if let Some(head) = answer.windows(4).position(|four| four == b"\r\n\r\n") {
                let (text, rest) = answer.split_at(head + 4);
                let text = std::str::from_utf8(text)?.to_ascii_lowercase();
                let value = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                let length: usize = value("content-length:").ok_or("an answer without a length")?.parse()?;
                if rest.len() >= length {
                    if text.split(' ').nth(1) != Some("200") {
                        return Err(String::from_utf8_lossy(answer).into());
                    }
                    let closed = text.starts_with("http/1.0") || value("connection:") == Some("close");
                    self.stream = (!closed).then_some(stream);
                    return Ok(());
                }
            }
            if read == 0 {
                return Err("the server closed the connection in the middle of an answer".into());
            }
        }
    }
}
