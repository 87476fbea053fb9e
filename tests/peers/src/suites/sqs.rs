//! `aws-sdk-sqs` uses a queue in moto with credentials that our client obtained from moto.

use aws_sdk_sqs::config::{BehaviorVersion, Region};
use aws_sdk_sqs::{Client, Config};
use sts::{ProvideCredentials, Sts};

use super::moto;
use crate::Outcome;
use crate::bench::Bench;
use crate::call::{REGION, Target};
use crate::cases::DEMO;
use crate::report::Checks;

/// Tests two kinds of sessions.
pub async fn run(bench: &Bench, checks: &mut Checks<'_>) -> Outcome<()> {
    let (_moto, target) = moto::start(bench).await?;
    let sts =
        Sts::builder().credentials(target.credentials.clone()).region(REGION).endpoint(&target.endpoint).build()?;
    let role = sts.assume_role(DEMO, "queues").await?.credentials();
    checks.add("a queue, as a role", work(&target, role, "role").await);
    let bob = sts.new_federated_session("Bob").await?.credentials();
    checks.add("a queue, as a federated user", work(&target, bob, "federated").await);
    Ok(())
}

/// Creates a queue, sends a message, receives it, and deletes the message and the queue.
async fn work(target: &Target, credentials: impl ProvideCredentials + 'static, name: &str) -> Outcome {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .region(Region::new(REGION))
        .endpoint_url(&target.endpoint)
        .credentials_provider(credentials);
    let client = Client::from_conf(config.build());

    let queue = client.create_queue().queue_name(name).send().await?;
    let url = queue.queue_url().ok_or("the queue has no URL")?;
    client.send_message().queue_url(url).message_body("Grüße & <Küsse>").send().await?;
    let received = client.receive_message().queue_url(url).send().await?;
    let [message] = received.messages() else {
        return Err(format!("expected one message, received {}", received.messages().len()).into());
    };
    if message.body() != Some("Grüße & <Küsse>") {
        return Err(format!("received another message: {:?}", message.body()).into());
    }
    client.delete_message().queue_url(url).set_receipt_handle(message.receipt_handle.clone()).send().await?;
    if !client.receive_message().queue_url(url).send().await?.messages().is_empty() {
        return Err("the deleted message still exists".into());
    }
    client.delete_queue().queue_url(url).send().await?;
    if !client.list_queues().send().await?.queue_urls().is_empty() {
        return Err("the deleted queue still exists".into());
    }
    Ok("created, sent, received, deleted".to_owned())
}
