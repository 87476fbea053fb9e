//! Calls of STS for JavaScript. With the feature `js`, everything that `sts` needs comes from JavaScript; without it, from
//! `host`, or it is missing.

#[cfg(not(feature = "js"))]
mod host;
#[cfg(feature = "js")]
mod javascript;

use sts::{Config, Credentials, Sts};

/// The settings for a server on this machine.
fn config(endpoint: &str, access_key_id: &str, secret: &str) -> Config {
    Config::new()
        .with_endpoint(endpoint)
        .with_region("us-east-1")
        .with_credentials(Credentials::new(access_key_id, secret))
}

/// Returns the ARN of the caller.
async fn caller(sts: &Sts) -> Result<String, String> {
    let caller = sts.caller_identity().await.map_err(|error| shown(&error))?;
    Ok(caller.arn.to_string())
}

/// Returns the messages of an error and of its sources.
fn shown(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
