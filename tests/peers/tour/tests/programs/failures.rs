//! The failures that the README shows, with the text of each client's error.

use std::fmt::Display;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_sts::config::SharedCredentialsProvider;
use aws_sdk_sts::types::Tag;
use sts::{Config, Credentials, Sts};
use sts_local::LocalSts;

use crate::plain_http;

const README: &str = include_str!("../../../../../README.md");

/// An endpoint at which nothing listens: port 9, of the protocol "discard".
const NOTHING: &str = "http://127.0.0.1:9";

async fn aws(credentials: Credentials, endpoint: &str) -> aws_sdk_sts::Client {
    let aws: SdkConfig = aws_config::defaults(BehaviorVersion::latest())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(plain_http())
        .region(Region::new("us-east-1"))
        .endpoint_url(endpoint)
        .load()
        .await;
    aws_sdk_sts::Client::new(&aws)
}

fn ours(credentials: Credentials, endpoint: &str) -> Sts {
    Sts::from_config(Config::new().with_credentials(credentials).with_region("us-east-1").with_endpoint(endpoint))
}

/// Replaces what differs from call to call: the port of the embedded STS and the ID of the request.
fn stable(error: &impl Display, local: &LocalSts) -> String {
    let text = error.to_string();
    let text = match text.split_once("request id ") {
        Some((before, rest)) => format!("{before}request id …{}", rest.trim_start_matches(|c| c != ')')),
        None => text,
    };
    text.replace(local.endpoint().trim_start_matches("http://"), "sts.example")
}

/// Fails unless the README shows both texts under this title.
#[track_caller]
fn shown(title: &str, sdk: &str, ours: &str) {
    let block = format!("{title}\n  aws-sdk-sts  {sdk}\n  sts          {ours}\n");
    assert!(README.contains(&block), "README.md does not have\n{block}");
}

#[tokio::test]
async fn the_readme_shows_what_each_client_says_if_nothing_listens() {
    let local = LocalSts::start().await.unwrap();
    let sdk = aws(local.credentials(), NOTHING).await.get_caller_identity().send().await.unwrap_err();
    let ours = ours(local.credentials(), NOTHING).caller_identity().await.unwrap_err();
    shown("Nothing listens at the endpoint", &stable(&sdk, &local), &stable(&ours, &local));
}

#[tokio::test]
async fn the_readme_shows_what_each_client_says_about_a_tag_that_is_not_allowed() {
    let local = LocalSts::start().await.unwrap();
    let tag = Tag::builder().key("cost*center").value("1234").build().unwrap();
    let sdk = aws(local.credentials(), &local.endpoint()).await;
    let sdk = sdk.get_federation_token().name("Bob").tags(tag).send().await.unwrap_err();
    let ours = ours(local.credentials(), &local.endpoint());
    let ours = ours.new_federated_session("Bob").tag("cost*center", "1234").await.unwrap_err();
    shown("A session tag has a character that AWS does not allow", &stable(&sdk, &local), &stable(&ours, &local));
}

#[tokio::test]
async fn the_readme_shows_what_each_client_says_if_a_role_may_not_be_assumed() {
    const ROLE: &str = "arn:aws:iam::123456789012:role/audit";
    let local = LocalSts::start().await.unwrap();
    let sdk = aws(local.credentials(), &local.endpoint()).await;
    let sdk = sdk.assume_role().role_arn(ROLE).role_session_name("nightly").send().await.unwrap_err();
    let ours = ours(local.credentials(), &local.endpoint()).assume_role(ROLE, "nightly").await.unwrap_err();
    shown("The role cannot be assumed", &stable(&sdk, &local), &stable(&ours, &local));
}
