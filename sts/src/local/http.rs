//! HTTP around the operations: what comes in, what goes out.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use awsquery::rt::{Parameters, Refusal};
use awsquery::server::{error_document, new_request_id};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST, ORIGIN};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::handler::{Server, operation};
use crate::api::SERVICE;
use crate::api::server::dispatch;

/// The largest request that is read. The largest that the model allows is far below it.
const MAX_BODY: usize = 256 * 1024;
/// The most parameters that are read.
const MAX_PARAMETERS: usize = 2000;
/// How long a request may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(10);

/// Accepts connections until the task is dropped; they go down with it.
pub(super) async fn serve(listener: TcpListener, server: Arc<Server>) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        // A connection that failed while it was accepted is the caller's loss.
        let Ok((stream, _)) = listener.accept().await else { continue };
        let server = server.clone();
        connections.spawn(async move {
            let service = service_fn(move |request| answer(server.clone(), request));
            let mut http = hyper::server::conn::http1::Builder::new();
            http.timer(TokioTimer::new()).header_read_timeout(ARRIVAL);
            // A connection that breaks off is the caller's business.
            let _ = http.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(server: Arc<Server>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let request_id = new_request_id();
    let (status, body) = match respond(&server, request, &request_id).await {
        Ok(body) => (StatusCode::OK, body),
        Err(refusal) => {
            let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, error_document(&refusal, SERVICE.xml_namespace, &request_id))
        }
    };
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, http::HeaderValue::from_static("text/xml"));
    if let Ok(request_id) = http::HeaderValue::from_str(&request_id) {
        headers.insert("x-amzn-requestid", request_id);
    }
    Ok(response)
}

async fn respond(server: &Server, request: Request<Incoming>, request_id: &str) -> Result<String, Refusal> {
    let (parts, body) = request.into_parts();
    refuse_browsers(&parts.headers)?;
    if parts.method != Method::POST {
        return Err(Refusal::new(405, "MethodNotAllowed", format!("{} is not answered here, POST is", parts.method)));
    }
    let body = tokio::time::timeout(ARRIVAL, Limited::new(body, MAX_BODY).collect()).await;
    let body = match body {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            let message = format!("a request has at most {MAX_BODY} bytes");
            return Err(Refusal::new(413, "RequestEntityTooLarge", message));
        }
        Ok(Err(_)) => return Err(Refusal::new(400, "MalformedInput", "the request broke off")),
        Err(_) => return Err(Refusal::new(408, "RequestTimeout", "the request took too long to arrive")),
    };
    let parameters = Parameters::parse(&body, MAX_PARAMETERS)?;
    let operation = operation(&parameters)?;
    let caller = server.authenticate(operation, &parts, &body)?;
    dispatch(server, caller, operation, &parameters, request_id).await
}

/// A web page that a developer visits must not get credentials from here, be it by DNS rebinding.
fn refuse_browsers(headers: &HeaderMap) -> Result<(), Refusal> {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let local = host.parse::<http::uri::Authority>().is_ok_and(|host| matches!(host.host(), "127.0.0.1" | "localhost"));
    if local && !headers.contains_key(ORIGIN) {
        return Ok(());
    }
    Err(Refusal::new(403, "AccessDenied", "this server answers programs on this machine, not web pages"))
}
