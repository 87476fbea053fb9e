//! Credentials of a container, from an endpoint like that of EKS Pod Identity or ECS.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_config::BehaviorVersion;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use sts::{Credentials, Policy};
use sts_local::{LocalSts, Role};

use crate::aws_config_credentials::sts_of;
use crate::{plain_http, serve};

/// Variables are set for a process of its own: setting them here would be unsafe.
const CHILD: &str = "containers::prints_the_callers_of_a_container";

#[derive(Clone)]
struct Endpoint {
    credentials: Credentials,
    requests: Arc<AtomicUsize>,
}

async fn credentials(State(endpoint): State<Endpoint>, headers: HeaderMap) -> Json<Value> {
    assert_eq!(headers["authorization"], "token of the pod");
    endpoint.requests.fetch_add(1, Ordering::Relaxed);
    Json(json!({
        "AccessKeyId": endpoint.credentials.access_key_id(),
        "SecretAccessKey": endpoint.credentials.secret_access_key(),
        "Token": endpoint.credentials.session_token(),
        "Expiration": endpoint.credentials.expires_at().map(|end| end.to_string()),
    }))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_endpoint_of_a_container_is_asked_for_each_call_and_once_for_each_refresh() {
    let demo = Role::new("demo").policy(Policy::new().allow(["sts:AssumeRole"], ["*"]));
    let builder = LocalSts::builder().user("Alice", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    let local = builder.role(demo).start().await.unwrap();
    let of_pod = local.sts().assume_role("arn:aws:iam::123456789012:role/demo", "pod").await.unwrap().credentials();
    let endpoint = Endpoint { credentials: of_pod, requests: Arc::default() };
    let url = serve(Router::new().route("/v1/credentials", get(credentials)).with_state(endpoint.clone())).await;

    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", CHILD, "--ignored", "--nocapture"]).env_clear();
    child.env("AWS_REGION", "us-east-1").env("AWS_ENDPOINT_URL_STS", local.endpoint());
    child.env("AWS_CONTAINER_CREDENTIALS_FULL_URI", format!("{url}/v1/credentials"));
    child.env("AWS_CONTAINER_AUTHORIZATION_TOKEN", "token of the pod");
    let output = tokio::task::spawn_blocking(move || child.output()).await.unwrap().unwrap();

    let (found, problem) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{found}\n{problem}");
    let session = |name: &str| format!("arn:aws:sts::123456789012:assumed-role/demo/{name}");
    for name in ["pod", "worker"] {
        assert!(found.contains(&session(name)), "{found}");
    }
    // Two calls of the pod and one refresh of the role.
    assert_eq!(endpoint.requests.load(Ordering::Relaxed), 3);
}

#[tokio::test]
#[ignore = "runs in a process with variables of its own"]
async fn prints_the_callers_of_a_container() {
    let aws = aws_config::defaults(BehaviorVersion::latest()).http_client(plain_http()).load().await;
    let sts = sts_of(&aws).unwrap();
    for _ in 0..2 {
        println!("{}", sts.caller_identity().await.unwrap().arn);
    }
    let role = sts.assume_role("arn:aws:iam::123456789012:role/demo", "worker").refreshing();
    for _ in 0..2 {
        println!("{}", role.sts().caller_identity().await.unwrap().arn);
    }
}
