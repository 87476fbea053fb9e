//! A program for EC2 that gets along without AWS's SDK: its client is generated in `build.rs` from the model in
//! `tests/models`, and its credentials come from a session of STS.

use std::time::Duration;

use futures_util::TryStreamExt as _;

include!(concat!(env!("OUT_DIR"), "/ec2.rs"));

use ec2::{Client, DescribeInstancesRequest, Error, Instance, StartInstancesRequest, waiters};

/// The longest time to wait for an instance.
const LIMIT: Duration = Duration::from_secs(300);

/// Returns all instances of an account, however many pages they fill.
///
/// # Errors
///
/// A call fails.
pub async fn instances(client: &Client) -> Result<Vec<Instance>, Error> {
    let request = DescribeInstancesRequest::default();
    let reservations: Vec<_> = client.pages(request).items().try_collect().await?;
    Ok(reservations.into_iter().flat_map(|reservation| reservation.instances.unwrap_or_default()).collect())
}

/// Starts an instance, and returns when it runs.
///
/// # Errors
///
/// The id is not valid, a call fails, or the instance does not run after five minutes.
pub async fn start(client: &Client, id: &str) -> Result<(), Box<dyn std::error::Error>> {
    let request = StartInstancesRequest::builder([id]).build()?;
    client.start_instances(&request).await?;
    let request = DescribeInstancesRequest::builder().instance_ids([id]).build()?;
    client.wait_until(&waiters::INSTANCE_RUNNING, &request, LIMIT).await?;
    Ok(())
}
