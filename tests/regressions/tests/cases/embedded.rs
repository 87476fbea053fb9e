//! Cases about the embedded STS.

use std::future::Future;

use regressions::Case;
use serde_json::Value;
use sts::api::{AssumeRoleRequest, AssumeRoleWithWebIdentityRequest, Tag};
use sts::awsquery::TimestampFormat;
use sts::{Error, Policy, Timestamp};
use sts_local::{Account, Jwks, LocalClock, LocalSts, LocalStsBuilder, OidcProvider, Role, TestToken, User};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::expect::same;
use crate::{Subjects, run};

pub const SUBJECTS: Subjects = &[
    ("local-config", local_config),
    ("local-partition", local_partition),
    ("local-request", local_request),
    ("local-session-policy", local_session_policy),
    ("local-tags", local_tags),
    ("local-web-identity", local_web_identity),
];

const ACCOUNT: &str = "123456789012";
const DEMO: &str = "arn:aws:iam::123456789012:role/demo";

#[test]
fn embedded() {
    run(SUBJECTS);
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Compares the code of an error with that of the case. Other outcomes than an error have no code.
fn same_code<T>(result: Result<T, Error>, expected: &Value) -> Result<(), String> {
    let found = result.err().map(|error| error.code().map_or_else(|| error.to_string(), |code| code.to_string()));
    let code = expected.get("code").and_then(Value::as_str).map(str::to_owned);
    same(&found, &code)
}

/// A user with AWS's published example key.
fn alice() -> User {
    User::new("Alice").access_key("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
}

fn local_config(case: &Case) -> Result<(), String> {
    let (place, policy) = (text(&case.input, "place"), case.input["policy"].to_string());
    let builders = [("in a file", config_in_file(place, &policy)), ("in code", config_in_code(place, &policy))];
    for (way, builder) in builders {
        let outcome = match builder {
            Ok(builder) => block_on(builder.start()).map(drop).map_err(|error| error.to_string()),
            Err(error) => Err(error),
        };
        let accepted = case.expected.get("accepted").and_then(Value::as_bool);
        same(&Some(outcome.is_ok()), &accepted).map_err(|problem| format!("{way}: {problem}: {outcome:?}"))?;
        // The message names the line of the policy.
        if let (Err(message), "in a file") = (outcome, way)
            && !message.starts_with("sts.toml:6: ")
        {
            return Err(format!("no line in: {message}"));
        }
    }
    Ok(())
}

fn config_in_file(place: &str, policy: &str) -> Result<LocalStsBuilder, String> {
    // A string of JSON is a string of TOML as well.
    let policy = Value::String(policy.to_owned());
    let (user, rest) = match place {
        "identity" => (format!("policies = [{policy}]"), String::new()),
        "managed" => (String::new(), format!("policies.guard = {policy}")),
        "role" => (String::new(), format!("role = [{{ name = \"demo\", policies = [{policy}] }}]")),
        "trust" => (String::new(), format!("role = [{{ name = \"demo\", trust = {policy} }}]")),
        other => return Err(format!("unknown place {other}")),
    };
    let key = "access_key_id = \"AKIAIOSFODNN7EXAMPLE\"";
    let secret = "secret_access_key = \"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\"";
    // The policy is in the sixth line, wherever it belongs.
    let toml = if rest.is_empty() {
        format!(
            "[[account]]\nid = \"{ACCOUNT}\"\n[[account.user]]\nname = \"Alice\"\nkeys = [{{ {key}, {secret} }}]\n{user}\n"
        )
    } else {
        format!(
            "[[account]]\nid = \"{ACCOUNT}\"\n\n\n\n{rest}\n[[account.user]]\nname = \"Alice\"\nkeys = [{{ {key}, {secret} }}]\n"
        )
    };
    LocalStsBuilder::from_toml("sts.toml", &toml).map_err(|error| error.to_string())
}

fn config_in_code(place: &str, policy: &str) -> Result<LocalStsBuilder, String> {
    let policy = Policy::from_json_lenient(policy).map_err(|error| error.to_string())?;
    let account = Account::new(ACCOUNT);
    let account = match place {
        "identity" => account.user(alice().policy(policy)),
        "managed" => account.user(alice()).managed_policy("guard", policy),
        "role" => account.user(alice()).role(Role::new("demo").policy(policy)),
        "trust" => account.user(alice()).role(Role::new("demo").trust_policy(policy)),
        other => return Err(format!("unknown place {other}")),
    };
    Ok(LocalSts::builder().first_account(account))
}

fn local_partition(case: &Case) -> Result<(), String> {
    let file = case.file(text(&case.input, "config")).map_err(|error| error.to_string())?;
    let builder = LocalStsBuilder::from_toml("config", &String::from_utf8_lossy(&file)).map_err(|e| e.to_string())?;
    block_on(async {
        let local = builder.start().await.map_err(|error| error.to_string())?;
        let call = &case.input["call"];
        let arn = match text(call, "operation") {
            "GetCallerIdentity" => {
                local.sts().client().get_caller_identity(&Default::default()).await.map(|response| response.arn)
            }
            "AssumeRole" => {
                local.sts().assume_role(text(call, "role"), "x1").await.map(|role| role.arn().map(str::to_owned))
            }
            other => return Err(format!("unknown operation {other}")),
        };
        if case.expected.get("refused").is_some_and(|refused| refused == true) {
            return arn.map_or(Ok(()), |arn| Err(format!("was not refused: {arn:?}")));
        }
        let arn = arn.map_err(|error| error.to_string())?;
        same(&arn.as_deref(), &Some(text(&case.expected, "arn")))
    })
}

fn local_request(case: &Case) -> Result<(), String> {
    block_on(async {
        let mut builder = LocalSts::default_account();
        if let Some(clock) = case.input.get("clock").and_then(Value::as_str) {
            let time = Timestamp::parse(clock, TimestampFormat::DateTime).map_err(|error| error.to_string())?;
            builder = builder.clock(LocalClock::at(time));
        }
        let local = builder.start().await.map_err(|error| error.to_string())?;
        let response = send(&local, &case.input).await.map_err(|error| error.to_string())?;
        let status = response.split(' ').nth(1).and_then(|status| status.parse::<u64>().ok());
        same(&status, &case.expected.get("status").and_then(Value::as_u64))
            .and_then(|()| match case.expected.get("code").and_then(Value::as_str) {
                Some(code) if !response.contains(&format!("<Code>{code}</Code>")) => Err(format!("not {code}")),
                _ => Ok(()),
            })
            .map_err(|problem| format!("{problem}: {response}"))
    })
}

/// Sends the request of a case, and returns the whole response.
async fn send(local: &LocalSts, input: &Value) -> std::io::Result<String> {
    let token = local.issuer().token("app").sign();
    let filled = |name: &str| text(input, name).replace("{token}", token.expose());
    let (target, body) = (filled("target"), filled("body"));
    let address = local.endpoint().trim_start_matches("http://").to_owned();
    let mut head = format!("{} {target} HTTP/1.1\r\nconnection: close\r\n", text(input, "method"));
    let headers = input["headers"].as_array().map(Vec::as_slice).unwrap_or_default();
    for header in headers {
        head.push_str(&format!("{}: {}\r\n", header[0].as_str().unwrap_or(""), header[1].as_str().unwrap_or("")));
    }
    if !headers.iter().any(|header| header[0] == "host") {
        head.push_str(&format!("host: {address}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    let mut stream = tokio::net::TcpStream::connect(&address).await?;
    stream.write_all(head.as_bytes()).await?;
    let mut response = String::new();
    stream.read_to_string(&mut response).await?;
    Ok(response)
}

fn local_session_policy(case: &Case) -> Result<(), String> {
    let policy = case.input["policy"].to_string();
    block_on(async {
        let local = LocalSts::start().await.map_err(|error| error.to_string())?;
        let mut request = AssumeRoleRequest::builder(DEMO, "x1").build_unchecked();
        request.policy = Some(policy);
        let result = local.sts().client().assume_role(&request).await.map(drop);
        if let Err(error) = &result {
            same(&error.status(), &Some(400))?;
        }
        same_code(result, &case.expected)
    })
}

fn local_tags(case: &Case) -> Result<(), String> {
    let tags: Vec<(&str, &str)> = case.input["tags"]
        .as_object()
        .map(|tags| tags.iter().map(|(key, value)| (key.as_str(), value.as_str().unwrap_or_default())).collect())
        .unwrap_or_default();
    block_on(async {
        let local = LocalSts::start().await.map_err(|error| error.to_string())?;
        let sts = local.sts();
        let result = match text(&case.input, "via") {
            "client" => {
                let call = sts.assume_role(DEMO, "x1");
                tags.iter().fold(call, |call, (key, value)| call.tag(*key, *value)).await.map(drop)
            }
            "parameters" => {
                let tags = tags.iter().map(|(key, value)| Tag::new(*key, *value)).collect();
                let mut request = AssumeRoleRequest::builder(DEMO, "x1").build_unchecked();
                request.tags = Some(tags);
                sts.client().assume_role(&request).await.map(drop)
            }
            "token" => {
                let token = local.issuer().token("app");
                let token = tags.iter().fold(token, |token, (key, value)| token.tag(*key, *value));
                assume_with(&local, &token).await
            }
            other => return Err(format!("unknown way {other}")),
        };
        if text(&case.input, "via") == "client" && result.is_err() {
            same(&local.calls().len(), &0)?;
        }
        let refused = case.expected.get("refused").and_then(Value::as_bool);
        same(&Some(result.is_err()), &refused).map_err(|problem| format!("{problem}: {result:?}"))
    })
}

async fn assume_with(local: &LocalSts, token: &TestToken) -> Result<(), Error> {
    let request = AssumeRoleWithWebIdentityRequest::builder(DEMO, "x1", token.sign()).build_unchecked();
    local.sts().client().assume_role_with_web_identity(&request).await.map(drop)
}

fn local_web_identity(case: &Case) -> Result<(), String> {
    let (issuer, audience) = (text(&case.input, "issuer"), text(&case.input, "audience"));
    let trust = Policy::from_json(&case.input["trust"].to_string()).map_err(|error| error.to_string())?;
    block_on(async {
        // The keys of a test issuer are known only after its server has started.
        let keys = LocalSts::start().await.map_err(|error| error.to_string())?;
        let jwks = Jwks::from_json(&keys.issuer().jwks()).map_err(|error| error.to_string())?;
        let account = Account::new(ACCOUNT)
            .user(alice())
            .role(Role::new("demo").trust_policy(trust))
            .oidc_provider(OidcProvider::new(issuer, jwks).audience(audience));
        let local = LocalSts::builder().first_account(account).start().await.map_err(|error| error.to_string())?;
        let token = keys.issuer().token("").without_claim("sub").without_claim("aud").claim("iss", issuer);
        let claims = case.input["claims"].as_object().ok_or("claims is not an object")?;
        let token = claims.iter().fold(token, |token, (name, value)| token.claim(name, value.clone()));
        let result = assume_with(&local, &token).await;
        let explanation = local.calls().last().and_then(|call| call.explanation.clone());
        same_code(result, &case.expected).map_err(|problem| format!("{problem}: {explanation:?}"))
    })
}
