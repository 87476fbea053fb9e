//! The web service, with an S3 that knows who asks.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use aws_config::{BehaviorVersion, Region};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use sts_local::LocalSts;

use crate::web_service::{Service, router};
use crate::{plain_http, serve};

/// The memory of a stub of S3.
#[derive(Clone, Default)]
struct Stub {
    /// The access key id and the path of each request.
    requests: Arc<Mutex<Vec<(String, String)>>>,
    /// Access keys that have expired by the clock of S3.
    expired: Arc<Mutex<Vec<String>>>,
}

impl Stub {
    async fn get(State(stub): State<Self>, Path(path): Path<String>, headers: HeaderMap) -> (StatusCode, String) {
        let signature = headers["authorization"].to_str().unwrap();
        let key = signature.split_once("Credential=").unwrap().1.split('/').next().unwrap().to_owned();
        assert!(headers.contains_key("x-amz-security-token"));
        stub.requests.lock().unwrap().push((key.clone(), path.clone()));
        if stub.expired.lock().unwrap().contains(&key) {
            return (StatusCode::BAD_REQUEST, "<Error><Code>ExpiredToken</Code></Error>".to_owned());
        }
        (StatusCode::OK, format!("contents of {path}"))
    }

    fn keys(&self) -> Vec<String> {
        self.requests.lock().unwrap().iter().map(|(key, _)| key.clone()).collect()
    }
}

struct Running {
    local: LocalSts,
    stub: Stub,
    url: String,
}

impl Running {
    async fn start() -> Self {
        let (local, stub) = (LocalSts::start().await.unwrap(), Stub::default());
        let s3 = serve(Router::new().route("/{*path}", get(Stub::get)).with_state(stub.clone())).await;
        let aws = aws_config::defaults(BehaviorVersion::latest())
            .no_credentials()
            .http_client(plain_http())
            .region(Region::new("us-east-1"))
            .endpoint_url(s3)
            .load()
            .await;
        let tenants = [("token-of-red", "red"), ("token-of-blue", "blue"), ("token-of-star", "*")];
        let tenants = tenants.map(|(token, tenant)| (token.to_owned(), tenant.to_owned()));
        let url = serve(router(Service::new(local.sts(), aws, HashMap::from(tenants)))).await;
        Self { local, stub, url }
    }

    async fn get(&self, token: &str, file: &str) -> (u16, String) {
        let url = format!("{}/files/{file}", self.url);
        let response = reqwest::Client::new().get(url).bearer_auth(token).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    fn policies(&self) -> Vec<String> {
        let policy = |call: &sts_local::RecordedCall| call.parameter("Policy").unwrap().to_owned();
        self.local.calls().iter().map(policy).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_tenant_gets_its_own_files_with_its_own_session() {
    let running = Running::start().await;
    assert_eq!(running.get("token-of-red", "plan.txt").await, (200, "contents of team-data/red/plan.txt".to_owned()));
    assert_eq!(running.get("token-of-red", "plan.txt").await.0, 200);
    assert_eq!(running.get("token-of-blue", "plan.txt").await.0, 200);

    let keys = running.stub.keys();
    assert_eq!(keys[0], keys[1]);
    assert_ne!(keys[0], keys[2]);
    let policies = running.policies();
    assert_eq!(policies.len(), 2);
    assert!(policies[0].contains("arn:aws:s3:::team-data/red/*"), "{policies:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_with_the_name_of_a_pattern_is_not_every_tenant() {
    let running = Running::start().await;
    assert_eq!(running.get("token-of-star", "plan.txt").await.0, 200);
    assert!(running.policies()[0].contains("arn:aws:s3:::team-data/${*}/*"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_known_token_nothing_is_called() {
    let running = Running::start().await;
    assert_eq!(running.get("token-of-nobody", "plan.txt").await.0, 401);
    assert!(running.local.calls().is_empty() && running.stub.keys().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn expired_credentials_are_replaced_for_the_next_request() {
    let running = Running::start().await;
    running.get("token-of-red", "plan.txt").await;
    *running.stub.expired.lock().unwrap() = running.stub.keys();
    assert_eq!(running.get("token-of-red", "plan.txt").await.0, 503);
    assert_eq!(running.get("token-of-red", "plan.txt").await.0, 200);
    assert_eq!(running.local.calls().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_of_sts_is_not_one_of_s3() {
    let running = Running::start().await;
    running.local.script_always(sts_local::ScriptedResponse::error(403, "AccessDenied", "no"));
    assert_eq!(running.get("token-of-red", "plan.txt").await.0, 503);
    assert!(running.stub.keys().is_empty());
}
