//! The HTTP server: connections, requests and responses.

mod discovery;
mod response_body;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use awsquery::protocol::{Auth, Operation};
use awsquery::server::{Authorization, Envelope, Parameters, Refusal, ResponseFormat, error_document, new_request_id};
use awsquery::{Timestamp, TimestampFormat};
use bytes::Bytes;
use http::header::{ACCEPT, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, DATE, HOST, ORIGIN};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use hyper::body::Incoming;
use hyper::service::service_fn;
use tokio::net::{TcpListener, TcpStream};

use crate::call_log::recorded_call::{CallOutcome, RecordedCall};
use crate::connections::{self, UnreadBody, accept, close, read_body};
use crate::decision::DecisionTrail;
use crate::http::response_body::ScriptedBody;
use crate::scripted_response::{ResponseContent, ResponseEnd, ScriptedResponse};
use crate::state::ServerState;
use sts::api::SERVICE;
use sts::api::server::{OPERATIONS, dispatch};
use sts::platform::Clock as _;

/// The largest body, in bytes: an `AssumeRoleWithSAML` request with every character escaped needs a little less.
const MAX_BODY: usize = 400 * 1024;
/// The largest body of the other operations, in bytes. What the service model allows them is smaller.
const MAX_PLAIN_BODY: usize = 64 * 1024;
/// The largest number of parameters, in the query and in the body together.
const MAX_PARAMETERS: usize = 2000;
/// The statuses of requests that were not read to their end.
const TOO_LARGE: u16 = 413;
const TOO_SLOW: u16 = 408;

/// Accepts connections until the future is dropped, which closes them.
pub(crate) async fn serve(listener: TcpListener, server: Arc<ServerState>) {
    accept(listener, |stream| serve_connection(stream, server.clone())).await;
}

async fn serve_connection(stream: TcpStream, server: Arc<ServerState>) {
    let reset = Arc::new(AtomicBool::new(false));
    let is_reset = reset.clone();
    let service = service_fn(move |request| {
        let (server, reset) = (server.clone(), reset.clone());
        Box::pin(async move {
            respond(&server, request).await.inspect_err(|ConnectionReset| reset.store(true, Ordering::SeqCst))
        })
    });
    let mut http = connections::http();
    // The date of a response is that of the server's own clock, which tests can move.
    http.auto_date_header(false);
    let stream = connections::respond(&http, stream, service).await;
    if is_reset.load(Ordering::SeqCst) {
        // With zero linger, closing the socket sends a reset.
        let _ = stream.set_zero_linger();
    } else {
        close(stream).await;
    }
}

/// The error that makes hyper give up the connection, so that it can be reset.
#[derive(Debug)]
struct ConnectionReset;

impl std::fmt::Display for ConnectionReset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the script resets the connection")
    }
}

impl std::error::Error for ConnectionReset {}

/// A request that has been read and whose operation is known.
struct ReceivedRequest {
    operation: &'static Operation,
    parameters: Parameters,
    parts: http::request::Parts,
    body: Bytes,
}

/// A response before the script changes it.
struct OutgoingResponse {
    status: u16,
    content_type: Option<&'static str>,
    body: Vec<u8>,
    /// True if the rest of the request is not read, so that the connection cannot be used again.
    is_last: bool,
}

/// Responds to a request and records the call.
async fn respond(server: &ServerState, request: Request<Incoming>) -> Result<Response<ScriptedBody>, ConnectionReset> {
    if let Some(document) = discovery::document(server, &request)
        && !is_from_browser(server, request.method(), request.headers(), request.uri())
    {
        let content_type = Some(ResponseFormat::Json.content_type());
        let response = OutgoingResponse { status: 200, content_type, body: document.into_bytes(), is_last: false };
        return write(&ScriptedResponse::real(), response, &new_request_id(), server.clock.wall());
    }
    let mut call = RecordedCall::new(server.clock.wall(), new_request_id());
    if server.calls.is_enabled() {
        call.record_headers(request.headers());
    }
    let accept = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok());
    let format = ResponseFormat::accepted(accept.unwrap_or_default());
    let received = read(server, request, &mut call).await;
    let scripted = server.script.take(call.operation.as_deref());
    if !scripted.delay.is_zero() {
        tokio::time::sleep(scripted.delay).await;
    }
    let response = match &scripted.content {
        ResponseContent::Silence => {
            call.outcome = CallOutcome::Scripted;
            server.calls.add(call);
            return std::future::pending().await;
        }
        ResponseContent::Prescribed { status, code, body } => {
            call.outcome = CallOutcome::Scripted;
            call.code.clone_from(code);
            call.message = body.message().map(str::to_owned);
            let body = body.clone().into_bytes(&call.request_id);
            OutgoingResponse { status: *status, content_type: None, body, is_last: false }
        }
        ResponseContent::Real => handle(server, received, &mut call, format).await,
    };
    let response = write(&scripted, response, &call.request_id, server.clock.wall());
    call.status = response.as_ref().ok().map(|response| response.status().as_u16());
    server.calls.add(call);
    response
}

/// Handles a request, and returns its output or an error document.
async fn handle(
    server: &ServerState,
    received: Result<ReceivedRequest, Refusal>,
    call: &mut RecordedCall,
    format: ResponseFormat,
) -> OutgoingResponse {
    let (status, document) = match try_handle(server, received, call, format).await {
        Ok(document) => {
            call.outcome = CallOutcome::Allowed;
            (200, document)
        }
        Err(mut refusal) => {
            call.outcome = if refusal.code == "AccessDenied" { CallOutcome::Denied } else { CallOutcome::Refused };
            call.explanation = refusal.explanation.take();
            let envelope = Envelope { request_id: &call.request_id, format };
            let document = error_document(&SERVICE, &refusal, envelope);
            call.code = Some(refusal.code);
            call.message = Some(refusal.message);
            (refusal.status, document)
        }
    };
    let is_last = status == TOO_LARGE || status == TOO_SLOW;
    OutgoingResponse { status, content_type: Some(format.content_type()), body: document.into_bytes(), is_last }
}

async fn try_handle(
    server: &ServerState,
    received: Result<ReceivedRequest, Refusal>,
    call: &mut RecordedCall,
    format: ResponseFormat,
) -> Result<String, Refusal> {
    let ReceivedRequest { operation, parameters, parts, body } = received?;
    let authorization = match operation.auth {
        Auth::Unsigned => None,
        _ => Some(Authorization::read(&parts)?),
    };
    call.access_key_id = authorization.as_ref().map(|authorization| authorization.access_key_id().to_owned());
    let trail = if server.calls.is_enabled() { DecisionTrail::recording() } else { DecisionTrail::default() };
    let context = server.authenticate(authorization.as_ref(), &parts, &body, trail.clone())?;
    call.caller = context.caller.as_ref().map(|caller| caller.identity.arn());
    let envelope = Envelope { request_id: &call.request_id, format };
    let response = dispatch(server, context, operation, &parameters, envelope).await;
    call.decisions = trail.take();
    response
}

/// Builds the response as the script prescribes.
fn write(
    scripted: &ScriptedResponse,
    response: OutgoingResponse,
    request_id: &str,
    now: Timestamp,
) -> Result<Response<ScriptedBody>, ConnectionReset> {
    if scripted.end == ResponseEnd::Reset {
        return Err(ConnectionReset);
    }
    let (body, content_length) = ScriptedBody::new(Bytes::from(response.body), scripted);
    let mut written = Response::new(body);
    *written.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = written.headers_mut();
    let now = Timestamp::from_secs(now.secs().saturating_add(scripted.date_skew));
    if let Ok(date) = HeaderValue::try_from(now.format(TimestampFormat::HttpDate)) {
        headers.insert(DATE, date);
    }
    if let Some(content_type) = response.content_type {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    if let Ok(request_id) = HeaderValue::from_str(request_id) {
        headers.insert("x-amzn-requestid", request_id);
    }
    if response.is_last {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    if let Some(length) = content_length {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    for (name, value) in &scripted.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    }
    Ok(written)
}

/// Reads a request and records its parameters.
async fn read(
    server: &ServerState,
    request: Request<Incoming>,
    call: &mut RecordedCall,
) -> Result<ReceivedRequest, Refusal> {
    let (parts, body) = request.into_parts();
    if is_from_browser(server, &parts.method, &parts.headers, &parts.uri) {
        let message = "requests of web pages are refused, and so are hosts other than IP addresses, localhost, endpoints \
                       of AWS, and names that the server was told to allow";
        return Err(Refusal::new(403, "AccessDenied", message));
    }
    let body = read_body(body, MAX_BODY).await.map_err(unread)?;
    let query = parts.uri.query().unwrap_or_default().as_bytes();
    let parameters = match parts.method {
        Method::POST => Parameters::parse_query_and_body(query, &body, MAX_PARAMETERS)?,
        Method::GET => Parameters::parse(query, MAX_PARAMETERS)?,
        ref other => {
            let message = format!("the method {other} is not allowed; use POST or GET");
            return Err(Refusal::new(405, "MethodNotAllowed", message));
        }
    };
    if server.calls.is_enabled() {
        call.record_parameters(&parameters);
    }
    let operation = find_operation(&parameters)?;
    call.operation = Some(operation.name.to_owned());
    if body.len() > MAX_PLAIN_BODY && operation.name != "AssumeRoleWithSAML" {
        return Err(too_large(MAX_PLAIN_BODY));
    }
    Ok(ReceivedRequest { operation, parameters, parts, body })
}

/// Finds the operation that the parameters name. AWS's message for an unknown operation is not recorded.
fn find_operation(parameters: &Parameters) -> Result<&'static Operation, Refusal> {
    let Some(action) = parameters.get("Action") else {
        return Err(Refusal::new(400, "MissingAction", "the request has no parameter Action"));
    };
    let version = parameters.get("Version").unwrap_or_default();
    let operation = OPERATIONS.iter().copied().find(|operation| operation.name == action);
    if let Some(operation) = operation
        && version == SERVICE.version
    {
        return Ok(operation);
    }
    let message = format!("Could not find operation {action} for version {version}");
    Err(Refusal::new(400, "InvalidAction", message))
}

fn unread(body: UnreadBody) -> Refusal {
    match body {
        UnreadBody::TooLarge => too_large(MAX_BODY),
        UnreadBody::TooSlow => Refusal::new(TOO_SLOW, "RequestTimeout", "the request took too long to arrive"),
        UnreadBody::Incomplete => Refusal::new(400, "MalformedInput", "the request is incomplete"),
    }
}

fn too_large(max: usize) -> Refusal {
    Refusal::new(TOO_LARGE, "RequestEntityTooLarge", format!("the body of the request has more than {max} bytes"))
}

/// Returns true for a request that a web page may have caused. It is refused, so that no page that a developer visits gets
/// credentials.
fn is_from_browser(server: &ServerState, method: &Method, headers: &HeaderMap, uri: &Uri) -> bool {
    let host_headers = headers.get_all(HOST);
    let mut hosts: Vec<&str> = host_headers.iter().map(|host| host.to_str().unwrap_or_default()).collect();
    // Servers disagree on which of several `Host` headers counts, so several are refused.
    let is_ambiguous = hosts.len() > 1;
    hosts.extend(uri.authority().map(http::uri::Authority::as_str));
    let is_served = !is_ambiguous && !hosts.is_empty() && hosts.iter().all(|host| server.region_of(host).is_some());
    method == Method::OPTIONS || headers.contains_key(ORIGIN) || !is_served
}
