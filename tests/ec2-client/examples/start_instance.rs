//! Starts the stopped instances of an account, with the credentials of a role: `start_instance ROLE_ARN`.

use std::error::Error;
use std::time::Duration;

use awsquery::Config;
use ec2_client::ec2::{Client, DescribeInstancesRequest, Instance, StartInstancesRequest, waiters};
use futures_util::TryStreamExt as _;
use sts::Sts;

/// Returns all instances, however many pages they fill.
pub async fn instances(ec2: &Client) -> Result<Vec<Instance>, Box<dyn Error>> {
    let reservations: Vec<_> = ec2.pages(DescribeInstancesRequest::default()).items().try_collect().await?;
    Ok(reservations.into_iter().flat_map(|reservation| reservation.instances.unwrap_or_default()).collect())
}

/// Starts an instance, and returns when it runs. That takes five minutes at most.
pub async fn start(ec2: &Client, id: &str) -> Result<(), Box<dyn Error>> {
    ec2.start_instances(&StartInstancesRequest::builder([id]).build()?).await?;
    let request = DescribeInstancesRequest::builder().instance_ids([id]).build()?;
    ec2.wait_until(&waiters::INSTANCE_RUNNING, &request, Duration::from_secs(300)).await?;
    Ok(())
}

/// Returns the ids of the instances that are stopped.
pub fn stopped(instances: &[Instance]) -> Vec<&str> {
    let is_stopped = |instance: &&Instance| {
        let state = instance.state.as_ref().and_then(|state| state.name.as_ref());
        state.is_some_and(|name| name.as_str() == "stopped")
    };
    instances.iter().filter(is_stopped).filter_map(|instance| instance.instance_id.as_deref()).collect()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let role = std::env::args().nth(1).ok_or("usage: start_instance ROLE_ARN")?;
    let session = Sts::from_environment()?.assume_role(role, "start-instance").await?;
    // The region comes from the environment, as for STS.
    let ec2 = Client::new(Config::new().with_credentials(session.credentials()));
    for id in stopped(&instances(&ec2).await?) {
        start(&ec2, id).await?;
        println!("{id} runs");
    }
    Ok(())
}
