//! Clients in other languages. Each is a script that reads one call per line.

use serde_json::json;

use crate::Outcome;
use crate::bench::Bench;
use crate::call::{Call, Caller, REGION, Refused, Response, Target};
use crate::process::Script;

/// A script that makes the calls.
pub struct ScriptedClient(Script);

impl ScriptedClient {
    /// botocore, the core of AWS's SDK for Python.
    pub fn botocore(bench: &Bench) -> Outcome<Self> {
        Ok(Self(bench.start_python("botocore_client.py")?))
    }

    /// `@aws-sdk/client-sts`, AWS's client for JavaScript.
    pub fn javascript(bench: &Bench) -> Outcome<Self> {
        Ok(Self(bench.start_javascript("sdk_client.mjs")?))
    }
}

impl Caller for ScriptedClient {
    async fn call(&mut self, target: &Target, call: &Call) -> Outcome<Response> {
        let key = &target.credentials;
        let call = json!({
            "endpoint": target.endpoint,
            "region": REGION,
            "credentials": {
                "AccessKeyId": key.access_key_id(),
                "SecretAccessKey": key.secret_access_key(),
                "SessionToken": key.session_token(),
            },
            "operation": call.operation,
            "input": call.input,
        });
        let mut response = self.0.ask(&call).await?;
        if let Some(output) = response.get_mut("output") {
            return Ok(Ok(output.take()));
        }
        let text = |name: &str| response["error"][name].as_str().unwrap_or_default().to_owned();
        let status = response["error"]["status"].as_u64().and_then(|status| u16::try_from(status).ok());
        Ok(Err(Refused { status, code: text("code"), message: text("message") }))
    }
}
