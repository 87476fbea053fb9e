//! TLS of the clients, and the certificates that they trust.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::*;

/// A certificate authority for tests.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

fn authority() -> Authority {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "Authority");
    let pem = params.self_signed(&key).unwrap().pem();
    Authority { issuer: Issuer::new(params, key), pem }
}

/// The certificate of a TLS server, and its private key.
type Identity = (CertificateDer<'static>, PrivateKeyDer<'static>);

fn identity(authority: Option<&Authority>, host: &str, change: impl FnOnce(&mut CertificateParams)) -> Identity {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new([host.to_owned()]).unwrap();
    change(&mut params);
    let certificate = match authority {
        Some(authority) => params.signed_by(&key, &authority.issuer).unwrap(),
        None => params.self_signed(&key).unwrap(),
    };
    (certificate.der().clone(), PrivateKeyDer::try_from(key.serialize_der()).unwrap())
}

/// Starts a TLS server that responds to one request. Returns its URL, and a receiver for the decrypted request.
fn tls_server(identity: Identity) -> (String, Receiver<String>) {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![identity.0], identity.1).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    let (sender, received) = channel();
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut stream = rustls::StreamOwned::new(rustls::ServerConnection::new(Arc::new(config)).unwrap(), stream);
        let mut bytes = Vec::new();
        let mut buffer = [0; 1024];
        while !bytes.ends_with(b"ping") {
            match stream.read(&mut buffer) {
                Ok(0) | Err(_) => break,
                Ok(length) => bytes.extend_from_slice(&buffer[..length]),
            }
        }
        sender.send(String::from_utf8_lossy(&bytes).into_owned()).unwrap();
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        let _ = stream.flush();
    });
    (url, received)
}

/// A file in the temporary folder, which is removed when this is dropped.
struct Bundle(PathBuf);

impl Bundle {
    fn with_text(text: &str) -> Self {
        /// Tests run at the same time.
        static FILES: AtomicUsize = AtomicUsize::new(0);
        let number = FILES.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("awsquery-{}-{number}.pem", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Self(path)
    }

    fn client<C: TestedClient>(&self) -> Result<C, String> {
        let environment = Environment::from_pairs([("AWS_CA_BUNDLE", self.0.to_str().unwrap())]);
        C::from_environment(&environment).map_err(|error| error.to_string())
    }
}

impl Drop for Bundle {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

for_each_client! {
    a_tunnel_leads_to_the_host_and_only_the_proxy_gets_its_password,
    a_proxy_may_speak_tls,
    a_tls_connection_is_used_again_until_the_server_says_more_than_it_was_asked,
    ht06_only_the_certificates_of_the_bundle_are_trusted,
    ht06_a_certificate_that_is_not_one_is_named_by_its_number,
    ht06_an_unusable_bundle_is_an_error,
    se03_no_variable_makes_the_transport_log_session_keys,
    ht07_a_server_without_a_trusted_certificate_receives_nothing,
    ht07_an_untrusted_certificate_of_a_proxy_is_an_error_about_the_proxy,
    a_client_of_this_machine_trusts_only_the_platforms_certificates,
    ht07_tls_1_1_is_refused,
}

fn ht06_only_the_certificates_of_the_bundle_are_trusted<C: TestedClient>() {
    let ours = authority();
    let other = authority();
    let bundle = Bundle::with_text(&format!("# ours\n{}{}", ours.pem, other.pem));
    let (url, received) = tls_server(identity(Some(&ours), "127.0.0.1", |_| ()));
    assert_eq!(send_by(&bundle.client::<C>().unwrap(), &url).unwrap().body().as_ref(), b"ok");
    assert!(received.recv().unwrap().ends_with("ping"));
    let bundle = Bundle::with_text(&other.pem);
    let (url, received) = tls_server(identity(Some(&ours), "127.0.0.1", |_| ()));
    let error = send_by(&bundle.client::<C>().unwrap(), &url).unwrap_err();
    assert_eq!((error.kind(), received.recv().unwrap().as_str()), (TransportErrorKind::Tls, ""));
    assert_eq!(error.cause(), Some(TransportCause::UnknownIssuer));
    assert!(error.to_string().contains(&format!("AWS_CA_BUNDLE ({})", bundle.0.display())), "{error}");
}

fn ht06_a_certificate_that_is_not_one_is_named_by_its_number<C: TestedClient>() {
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let bundle = Bundle::with_text(&format!("{}{broken}", authority().pem));
    let error = bundle.client::<C>().unwrap_err();
    assert!(error.contains("AWS_CA_BUNDLE") && error.contains("block 2"), "{error}");
}

fn ht06_an_unusable_bundle_is_an_error<C: TestedClient>() {
    let empty = Bundle::with_text("");
    let prose = Bundle::with_text("these are not the certificates that you are looking for");
    let broken = Bundle::with_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    let cut = Bundle::with_text("-----BEGIN CERTIFICATE-----\nAAAA");
    let missing = Bundle(std::env::temp_dir().join("awsquery-there-is-no-such-file.pem"));
    for bundle in [&empty, &prose, &broken, &cut, &missing] {
        let error = bundle.client::<C>().err().unwrap_or_else(|| panic!("{} was accepted", bundle.0.display()));
        assert!(error.contains("AWS_CA_BUNDLE") && error.contains("awsquery-"), "{error}");
    }
}

fn se03_no_variable_makes_the_transport_log_session_keys<C: TestedClient>() {
    let log = std::env::temp_dir().join(format!("awsquery-{}-keys.log", std::process::id()));
    let test = path::<C>("tls::", "ht06_only_the_certificates_of_the_bundle_are_trusted");
    let mut handshake = Command::new(std::env::current_exe().unwrap());
    let output = handshake.args(["--exact", &test]).env("SSLKEYLOGFILE", &log).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && printed.contains("1 passed"), "{printed}");
    assert!(!log.exists(), "{} was written", log.display());
}

fn ht07_a_server_without_a_trusted_certificate_receives_nothing<C: TestedClient>() {
    let ours = authority();
    let bundle = Bundle::with_text(&ours.pem);
    let old = |params: &mut CertificateParams| {
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2002, 1, 1);
    };
    let of_authority = |params: &mut CertificateParams| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let identities = [
        (identity(Some(&ours), "other.example", |_| ()), TransportCause::CertificateName),
        (identity(Some(&ours), "127.0.0.1", old), TransportCause::CertificateDate),
        (identity(None, "127.0.0.1", |_| ()), TransportCause::UnknownIssuer),
        (identity(Some(&ours), "127.0.0.1", of_authority), TransportCause::CertificateOfAuthority),
    ];
    for (identity, cause) in identities {
        let (url, received) = tls_server(identity);
        let error = send_by(&bundle.client::<C>().unwrap(), &url).unwrap_err();
        // A kind that calls do not retry.
        assert_eq!((error.kind(), received.recv().unwrap().as_str()), (TransportErrorKind::Tls, ""), "{error:?}");
        assert_eq!(error.cause(), Some(cause), "{error:?}");
    }
}

fn ht07_an_untrusted_certificate_of_a_proxy_is_an_error_about_the_proxy<C: TestedClient>() {
    let bundle = Bundle::with_text(&authority().pem);
    let (url, received) = tls_server(identity(Some(&authority()), "127.0.0.1", |_| ()));
    let address = url.trim_end_matches('/');
    let environment =
        Environment::from_pairs([("AWS_CA_BUNDLE", bundle.0.to_str().unwrap()), ("HTTPS_PROXY", address)]);
    let error = send_by(&C::from_environment(&environment).unwrap(), "https://sts.example/").unwrap_err();
    assert_eq!((error.cause(), received.recv().unwrap().as_str()), (Some(TransportCause::UnknownIssuer), ""));
    let proxy = error.proxy().unwrap();
    assert_eq!((proxy.variable, format!("https://{}", proxy.address).as_str()), ("HTTPS_PROXY", address), "{error}");
}

fn a_client_of_this_machine_trusts_only_the_platforms_certificates<C: TestedClient>() {
    const URL: &str = "AWSQUERY_TEST_URL";
    if let Ok(url) = std::env::var(URL) {
        assert_eq!(send::<C>(&url).unwrap().body().as_ref(), b"ok");
        return;
    }
    let ours = authority();
    let (url, received) = tls_server(identity(Some(&ours), "127.0.0.1", |_| ()));
    let error = send::<C>(&url).unwrap_err();
    assert_eq!((error.kind(), received.recv().unwrap().as_str()), (TransportErrorKind::Tls, ""), "{error:?}");
    // Another process, whose platform certificates come from a variable.
    let platform = Bundle::with_text(&ours.pem);
    let (url, received) = tls_server(identity(Some(&ours), "127.0.0.1", |_| ()));
    let this = path::<C>("tls::", "a_client_of_this_machine_trusts_only_the_platforms_certificates");
    let mut other = Command::new(std::env::current_exe().unwrap());
    let other = other.args(["--exact", &this]).env("SSL_CERT_FILE", &platform.0).env(URL, url).output().unwrap();
    assert!(other.status.success(), "{}", String::from_utf8_lossy(&other.stdout));
    assert!(received.recv().unwrap().ends_with("ping"));
}

fn ht07_tls_1_1_is_refused<C: TestedClient>() {
    // A ServerHello of TLS 1.1: version, random, no session, a cipher suite, no compression.
    let mut hello = vec![0x03, 0x02];
    hello.extend([7; 32]);
    hello.extend([0x00, 0x00, 0x2f, 0x00]);
    let mut record = vec![0x16, 0x03, 0x02, 0x00, u8::try_from(hello.len() + 4).unwrap(), 0x02, 0x00, 0x00];
    record.push(u8::try_from(hello.len()).unwrap());
    record.extend(hello);
    let server = server(record);
    let error = send::<C>(&server.url.replace("http:", "https:")).unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Tls, "{error:?}");
    assert!(!server.received.recv().unwrap().contains("ping"));
}

/// Starts a proxy that opens one tunnel to a server of this machine, whatever it is asked for. Returns its address, and a
/// receiver for the request.
fn tunnel_to(server: &str) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = server.trim_start_matches("https://").trim_end_matches('/').to_owned();
    let (sender, received) = channel();
    std::thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        sender.send(read_request(&mut client)).unwrap();
        client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").unwrap();
        let host = TcpStream::connect(server).unwrap();
        let (mut from_host, mut to_client) = (host.try_clone().unwrap(), client.try_clone().unwrap());
        std::thread::spawn(move || std::io::copy(&mut from_host, &mut to_client));
        let _ = std::io::copy(&mut client, &mut &host);
    });
    (address, received)
}

fn a_tunnel_leads_to_the_host_and_only_the_proxy_gets_its_password<C: TestedClient>() {
    let ours = authority();
    let bundle = Bundle::with_text(&ours.pem);
    let (url, received) = tls_server(identity(Some(&ours), "sts.example", |_| ()));
    let (proxy, asked) = tunnel_to(&url);
    let proxy = format!("http://user:hush@{proxy}");
    let environment =
        Environment::from_pairs([("AWS_CA_BUNDLE", bundle.0.to_str().unwrap()), ("HTTPS_PROXY", proxy.as_str())]);
    let client = C::from_environment(&environment).unwrap();
    assert_eq!(send_by(&client, "https://sts.example/a").unwrap().body().as_ref(), b"ok");
    let asked = asked.recv().unwrap();
    assert!(asked.starts_with("CONNECT sts.example:443 HTTP/1.1\r\n"), "{asked}");
    assert!(asked.to_ascii_lowercase().contains("\r\nproxy-authorization: basic dxnlcjpodxno\r\n"), "{asked}");
    let request = received.recv().unwrap();
    assert!(request.starts_with("POST /a HTTP/1.1\r\n"), "{request}");
    assert!(!request.to_ascii_lowercase().contains("proxy-authorization"), "{request}");
}

fn a_proxy_may_speak_tls<C: TestedClient>() {
    let ours = authority();
    let bundle = Bundle::with_text(&ours.pem);
    for variable in ["http_proxy", "https_proxy"] {
        // The server of the tests responds with the status 200 to anything that ends with `ping`.
        let (proxy, received) = tls_server(identity(Some(&ours), "127.0.0.1", |_| ()));
        let environment =
            Environment::from_pairs([("AWS_CA_BUNDLE", bundle.0.to_str().unwrap()), (variable, proxy.as_str())]);
        let client = C::from_environment(&environment).unwrap();
        if variable == "http_proxy" {
            assert_eq!(send_by(&client, "http://sts.example/").unwrap().body().as_ref(), b"ok");
            assert!(received.recv().unwrap().starts_with("POST http://sts.example/ HTTP/1.1\r\n"));
        } else {
            // It waits for more than the request for a tunnel, until the client gives up.
            let error = C::impatient(&environment).run(request("https://sts.example/"), soon()).unwrap_err();
            assert_eq!(
                (error.kind(), error.cause()),
                (TransportErrorKind::Connect, Some(TransportCause::ConnectTimeout))
            );
            assert!(error.proxy().is_some(), "{error}");
            assert!(received.recv().unwrap().starts_with("CONNECT sts.example:443 HTTP/1.1\r\n"));
        }
    }
}

fn a_tls_connection_is_used_again_until_the_server_says_more_than_it_was_asked<C: TestedClient>() {
    const RESPONSE: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    let forged = format!("{RESPONSE}HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged");
    let ours = authority();
    let bundle = Bundle::with_text(&ours.pem);
    let (url, connections) = kept_tls_server(identity(Some(&ours), "127.0.0.1", |_| ()), [RESPONSE.to_owned(), forged]);
    let client = bundle.client::<C>().unwrap();
    for _ in 0..4 {
        assert_eq!(send_by(&client, &url).unwrap().body().as_ref(), b"ok");
    }
    assert_eq!(connections.try_iter().collect::<Vec<_>>(), [0, 0, 1, 1]);
}

/// Starts a TLS server that gives two responses on each connection. Returns the connection of each request.
fn kept_tls_server(identity: Identity, responses: [String; 2]) -> (String, Receiver<usize>) {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(vec![identity.0], identity.1).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    let (sender, connections) = channel();
    std::thread::spawn(move || {
        // Not closed by the server.
        let mut open = Vec::new();
        for number in 0.. {
            let (stream, _) = listener.accept().unwrap();
            let connection = rustls::ServerConnection::new(config.clone()).unwrap();
            let mut stream = rustls::StreamOwned::new(connection, stream);
            for response in &responses {
                let mut request = Vec::new();
                let mut byte = [0];
                while !request.ends_with(b"ping") && stream.read(&mut byte).is_ok_and(|length| length > 0) {
                    request.extend(byte);
                }
                sender.send(number).unwrap();
                stream.write_all(response.as_bytes()).unwrap();
                stream.flush().unwrap();
            }
            open.push(stream);
        }
    });
    (url, connections)
}
