//! The service that contestants call: HTTP/1.1 with keep-alive on loopback, in threads of this process.
//!
//! No figure includes its own work. The session token that it issues holds a hash of the form that it was sent, so
//! contestants that ask for different things, or decode different things, end with different credentials.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

use sha2::{Digest as _, Sha256};

/// The first part of each session token: they are this long.
const TOKEN: &str = "FwoGZXIvYXdzEBYaDExampleTokenThatIsAboutAsLongAsThoseOfAWS";

/// Listens until this process ends; gives the URL.
///
/// # Errors
///
/// If loopback has no port to give.
pub fn start() -> io::Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let url = format!("http://{}/", listener.local_addr()?);
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            thread::spawn(move || serve(connection));
        }
    });
    Ok(url)
}

/// Responds to requests until the other side closes the connection.
fn serve(connection: TcpStream) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut reader = BufReader::new(connection.try_clone()?);
    let mut writer = connection;
    while let Some(form) = request(&mut reader)? {
        let body = response(&form);
        let head = format!(
            "HTTP/1.1 200 OK\r\nx-amzn-RequestId: c6104cbe-af31-11e0-8154-cbc7ccf896c7\r\nContent-Type: text/xml\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        writer.write_all((head + &body).as_bytes())?;
    }
    Ok(())
}

/// The body of the next request, or `None` if there is none.
fn request(reader: &mut BufReader<TcpStream>) -> io::Result<Option<String>> {
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

fn response(form: &str) -> String {
    // The order of parameters means nothing.
    let mut parameters: Vec<&str> = form.split('&').collect();
    parameters.sort_unstable();
    let token = format!("{}{}", TOKEN.repeat(5), hex::encode(Sha256::digest(parameters.join("&"))));
    format!(
        r#"<GetFederationTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetFederationTokenResult>
    <Credentials>
      <AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>
      <SecretAccessKey>wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY</SecretAccessKey>
      <SessionToken>{token}</SessionToken>
      <Expiration>2099-07-15T23:28:33Z</Expiration>
    </Credentials>
    <FederatedUser>
      <Arn>arn:aws:sts::123456789012:federated-user/Bob</Arn>
      <FederatedUserId>123456789012:Bob</FederatedUserId>
    </FederatedUser>
    <PackedPolicySize>8</PackedPolicySize>
  </GetFederationTokenResult>
  <ResponseMetadata>
    <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>
  </ResponseMetadata>
</GetFederationTokenResponse>
"#
    )
}
