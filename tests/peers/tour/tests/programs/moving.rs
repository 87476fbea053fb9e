//! The program with aws-sdk-sts that the page about moving shows.

use aws_config::{BehaviorVersion, Region};
use aws_sdk_sts::config::SharedCredentialsProvider;
use sts_local::LocalSts;

use crate::plain_http;
use crate::with_aws_sdk_sts::session;

#[tokio::test]
async fn the_program_before_the_move_works() {
    let local = LocalSts::start().await.unwrap();
    let aws = aws_config::defaults(BehaviorVersion::latest())
        .credentials_provider(SharedCredentialsProvider::new(local.credentials()))
        .http_client(plain_http())
        .region(Region::new("us-east-1"))
        .endpoint_url(local.endpoint())
        .load()
        .await;
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#;
    let key = session(&aws, "arn:aws:iam::123456789012:role/demo", policy).await.unwrap();
    assert!(key.starts_with("ASIA"), "{key}");
    let error = session(&aws, "arn:aws:iam::123456789012:role/unknown", policy).await.unwrap_err();
    assert_eq!(error.to_string(), "not allowed");
}
