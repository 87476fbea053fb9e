//! Conversion of members between JSON and the types of `aws-sdk-sts`.

use aws_sdk_sts::primitives::{DateTime, DateTimeFormat};
use aws_sdk_sts::types::{AssumedRoleUser, Credentials, FederatedUser, PolicyDescriptorType, Tag};
use serde_json::{Value, json};

use crate::Outcome;

/// The members of a request.
#[derive(Clone, Copy)]
pub struct Input<'a>(pub &'a Value);

impl Input<'_> {
    pub fn text(self, name: &str) -> Option<String> {
        self.0[name].as_str().map(str::to_owned)
    }

    pub fn number(self, name: &str) -> Option<i32> {
        self.0[name].as_i64().and_then(|number| i32::try_from(number).ok())
    }

    pub fn texts(self, name: &str) -> Option<Vec<String>> {
        let texts = self.0[name].as_array()?.iter();
        Some(texts.filter_map(Value::as_str).map(str::to_owned).collect())
    }

    pub fn policy(self, name: &str) -> Option<PolicyDescriptorType> {
        self.0.get(name).map(policy)
    }

    pub fn policies(self) -> Option<Vec<PolicyDescriptorType>> {
        Some(self.0["PolicyArns"].as_array()?.iter().map(policy).collect())
    }

    pub fn tags(self) -> Outcome<Option<Vec<Tag>>> {
        let Some(tags) = self.0["Tags"].as_array() else { return Ok(None) };
        let read =
            |tag: &Value| Tag::builder().set_key(Input(tag).text("Key")).set_value(Input(tag).text("Value")).build();
        Ok(Some(tags.iter().map(read).collect::<Result<_, _>>()?))
    }
}

fn policy(policy: &Value) -> PolicyDescriptorType {
    PolicyDescriptorType::builder().set_arn(Input(policy).text("arn")).build()
}

pub fn credentials(credentials: &Credentials) -> Value {
    json!({
        "AccessKeyId": credentials.access_key_id(),
        "SecretAccessKey": credentials.secret_access_key(),
        "SessionToken": credentials.session_token(),
        "Expiration": time(credentials.expiration()),
    })
}

pub fn assumed_role_user(user: &AssumedRoleUser) -> Value {
    json!({"AssumedRoleId": user.assumed_role_id(), "Arn": user.arn()})
}

pub fn federated_user(user: &FederatedUser) -> Value {
    json!({"FederatedUserId": user.federated_user_id(), "Arn": user.arn()})
}

pub fn time(time: &DateTime) -> Option<String> {
    time.fmt(DateTimeFormat::DateTime).ok()
}
