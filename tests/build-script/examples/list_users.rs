//! Prints the users of an account, with the credentials of a role.

use std::error::Error;

use awsquery::Config;
use build_script::iam::{Client, ListUsersRequest};
use sts::Sts;

/// Returns the names of all users. The second page is requested when the first one has been read.
pub async fn user_names(iam: &Client) -> Result<Vec<String>, Box<dyn Error>> {
    let mut users = iam.pages(ListUsersRequest::builder().build()?).items();
    let mut names = Vec::new();
    while let Some(user) = users.next().await {
        names.extend(user?.user_name);
    }
    Ok(names)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let sts = Sts::from_environment()?;
    let role = sts.assume_role("arn:aws:iam::123456789012:role/auditor", "list-users").refreshing();

    // This model has no endpoint rules, so the endpoint is set here. IAM has one region for signatures.
    let config = Config::new().with_endpoint("https://iam.amazonaws.com").with_region("us-east-1");
    let iam = Client::new(config.with_credentials(role));
    for name in user_names(&iam).await? {
        println!("{name}");
    }
    Ok(())
}
