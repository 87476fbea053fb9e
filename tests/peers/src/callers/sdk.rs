//! `aws-sdk-sts`, AWS's own client for Rust.

use aws_sdk_sts::config::{BehaviorVersion, Region};
use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sts::primitives::{DateTime, DateTimeFormat};
use aws_sdk_sts::types::{AssumedRoleUser, Credentials, FederatedUser, PolicyDescriptorType, Tag};
use aws_sdk_sts::{Client, Config};
use serde_json::{Map, Value, json};

use crate::Outcome;
use crate::call::{Answer, Call, Caller, REGION, Refused, Target};

/// `aws-sdk-sts`. It signs with our credentials as they are: they are a provider of credentials.
pub struct Sdk;

impl Caller for Sdk {
    async fn call(&mut self, target: &Target, call: &Call) -> Outcome<Answer> {
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .region(Region::new(REGION))
            .endpoint_url(&target.endpoint)
            .credentials_provider(target.credentials.clone());
        send(&Client::from_conf(config.build()), call).await
    }
}

/// Sends the call, and gives the answer without what is missing.
#[expect(deprecated, reason = "PackedPolicySize is what the service answers, whatever is to replace it")]
async fn send(client: &Client, call: &Call) -> Outcome<Answer> {
    let input = Input(&call.input);
    match call.operation {
        "AssumeRole" => {
            let request = client
                .assume_role()
                .set_role_arn(input.text("RoleArn"))
                .set_role_session_name(input.text("RoleSessionName"))
                .set_duration_seconds(input.number("DurationSeconds"))
                .set_policy(input.text("Policy"))
                .set_policy_arns(input.policies())
                .set_tags(input.tags()?)
                .set_transitive_tag_keys(input.texts("TransitiveTagKeys"))
                .set_external_id(input.text("ExternalId"))
                .set_source_identity(input.text("SourceIdentity"));
            answer(request.send().await, |output| {
                json!({
                    "Credentials": credentials(output.credentials()),
                    "AssumedRoleUser": assumed_role_user(output.assumed_role_user()),
                    "PackedPolicySize": output.packed_policy_size(),
                    "SourceIdentity": output.source_identity(),
                })
            })
        }
        "GetAccessKeyInfo" => {
            let request = client.get_access_key_info().set_access_key_id(input.text("AccessKeyId"));
            answer(request.send().await, |output| json!({"Account": output.account()}))
        }
        "GetCallerIdentity" => answer(
            client.get_caller_identity().send().await,
            |output| json!({"UserId": output.user_id(), "Account": output.account(), "Arn": output.arn()}),
        ),
        "GetFederationToken" => {
            let request = client
                .get_federation_token()
                .set_name(input.text("Name"))
                .set_duration_seconds(input.number("DurationSeconds"))
                .set_policy(input.text("Policy"))
                .set_policy_arns(input.policies())
                .set_tags(input.tags()?);
            answer(request.send().await, |output| {
                json!({
                    "Credentials": credentials(output.credentials()),
                    "FederatedUser": output.federated_user().map(federated_user),
                    "PackedPolicySize": output.packed_policy_size(),
                })
            })
        }
        "GetSessionToken" => {
            let request = client.get_session_token().set_duration_seconds(input.number("DurationSeconds"));
            answer(request.send().await, |output| json!({"Credentials": credentials(output.credentials())}))
        }
        other => Err(format!("{other} is not passed on to aws-sdk-sts: write it in callers/sdk.rs").into()),
    }
}

/// The members of a request.
struct Input<'a>(&'a Value);

impl Input<'_> {
    fn text(&self, name: &str) -> Option<String> {
        self.0[name].as_str().map(str::to_owned)
    }

    fn number(&self, name: &str) -> Option<i32> {
        self.0[name].as_i64().and_then(|number| i32::try_from(number).ok())
    }

    fn texts(&self, name: &str) -> Option<Vec<String>> {
        let texts = self.0[name].as_array()?.iter();
        Some(texts.filter_map(Value::as_str).map(str::to_owned).collect())
    }

    fn policies(&self) -> Option<Vec<PolicyDescriptorType>> {
        let policies = self.0["PolicyArns"].as_array()?.iter();
        let read = |policy: &Value| PolicyDescriptorType::builder().set_arn(Input(policy).text("arn")).build();
        Some(policies.map(read).collect())
    }

    fn tags(&self) -> Outcome<Option<Vec<Tag>>> {
        let Some(tags) = self.0["Tags"].as_array() else { return Ok(None) };
        let read =
            |tag: &Value| Tag::builder().set_key(Input(tag).text("Key")).set_value(Input(tag).text("Value")).build();
        Ok(Some(tags.iter().map(read).collect::<Result<_, _>>()?))
    }
}

fn answer<T, E>(result: Result<T, SdkError<E>>, read: impl Fn(&T) -> Value) -> Outcome<Answer>
where
    E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    match result {
        Ok(output) => Ok(Ok(without_missing(read(&output)))),
        Err(SdkError::ServiceError(refused)) => Ok(Err(Refused {
            status: refused.raw().status().as_u16(),
            code: refused.err().code().unwrap_or_default().to_owned(),
            message: refused.err().message().unwrap_or_default().to_owned(),
        })),
        Err(error) => Err(error.into()),
    }
}

fn credentials(credentials: Option<&Credentials>) -> Value {
    let Some(credentials) = credentials else { return Value::Null };
    json!({
        "AccessKeyId": credentials.access_key_id(),
        "SecretAccessKey": credentials.secret_access_key(),
        "SessionToken": credentials.session_token(),
        "Expiration": time(credentials.expiration()),
    })
}

fn assumed_role_user(user: Option<&AssumedRoleUser>) -> Value {
    user.map_or(Value::Null, |user| json!({"AssumedRoleId": user.assumed_role_id(), "Arn": user.arn()}))
}

fn federated_user(user: &FederatedUser) -> Value {
    json!({"FederatedUserId": user.federated_user_id(), "Arn": user.arn()})
}

fn time(time: &DateTime) -> Option<String> {
    time.fmt(DateTimeFormat::DateTime).ok()
}

fn without_missing(value: Value) -> Value {
    let Value::Object(members) = value else { return value };
    let given = members.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(given.map(|(name, value)| (name, without_missing(value))).collect::<Map<_, _>>())
}
