//! botocore, in a Python of its own.

use serde_json::json;

use crate::Outcome;
use crate::bench::Bench;
use crate::call::{Answer, Call, Caller, REGION, Refused, Target};
use crate::python::Script;

/// botocore.
pub struct Botocore(Script);

impl Botocore {
    /// Starts it.
    pub fn start(bench: &Bench) -> Outcome<Self> {
        Ok(Self(Script::start(bench, "botocore_client.py")?))
    }
}

impl Caller for Botocore {
    async fn call(&mut self, target: &Target, call: &Call) -> Outcome<Answer> {
        let key = &target.credentials;
        let mut answer = self
            .0
            .ask(&json!({
                "endpoint": target.endpoint,
                "region": REGION,
                "credentials": {
                    "AccessKeyId": key.access_key_id(),
                    "SecretAccessKey": key.secret_access_key(),
                    "SessionToken": key.session_token(),
                },
                "operation": call.operation,
                "input": call.input,
            }))
            .await?;
        if let Some(output) = answer.get_mut("output") {
            return Ok(Ok(output.take()));
        }
        let text = |name: &str| answer["error"][name].as_str().unwrap_or_default().to_owned();
        let status = answer["error"]["status"].as_u64().and_then(|status| u16::try_from(status).ok());
        Ok(Err(Refused { status: status.unwrap_or_default(), code: text("code"), message: text("message") }))
    }
}
