//! Cases about endpoints, proxies, certificates and the diagnosis of network failures.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use regressions::Case;
use serde_json::Value;
use sts::error::ConfigError;
use sts::platform::Environment;
use sts::transport::{ProxySettings, ProxyUse, ReqwestTransport, TrustedRoots};
use sts::{Config, Credentials, Sts, StsBuilder};
use sts_local::LocalSts;
use testkit::canned::{Canned, now};
use tokio::runtime::Builder;

use crate::expect::{contains, lacks, same};
use crate::{Subjects, run};

mod servers;

pub const SUBJECTS: Subjects = &[
    ("endpoint-address", endpoint_address),
    ("endpoint-path", endpoint_path),
    ("no-proxy", no_proxy),
    ("proxy-url", proxy_url),
    ("ca-bundle", ca_bundle),
    ("diagnosis", diagnosis),
    ("region", region),
    ("role-arn", role_arn),
    ("runtime", runtime),
];

/// Returns a text of the input, or an empty one.
fn text<'a>(case: &'a Case, name: &str) -> &'a str {
    case.input.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn flag(value: &Value, name: &str) -> bool {
    value.get(name).and_then(Value::as_bool).unwrap_or_default()
}

/// Settings of a client with the default transport, and with these variables only.
fn config(variables: &[(&str, &str)]) -> Config {
    Config::new().with_environment(Environment::from_pairs(variables.iter().copied()))
}

/// A builder with credentials and a region.
fn builder(config: Config) -> StsBuilder {
    let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    Sts::builder().credentials(credentials).region("eu-west-1").config(config)
}

/// Compares whether something was accepted, and the text of the error.
fn outcome<T>(result: Result<T, ConfigError>, expected: &Value) -> Result<(), String> {
    let error = result.err().map(|error| error.to_string());
    let is_accepted = expected.get("accepted").map_or(expected.get("error_contains").is_none(), |value| value == true);
    match &error {
        Some(error) if is_accepted => Err(format!("refused: {error}")),
        None if !is_accepted => Err("accepted".to_owned()),
        error => {
            let error = error.as_deref().unwrap_or_default();
            contains(error, expected, "error_contains").and(lacks(error, expected, "error_lacks"))
        }
    }
}

fn endpoint_address(case: &Case) -> Result<(), String> {
    let config = config(&[]).with_transport(Canned::new(500, ""));
    let config = if flag(&case.input, "allow_plain_http") { config.allow_plain_http() } else { config };
    outcome(builder(config).endpoint(text(case, "url")).build(), &case.expected)
}

/// Compares the path of a request, of a presigned URL, and of a request whose signature a server verifies.
fn endpoint_path(case: &Case) -> Result<(), String> {
    let canned = Canned::new(500, "");
    let sts = canned.builder().endpoint(text(case, "url")).build().map_err(|error| error.to_string())?;
    let _ = now(sts.caller_identity());
    let path = canned.requests()[0].uri().path().to_owned();
    same(&Value::from(path.as_str()), &case.expected["path"])?;
    let presigned = now(sts.presigned_caller_identity(Duration::from_secs(60))).map_err(|error| error.to_string())?;
    let presigned = presigned.expose().to_owned();
    if !presigned.contains(&format!("sts.example.com{path}?")) {
        return Err("the path of the presigned URL differs".to_owned());
    }
    Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let local = LocalSts::start().await.unwrap();
        let sts =
            Sts::builder().config(local.config()).endpoint(format!("{}{path}", local.endpoint())).build().unwrap();
        sts.caller_identity().await.map(|_| ()).map_err(|error| format!("the server refused the signature: {error}"))
    })
}

fn no_proxy(case: &Case) -> Result<(), String> {
    let variables = [("HTTPS_PROXY", text(case, "https_proxy")), ("NO_PROXY", text(case, "no_proxy"))];
    let url = text(case, "url");
    let built = builder(config(&variables)).endpoint(url).build();
    let settings = ProxySettings::from_environment(&Environment::from_pairs(variables));
    let uri = url.parse().unwrap();
    let is_used = settings.and_then(|settings| Ok(settings.route(&uri, ProxyUse::Allowed)?.is_some()));
    let route = match (built, is_used) {
        (Err(_), Err(_)) => "refused",
        (Ok(_), Ok(true)) => "proxy",
        (Ok(_), Ok(false)) => "direct",
        (built, is_used) => return Err(format!("the client is {built:?}, but the settings say {is_used:?}")),
    };
    same(&Value::from(route), &case.expected["route"])
}

fn proxy_url(case: &Case) -> Result<(), String> {
    let config = config(&[(text(case, "variable"), text(case, "value"))]);
    outcome(builder(config).build(), &case.expected)
}

fn ca_bundle(case: &Case) -> Result<(), String> {
    let path = case.folder.join(text(case, "file"));
    let environment = Environment::from_pairs([("AWS_CA_BUNDLE", path.to_str().unwrap())]);
    let transport = ReqwestTransport::new(Duration::from_secs(5), &environment);
    match transport.as_ref().map(ReqwestTransport::trusted) {
        Ok(TrustedRoots::Bundle { certificates, .. }) if case.expected.get("roots").is_some() => {
            same(&Value::from(*certificates), &case.expected["roots"])
        }
        Ok(TrustedRoots::Bundle { .. }) => Err("accepted".to_owned()),
        Ok(trusted) => Err(format!("{trusted:?} are trusted")),
        Err(_) => outcome(transport, &case.expected),
    }
}

fn diagnosis(case: &Case) -> Result<(), String> {
    if let Some(features) = case.input.get("build").map(features)
        && !features.contains(&"rustls")
    {
        let shown = error_of_build(&features)?;
        return contains(&shown, &case.expected, "display_contains").and(lacks(
            &shown,
            &case.expected,
            "display_lacks",
        ));
    }
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let (port, scheme) = match text(case, "server") {
        "" => (0, "https"),
        "tls-unknown-ca" => (servers::untrusted(), "https"),
        "proxy-407" => (servers::responding("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"), "https"),
        "plain-http-on-an-https-port" => (servers::responding("HTTP/1.1 400 Bad Request\r\n\r\n"), "https"),
        "local-sts-dropped" => (dropped(&runtime), "http"),
        other => return Err(format!("the server {other:?} is not known")),
    };
    let port = port.to_string();
    let environment = case.input.get("environment").and_then(Value::as_object);
    let variables: Vec<(String, String)> = environment
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().replace("{port}", &port)))
        .collect();
    let variables: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let names = |start: &str| variables.iter().any(|(name, _)| name.starts_with(start));
    let builder = builder(config(&variables));
    let builder = match text(case, "server") {
        _ if names("AWS_ENDPOINT_URL") => builder,
        "" | "proxy-407" => builder.endpoint("https://sts.nowhere.invalid"),
        _ => builder.endpoint(format!("{scheme}://127.0.0.1:{port}")),
    };
    let error = match builder.build() {
        Ok(sts) => runtime.block_on(sts.caller_identity()).err().map(|error| error.to_string()),
        Err(error) => Some(error.to_string()),
    };
    let shown = error.ok_or("the call succeeded")?;
    contains(&shown, &case.expected, "display_contains").and(lacks(&shown, &case.expected, "display_lacks"))
}

/// Returns the features of `sts` that a list or a text names.
fn features(build: &Value) -> Vec<&str> {
    let is_known = |word: &&str| ["blocking", "hyper", "reqwest", "serde", "server", "tls"].contains(word);
    match build {
        Value::Array(items) => items.iter().filter_map(Value::as_str).filter(is_known).collect(),
        build => build.as_str().into_iter().flat_map(|text| text.split([' ', ','])).filter(is_known).collect(),
    }
}

/// Builds a program with these features only, which builds a client for an https endpoint. Returns its error.
fn error_of_build(features: &[&str]) -> Result<String, String> {
    let features: Vec<String> = features.iter().map(|feature| format!("sts/{feature}")).collect();
    let output = std::process::Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline", "--package", "featureless", "--example", "build_client", "--features"])
        .args([features.join(",").as_str(), "https://sts.nowhere.invalid"])
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Starts an embedded STS and drops it. Returns its port.
fn dropped(runtime: &tokio::runtime::Runtime) -> u16 {
    let local = runtime.block_on(LocalSts::start()).unwrap();
    local.endpoint().rsplit(':').next().unwrap().trim_end_matches('/').parse().unwrap()
}

fn region(case: &Case) -> Result<(), String> {
    let builder = builder(config(&[]).with_transport(Canned::new(500, ""))).region(text(case, "region"));
    let builder = match text(case, "endpoint") {
        "" => builder,
        url => builder.endpoint(url),
    };
    outcome(builder.build(), &case.expected)
}

fn role_arn(case: &Case) -> Result<(), String> {
    let canned = Canned::new(500, "");
    let error = now(canned.sts().assume_role(text(case, "arn"), "nightly-build").send()).unwrap_err().to_string();
    same(&Value::from(canned.count() > 0), &case.expected["sent"]).map_err(|problem| format!("{problem}: {error}"))?;
    contains(&error, &case.expected, "error_contains").and(lacks(&error, &case.expected, "error_lacks"))
}

/// Calls a server in a runtime that lacks something. A panic fails the case.
fn runtime(case: &Case) -> Result<(), String> {
    let sts = builder(config(&[])).endpoint("https://127.0.0.1:9").build().map_err(|error| error.to_string())?;
    let result = match text(case, "runtime") {
        "none" => {
            let call = pin!(sts.caller_identity());
            match call.poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(result) => result,
                Poll::Pending => return Err("the call waits".to_owned()),
            }
        }
        lacking if lacking.contains("tim") => {
            Builder::new_current_thread().enable_io().build().unwrap().block_on(sts.caller_identity())
        }
        lacking if lacking.contains("io") || lacking.contains("network") => {
            Builder::new_current_thread().enable_time().build().unwrap().block_on(sts.caller_identity())
        }
        other => return Err(format!("the runtime {other:?} is not known")),
    };
    let error = result.err().ok_or("the call succeeded")?.to_string();
    contains(&error, &case.expected, "error_contains")
}

#[test]
fn endpoints() {
    run(SUBJECTS);
}
