//! moto, a mock of AWS written in Python, as the server for our client.

use serde_json::{Value, json};
use sts::platform::{Clock as _, SystemClock};
use sts::{Credentials, Timestamp};

use super::embedded::read;
use crate::bench::Bench;
use crate::call::{Call, Caller as _, Target};
use crate::callers::ours;
use crate::callers::script::ScriptedClient;
use crate::cases::{self, Case, Given};
use crate::compare::{equal, members, shared};
use crate::process::Script;
use crate::report::Checks;
use crate::{Outcome, skips};

/// Starts moto. It stops when the returned script is dropped.
pub async fn start(bench: &Bench) -> Outcome<(Script, Target)> {
    let mut script = bench.start_python("moto_server.py")?;
    let endpoint = script.line().await?;
    let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    Ok((script, Target { endpoint, credentials }))
}

/// An unsigned SAML response in base64, for the role `demo` and the user `ann`, for 900 seconds. moto accepts it.
const ASSERTION: &str = "\
    PHNhbWxwOlJlc3BvbnNlIHhtbG5zOnNhbWxwPSJ1cm46b2FzaXM6bmFtZXM6dGM6U0FNTDoyLjA6cHJvdG9jb2wiPjxzYW1sOkFz\
    c2VydGlvbiB4bWxuczpzYW1sPSJ1cm46b2FzaXM6bmFtZXM6dGM6U0FNTDoyLjA6YXNzZXJ0aW9uIj48c2FtbDpBdHRyaWJ1dGVT\
    dGF0ZW1lbnQ+PHNhbWw6QXR0cmlidXRlIE5hbWU9Imh0dHBzOi8vYXdzLmFtYXpvbi5jb20vU0FNTC9BdHRyaWJ1dGVzL1JvbGUi\
    PjxzYW1sOkF0dHJpYnV0ZVZhbHVlPmFybjphd3M6aWFtOjoxMjM0NTY3ODkwMTI6cm9sZS9kZW1vLGFybjphd3M6aWFtOjoxMjM0\
    NTY3ODkwMTI6c2FtbC1wcm92aWRlci9jb3Jwb3JhdGU8L3NhbWw6QXR0cmlidXRlVmFsdWU+PC9zYW1sOkF0dHJpYnV0ZT48c2Ft\
    bDpBdHRyaWJ1dGUgTmFtZT0iaHR0cHM6Ly9hd3MuYW1hem9uLmNvbS9TQU1ML0F0dHJpYnV0ZXMvUm9sZVNlc3Npb25OYW1lIj48\
    c2FtbDpBdHRyaWJ1dGVWYWx1ZT5hbm48L3NhbWw6QXR0cmlidXRlVmFsdWU+PC9zYW1sOkF0dHJpYnV0ZT48c2FtbDpBdHRyaWJ1\
    dGUgTmFtZT0iaHR0cHM6Ly9hd3MuYW1hem9uLmNvbS9TQU1ML0F0dHJpYnV0ZXMvU2Vzc2lvbkR1cmF0aW9uIj48c2FtbDpBdHRy\
    aWJ1dGVWYWx1ZT45MDA8L3NhbWw6QXR0cmlidXRlVmFsdWU+PC9zYW1sOkF0dHJpYnV0ZT48L3NhbWw6QXR0cmlidXRlU3RhdGVt\
    ZW50Pjwvc2FtbDpBc3NlcnRpb24+PC9zYW1scDpSZXNwb25zZT4=";

/// Tests every operation: checks its values, and compares them with what botocore reads.
pub async fn run(bench: &Bench, checks: &mut Checks<'_>) -> Outcome<()> {
    let (_moto, target) = start(bench).await?;
    // moto ignores all of them.
    let given = Given {
        saml_provider: "arn:aws:iam::123456789012:saml-provider/corporate".to_owned(),
        saml_response: ASSERTION.to_owned(),
        web_identity_token: "header.claims.signature".to_owned(),
        trade_in_token: "token".to_owned(),
        encoded_message: "message".to_owned(),
    };
    let mut botocore = ScriptedClient::botocore(bench)?;
    for case in cases::right(&given) {
        match skips::of("moto", case.call.operation) {
            None => checks.add(case.what, check(&mut botocore, &target, &case).await),
            Some(skip) => match skip.holds(&ours::call(&ours::client(&target), &case.call).await?) {
                Ok(()) => checks.skip(case.what, skip.reason),
                Err(error) => checks.add(case.what, Err(error)),
            },
        }
    }
    Ok(())
}

async fn check(botocore: &mut ScriptedClient, target: &Target, case: &Case) -> Outcome {
    let before = SystemClock::new().wall().secs();
    let response = ours::call(&ours::client(target), &case.call).await?;
    let ours = response.map_err(|refused| format!("refused: {refused:?}"))?;
    let after = SystemClock::new().wall().secs();
    for (pointer, value) in expected(case) {
        equal(pointer, &value, ours.pointer(pointer))?;
    }
    if let Some(text) = ours.pointer("/Credentials/Expiration").and_then(Value::as_str) {
        let expires = Timestamp::parse(text, awsquery::TimestampFormat::DateTime)?.secs();
        let life = lifetime(case);
        if !(before + life..=after + life).contains(&expires) {
            return Err(format!("Expiration {text} is not {life} s from now").into());
        }
    }
    let theirs =
        botocore.call(target, &case.call).await?.map_err(|refused| format!("refused botocore: {refused:?}"))?;
    if comparable(&ours) != comparable(&theirs) {
        return Err(format!("ours:     {}\nbotocore: {}", comparable(&ours), comparable(&theirs)).into());
    }
    if case.call.operation.starts_with("AssumeRole") {
        let who = Call { operation: "GetCallerIdentity", input: json!({}) };
        let identity = ours::call(&ours::client(&target.with(read(&ours)?)), &who).await?;
        let identity = identity.map_err(|refused| format!("its credentials are refused: {refused:?}"))?;
        equal("Arn of the caller", &ours["AssumedRoleUser"]["Arn"], identity.get("Arn"))?;
    }
    Ok(members(&ours))
}

/// Returns the values that moto must return to any client.
fn expected(case: &Case) -> Vec<(&'static str, Value)> {
    let input = &case.call.input;
    let role = |session: &str| format!("arn:aws:sts::123456789012:assumed-role/demo/{session}");
    match case.call.operation {
        "AssumeRole" | "AssumeRoleWithWebIdentity" => {
            let session = input["RoleSessionName"].as_str().unwrap_or_default();
            vec![("/AssumedRoleUser/Arn", role(session).into()), ("/PackedPolicySize", 6.into())]
        }
        "AssumeRoleWithSAML" => vec![
            ("/AssumedRoleUser/Arn", role("ann").into()),
            ("/PackedPolicySize", 123.into()),
            ("/SubjectType", "persistent".into()),
            ("/Issuer", "http://localhost:3000/".into()),
            ("/Audience", "https://signin.aws.amazon.com/saml".into()),
            ("/NameQualifier", "B64EncodedStringOfHashOfIssuerAccountIdAndUserId=".into()),
        ],
        "GetAccessKeyInfo" => vec![("/Account", "123456789012".into())],
        "GetCallerIdentity" => vec![
            ("/Account", "123456789012".into()),
            ("/Arn", "arn:aws:sts::123456789012:user/moto".into()),
            ("/UserId", "AKIAIOSFODNN7EXAMPLE".into()),
        ],
        "GetFederationToken" => {
            let name = input["Name"].as_str().unwrap_or_default();
            vec![
                ("/FederatedUser/Arn", format!("arn:aws:sts::123456789012:federated-user/{name}").into()),
                ("/FederatedUser/FederatedUserId", format!("123456789012:{name}").into()),
                ("/PackedPolicySize", 6.into()),
            ]
        }
        "GetSessionToken" => vec![("/Credentials/AccessKeyId", "AKIAIOSFODNN7EXAMPLE".into())],
        _ => Vec::new(),
    }
}

/// Returns the lifetime in seconds that moto gives credentials: as requested, by default one hour, or 12 for users.
fn lifetime(case: &Case) -> i64 {
    let asked = case.call.input["DurationSeconds"].as_i64();
    asked.unwrap_or(match case.call.operation {
        "GetFederationToken" | "GetSessionToken" => 43_200,
        "AssumeRoleWithSAML" => 900,
        _ => 3600,
    })
}

/// Removes what differs between two responses of moto: keys are new, time passes, and the ids of unknown roles are
/// random.
fn comparable(response: &Value) -> Value {
    let mut response = shared(response);
    for pointer in ["/Credentials/Expiration", "/AssumedRoleUser/AssumedRoleId", "/Subject"] {
        if let Some(value) = response.pointer_mut(pointer) {
            *value = Value::Bool(!value.as_str().unwrap_or_default().is_empty());
        }
    }
    response
}
