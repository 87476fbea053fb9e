//! The client of this project.

use awsquery::Request;
use awsquery::value::{Expose, Exposed};
use serde_json::Value;
use sts::api::*;
use sts::{Config, ErrorKind};

use crate::Outcome;
use crate::call::{Call, REGION, Refused, Response, Target};

/// Creates a client of this project for the target.
pub fn client(target: &Target) -> Client {
    let config = Config::new().with_region(REGION).with_endpoint(&target.endpoint);
    Client::new(config.with_credentials(target.credentials.clone()))
}

/// Sends a call and returns the response of the service.
pub async fn call(client: &Client, call: &Call) -> Outcome<Response> {
    let input = &call.input;
    match call.operation {
        "AssumeRole" => send::<AssumeRoleRequest>(client, input).await,
        "AssumeRoleWithSAML" => send::<AssumeRoleWithSAMLRequest>(client, input).await,
        "AssumeRoleWithWebIdentity" => send::<AssumeRoleWithWebIdentityRequest>(client, input).await,
        "AssumeRoot" => send::<AssumeRootRequest>(client, input).await,
        "DecodeAuthorizationMessage" => send::<DecodeAuthorizationMessageRequest>(client, input).await,
        "GetAccessKeyInfo" => send::<GetAccessKeyInfoRequest>(client, input).await,
        "GetCallerIdentity" => send::<GetCallerIdentityRequest>(client, input).await,
        "GetDelegatedAccessToken" => send::<GetDelegatedAccessTokenRequest>(client, input).await,
        "GetFederationToken" => send::<GetFederationTokenRequest>(client, input).await,
        "GetScopedCredentials" => send::<GetScopedCredentialsRequest>(client, input).await,
        "GetSessionToken" => send::<GetSessionTokenRequest>(client, input).await,
        "GetWebIdentityToken" => send::<GetWebIdentityTokenRequest>(client, input).await,
        other => Err(format!("unknown operation: {other}").into()),
    }
}

async fn send<R>(client: &Client, input: &Value) -> Outcome<Response>
where
    R: Request + serde::de::DeserializeOwned,
    R::Output: Expose,
{
    let request: R = serde_json::from_value(input.clone())?;
    match client.send(&request).await {
        Ok(response) => Ok(Ok(serde_json::to_value(Exposed(&response.output))?)),
        Err(error) if error.kind() == ErrorKind::Service => Ok(Err(Refused {
            status: error.status(),
            code: error.code().map(|code| code.as_str().to_owned()).unwrap_or_default(),
            message: error.message().unwrap_or_default().to_owned(),
        })),
        Err(error) => Err(error.into()),
    }
}
