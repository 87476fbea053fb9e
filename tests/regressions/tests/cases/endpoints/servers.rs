//! Servers that do not do what a client expects.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;

/// Starts a server that sends the same bytes on each connection as soon as something arrives. Returns its port.
pub fn responding(response: &'static str) -> u16 {
    accept(move |mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(response.as_bytes());
        let _ = stream.shutdown(Shutdown::Write);
        // Closing a connection with unread bytes would reset it before the client has read the response.
        let _ = stream.read_to_end(&mut Vec::new());
    })
}

/// Starts a TLS server with a certificate that it issued to itself. Returns its port.
pub fn untrusted() -> u16 {
    let identity = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(identity.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![identity.cert.der().clone()], key).unwrap();
    let config = Arc::new(config);
    accept(move |stream| {
        let connection = rustls::ServerConnection::new(config.clone()).unwrap();
        // The client ends the handshake.
        let _ = rustls::StreamOwned::new(connection, stream).read(&mut [0; 64]);
    })
}

fn accept(serve: impl Fn(TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || listener.incoming().flatten().for_each(serve));
    port
}
