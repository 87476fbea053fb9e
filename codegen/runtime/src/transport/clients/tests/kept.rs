//! Connections that are kept alive, and connections that fail.

use super::*;
use crate::testing::{FakeTime, GreetRequest, Peer, client, config};

/// Starts a server that responds to the first request of each connection with `keep-alive`, and closes it after a while.
fn fickle(connections: usize, open: Duration) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (sender, received) = channel();
    std::thread::spawn(move || {
        for _ in 0..connections {
            let (mut stream, _) = listener.accept().unwrap();
            sender.send(read_request(&mut stream)).unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok").unwrap();
            std::thread::sleep(open);
        }
    });
    (url, received)
}

for_each_client! {
    ht12_a_connection_that_was_closed_while_nothing_ran_costs_no_attempt,
    bytes_that_arrive_while_nothing_runs_are_not_a_response,
    ht12_a_connection_closed_between_calls_costs_at_most_one_attempt,
    ht14_a_host_that_is_unknown_or_has_no_address_is_a_connect_error,
    ht13_if_one_address_does_not_respond_another_one_is_used,
}

fn ht12_a_connection_closed_between_calls_costs_at_most_one_attempt<C: TestedClient>() {
    let (url, received) = fickle(5, Duration::ZERO);
    let client = C::loopback();
    let mut attempts = 0;
    for _ in 0..3 {
        let succeeded = (0..2).any(|_| {
            attempts += 1;
            match send_by(&client, &url) {
                Ok(response) => response.body().as_ref() == b"ok",
                // A kind that calls retry.
                Err(error) => {
                    assert_eq!(error.kind(), TransportErrorKind::NoResponse, "{error:?}");
                    false
                }
            }
        });
        assert!(succeeded, "two attempts got no response");
    }
    assert!(attempts <= 5, "{attempts}");
    assert!(received.try_iter().count() >= 3);
}

fn ht12_a_connection_that_was_closed_while_nothing_ran_costs_no_attempt<C: TestedClient>() {
    let (url, received) = fickle(5, Duration::from_millis(20));
    let client = C::loopback();
    for _ in 0..5 {
        assert_eq!(send_by(&client, &url).unwrap().body().as_ref(), b"ok");
        // The end of the connection arrives while the runtime of the test stands still.
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(received.try_iter().count(), 5);
}

/// Starts a server that sends a second response on its first connection without a request, and waits for a second connection.
/// Returns its URL, what starts the second response, and what says that it was sent.
pub(super) fn forger() -> (String, Sender<()>, Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (forge, asked) = channel();
    let (sent, forged) = channel();
    std::thread::spawn(move || {
        let (mut first, _) = listener.accept().unwrap();
        read_request(&mut first);
        first.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").unwrap();
        asked.recv().unwrap();
        first.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged").unwrap();
        sent.send(()).unwrap();
        let (mut second, _) = listener.accept().unwrap();
        read_request(&mut second);
        second.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfresh").unwrap();
    });
    (url, forge, forged)
}

fn bytes_that_arrive_while_nothing_runs_are_not_a_response<C: TestedClient>() {
    let (url, forge, forged) = forger();
    let client = C::loopback();
    assert_eq!(send_by(&client, &url).unwrap().body().as_ref(), b"ok");
    forge.send(()).unwrap();
    forged.recv().unwrap();
    assert_eq!(send_by(&client, &url).unwrap().body().as_ref(), b"fresh");
}

/// The pool of reqwest keeps the other connections.
#[cfg(feature = "hyper")]
#[test]
fn ht12_one_lost_connection_costs_an_attempt_and_not_each_with_hyper() {
    one_lost_connection_costs_an_attempt_and_not_each::<HyperTransport>();
}

#[cfg(feature = "blocking")]
#[test]
fn ht12_one_lost_connection_costs_an_attempt_and_not_each_with_sockets() {
    one_lost_connection_costs_an_attempt_and_not_each::<SocketTransport>();
}

/// A server that does not respond on connections that were open before it lost them.
#[cfg(any(feature = "hyper", feature = "blocking"))]
fn one_lost_connection_costs_an_attempt_and_not_each<C: TestedClient>() {
    const OPEN: usize = 3;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let accept = || listener.accept().unwrap().0;
        let respond = |stream: &mut TcpStream| {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").unwrap();
        };
        // Responds when all connections are in use, so that each request has its own.
        let mut lost: Vec<TcpStream> = std::iter::repeat_with(accept).take(OPEN).collect();
        lost.iter_mut().for_each(|stream| drop(read_request(stream)));
        lost.iter_mut().for_each(respond);
        let mut fresh = accept();
        read_request(&mut fresh);
        respond(&mut fresh);
    });
    let client = C::loopback();
    client.run_together(&url, OPEN);
    let impatient = TransportLimits::new(CONNECT_TIMEOUT, Duration::from_millis(100), CAP);
    assert_eq!(client.run(request(&url), impatient).unwrap_err().kind(), TransportErrorKind::Timeout);
    assert_eq!(send_by(&client, &url).unwrap().body().as_ref(), b"ok");
}

#[test]
fn ht14_the_error_for_an_unknown_host_names_it() {
    let peer = Peer::responding((0..3).map(|_| Err(TransportError::new(TransportErrorKind::Connect, "no such host"))));
    let config = config(&peer, &FakeTime::new()).with_endpoint("https://nowhere.invalid");
    let error = crate::testing::run(client(config).call(&GreetRequest("Bob"))).unwrap_err();
    assert!(error.to_string().contains("nowhere.invalid"), "{error}");
}

fn ht14_a_host_that_is_unknown_or_has_no_address_is_a_connect_error<C: TestedClient>() {
    let error = send::<C>("http://nowhere.invalid/").unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Connect, "{error:?}");
    let error = send_by(&C::with_addresses(&[]), "http://nowhere.invalid/").unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Connect, "{error:?}");
}

fn ht13_if_one_address_does_not_respond_another_one_is_used<C: TestedClient>() {
    let server = server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    let port: u16 = server.url.trim_end_matches("/base/").rsplit(':').next().unwrap().parse().unwrap();
    let hole = std::net::SocketAddr::from((std::net::Ipv6Addr::LOCALHOST, port));
    let _listener = TcpListener::bind(hole).unwrap();
    // Queued connections are never accepted. Once the queue is full, new connections are neither accepted nor refused.
    let queue: Vec<TcpStream> =
        std::iter::from_fn(|| TcpStream::connect_timeout(&hole, Duration::from_millis(200)).ok())
            .take(10_000)
            .collect();
    assert!(queue.len() < 10_000, "this system queues without end");
    let client = C::with_addresses(&[hole.ip(), IpAddr::from([127, 0, 0, 1])]);
    let start = std::time::Instant::now();
    let response = send_by(&client, &format!("http://both.invalid:{port}/base/")).unwrap();
    assert_eq!(response.body().as_ref(), b"ok");
    // It takes less than 1 s, but busy machines need more.
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}
