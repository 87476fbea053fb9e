//! From a session to EC2: the embedded STS issues the credentials, and an EC2 that the test plays accepts them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says by failing what it expected")]

#[allow(dead_code, reason = "`main` needs an account")]
#[path = "../examples/start_instance.rs"]
mod start_instance;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use awsquery::platform::BoxFuture;
use awsquery::transport::TransportLimits;
use awsquery::{Config, Sleep, Transport, TransportError};
use bytes::Bytes;
use ec2_client::ec2::Client;
use start_instance::{instances, start, stopped};
use sts_local::LocalSts;

/// EC2 with three instances on two pages. One of them is stopped, and runs some time after it was started.
#[derive(Clone, Debug, Default)]
struct PlayedEc2(Arc<Mutex<Vec<http::Request<Bytes>>>>);

impl PlayedEc2 {
    /// Returns the bodies of the requests.
    fn forms(&self) -> Vec<String> {
        let requests = self.0.lock().unwrap();
        requests.iter().map(|request| String::from_utf8(request.body().to_vec()).unwrap()).collect()
    }

    fn response(&self, form: &str) -> String {
        match form.strip_suffix("&Version=2016-11-15").unwrap_or(form) {
            _ if form.contains("Action=StartInstances") => {
                "<StartInstancesResponse><requestId>r</requestId><instancesSet><item>\
                 <instanceId>i-0c</instanceId><currentState><code>0</code><name>pending</name></currentState>\
                 </item></instancesSet></StartInstancesResponse>"
                    .to_owned()
            }
            _ if form.contains("InstanceId.1=i-0c") => {
                let asked = self.forms().iter().filter(|form| form.contains("InstanceId.1=i-0c")).count();
                described(&[("i-0c", if asked < 4 { "pending" } else { "running" })], "")
            }
            _ if form.contains("NextToken=two") => described(&[("i-0c", "stopped")], ""),
            _ => described(&[("i-0a", "running"), ("i-0b", "running")], "<nextToken>two</nextToken>"),
        }
    }
}

/// The response of `DescribeInstances`, with each instance in a reservation of its own.
fn described(instances: &[(&str, &str)], more: &str) -> String {
    let reservation = |(id, state): &(&str, &str)| {
        format!(
            "<item><reservationId>r-0</reservationId><instancesSet><item><instanceId>{id}</instanceId>\
             <instanceState><code>16</code><name>{state}</name></instanceState></item></instancesSet></item>"
        )
    };
    let reservations: String = instances.iter().map(reservation).collect();
    format!(
        "<DescribeInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>r</requestId>\
         <reservationSet>{reservations}</reservationSet>{more}</DescribeInstancesResponse>"
    )
}

impl Transport for PlayedEc2 {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let form = String::from_utf8(request.body().to_vec()).unwrap();
        self.0.lock().unwrap().push(request);
        let response = http::Response::new(Bytes::from(self.response(&form)));
        Box::pin(std::future::ready(Ok(response)))
    }
}

/// A timer that does not wait.
#[derive(Debug)]
struct AtOnce;

impl Sleep for AtOnce {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
}

#[tokio::test]
async fn a_session_lists_instances_and_starts_one() {
    let local = LocalSts::start().await.unwrap();
    let session = local.sts().new_session().await.unwrap();
    let service = PlayedEc2::default();
    let config = Config::new()
        .with_region("eu-west-1")
        .with_credentials(session.credentials())
        .with_transport(service.clone())
        .with_sleep(AtOnce);
    let client = Client::new(config);

    let found = instances(&client).await.unwrap();
    let ids: Vec<&str> = found.iter().filter_map(|instance| instance.instance_id.as_deref()).collect();
    assert_eq!(ids, ["i-0a", "i-0b", "i-0c"]);
    assert_eq!(stopped(&found), ["i-0c"]);
    start(&client, "i-0c").await.unwrap();

    let describe = "Action=DescribeInstances&Version=2016-11-15";
    let wait = format!("{describe}&InstanceId.1=i-0c");
    let start = "Action=StartInstances&Version=2016-11-15&InstanceId.1=i-0c".to_owned();
    let page = format!("{describe}&NextToken=two");
    assert_eq!(service.forms(), [describe.to_owned(), page, start, wait.clone(), wait.clone(), wait]);
    for request in service.0.lock().unwrap().iter() {
        let header = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
        let credential = format!("Credential={}/", session.credentials().access_key_id());
        assert!(header("authorization").contains(&credential), "{}", header("authorization"));
        assert!(header("authorization").contains("/eu-west-1/ec2/aws4_request"), "{}", header("authorization"));
        assert!(!header("x-amz-security-token").is_empty());
        assert_eq!(request.uri().host(), Some("ec2.eu-west-1.amazonaws.com"));
    }
}
