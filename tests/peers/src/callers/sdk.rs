//! `aws-sdk-sts`, AWS's STS client for Rust.

mod members;
mod operations;

use aws_sdk_sts::config::{BehaviorVersion, Region};
use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sts::{Client, Config};
use serde_json::{Map, Value};

use self::members::Input;
use crate::Outcome;
use crate::call::{Call, Caller, REGION, Refused, Response, Target};

/// `aws-sdk-sts`. It takes our credentials directly, because they implement its provider trait.
pub struct Sdk;

impl Caller for Sdk {
    const CLIENT: &'static str = "aws-sdk-sts";

    async fn call(&mut self, target: &Target, call: &Call) -> Outcome<Response> {
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .region(Region::new(REGION))
            .endpoint_url(&target.endpoint)
            .credentials_provider(target.credentials.clone());
        let (client, input) = (Client::from_conf(config.build()), Input(&call.input));
        match call.operation {
            "AssumeRole" => operations::assume_role(&client, input).await,
            "AssumeRoleWithSAML" => operations::assume_role_with_saml(&client, input).await,
            "AssumeRoleWithWebIdentity" => operations::assume_role_with_web_identity(&client, input).await,
            "AssumeRoot" => operations::assume_root(&client, input).await,
            "DecodeAuthorizationMessage" => operations::decode_authorization_message(&client, input).await,
            "GetAccessKeyInfo" => operations::get_access_key_info(&client, input).await,
            "GetCallerIdentity" => operations::get_caller_identity(&client).await,
            "GetDelegatedAccessToken" => operations::get_delegated_access_token(&client, input).await,
            "GetFederationToken" => operations::get_federation_token(&client, input).await,
            "GetSessionToken" => operations::get_session_token(&client, input).await,
            "GetWebIdentityToken" => operations::get_web_identity_token(&client, input).await,
            other => Err(format!("unknown operation: {other}").into()),
        }
    }
}

/// Returns the members of an output that are set, or the service's error.
fn response<T, E>(result: Result<T, SdkError<E>>, read: impl Fn(&T) -> Value) -> Outcome<Response>
where
    E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    match result {
        Ok(output) => Ok(Ok(without_missing(read(&output)))),
        Err(SdkError::ServiceError(refused)) => Ok(Err(Refused {
            status: Some(refused.raw().status().as_u16()),
            code: refused.err().code().unwrap_or_default().to_owned(),
            message: refused.err().message().unwrap_or_default().to_owned(),
        })),
        Err(error) => Err(error.into()),
    }
}

fn without_missing(value: Value) -> Value {
    let Value::Object(members) = value else { return value };
    let given = members.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(given.map(|(name, value)| (name, without_missing(value))).collect::<Map<_, _>>())
}
