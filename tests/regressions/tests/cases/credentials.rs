//! Cases about credentials, web identity, tokens and clocks.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use regressions::Case;
use serde_json::Value;
use sts::awsquery::{TimestampFormat, layer::decode_form};
use sts::platform::Environment;
use sts::{Config, Credentials, Secret, Sts, Timestamp, WebIdentityToken};
use testkit::canned::{Canned, NOW, Never, now, response_body};

use crate::expect::{contains, lacks, same};
use crate::{Subjects, run};

const ROLE: &str = "arn:aws:iam::123456789012:role/demo";

pub const SUBJECTS: Subjects = &[
    ("cluster-id", cluster_id),
    ("credentials-environment", credentials_environment),
    ("help", help),
    ("token-source", token_source),
    ("web-identity-clock", web_identity_clock),
    ("web-identity-environment", web_identity_environment),
];

#[test]
fn credentials() {
    run(SUBJECTS);
}

/// A token and a verifier for an id.
fn cluster_id(case: &Case) -> Result<(), String> {
    let id = case.input["id"].as_str().unwrap();
    let sts = Canned::new(200, "").sts();
    let token = now(sts.eks_token_for_id(id)).is_ok();
    let verifier = sts.eks_verifier_for_id(id).is_ok();
    same(&(token, verifier), &(case.expected["token"].as_bool().unwrap(), token))
}

/// The message of a call that has only these variables.
fn credentials_environment(case: &Case) -> Result<(), String> {
    let canned = Canned::new(500, "");
    let config = unconfigured(&canned).with_environment(environment(&case.input["environment"], None));
    let error = match Sts::builder().config(config).endpoint("https://sts.example.com").build() {
        Ok(sts) => now(sts.caller_identity()).err().ok_or("the call succeeded")?.to_string(),
        Err(error) => error.to_string(),
    };
    contains(&error, &case.expected, "display_contains")?;
    lacks(&error, &case.expected, "display_lacks")?;
    same(&canned.count(), &usize_of(&case.expected, "requests").unwrap_or_default())
}

/// The first cause in the help for a refusal of credentials that have expired.
fn help(case: &Case) -> Result<(), String> {
    let code = case.input["code"].as_str().unwrap();
    let body = format!("<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>");
    let status = case.input["status"].as_u64().unwrap() as u16;
    let expiry = case.input["credentials_expire_s_ago"].as_i64().map(|ago| Timestamp::from_secs(NOW - ago));
    let credentials = Credentials::temporary(
        "ASIAIOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AQoDYXdzEPT//////////wEXAMPLE",
        expiry,
    );
    let sts = Canned::new(status, body).builder().credentials(credentials).build().unwrap();
    let error = now(sts.caller_identity()).unwrap_err();
    let help = error.help().ok_or("there is no help")?;
    contains(&help.causes()[0], &case.expected, "first_cause_contains")
}

/// The token that is sent for a source, or the error instead.
fn token_source(case: &Case) -> Result<(), String> {
    let content = match case.input["file"].as_str() {
        Some(file) => case.file(file).unwrap(),
        None => STANDARD.decode(case.input["base64"].as_str().unwrap()).unwrap(),
    };
    let file = TokenFile::new(&case.id, &content);
    let token = match case.input["source"].as_str().unwrap() {
        "file" => WebIdentityToken::file(&file.0),
        "memory" => WebIdentityToken::memory(Secret::from(String::from_utf8(content).unwrap())),
        other => return Err(format!("unknown source: {other}")),
    };
    let canned = Canned::new(200, response_body("AssumeRoleWithWebIdentity", &testkit::canned::PARTS, ""));
    let result = now(canned.sts().assume_role_with_web_identity(ROLE, "test", token).send());
    if let Some(sent) = case.expected["sent"].as_str() {
        result.map_err(|error| error.to_string())?;
        return same(&parameters(&canned)["WebIdentityToken"].as_str(), &sent);
    }
    let error = result.err().ok_or("the token was sent")?.to_string();
    same(&canned.count(), &usize_of(&case.expected, "requests").unwrap_or_default())?;
    contains(&error.replace(&*file.0.to_string_lossy(), "{path}"), &case.expected, "error_contains")
}

/// A session that a service with another clock issues.
fn web_identity_clock(case: &Case) -> Result<(), String> {
    let number = |name: &str| case.input[name].as_i64();
    let server_time = number("server_time").unwrap();
    let offset = number("client_offset_s").unwrap();
    let expiration = Timestamp::from_secs(server_time + number("session_s").unwrap()).to_string();
    let parts = [&testkit::canned::PARTS[..3], &[("Expiration", expiration.as_str())]].concat();
    let canned = Canned::new(200, response_body("AssumeRoleWithWebIdentity", &parts, ""));
    let canned = match &case.input["date_header"] {
        Value::Bool(true) => canned.dated(&Timestamp::from_secs(server_time).format(TimestampFormat::HttpDate)),
        Value::String(date) => canned.dated(date),
        _ => canned,
    };
    let scheme = case.input["scheme"].as_str().unwrap();
    let config = canned.config().with_clock(Timestamp::from_secs(server_time + offset));
    let config = config.with_endpoint(format!("{scheme}://sts.example.com")).allow_plain_http();
    let token = match number("token_expires_in_s") {
        Some(seconds) => jwt(server_time + seconds),
        None => "opaque-token".to_owned(),
    };
    let sts = Sts::builder().config(config).build().unwrap();
    let result = now(sts.assume_role_with_web_identity(ROLE, "test", Secret::from(token)).send());
    same(&canned.count(), &usize_of(&case.expected, "requests").unwrap_or(1))?;
    match (result, case.expected["granted_s"].as_u64()) {
        (Ok(session), Some(granted)) => {
            // A difference that the service tolerates corrects nothing, so the granted time differs by it.
            let tolerated = if offset.abs() <= 300 { offset.unsigned_abs() } else { 0 };
            let found = session.granted_duration();
            if found.abs_diff(Duration::from_secs(granted)) <= Duration::from_secs(tolerated) {
                return Ok(());
            }
            Err(format!("granted {found:?}, expected {granted} s"))
        }
        (Ok(_), None) if case.expected.get("error_contains").is_none() => Ok(()),
        (Ok(session), None) => Err(format!("granted {:?}", session.granted_duration())),
        (Err(error), _) => match case.expected.get("error_contains") {
            Some(_) => contains(&error.to_string(), &case.expected, "error_contains"),
            None => Err(error.to_string()),
        },
    }
}

/// The request of a client that has only these variables.
fn web_identity_environment(case: &Case) -> Result<(), String> {
    let token = case.input["token"].as_str().unwrap_or("token");
    let file = TokenFile::new(&case.id, token.as_bytes());
    let canned = Canned::new(403, "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>");
    let environment = environment(&case.input["environment"], Some(&file.0.to_string_lossy()));
    let config = unconfigured(&canned).with_environment(environment);
    let built = Sts::builder().config(config).build_from_environment();
    let error = match built {
        Ok(sts) => now(sts.caller_identity()).unwrap_err().to_string(),
        Err(error) => error.to_string(),
    };
    if case.expected.get("error_contains").is_some() {
        same(&canned.count(), &0)?;
        return contains(&error.replace(&*file.0.to_string_lossy(), "{path}"), &case.expected, "error_contains");
    }
    if canned.count() == 0 {
        return Err(error);
    }
    let sent = parameters(&canned);
    for (name, value) in case.expected["parameters"].as_object().into_iter().flatten() {
        same(&sent.get(name).map(String::as_str), &value.as_str())?;
    }
    // Lists name parameters whose values do not matter.
    let others = case.expected.as_object().unwrap().values().filter_map(Value::as_array).flatten();
    match others.filter_map(Value::as_str).find(|name| !sent.contains_key(*name)) {
        Some(missing) => Err(format!("{missing} is not among the parameters")),
        None => Ok(()),
    }
}

/// Settings without region and credentials.
fn unconfigured(canned: &Canned) -> Config {
    Config::new().with_transport(canned.clone()).with_clock(Timestamp::from_secs(NOW)).with_sleep(Never)
}

/// The variables of a case. `path` replaces the placeholder for it.
fn environment(variables: &Value, path: Option<&str>) -> Environment {
    let pairs: Vec<(&str, String)> = variables
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap().replace("{path}", path.unwrap_or("{path}"))))
        .collect();
    Environment::from_pairs(pairs.iter().map(|(name, value)| (*name, value.as_str())))
}

/// The parameters of the first request.
fn parameters(canned: &Canned) -> BTreeMap<String, String> {
    let form = canned.form();
    let decode = |text: &str| decode_form(text.as_bytes()).unwrap();
    form.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (decode(name), decode(value))).collect()
}

fn usize_of(value: &Value, name: &str) -> Option<usize> {
    value.get(name)?.as_u64().and_then(|number| usize::try_from(number).ok())
}

/// A JWT that ends at this time.
fn jwt(expiration: i64) -> String {
    let claims = format!("{{\"sub\":\"x\",\"exp\":{expiration}}}");
    format!("eyJhbGciOiJSUzI1NiJ9.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
}

/// A file that is removed at the end of the case.
struct TokenFile(PathBuf);

impl TokenFile {
    fn new(id: &str, content: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("sts-regressions-{}-{id}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        Self(path)
    }
}

impl Drop for TokenFile {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).unwrap();
    }
}
