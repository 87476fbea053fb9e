//! Cases about responses and errors.

mod size;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use regressions::Case;
use serde_json::Value;
use sts::awsquery::endpoint::{Endpoint, EndpointInputs};
use sts::awsquery::protocol::xml::{DecodeError, Document, Element};
use sts::awsquery::protocol::{Auth, Decode, Encode, Form, Operation, Protocol, ResultElement, Service, Signature};
use sts::awsquery::rule::{Check, Validate};
use sts::awsquery::{Client, Request, Response, TimestampFormat};
use sts::platform::{BoxFuture, Environment, Sleep};
use sts::transport::{Transport, TransportError, TransportLimits};
use sts::{AssumedRole, Config, Credentials, Error, Sts, Timestamp};
use testkit::canned::{NOW, PARTS, now, response_body};

use crate::expect::{contains, lacks, same};
use crate::{Subjects, run};

pub const SUBJECTS: Subjects = &[
    ("response", response),
    ("response-size", size::response_size),
    ("scalar", scalar),
    ("error-response", error_response),
    ("role-chain", role_chain),
];

#[test]
fn responses() {
    run(SUBJECTS);
}

/// Returns the same response to every request, and counts them.
#[derive(Clone, Debug)]
struct Scripted {
    response: http::Response<Bytes>,
    requests: Arc<AtomicUsize>,
}

impl Scripted {
    fn new(response: http::Response<Bytes>) -> Self {
        Self { response, requests: Arc::default() }
    }

    /// Reads the response that a case gives.
    fn of(case: &Case) -> Self {
        let mut response = http::Response::new(body(case).into());
        *response.status_mut() = u16::try_from(case.input["status"].as_u64().unwrap()).unwrap().try_into().unwrap();
        for (name, value) in case.input["headers"].as_object().unwrap() {
            let name: http::HeaderName = name.parse().unwrap();
            response.headers_mut().insert(name, value.as_str().unwrap().parse().unwrap());
        }
        Self::new(response)
    }

    fn config(&self, clock: i64) -> Config {
        Config::new()
            .with_environment(Environment::from_pairs([]))
            .with_region("eu-west-1")
            .with_credentials(Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
            .with_transport(self.clone())
            .with_clock(Timestamp::from_secs(clock))
            .with_sleep(NoWait)
    }
}

impl Transport for Scripted {
    fn send(
        &self,
        _: http::Request<Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        Box::pin(std::future::ready(Ok(self.response.clone())))
    }
}

/// A timer whose time is always over.
#[derive(Debug)]
struct NoWait;

impl Sleep for NoWait {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
}

/// Returns the body of a case: a text, a file, or a text in which one part is repeated.
fn body(case: &Case) -> Vec<u8> {
    if let Some(file) = case.input["file"].as_str() {
        return case.file(file).unwrap();
    }
    match &case.input["body"] {
        Value::String(text) => text.clone().into_bytes(),
        repeated => {
            let text = |name: &str| repeated[name].as_str().unwrap();
            let times = usize::try_from(repeated["times"].as_u64().unwrap()).unwrap();
            text("repeat").replace("{m}", &text("m").repeat(times)).into_bytes()
        }
    }
}

/// Calls an operation of STS that issues credentials, and returns the access key id.
fn key_id(sts: &Sts, operation: &str) -> Option<Result<String, Error>> {
    const ROLE: &str = "arn:aws:iam::123456789012:role/demo";
    let id = |credentials: Credentials| credentials.access_key_id().to_owned();
    Some(match operation {
        "AssumeRole" => now(sts.assume_role(ROLE, "x1").send()).map(|role| id(role.credentials())),
        "AssumeRoleWithWebIdentity" => {
            let call = sts.assume_role_with_web_identity(ROLE, "x1", sts::Secret::from("token"));
            now(call.send()).map(|role| id(role.credentials()))
        }
        "GetSessionToken" => now(sts.new_session().send()).map(|session| id(session.credentials())),
        "GetFederationToken" => now(sts.new_federated_session("ann").send()).map(|session| id(session.credentials())),
        _ => return None,
    })
}

fn response(case: &Case) -> Result<(), String> {
    let operation = case.input["operation"].as_str().unwrap();
    let expected = &case.expected;
    let scripted = Scripted::of(case);
    let sts = Sts::from_config(scripted.config(NOW));
    let mut error = None;
    match key_id(&sts, operation) {
        Some(Ok(id)) => {
            if let Some(wanted) = expected["credentials"].as_str() {
                same(&id.as_str(), &wanted)?;
            }
        }
        Some(Err(failure)) => error = Some(failure.to_string()),
        None => {}
    }
    if expected.get("text").is_some() || expected.get("request_id").is_some() || key_id(&sts, operation).is_none() {
        match probe(case, operation) {
            Ok(read) => texts(&read, expected)?,
            Err(failure) => error = error.or(Some(failure)),
        }
    }
    match (error, expected.get("error_contains")) {
        (Some(error), Some(_)) => contains(&error, expected, "error_contains"),
        (Some(error), None) => Err(error),
        (None, Some(_)) => Err("the response was read".to_owned()),
        (None, None) => Ok(()),
    }
}

fn texts(read: &Response<Texts>, expected: &Value) -> Result<(), String> {
    if let Some(texts) = expected["text"].as_object() {
        for (path, text) in texts {
            same(&read.output.0.get(path).map(String::as_str), &text.as_str())?;
        }
    }
    match expected.get("request_id") {
        Some(id) => same(&read.request_id.as_deref(), &id.as_str()),
        None => Ok(()),
    }
}

/// A request of any service. What a case says about its own operation is renamed to this one.
#[derive(Debug)]
struct ProbeRequest;

const PROBE_NAMESPACE: &str = "https://probe.example/doc/";
static PROBE_SERVICE: Service =
    Service::new("Probe", Protocol::AwsQuery, "2011-06-15", "probe", Some(PROBE_NAMESPACE), Signature::V4);
static PROBE: Operation = Operation::new(&PROBE_SERVICE, "Probe", Auth::Signed, ResultElement::Expected, &[]);

impl Encode for ProbeRequest {
    fn encode(&self, _: &mut Form) {}
}

impl Validate for ProbeRequest {
    const NAME: &'static str = "ProbeRequest";

    fn check(&self, _: &mut Check) {}
}

impl Request for ProbeRequest {
    const OPERATION: &'static Operation = &PROBE;
    type Output = Texts;
}

/// The texts of all elements below the result that have no children, by their paths.
#[derive(Debug)]
struct Texts(BTreeMap<String, String>);

impl Decode for Texts {
    fn decode(element: Element<'_>) -> Result<Self, DecodeError> {
        let mut texts = BTreeMap::new();
        collect(element, "", &mut texts);
        Ok(Self(texts))
    }
}

fn collect(element: Element<'_>, path: &str, texts: &mut BTreeMap<String, String>) {
    for child in element.children() {
        let path = if path.is_empty() { child.name().to_owned() } else { format!("{path}/{}", child.name()) };
        if child.children().next().is_none() {
            texts.insert(path.clone(), child.text().to_owned());
        }
        collect(child, &path, texts);
    }
}

/// Reads the response as one of any service. An error names the operation of the case.
fn probe(case: &Case, operation: &str) -> Result<Response<Texts>, String> {
    let namespace = case.input["namespace"].as_str().unwrap_or("https://sts.amazonaws.com/doc/2011-06-15/");
    let mut scripted = Scripted::of(case);
    let renamed = String::from_utf8_lossy(scripted.response.body())
        .replace(&format!("{operation}Re"), "ProbeRe")
        .replace(namespace, PROBE_NAMESPACE);
    *scripted.response.body_mut() = renamed.into();
    let client = Client::new(&PROBE_SERVICE, probe_endpoint, scripted.config(NOW));
    now(client.send(&ProbeRequest)).map_err(|error| error.to_string().replace("Probe", operation))
}

fn probe_endpoint(_: &EndpointInputs<'_>) -> Result<Endpoint, String> {
    Ok(sts::awsquery::rt::endpoint("https://probe.example".to_owned(), None, None))
}

fn scalar(case: &Case) -> Result<(), String> {
    let xml = case.input["xml"].as_str().unwrap();
    let read = match case.input["place"].as_str().unwrap() {
        "member" => member(case.input["type"].as_str().unwrap(), xml)?,
        "credentials-expiration" => expiration(xml).map(|role| Some(role.expires_at().to_string().into())),
        other => return Err(format!("unknown place {other}")),
    };
    match read {
        Err(error) if case.expected["error"] == true => {
            let named = error.contains("`V`") || error.contains("Expiration");
            if named { Ok(()) } else { Err(format!("the error does not name the element: {error}")) }
        }
        Err(error) => Err(error),
        Ok(value) if case.expected["error"] == true => Err(format!("read {value:?}")),
        Ok(None) => same(&case.expected["absent"], &Value::Bool(true)),
        Ok(Some(value)) => same(&value, &case.expected["value"]),
    }
}

/// Reads an optional member of this type.
fn member(kind: &str, xml: &str) -> Result<Result<Option<Value>, String>, String> {
    let text = format!("<R>{xml}</R>");
    let document = Document::parse(text.as_bytes(), None).map_err(|error| error.to_string())?;
    let root = document.root();
    let json = |result: Result<Option<Value>, DecodeError>| result.map_err(|error| error.to_string());
    Ok(json(match kind {
        "boolean" => root.optional("V", Element::boolean).map(|value| value.map(Value::from)),
        "byte" => root.optional("V", Element::byte).map(|value| value.map(Value::from)),
        "short" => root.optional("V", Element::short).map(|value| value.map(Value::from)),
        "integer" => root.optional("V", Element::integer).map(|value| value.map(Value::from)),
        "long" => root.optional("V", Element::long).map(|value| value.map(Value::from)),
        "float" => root.optional("V", Element::float).map(|value| value.map(Value::from)),
        "double" => root.optional("V", Element::double).map(|value| value.map(Value::from)),
        "string" => root.optional("V", Element::string).map(|value| value.map(Value::from)),
        "blob" => root.optional("V", Element::blob).map(|value| value.map(|value| value.to_base64().into())),
        "timestamp" => root
            .optional("V", |value| value.timestamp(TimestampFormat::DateTime))
            .map(|value| value.map(|value| value.to_string().into())),
        other => return Err(format!("unknown type {other}")),
    }))
}

/// Assumes a role with credentials whose expiration is this element.
fn expiration(xml: &str) -> Result<AssumedRole, String> {
    let element = xml.replace("<V", "<Expiration").replace("</V>", "</Expiration>");
    let body =
        response_body("AssumeRole", &PARTS[..3], "").replace("</Credentials>", &format!("{element}</Credentials>"));
    let sts = Sts::from_config(Scripted::new(http::Response::new(body.into())).config(NOW));
    now(sts.assume_role("arn:aws:iam::123456789012:role/demo", "x1").send()).map_err(|error| error.to_string())
}

fn error_response(case: &Case) -> Result<(), String> {
    let scripted = Scripted::of(case);
    let behind = if scripted.response.headers().contains_key("date") { 2 * 60 * 60 } else { 0 };
    let sts = Sts::from_config(scripted.config(NOW - behind));
    let operation = case.input["operation"].as_str().unwrap();
    let result = key_id(&sts, operation).ok_or_else(|| format!("unknown operation {operation}"))?;
    let error = result.err().ok_or("the response was read")?;
    let expected = &case.expected;
    let text = |name: &str| expected.get(name).map(|text| text.as_str().map(str::to_owned));
    if let Some(code) = text("code") {
        same(&error.code().map(|code| code.as_str().to_owned()), &code)?;
    }
    if let Some(message) = text("message") {
        same(&error.message().map(str::to_owned), &message)?;
    }
    if let Some(id) = text("request_id") {
        same(&error.request_id().map(str::to_owned), &id)?;
    }
    if let Some(throttled) = expected["throttled"].as_bool() {
        same(&error.is_throttled(), &throttled)?;
    }
    if let Some(attempts) = expected["attempts"].as_u64() {
        same(&(scripted.requests.load(Ordering::Relaxed) as u64), &attempts)?;
        same(&(error.attempts().len() as u64), &attempts)?;
    }
    let shown = error.to_string();
    contains(&shown, expected, "display_contains")?;
    for shown in [&shown, &format!("{error:?}")] {
        lacks(shown, expected, "display_lacks")?;
        if let Some(max) = expected["display_max_bytes"].as_u64()
            && shown.len() as u64 > max
        {
            return Err(format!("{} bytes are shown", shown.len()));
        }
    }
    Ok(())
}

fn role_chain(case: &Case) -> Result<(), String> {
    let hub = &case.input["hub"];
    let code = hub["code"].as_str().unwrap();
    let body = format!("<ErrorResponse><Error><Code>{code}</Code><Message>m</Message></Error></ErrorResponse>");
    let mut response = http::Response::new(Bytes::from(body));
    *response.status_mut() = u16::try_from(hub["status"].as_u64().unwrap()).unwrap().try_into().unwrap();
    let mut sts = Sts::from_config(Scripted::new(response).config(NOW));
    // The outcome must not depend on the length of the chain.
    for links in 1..=3 {
        sts = sts.assume_role(format!("arn:aws:iam::123456789012:role/link{links}"), "x1").refreshing().sts();
        let error = now(sts.assume_role("arn:aws:iam::123456789012:role/spoke", "x1").send()).unwrap_err();
        let expected = &case.expected;
        let flag = |name: &str, found: bool| match expected[name].as_bool() {
            Some(wanted) => same(&(name, found), &(name, wanted)),
            None => Ok(()),
        };
        flag("throttled", error.is_throttled())?;
        flag("denied", error.is_access_denied())?;
        flag("retryable", error.is_retryable())?;
        if let Some(code) = expected["code"].as_str() {
            same(&error.code().map(|code| code.as_str().to_owned()).as_deref(), &Some(code))?;
        }
        same(&error.status().map(u64::from), &hub["status"].as_u64())?;
        same(&error.to_string().matches(code).count(), &1)?;
    }
    Ok(())
}
