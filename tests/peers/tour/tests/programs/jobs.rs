//! A job of GitHub Actions, with a token endpoint that issues tokens which the embedded STS trusts.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use sts::Secret;
use sts_local::LocalSts;

use crate::github_actions::{JobTokens, role_of_job};
use crate::serve;

const ROLE: &str = "arn:aws:iam::123456789012:role/demo";
const SUBJECT: &str = "repo:octo-org@123456/octo-repo@456789:ref:refs/heads/main";

async fn token(
    State(local): State<Arc<LocalSts>>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Result<Json<Value>, StatusCode> {
    if headers["authorization"] != "Bearer job" || query["audience"] != "sts.amazonaws.com" {
        return Err(StatusCode::UNAUTHORIZED);
    }
    Ok(Json(json!({ "value": local.issuer().token(SUBJECT).sign().expose().clone() })))
}

async fn start(bearer: &str) -> (Arc<LocalSts>, JobTokens) {
    let local = Arc::new(LocalSts::start().await.unwrap());
    let url = serve(Router::new().route("/token", get(token)).with_state(local.clone())).await;
    let url = format!("{url}/token?api-version=2.0");
    (local, JobTokens { url, bearer: Secret::from(bearer.to_owned()), http: reqwest::Client::new() })
}

#[tokio::test]
async fn a_job_exchanges_its_token_for_a_session_and_gets_another_token_for_each_refresh() {
    let (local, tokens) = start("job").await;
    let sts = local.sts();
    let session = role_of_job(&sts, ROLE, "run-1", tokens.clone()).await.unwrap();
    assert_eq!(session.subject(), Some(SUBJECT));

    let role = role_of_job(&sts, ROLE, "run-1", tokens).refreshing();
    let first = role.credentials().await.unwrap();
    // Longer than a token is valid.
    local.clock().advance(std::time::Duration::from_secs(2 * 60 * 60));
    assert_ne!(role.credentials().await.unwrap(), first);
}

#[tokio::test]
async fn a_refused_request_for_a_token_is_an_error_and_nothing_is_sent_to_sts() {
    let (local, tokens) = start("another job").await;
    let error = role_of_job(&local.sts(), ROLE, "run-1", tokens).await.unwrap_err();
    assert!(error.report().to_string().contains("401"), "{}", error.report());
    assert!(local.calls().is_empty());
}
