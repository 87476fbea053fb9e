//! Connections: to addresses, through proxies, and over time.

use std::time::Instant;

use super::*;
use crate::transport::clients::tls::Tls;

for_each_client! {
    a_connection_is_used_again,
    a_host_may_be_an_ipv6_address,
    a_connection_that_is_not_established_in_time_is_the_cause,
    a_proxy_gets_whole_urls_and_its_password_and_other_hosts_get_neither,
}

/// Starts a server that responds to requests with the body `ping`, on any number of connections. Returns its URL, and the
/// number of the connection of each request with the request.
pub(super) fn patient(address: &str) -> (String, Receiver<(usize, String)>) {
    let listener = TcpListener::bind((address, 0)).unwrap();
    let url = format!("http://{}/base/", listener.local_addr().unwrap());
    let (sender, received) = channel();
    std::thread::spawn(move || {
        for number in 0.. {
            let (mut stream, _) = listener.accept().unwrap();
            let sender = sender.clone();
            std::thread::spawn(move || {
                loop {
                    let request = read_request(&mut stream);
                    if request.is_empty() || sender.send((number, request)).is_err() {
                        return;
                    }
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                }
            });
        }
    });
    (url, received)
}

fn a_connection_is_used_again<C: TestedClient>() {
    let (url, received) = patient("127.0.0.1");
    let client = C::loopback();
    for _ in 0..3 {
        assert_eq!(send_by(&client, &url).unwrap().body().as_ref(), b"ok");
    }
    let connections: Vec<usize> = received.try_iter().map(|(connection, _)| connection).collect();
    assert_eq!(connections, [0, 0, 0]);
}

fn a_host_may_be_an_ipv6_address<C: TestedClient>() {
    let (url, _received) = patient("::1");
    assert!(url.starts_with("http://[::1]:"), "{url}");
    assert_eq!(send::<C>(&url).unwrap().body().as_ref(), b"ok");
}

fn a_connection_that_is_not_established_in_time_is_the_cause<C: TestedClient>() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // Fills the queue of connections that are not accepted. After that, new ones are neither accepted nor refused.
    let queue: Vec<TcpStream> =
        std::iter::from_fn(|| TcpStream::connect_timeout(&address, Duration::from_millis(200)).ok())
            .take(10_000)
            .collect();
    assert!(queue.len() < 10_000, "this system queues without end");
    let url = format!("http://{address}/");
    let ends_soon = |client: &C, limits| {
        let start = Instant::now();
        let error = client.run(request(&url), limits).unwrap_err();
        let found = (error.kind(), error.cause());
        assert_eq!(found, (TransportErrorKind::Connect, Some(TransportCause::ConnectTimeout)), "{error:?}");
        assert!(start.elapsed() < CONNECT_TIMEOUT, "{:?}", start.elapsed());
    };
    ends_soon(&C::impatient(&Environment::from_pairs([])), limits());
    // The requests of reqwest share the time limit of the client.
    if C::NAME != "reqwest" {
        ends_soon(&C::loopback(), soon());
    }
}

fn a_proxy_gets_whole_urls_and_its_password_and_other_hosts_get_neither<C: TestedClient>() {
    let (proxy, seen_by_proxy) = patient("127.0.0.1");
    let (direct, seen_by_host) = patient("127.0.0.1");
    let proxy = proxy.trim_start_matches("http://").trim_end_matches("/base/");
    let proxy = format!("http://user:hush@{proxy}");
    let environment = Environment::from_pairs([("http_proxy", proxy.as_str()), ("no_proxy", "127.0.0.1")]);
    let client = C::from_environment(&environment).unwrap();
    for _ in 0..2 {
        assert_eq!(send_by(&client, "http://sts.example/a?b=c").unwrap().body().as_ref(), b"ok");
        assert_eq!(send_by(&client, &direct).unwrap().body().as_ref(), b"ok");
    }
    for (connection, request) in seen_by_proxy.try_iter() {
        assert!(request.starts_with("POST http://sts.example/a?b=c HTTP/1.1\r\n"), "{request}");
        let request = request.to_ascii_lowercase();
        assert_eq!(request.matches("\r\nproxy-authorization: basic dxnlcjpodxno\r\n").count(), 1, "{request}");
        assert_eq!(connection, 0, "the connection to the proxy was not used again");
    }
    for (_, request) in seen_by_host.try_iter() {
        assert!(request.starts_with("POST /base/ HTTP/1.1\r\n"), "{request}");
        assert!(!request.to_ascii_lowercase().contains("proxy-authorization"), "{request}");
    }
}

#[cfg(all(feature = "reqwest", feature = "tls"))]
#[test]
fn a_client_of_the_program_sends_and_its_errors_name_the_host() {
    let (url, _received) = patient("127.0.0.1");
    let builder = ::reqwest::Client::builder().redirect(::reqwest::redirect::Policy::none()).no_proxy();
    let tls = Tls::when_needed().unwrap();
    let builder = builder.tls_backend_preconfigured(rustls::ClientConfig::clone(&tls.config));
    let client = ReqwestTransport::from_client(builder.build().unwrap());
    assert_eq!(send_by(&client, &url).unwrap().body().as_ref(), b"ok");
    assert_eq!(client.trusted(), &TrustedRoots::ByClient);
    let error = send_by(&client, "http://127.0.0.1:1/").unwrap_err();
    assert_eq!((error.cause(), error.peer()), (Some(TransportCause::Refused), Some("127.0.0.1:1")), "{error:?}");
}

#[cfg(feature = "blocking")]
mod blocking {
    use super::*;

    /// Starts a server that sends its response one byte at a time.
    fn slow(response: &'static [u8], pause: Duration) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            read_request(&mut stream);
            for byte in response {
                std::thread::sleep(pause);
                if stream.write_all(&[*byte]).is_err() {
                    return;
                }
            }
        });
        url
    }

    #[test]
    fn an_attempt_ends_in_time_however_slowly_the_response_arrives() {
        let limits = TransportLimits::new(CONNECT_TIMEOUT, Duration::from_millis(600), CAP);
        for response in [
            &b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n"[..],
            b"HTTP/1.1 200 OK\r\n\r\nabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
            b"HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 103 Early\r\n\r\nHTTP/1.1 103 Early\r\n\r\n",
        ] {
            let url = slow(response, Duration::from_millis(25));
            let start = Instant::now();
            let error = SocketTransport::loopback().run(request(&url), limits).unwrap_err();
            assert_eq!((error.kind(), error.cause()), (TransportErrorKind::Timeout, None), "{error:?}");
            assert!((600..3_000).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
        }
        let error = SocketTransport::loopback()
            .run(request("http://127.0.0.1:9/"), TransportLimits { remaining: Duration::ZERO, ..limits });
        assert_eq!(error.unwrap_err().kind(), TransportErrorKind::Timeout);
    }

    #[test]
    fn a_blocking_client_works_inside_of_a_runtime() {
        let (url, _received) = patient("127.0.0.1");
        let client = SocketTransport::loopback();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let response = runtime.block_on(async { send_by(&client, &url) }).unwrap();
        assert_eq!(response.body().as_ref(), b"ok");
        drop(runtime);
        assert_eq!(send_by(&client, &url).unwrap().body().as_ref(), b"ok");
    }

    #[test]
    fn the_default_transport_of_blocking_clients_sends() {
        let (url, _received) = patient("127.0.0.1");
        let environment = Environment::from_pairs([("ALL_PROXY", "http://127.0.0.1:1")]);
        let transport = default_blocking(&url.parse().unwrap(), CONNECT_TIMEOUT, &environment).unwrap();
        assert_eq!(transport.send(request(&url), limits()).unwrap().body().as_ref(), b"ok");
    }
}
