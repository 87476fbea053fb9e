//! Refreshes on real runtimes with real sockets.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use sts::platform::Environment;
use sts::{Config, Credentials, RefreshingCredentials, Sts};
use tokio::runtime::{Builder, Runtime};

use testkit::world::ROLE;

/// An STS that responds or hangs, per connection.
struct Server {
    endpoint: String,
    /// Receives a message for each complete request.
    asked: Receiver<()>,
    thread: JoinHandle<()>,
}

#[derive(Clone, Copy)]
enum Reply {
    Credentials,
    Nothing,
}

impl Server {
    /// Starts a server that accepts one connection for each reply.
    fn start(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let (asked_sender, asked) = channel();
        let thread = std::thread::spawn(move || {
            let connections: Vec<_> = replies
                .into_iter()
                .map(|reply| {
                    let (stream, _) = listener.accept().unwrap();
                    let asked = asked_sender.clone();
                    std::thread::spawn(move || serve(stream, reply, &asked))
                })
                .collect();
            connections.into_iter().for_each(|connection| connection.join().unwrap());
        });
        Self { endpoint, asked, thread }
    }

    fn credentials(&self) -> RefreshingCredentials {
        let config = Config::new()
            .with_environment(Environment::from_pairs([]))
            .with_region("eu-west-1")
            .with_endpoint(&self.endpoint)
            .with_credentials(Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
        Sts::builder().config(config).build().unwrap().assume_role(ROLE, "test").refreshing()
    }
}

/// Serves a connection until the other side closes it.
fn serve(stream: TcpStream, reply: Reply, asked: &Sender<()>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while read_request(&mut reader).is_some() {
        // The test may have stopped listening.
        let _ = asked.send(());
        if matches!(reply, Reply::Nothing) {
            continue;
        }
        let body = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>\
                    <SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>\
                    <Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: {}\r\n\r\n", body.len());
        (&stream).write_all(format!("{head}{body}").as_bytes()).unwrap();
    }
}

fn read_request(reader: &mut impl BufRead) -> Option<()> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
    }
    reader.take(length).read_to_end(&mut Vec::new()).ok().map(|_| ())
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn cl15_credentials_from_a_dropped_runtime_work_on_another() {
    let server = Server::start(vec![Reply::Credentials]);
    let credentials = server.credentials();
    let first = runtime().block_on(credentials.credentials()).unwrap();
    let again = runtime().block_on(credentials.credentials()).unwrap();
    assert!(first == again);
}

#[test]
fn cl15_a_session_refreshes_on_another_runtime_than_it_was_created_on() {
    let server = Server::start(vec![Reply::Credentials, Reply::Credentials]);
    let credentials = server.credentials();
    let first = runtime().block_on(credentials.credentials()).unwrap();
    credentials.invalidate(first.access_key_id());
    runtime().block_on(credentials.credentials()).unwrap();
    assert_eq!(server.asked.try_iter().count(), 2);
}

#[test]
fn cl15_a_refresh_started_on_a_dropped_runtime_completes_on_another() {
    let server = Server::start(vec![Reply::Nothing, Reply::Credentials]);
    let credentials = server.credentials();
    start_and_drop_the_runtime(&server, &credentials);
    let used = runtime().block_on(credentials.credentials()).unwrap();
    assert_eq!(used.access_key_id(), "ASIAIOSFODNN7EXAMPLE");
}

#[test]
fn cl15_callers_on_another_runtime_get_credentials_when_the_first_runtime_is_dropped() {
    let server = Server::start(vec![Reply::Nothing, Reply::Credentials]);
    let credentials = server.credentials();
    let second = runtime();
    let first = runtime();
    let starter = credentials.clone();
    first.spawn(async move { starter.credentials().await });
    first.block_on(wait_until_asked(&server));
    let waiters: Vec<_> = (0..10)
        .map(|_| {
            let credentials = credentials.clone();
            second.spawn(async move { credentials.credentials().await })
        })
        .collect();
    second.block_on(tokio::task::yield_now());
    drop(first);
    for waiter in waiters {
        second.block_on(waiter).unwrap().unwrap();
    }
    assert_eq!(server.asked.try_iter().count(), 1, "one of the waiting callers has sent the request again");
}

#[test]
fn cl16_dropping_the_last_handle_leaves_no_task_and_no_socket() {
    let server = Server::start(vec![Reply::Credentials]);
    let credentials = server.credentials();
    let runtime = runtime();
    runtime.block_on(credentials.credentials()).unwrap();
    let clones = vec![credentials; 100];
    drop(clones);
    // Closing the connection needs the runtime to run.
    for _ in 0..100 {
        if runtime.metrics().num_alive_tasks() == 0 {
            break;
        }
        runtime.block_on(async { tokio::time::sleep(Duration::from_millis(10)).await });
    }
    assert_eq!(runtime.metrics().num_alive_tasks(), 0);
    // The server has seen its connection close.
    server.thread.join().unwrap();
}

fn start_and_drop_the_runtime(server: &Server, credentials: &RefreshingCredentials) {
    let runtime = runtime();
    let credentials = credentials.clone();
    runtime.spawn(async move { credentials.credentials().await });
    runtime.block_on(wait_until_asked(server));
}

async fn wait_until_asked(server: &Server) {
    while server.asked.try_recv().is_err() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
