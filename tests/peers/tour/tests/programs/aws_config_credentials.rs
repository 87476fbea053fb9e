//! Prints who calls, with credentials that the crate `aws-config` finds: in a profile, at a container's endpoint, ….

use std::error::Error;

use aws_config::{BehaviorVersion, SdkConfig};
use sts::Sts;

/// Returns a client with the credentials and the region of a configuration of AWS's SDK.
pub fn sts_of(aws: &SdkConfig) -> Result<Sts, Box<dyn Error>> {
    let credentials = aws.credentials_provider().ok_or("the configuration has no credentials")?;
    let region = aws.region().ok_or("the configuration has no region")?;
    Ok(Sts::builder().credentials(credentials).region(region.as_ref()).build()?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let sts = sts_of(&aws_config::load_defaults(BehaviorVersion::latest()).await)?;
    println!("{}", sts.caller_identity().await?.arn);

    // Credentials that stay fresh. The container's endpoint is asked once for each refresh, not for each call.
    let role = sts.assume_role("arn:aws:iam::123456789012:role/demo", "worker").refreshing();
    println!("{}", role.sts().caller_identity().await?.arn);
    Ok(())
}
