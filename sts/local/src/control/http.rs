//! HTTP of the control API: connections, authentication, and bodies.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::header::{
    ALLOW, AUTHORIZATION, CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN,
    REFERRER_POLICY, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use tokio::net::{TcpListener, TcpStream};

use crate::connections::{self, UnreadBody, accept, close};
use crate::control::ControlAccess;
use crate::control::error::ControlError;
use crate::control::page;
use crate::control::request::{ControlRequest, query_parameters, segments};
use crate::control::response::{ControlReply, ReplyResult};
use crate::control::routes::{self, ControlRoute, OperationHandler};
use crate::host;
use crate::settings::node::DocumentNode;
use crate::state::ServerState;

/// The largest body, in bytes. Metadata of SAML providers and key sets can be long.
const MAX_BODY: usize = 1024 * 1024;

/// Accepts connections until the future is dropped, which closes them.
pub(super) async fn serve(listener: TcpListener, server: Arc<ServerState>, access: Arc<ControlAccess>) {
    accept(listener, |stream| serve_connection(stream, server.clone(), access.clone())).await;
}

async fn serve_connection(stream: TcpStream, server: Arc<ServerState>, access: Arc<ControlAccess>) {
    let is_last = Arc::new(AtomicBool::new(false));
    let service = {
        let (server, is_last) = (server.clone(), is_last.clone());
        service_fn(move |request| {
            let (server, access, is_last) = (server.clone(), access.clone(), is_last.clone());
            Box::pin(async move {
                let reply = respond(server, access, request).await;
                is_last.fetch_or(reply.is_last, Ordering::SeqCst);
                Ok::<_, std::convert::Infallible>(write(reply))
            })
        })
    };
    let stream = connections::respond(&connections::http(), stream, service).await;
    if is_last.load(Ordering::SeqCst) {
        // The response has been written, and the system sends it even if the process ends.
        drop(stream);
        server.shutdown.make();
        return;
    }
    close(stream).await;
}

/// Responds to a request. A refusal is a response too.
async fn respond(server: Arc<ServerState>, access: Arc<ControlAccess>, request: Request<Incoming>) -> ControlReply {
    let reply = try_respond(server, access, request).await;
    reply.unwrap_or_else(|error| ControlReply::refusal(&error))
}

async fn try_respond(server: Arc<ServerState>, access: Arc<ControlAccess>, request: Request<Incoming>) -> ReplyResult {
    let (parts, body) = request.into_parts();
    refuse_other_origins(&parts, &server.options.allowed_hosts)?;
    let found = segments(parts.uri.path()).and_then(|segments| routes::find(&segments));
    let route = found.as_ref().and_then(|found| found.routes().find(|route| route.method == parts.method.as_str()));
    // Without the token, nothing is said about protected paths, not even which ones exist.
    if route.is_none_or(|route| route.is_protected) && !is_authorized(&parts.headers, &access) {
        return Err(ControlError::unauthorized());
    }
    let found = found.ok_or_else(|| ControlError::not_found("the path"))?;
    let allowed = || ControlError::method_not_allowed(&found.routes().map(|route| route.method).collect::<Vec<_>>());
    let ControlRoute { handler, .. } = route.ok_or_else(allowed)?;
    let request = ControlRequest {
        server,
        access,
        query: query_parameters(parts.uri.query().unwrap_or_default()),
        body: read_body(body).await?,
        path_parameters: found.parameters,
    };
    match handler {
        OperationHandler::Now(handle) => handle(&request),
        OperationHandler::Later(handle) => handle(request).await,
    }
}

/// Refuses requests that a web page of another origin may have caused. The page of this server is of the same origin.
fn refuse_other_origins(request: &Parts, allowed_hosts: &[String]) -> Result<(), ControlError> {
    let mut hosts = request.headers.get_all(HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok()).ok_or_else(ControlError::forbidden)?;
    let is_ambiguous = hosts.next().is_some() || request.uri.authority().is_some_and(|other| other.as_str() != host);
    let mut origins = request.headers.get_all(ORIGIN).iter();
    let is_own = |origin: &HeaderValue| {
        origin.to_str().is_ok_and(|origin| origin.eq_ignore_ascii_case(&format!("http://{host}")))
    };
    let is_served = !is_ambiguous && host::is_of_this_machine(host, allowed_hosts);
    if is_served && request.method != Method::OPTIONS && origins.all(is_own) {
        Ok(())
    } else {
        Err(ControlError::forbidden())
    }
}

fn is_authorized(headers: &HeaderMap, access: &ControlAccess) -> bool {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return false };
    let Some((scheme, token)) = value.to_str().ok().and_then(|value| value.split_once(' ')) else { return false };
    scheme.eq_ignore_ascii_case("Bearer") && access.accepts(token.trim())
}

async fn read_body(body: Incoming) -> Result<Option<DocumentNode>, ControlError> {
    let bytes = connections::read_body(body, MAX_BODY).await.map_err(unread)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    // The message names the position and the kind of the mistake, and not the text.
    let invalid = |error: serde_json::Error| ControlError::invalid_value("", format!("the body is not JSON: {error}"));
    serde_json::from_slice(&bytes).map(Some).map_err(invalid)
}

fn unread(body: UnreadBody) -> ControlError {
    match body {
        UnreadBody::TooLarge => ControlError::too_large(MAX_BODY),
        UnreadBody::TooSlow => ControlError::request_timeout(),
        UnreadBody::Incomplete => ControlError::invalid_value("", "the request is incomplete"),
    }
}

fn write(reply: ControlReply) -> Response<Full<Bytes>> {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::new(Full::new(Bytes::from(reply.body)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if let Ok(policy) = HeaderValue::from_str(&page::CONTENT_SECURITY_POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    if let Some(content_type) = reply.content_type {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    if let Some(Ok(methods)) = reply.allowed_methods.map(HeaderValue::try_from) {
        headers.insert(ALLOW, methods);
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    // The rest of a request that was refused is not read, so the connection cannot be used again.
    if reply.is_last || status.is_client_error() {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
