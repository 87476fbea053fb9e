//! Tests that a call allocates few blocks of memory, apart from those of the HTTP client.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says by failing what it expected")]

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use memory::{Watched, allocations};
use sts::platform::{BoxFuture, Environment, Sleep};
use sts::transport::{Transport, TransportError, TransportLimits};
use sts::{Config, Credentials, Sts};

#[global_allocator]
static ALLOCATOR: Watched = Watched;

const BODY: &[u8] =
    b"<GetFederationTokenResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetFederationTokenResult>\
      <Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>\
      <SessionToken>token</SessionToken><Expiration>2099-07-15T23:28:33Z</Expiration></Credentials><FederatedUser>\
      <Arn>arn:aws:sts::123456789012:federated-user/Bob</Arn><FederatedUserId>123456789012:Bob</FederatedUserId>\
      </FederatedUser></GetFederationTokenResult><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata>\
      </GetFederationTokenResponse>";

/// Responds at once. Allocates only the box of its future.
#[derive(Clone, Copy, Debug)]
struct Service;

impl Transport for Service {
    fn send(&self, _: Request<Bytes>, _: TransportLimits) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(std::future::ready(Ok(Response::new(Bytes::from_static(BODY)))))
    }
}

/// A timer that never fires, because no call here waits.
#[derive(Debug)]
struct Never;

impl Sleep for Never {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

/// Runs a future that never waits.
fn run<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("this future waits"),
    }
}

/// Returns the number of allocations of a call with this number of tags. It is not the first call of its client.
fn of_call(tags: usize) -> usize {
    let config = Config::new()
        .with_environment(Environment::from_pairs([]))
        .with_region("eu-west-1")
        .with_credentials(Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
        .with_transport(Service)
        .with_sleep(Never);
    let sts = Sts::builder().config(config).build().unwrap();
    let tags: Vec<(String, String)> = (0..tags).map(|tag| (format!("cost-center-{tag}"), "red".to_owned())).collect();
    let policy = sts::Policy::new().allow(["s3:Get*"], ["*"]).to_json();
    let call = || {
        let session = sts.new_federated_session("Bob").policy(policy.as_str()).tags(tags.clone());
        drop(run(session.send()).unwrap());
    };
    call();
    allocations(call)
}

#[test]
fn a_call_allocates_few_blocks() {
    let few = of_call(3);
    assert!(few <= 44, "{few}");
}

#[test]
fn a_tag_allocates_its_key_and_its_value() {
    let many = of_call(50) - of_call(0);
    // And what holds all tags: the lists, their hashes and a larger form.
    assert!(many <= 2 * 50 + 4, "{many}");
}
