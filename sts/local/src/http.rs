//! HTTP around the operations: what comes in, what goes out.

mod response_body;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use awsquery::protocol::Operation;
use awsquery::server::{Envelope, Parameters, Refusal, ResponseFormat, error_document, new_request_id};
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HOST, ORIGIN};
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::call_log::RecordedCall;
use crate::http::response_body::ScriptedBody;
use crate::scripted_response::{ResponseContent, ResponseEnd, ScriptedResponse};
use crate::state::ServerState;
use crate::test_issuer;
use sts::api::SERVICE;
use sts::api::server::{OPERATIONS, dispatch};
use sts::platform::Clock as _;

/// The largest request that is read: that of `AssumeRoleWithSAML`, every character escaped, with room to spare.
const MAX_BODY: usize = 400 * 1024;
/// The largest request of the other operations. The largest that the model allows them is below it.
const MAX_PLAIN_BODY: usize = 64 * 1024;
/// The largest head of a request: a session token is a few KiB.
const MAX_HEAD: usize = 64 * 1024;
/// The most parameters that are read.
const MAX_PARAMETERS: usize = 2000;
/// Where public keys are: those of `GetWebIdentityToken`, and the test issuer's.
const KEYS: &str = "/.well-known/jwks.json";
const ISSUER_KEYS: &str = "/issuer/.well-known/jwks.json";
/// How long a request may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(10);

/// How long no connection is accepted after one could not be.
const RESPITE: Duration = Duration::from_millis(10);

/// Accepts connections until the task is dropped; they go down with it.
pub(super) async fn serve(listener: TcpListener, server: Arc<ServerState>) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok((stream, _)) = listener.accept().await else {
            // A connection that failed while it was accepted is the caller's loss. If the process has no descriptors left,
            // the next would fail at once.
            tokio::time::sleep(RESPITE).await;
            continue;
        };
        connections.spawn(attend(stream, server.clone()));
    }
}

/// Answers what comes over one connection.
async fn attend(stream: TcpStream, server: Arc<ServerState>) {
    // An answer is one write; waiting for more of it only costs time.
    let _ = stream.set_nodelay(true);
    let reset = Arc::new(AtomicBool::new(false));
    let asked = reset.clone();
    let service = service_fn(move |request| {
        let (server, reset) = (server.clone(), reset.clone());
        Box::pin(async move {
            answer(&server, request).await.inspect_err(|ConnectionReset| reset.store(true, Ordering::SeqCst))
        })
    });
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(ARRIVAL).max_buf_size(MAX_HEAD);
    let mut connection = http.serve_connection(TokioIo::new(stream), service);
    // A connection that breaks off is the caller's business.
    let _ = std::future::poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let stream = connection.into_parts().io.into_inner();
    if asked.load(Ordering::SeqCst) {
        // Closing it now sends a reset.
        let _ = stream.set_zero_linger();
    }
}

/// The script wants the connection reset.
#[derive(Debug)]
struct ConnectionReset;

impl std::fmt::Display for ConnectionReset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the script resets the connection")
    }
}

impl std::error::Error for ConnectionReset {}

/// A request that has been read.
struct ReceivedRequest {
    operation: &'static Operation,
    parameters: Parameters,
    parts: http::request::Parts,
    body: Bytes,
}

async fn answer(server: &ServerState, request: Request<Incoming>) -> Result<Response<ScriptedBody>, ConnectionReset> {
    if let Some(document) = discover(server, &request) {
        let content_type = Some(ResponseFormat::Json.content_type());
        let outcome = OutgoingResponse { status: 200, content_type, body: document.into_bytes() };
        return write(&ScriptedResponse::real(), outcome, &new_request_id());
    }
    let mut call = RecordedCall::new(server.clock.wall(), new_request_id());
    if server.calls.keeps_any() {
        call.keep_headers(request.headers());
    }
    let accept = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok());
    let format = ResponseFormat::accepted(accept.unwrap_or_default());
    let received = read(server, request, &mut call).await;
    let scripted = server.script.take();
    if !scripted.delay.is_zero() {
        tokio::time::sleep(scripted.delay).await;
    }
    let outcome = match &scripted.content {
        ResponseContent::Silence => {
            server.calls.keep(call);
            return std::future::pending().await;
        }
        ResponseContent::Prescribed { status, code, body } => {
            call.code.clone_from(code);
            OutgoingResponse { status: *status, content_type: None, body: body.clone().into_bytes(&call.request_id) }
        }
        ResponseContent::Real => {
            let (status, document) = match real(server, received, &mut call, format).await {
                Ok(document) => (200, document),
                Err(mut refusal) => {
                    call.explanation = refusal.explanation.take();
                    let envelope = Envelope { request_id: &call.request_id, format };
                    let document = error_document(&refusal, SERVICE.xml_namespace, envelope);
                    call.code = Some(refusal.code);
                    (refusal.status, document)
                }
            };
            OutgoingResponse { status, content_type: Some(format.content_type()), body: document.into_bytes() }
        }
    };
    let response = write(&scripted, outcome, &call.request_id);
    call.status = response.as_ref().ok().map(|response| response.status().as_u16());
    server.calls.keep(call);
    response
}

/// The server's own answer.
async fn real(
    server: &ServerState,
    received: Result<ReceivedRequest, Refusal>,
    call: &mut RecordedCall,
    format: ResponseFormat,
) -> Result<String, Refusal> {
    let ReceivedRequest { operation, parameters, parts, body } = received?;
    let context = server.authenticate(operation, &parts, &body)?;
    call.caller = context.caller.as_ref().map(|caller| caller.identity.arn());
    dispatch(server, context, operation, &parameters, Envelope { request_id: &call.request_id, format }).await
}

/// What is to be sent.
struct OutgoingResponse {
    status: u16,
    content_type: Option<&'static str>,
    body: Vec<u8>,
}

fn write(
    answer: &ScriptedResponse,
    outcome: OutgoingResponse,
    request_id: &str,
) -> Result<Response<ScriptedBody>, ConnectionReset> {
    if answer.end == ResponseEnd::Reset {
        return Err(ConnectionReset);
    }
    let (body, length) = ScriptedBody::scripted(Bytes::from(outcome.body), answer);
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(outcome.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if let Some(content_type) = outcome.content_type {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    if let Ok(request_id) = HeaderValue::from_str(request_id) {
        headers.insert("x-amzn-requestid", request_id);
    }
    if let Some(length) = length {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    for (name, value) in &answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    }
    Ok(response)
}

async fn read(
    server: &ServerState,
    request: Request<Incoming>,
    call: &mut RecordedCall,
) -> Result<ReceivedRequest, Refusal> {
    let (parts, body) = request.into_parts();
    refuse_browsers(server, &parts)?;
    let body = arrive(body).await?;
    let parameters = match parts.method {
        Method::POST => Parameters::parse(&body, MAX_PARAMETERS)?,
        Method::GET => Parameters::parse(parts.uri.query().unwrap_or_default().as_bytes(), MAX_PARAMETERS)?,
        ref other => {
            let message = format!("{other} is not answered here, POST and GET are");
            return Err(Refusal::new(405, "MethodNotAllowed", message));
        }
    };
    let operation = operation(&parameters);
    if server.calls.keeps_any() {
        call.keep_parameters(&parameters, operation.as_ref().ok().copied());
    }
    let operation = operation?;
    call.operation = Some(operation.name.to_owned());
    if body.len() > MAX_PLAIN_BODY && operation.name != "AssumeRoleWithSAML" {
        return Err(too_large(MAX_PLAIN_BODY));
    }
    Ok(ReceivedRequest { operation, parameters, parts, body })
}

/// Reads the operation out of the parameters. AWS's words for what is unknown are not recorded.
fn operation(parameters: &Parameters) -> Result<&'static Operation, Refusal> {
    let Some(action) = parameters.get("Action") else {
        return Err(Refusal::new(400, "MissingAction", "the request has no parameter Action"));
    };
    let version = parameters.get("Version").unwrap_or_default();
    let known = OPERATIONS.iter().find(|operation| operation.name == action);
    match known {
        Some(operation) if version == SERVICE.version => Ok(operation),
        _ => {
            let message = format!("Could not find operation {action} for version {version}");
            Err(Refusal::new(400, "InvalidAction", message))
        }
    }
}

/// The body, once it is here.
async fn arrive(body: Incoming) -> Result<Bytes, Refusal> {
    match tokio::time::timeout(ARRIVAL, Limited::new(body, MAX_BODY).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => Err(too_large(MAX_BODY)),
        Ok(Err(_)) => Err(Refusal::new(400, "MalformedInput", "the request broke off")),
        Err(_) => Err(Refusal::new(408, "RequestTimeout", "the request took too long to arrive")),
    }
}

fn too_large(most: usize) -> Refusal {
    Refusal::new(413, "RequestEntityTooLarge", format!("a request has at most {most} bytes"))
}

/// A web page that a developer visits must not get credentials from here.
fn refuse_browsers(server: &ServerState, request: &http::request::Parts) -> Result<(), Refusal> {
    // A request that names several hosts was made to be understood in several ways.
    let headers = request.headers.get_all(HOST).iter().map(|host| host.to_str().unwrap_or_default());
    let mut hosts = headers.chain(request.uri.authority().map(http::uri::Authority::as_str)).peekable();
    let ours = hosts.peek().is_some() && request.headers.get_all(HOST).iter().count() < 2;
    let ours = ours && hosts.all(|host| server.region_of(host).is_some());
    if request.method == Method::OPTIONS || request.headers.contains_key(ORIGIN) || !ours {
        let message = "this server answers programs that know it by address, as localhost, or by a name that it was told \
                       to allow; it never answers web pages";
        return Err(Refusal::new(403, "AccessDenied", message));
    }
    Ok(())
}

/// Documents about the keys that tokens are signed with: the server's own, and the test issuer's.
fn discover(server: &ServerState, request: &Request<Incoming>) -> Option<String> {
    if request.method() != Method::GET || request.headers().contains_key(ORIGIN) {
        return None;
    }
    let issuer = |url: &str, keys: &str| {
        let jwks = format!("{}{keys}", server.url);
        serde_json::json!({"issuer": url, "jwks_uri": jwks, "id_token_signing_alg_values_supported": ["RS256", "ES256", "ES384"],
            "response_types_supported": ["id_token"], "subject_types_supported": ["public"]})
    };
    let document = match request.uri().path() {
        KEYS | ISSUER_KEYS => server.keys.public(),
        "/.well-known/openid-configuration" => issuer(&server.url, KEYS),
        "/issuer/.well-known/openid-configuration" => issuer(test_issuer::URL, ISSUER_KEYS),
        _ => return None,
    };
    Some(document.to_string())
}
