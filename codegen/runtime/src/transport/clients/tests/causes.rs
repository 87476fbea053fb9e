//! The causes of failures, as the clients find them.

use super::*;

/// A port of this machine where no server listens. It is that of a connection, so that no other test gets it.
struct UnusedPort {
    connection: TcpStream,
    _other_end: TcpListener,
}

impl UnusedPort {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        Self { connection: TcpStream::connect(listener.local_addr().unwrap()).unwrap(), _other_end: listener }
    }

    fn url(&self) -> String {
        format!("http://{}/", self.connection.local_addr().unwrap())
    }
}

fn address(url: &str) -> &str {
    url.trim_start_matches("http://").split('/').next().unwrap()
}

fn by_proxy<C: TestedClient>(variables: &[(&str, &str)], url: &str) -> TransportError {
    let environment = Environment::from_pairs(variables.iter().copied());
    send_by(&C::from_environment(&environment).unwrap(), url).unwrap_err()
}

for_each_client! {
    a_refused_connection_names_the_address_and_the_port,
    localhost_and_the_names_below_it_are_called_without_dns,
    a_name_that_is_not_known_is_the_cause,
    a_proxy_that_refuses_is_named_with_its_variable,
    a_proxy_that_wants_or_refuses_a_password_is_named_without_the_password,
    a_proxy_that_refuses_the_host_or_hangs_up_is_named,
    a_response_that_is_not_http_may_be_tls,
    a_connection_that_is_closed_is_the_cause,
    a_connection_that_is_closed_at_once_is_the_cause,
    a_request_that_forbids_proxies_is_sent_directly,
    #[cfg(feature = "tls")]
    tls_to_a_server_without_tls_fails_to_connect,
    #[cfg(not(feature = "tls"))]
    https_needs_a_feature,
}

#[track_caller]
fn assert_cause(error: &TransportError, kind: TransportErrorKind, cause: TransportCause) {
    assert_eq!((error.kind(), error.cause()), (kind, Some(cause)), "{error:?}");
}

fn a_refused_connection_names_the_address_and_the_port<C: TestedClient>() {
    let port = UnusedPort::new();
    let url = port.url();
    let error = send::<C>(&url).unwrap_err();
    assert_cause(&error, TransportErrorKind::Connect, TransportCause::Refused);
    let text = error.to_string();
    assert!(text.starts_with(&format!("no connection to {}: connection refused", address(&url))), "{text}");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("Connection refused") && !cause.contains("client error"), "{cause}");
    assert!(!format!("{error:?}").contains("http://"), "{error:?}");
}

fn localhost_and_the_names_below_it_are_called_without_dns<C: TestedClient>() {
    for name in ["localhost", "sts.localhost", "a.b.LOCALHOST"] {
        let server = server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        let url = server.url.replace("127.0.0.1", name);
        assert_eq!(send::<C>(&url).unwrap().body().as_ref(), b"ok", "{name}");
    }
    let port = UnusedPort::new();
    let error = send::<C>(&port.url().replace("127.0.0.1", "sts.localhost")).unwrap_err();
    assert_cause(&error, TransportErrorKind::Connect, TransportCause::Refused);
}

fn a_name_that_is_not_known_is_the_cause<C: TestedClient>() {
    let error = send::<C>("http://nowhere.invalid:8443/").unwrap_err();
    assert_cause(&error, TransportErrorKind::Connect, TransportCause::NameNotKnown);
    assert!(error.to_string().starts_with("no connection to nowhere.invalid:8443: name not known"), "{error}");
    let error = by_proxy::<C>(&[("HTTPS_PROXY", "http://nowhere.invalid:3128")], "https://sts.example/");
    assert_cause(&error, TransportErrorKind::Connect, TransportCause::NameNotKnown);
    assert!(error.to_string().contains("proxy nowhere.invalid:3128 from HTTPS_PROXY: name not known"), "{error}");
}

fn a_proxy_that_refuses_is_named_with_its_variable<C: TestedClient>() {
    let port = UnusedPort::new();
    let proxy = port.url();
    for (variable, url) in [("HTTPS_PROXY", "https://sts.example/"), ("http_proxy", "http://sts.example:8080/")] {
        let error = by_proxy::<C>(&[(variable, &proxy)], url);
        assert_cause(&error, TransportErrorKind::Connect, TransportCause::Refused);
        let named = format!("proxy {} from {variable} refused the connection", address(&proxy));
        assert!(error.to_string().ends_with(&named), "{error}");
    }
}

fn a_proxy_that_wants_or_refuses_a_password_is_named_without_the_password<C: TestedClient>() {
    for (variable, url) in [("HTTPS_PROXY", "https://sts.example/"), ("http_proxy", "http://sts.example:8080/")] {
        for (user, cause) in
            [("", TransportCause::ProxyWantsPassword), ("user:hush@", TransportCause::ProxyRefusedPassword)]
        {
            let proxy = server("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
            let value = proxy.url.replace("http://", &format!("http://{user}")).replace("/base/", "");
            let error = by_proxy::<C>(&[(variable, &value)], url);
            assert_cause(&error, TransportErrorKind::Proxy, cause);
            let text = error.to_string();
            assert!(text.contains("407") && text.contains(variable) && text.contains(address(&proxy.url)), "{text}");
            assert!(!format!("{text} {error:?}").contains("hush"), "{error:?}");
            let sent = proxy.received.recv().unwrap().to_ascii_lowercase();
            assert_eq!(sent.contains("proxy-authorization: basic dxnlcjpodxno"), !user.is_empty(), "{sent}");
        }
    }
}

fn a_proxy_that_refuses_the_host_or_hangs_up_is_named<C: TestedClient>() {
    for (response, cause) in [
        ("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", TransportCause::ProxyRefusedHost),
        ("", TransportCause::Closed),
    ] {
        let proxy = server(response);
        let error = by_proxy::<C>(&[("HTTPS_PROXY", proxy.url.trim_end_matches("/base/"))], "https://sts.example/");
        assert_cause(&error, TransportErrorKind::Connect, cause);
        assert!(error.to_string().contains(&format!("proxy {} from HTTPS_PROXY", address(&proxy.url))), "{error}");
    }
}

fn a_response_that_is_not_http_may_be_tls<C: TestedClient>() {
    // A TLS alert.
    let server = server([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x0a]);
    let error = send::<C>(&server.url).unwrap_err();
    assert_cause(&error, TransportErrorKind::NoResponse, TransportCause::NotHttp);
    assert!(error.to_string().contains("https://"), "{error}");
}

fn a_connection_that_is_closed_is_the_cause<C: TestedClient>() {
    let server = server("");
    assert_cause(&send::<C>(&server.url).unwrap_err(), TransportErrorKind::NoResponse, TransportCause::Closed);
}

fn a_connection_that_is_closed_at_once_is_the_cause<C: TestedClient>() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || listener.incoming().for_each(drop));
    // When the client notices is a matter of chance.
    for _ in 0..50 {
        let error = send::<C>(&url).unwrap_err();
        assert!([TransportErrorKind::Connect, TransportErrorKind::NoResponse].contains(&error.kind()), "{error:?}");
        assert_eq!(error.cause(), Some(TransportCause::Closed), "{error:?}");
    }
}

fn a_request_that_forbids_proxies_is_sent_directly<C: TestedClient>() {
    let server = server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    let environment = Environment::from_pairs([("http_proxy", "http://127.0.0.1:9")]);
    let client = C::from_environment(&environment).unwrap();
    let error = client.run(request("http://direct.invalid/"), limits()).unwrap_err();
    assert!(error.proxy().is_some(), "{error}");
    let limits = TransportLimits { proxy: ProxyUse::Forbidden, ..limits() };
    let error = client.run(request("http://direct.invalid/"), limits).unwrap_err();
    assert_eq!((error.proxy(), error.cause()), (None, Some(TransportCause::NameNotKnown)), "{error}");
    drop(server);
}

#[cfg(feature = "tls")]
fn tls_to_a_server_without_tls_fails_to_connect<C: TestedClient>() {
    use TransportErrorKind::{Connect, Tls};
    for (response, kind, cause) in
        [("HTTP/1.1 400 Bad Request\r\n\r\n", Tls, TransportCause::NotTls), ("", Connect, TransportCause::Closed)]
    {
        let server = server(response);
        let error = send::<C>(&server.url.replace("http:", "https:")).unwrap_err();
        assert_cause(&error, kind, cause);
        assert!(!server.received.recv().unwrap().contains("ping"));
    }
}

#[cfg(not(feature = "tls"))]
fn https_needs_a_feature<C: TestedClient>() {
    let endpoint = "https://sts.example".parse().unwrap();
    let error = default(&endpoint, Duration::from_secs(5), &Environment::from_pairs([])).unwrap_err().to_string();
    assert!(error.contains("`tls`"), "{error}");
    let error = send::<C>("https://127.0.0.1:1/").unwrap_err();
    assert_cause(&error, TransportErrorKind::Unsendable, TransportCause::NoTls);
}
