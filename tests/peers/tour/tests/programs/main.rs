//! The programs on the pages of the tour, and tests that run them on loopback.
//!
//! A page shows the whole text of a program; a test in `tests/source` compares both. The functions `main` need an account, so
//! the tests call what is below them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by failing what it expected"
)]

#[allow(dead_code, reason = "`main` needs an account")]
mod aws_config_credentials;
#[allow(dead_code, reason = "`main` needs an account")]
mod github_actions;
#[allow(dead_code, reason = "`main` needs an account")]
mod web_service;
mod with_aws_sdk_sts;

mod containers;
mod failures;
mod jobs;
mod moving;
mod service;

use axum::Router;
use tokio::net::TcpListener;

/// Serves a router on a free port of loopback, and returns its URL.
async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// An HTTP client for AWS's crates that reaches loopback.
fn plain_http() -> aws_sdk_s3::config::SharedHttpClient {
    aws_smithy_http_client::Builder::new().build_http()
}
