//! Credentials for a role, with aws-sdk-sts: the program before the move.

use std::error::Error;

use aws_config::SdkConfig;
use aws_sdk_sts::error::{DisplayErrorContext, ProvideErrorMetadata};
use aws_sdk_sts::types::Tag;

/// Returns the access key id of a session.
pub async fn session(aws: &SdkConfig, role: &str, policy: &str) -> Result<String, Box<dyn Error>> {
    let client = aws_sdk_sts::Client::new(aws);
    let tag = Tag::builder().key("team").value("red").build()?;
    let call = client.assume_role().role_arn(role).role_session_name("nightly-build").policy(policy).tags(tag);
    let output = match call.duration_seconds(3600).send().await {
        Ok(output) => output,
        Err(error) if error.code() == Some("AccessDenied") => return Err("not allowed".into()),
        Err(error) => return Err(DisplayErrorContext(error).to_string().into()),
    };
    let credentials = output.credentials().ok_or("no credentials")?;
    Ok(credentials.access_key_id().to_owned())
}
