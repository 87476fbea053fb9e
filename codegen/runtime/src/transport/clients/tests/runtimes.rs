//! Callers without a tokio runtime, or with one that lacks timers or network I/O.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use tokio::runtime::Builder;

use super::*;
use crate::config::Config;
use crate::error::Error;
use crate::platform::credentials::Credentials;
use crate::testing::{GreetRequest, Peer, client};

fn config() -> Config {
    Config::new()
        .with_environment(Environment::from_pairs([]))
        .with_region("eu-west-1")
        .with_credentials(Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
}

/// The transports that need a tokio runtime.
fn transports() -> Vec<Arc<dyn Transport>> {
    vec![
        #[cfg(feature = "reqwest")]
        Arc::new(ReqwestTransport::loopback()),
        #[cfg(feature = "hyper")]
        Arc::new(HyperTransport::loopback()),
    ]
}

/// Calls a server without any runtime.
fn outside(config: Config) -> Error {
    let client = client(config);
    let call = pin!(client.call(&GreetRequest("Bob")));
    let Poll::Ready(result) = call.poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("nothing can wake this call");
    };
    result.unwrap_err()
}

#[test]
fn outside_of_tokio_the_transports_and_the_timer_fail_with_a_remedy() {
    let endpoint = || config().with_endpoint("http://127.0.0.1:9");
    for config in transports().into_iter().map(|transport| endpoint().with_transport(transport)).chain([endpoint()]) {
        let error = outside(config);
        assert_eq!(error.transport_error().and_then(TransportError::cause), Some(TransportCause::NoRuntime));
        let error = error.to_string();
        assert!(error.contains("no tokio runtime") && error.contains("with_transport"), "{error}");
    }
    let error = outside(config().with_transport(Peer::default())).to_string();
    assert!(error.contains("no tokio runtime") && error.contains("with_sleep"), "{error}");
}

#[test]
fn a_runtime_without_timers_or_network_is_an_error_and_no_panic() {
    let builders: [fn(&mut Builder) -> &mut Builder; 3] =
        [|builder| builder, |builder| builder.enable_io(), |builder| builder.enable_time()];
    for enable in builders {
        let runtime = enable(&mut Builder::new_current_thread()).build().unwrap();
        for endpoint in ["http://127.0.0.1:9", "https://127.0.0.1:9", "http://localhost:9"] {
            let config = config().with_endpoint(endpoint);
            let given = transports().into_iter().map(|transport| config.clone().with_transport(transport));
            for config in given.chain([config.clone()]) {
                let error = runtime.block_on(client(config).call(&GreetRequest("Bob"))).unwrap_err().to_string();
                assert!(error.contains("no tokio runtime with timers") && error.contains("enable_all"), "{error}");
            }
        }
    }
}

#[cfg(feature = "hyper")]
#[test]
fn a_connection_stays_with_its_runtime() {
    let (url, received) = connections::patient("127.0.0.1");
    let client = HyperTransport::loopback();
    let runtimes = [(); 2].map(|()| Builder::new_current_thread().enable_all().build().unwrap());
    for _ in 0..2 {
        for runtime in &runtimes {
            let sent = async { tokio::time::timeout(CONNECT_TIMEOUT, client.send(request(&url), limits())).await };
            assert_eq!(runtime.block_on(sent).expect("no response").unwrap().body().as_ref(), b"ok");
        }
    }
    let connections: Vec<usize> = received.try_iter().map(|(connection, _)| connection).collect();
    assert_eq!(connections, [0, 1, 0, 1]);
}

/// Responds to each request as soon as its first bytes have arrived, and reads no more of it.
fn hasty() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let mut open = Vec::new();
        while let Ok((mut stream, _)) = listener.accept() {
            stream.read_exact(&mut [0]).unwrap();
            stream.write_all(b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno").unwrap();
            open.push(stream);
        }
    });
    url
}

#[test]
fn a_connection_on_which_a_request_is_still_being_sent_is_not_used_again() {
    let url = hasty();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let large = || http::Request::post(&url).body(Bytes::from(vec![b'x'; 32 * 1024 * 1024])).unwrap();
    for client in transports() {
        for _ in 0..2 {
            let sent = async { tokio::time::timeout(CONNECT_TIMEOUT, client.send(large(), limits())).await };
            assert_eq!(runtime.block_on(sent).expect("no response").unwrap().status(), 413, "{client:?}");
        }
    }
}

#[cfg(feature = "hyper")]
#[test]
fn bytes_that_arrive_while_all_threads_of_the_runtime_are_blocked_are_not_a_response() {
    let (url, forge, forged) = kept::forger();
    let (ended, block) = channel::<()>();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let client = HyperTransport::loopback();
    assert_eq!(runtime.block_on(client.send(request(&url), limits())).unwrap().body().as_ref(), b"ok");
    std::thread::scope(|scope| {
        // The thread that drives the runtime. The other one only waits for its own future.
        let driver = &runtime;
        scope.spawn(move || {
            driver.block_on(async {
                forge.send(()).unwrap();
                block.recv().unwrap_err();
            });
        });
        forged.recv().unwrap();
        let response = runtime.block_on(async {
            let mut sending = pin!(client.send(request(&url), limits()));
            // Long enough to choose a connection.
            for _ in 0..10 {
                let polled = std::future::poll_fn(|context| Poll::Ready(sending.as_mut().poll(context))).await;
                assert!(polled.is_pending());
            }
            // The second connection is made when the runtime is driven again.
            drop(ended);
            sending.await
        });
        assert_eq!(response.unwrap().body().as_ref(), b"fresh");
    });
}

#[cfg(feature = "hyper")]
#[test]
fn a_request_that_was_canceled_is_not_sent_later() {
    const LENGTH: usize = 32 * 1024 * 1024;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (canceled, read) = channel();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        read.recv().unwrap();
        let mut received = Vec::new();
        // Ends with an error if the connection was reset.
        let _ = stream.read_to_end(&mut received);
        received.len()
    });
    let client = HyperTransport::loopback();
    Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let request = http::Request::post(&url).body(Bytes::from(vec![b'x'; LENGTH])).unwrap();
        tokio::time::timeout(Duration::from_millis(200), client.send(request, limits())).await.unwrap_err();
        canceled.send(()).unwrap();
        // The runtime goes on, and would send the rest.
        while !server.is_finished() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    // Some of it was on its way.
    let received = server.join().unwrap();
    assert!(received < LENGTH, "{received}");
}

#[test]
fn other_panics_are_not_caught() {
    let runtime = Builder::new_current_thread().build().unwrap();
    let panics = std::panic::catch_unwind(|| {
        runtime.block_on(crate::platform::tokio::in_tokio::<(), &str>(async { panic!("a mistake") }, || "no runtime"))
    });
    assert!(panics.is_err());
}
