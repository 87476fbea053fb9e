//! The service that contestants call: HTTP/1.1 with keep-alive on loopback, plain and over TLS.
//!
//! `stub FILE` creates a certificate authority and a certificate for `localhost`, writes the certificate of the authority
//! to the file as PEM, and prints the URLs, first that of plain http. The program ends when its standard input is closed.
//!
//! No figure includes its work: it is a process of its own.

mod response;
mod tls;

use std::error::Error;
use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// A function that turns a connection into a stream of plain text.
type Accept<S> = fn(&tls::Server, TcpStream) -> io::Result<S>;

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("usage: stub FILE")?;
    let server = tls::Server::new()?;
    std::fs::write(&file, server.authority())?;
    let http = listen(server.clone(), |_, connection| Ok(connection))?;
    let https = listen(server, |server, connection| server.accept(connection))?;
    println!("http://127.0.0.1:{http}/ https://localhost:{https}/");
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}

/// Serves each connection in a thread of its own, and returns the port.
fn listen<S: Read + Write + 'static>(server: tls::Server, accept: Accept<S>) -> io::Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let port = listener.local_addr()?.port();
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let server = server.clone();
            // A client that ends closes its connections, which is not an error of the stub.
            thread::spawn(move || {
                connection.set_nodelay(true)?;
                serve(accept(&server, connection)?)
            });
        }
    });
    Ok(port)
}

/// Responds to requests until the client closes the connection.
fn serve(stream: impl Read + Write) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    while let Some(form) = request(&mut reader)? {
        let writer = reader.get_mut();
        writer.write_all(response::to(&form).as_bytes())?;
        writer.flush()?;
    }
    Ok(())
}

/// Returns the body of the next request, or `None` if there is none.
fn request(reader: &mut BufReader<impl Read>) -> io::Result<Option<String>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    String::from_utf8(body).map(Some).map_err(io::Error::other)
}
