//! The client on `fetch` of JavaScript.

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use http::uri::Scheme;
use js_sys::{Array, Promise, Reflect, Uint8Array, global};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReferrerPolicy, Request, RequestCache, RequestCredentials,
    RequestInit, RequestRedirect, Response, ResponseType,
};
use zeroize::Zeroizing;

use super::body::CappedBody;
use super::codes::cause_of_code;
use crate::platform::clock::BoxFuture;
use crate::platform::js::{function, on_event_loop};
use crate::transport::{Transport, TransportError, TransportErrorKind, TransportLimits, TrustedRoots};

/// Headers that the platform writes by itself, or that would need a permission of their own (CORS). None of them but `Host`
/// is signed, and the platform derives that from the same URL.
const OMITTED: [HeaderName; 3] = [http::header::HOST, CONTENT_LENGTH, USER_AGENT];

/// The content encodings that every `fetch` decodes by itself.
const DECODED: [&str; 4] = ["gzip", "x-gzip", "deflate", "br"];

/// An HTTP client on `fetch` of JavaScript, for wasm32-unknown-unknown. Browsers, workers and Node.js 18 or newer have it.
///
/// Needs the feature `js`.
///
/// It follows no redirect, sends and stores no cookies, uses no cache, and sends no `Referer`. A request whose future is
/// dropped is aborted; that is how a client ends an attempt at its time limit. A response that is too large is aborted as soon
/// as that is known.
///
/// The platform decides about these:
///
/// | subject | consequence |
/// |---|---|
/// | names, TLS and certificates | the platform's own; `AWS_CA_BUNDLE` is not read |
/// | proxies | the platform's own; they are not named in errors, and [`ProxyUse::Forbidden`](crate::transport::ProxyUse::Forbidden) has no effect on them |
/// | ports | some low ports are refused ([bad ports](https://fetch.spec.whatwg.org/#port-blocking)) |
/// | time for connecting | only the time limit of the attempt counts |
/// | compressed responses | `fetch` decodes them, and the limit for the size counts what is decoded |
/// | `User-Agent` | not sent, because a browser would need the permission of the service for it; the name of the application goes with it |
/// | headers of responses | a browser shows those that the service exposes; without `Date`, a wrong clock is not corrected |
/// | memory | requests and responses pass through the heap of JavaScript, where their secrets are not zeroed |
///
/// Node.js says why a request failed. A browser does not, so the error then says only that no response arrived.
///
/// ```
/// use awsquery::Config;
/// use awsquery::transport::FetchTransport;
///
/// let config = Config::new().with_transport(FetchTransport);
/// # let _ = config;
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct FetchTransport;

impl Transport for FetchTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let response = on_event_loop(move || attempt(request, limits)).await;
            response.unwrap_or_else(|| Err(TransportError::new(TransportErrorKind::NoResponse, "the event loop ended")))
        })
    }
}

/// A request that is aborted when this is dropped, unless its response has arrived.
struct Abort(AbortController);

impl Drop for Abort {
    fn drop(&mut self) {
        // Has no effect after the end of the response.
        self.0.abort();
    }
}

async fn attempt(
    request: http::Request<Bytes>,
    limits: TransportLimits,
) -> Result<http::Response<Bytes>, TransportError> {
    let abort = Abort(AbortController::new().map_err(|_| unsendable("there is no `AbortController`"))?);
    let fetch = function("fetch").ok_or_else(|| unsendable("the global scope has no function `fetch`"))?;
    let request = converted(&request, &abort)?;
    let promise = fetch.call1(&global(), &request).map_err(|error| failed(&error))?;
    let promise: Promise = promise.dyn_into().map_err(|_| unsendable("`fetch` did not return a promise"))?;
    let response = JsFuture::from(promise).await.map_err(|error| failed(&error))?;
    let response: Response = response.dyn_into().map_err(|_| unexpected("`fetch` did not return a response"))?;
    if response.type_() == ResponseType::Opaqueredirect {
        return Err(unexpected("the service responded with a redirect, which is not followed"));
    }
    let status = http::StatusCode::from_u16(response.status());
    let status = status.map_err(|_| unexpected("the response has no valid status"))?;
    let mut headers = headers(&response)?;
    let body = body(&response, &headers, limits.max_response_bytes).await?;
    if headers.get(CONTENT_ENCODING).is_some_and(|encoding| DECODED.iter().any(|known| encoding == known)) {
        headers.remove(CONTENT_ENCODING);
        headers.remove(CONTENT_LENGTH);
    }
    let mut read = http::Response::new(body);
    *read.status_mut() = status;
    *read.headers_mut() = headers;
    Ok(read)
}

/// Converts a request. The errors of JavaScript would quote the URL, so they are not kept.
fn converted(request: &http::Request<Bytes>, abort: &Abort) -> Result<Request, TransportError> {
    if ![Some(&Scheme::HTTP), Some(&Scheme::HTTPS)].contains(&request.uri().scheme()) {
        return Err(unsendable("the URL is neither http nor https (not shown)"));
    }
    let headers = Headers::new().map_err(|_| unsendable("there is no `Headers`"))?;
    for (name, value) in request.headers().iter().filter(|(name, _)| !OMITTED.contains(name)) {
        let value = value.to_str().map_err(|_| unsendable("a header is not ASCII (not shown)"))?;
        headers.append(name.as_str(), value).map_err(|_| unsendable("a header is not allowed (not shown)"))?;
    }
    let init = RequestInit::new();
    init.set_method(request.method().as_str());
    init.set_headers(&headers);
    init.set_redirect(RequestRedirect::Manual);
    init.set_credentials(RequestCredentials::Omit);
    init.set_cache(RequestCache::NoStore);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&abort.0.signal()));
    // A request with the method GET must not have a body, not even an empty one.
    if !request.body().is_empty() {
        init.set_body(&Uint8Array::from(&request.body()[..]));
    }
    Request::new_with_str_and_init(&request.uri().to_string(), &init)
        .map_err(|_| unsendable("`fetch` does not accept the URL or the method (not shown)"))
}

fn headers(response: &Response) -> Result<HeaderMap, TransportError> {
    let unreadable = || unexpected("the headers of the response cannot be read");
    let mut headers = HeaderMap::new();
    let entries = js_sys::try_iter(&response.headers()).ok().flatten().ok_or_else(unreadable)?;
    for entry in entries {
        let pair: Array = entry.ok().and_then(|entry| entry.dyn_into().ok()).ok_or_else(unreadable)?;
        let (name, value) = pair.get(0).as_string().zip(pair.get(1).as_string()).ok_or_else(unreadable)?;
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unreadable())?;
        headers.append(name, HeaderValue::from_str(&value).map_err(|_| unreadable())?);
    }
    Ok(headers)
}

async fn body(response: &Response, headers: &HeaderMap, max: usize) -> Result<Bytes, TransportError> {
    let mut body = CappedBody::after(headers, max)?;
    let Some(stream) = response.body() else { return Ok(body.finish()) };
    let reader: ReadableStreamDefaultReader =
        stream.get_reader().dyn_into().map_err(|_| unexpected("the body of the response cannot be read"))?;
    loop {
        let part = JsFuture::from(reader.read()).await.map_err(|error| cut(&error))?;
        let property = |name: &str| Reflect::get(&part, &name.into()).map_err(|error| cut(&error));
        if property("done")?.is_truthy() {
            return Ok(body.finish());
        }
        let value: Uint8Array = property("value")?.dyn_into().map_err(|error| cut(&error))?;
        body.push(&Zeroizing::new(value.to_vec()))?;
        value.fill(0, 0, value.length());
    }
}

/// Returns the error for a promise that was rejected. The messages of JavaScript may quote the URL, so only the code counts.
fn failed(error: &JsValue) -> TransportError {
    let Some(code) = code(error) else {
        let text =
            "`fetch` gave no reason; in a browser, the network failed, or the service does not allow the page's origin";
        return TransportError::new(TransportErrorKind::NoResponse, text);
    };
    let (kind, cause) = cause_of_code(&code);
    let failed = TransportError::new(kind, code);
    let failed = if kind == TransportErrorKind::Tls { failed.with_trusted(TrustedRoots::ByClient) } else { failed };
    match cause {
        Some(cause) => failed.with_cause(cause),
        None => failed,
    }
}

/// Returns the error for a body that broke off.
fn cut(error: &JsValue) -> TransportError {
    let code = code(error).unwrap_or_else(|| "`fetch` gave no reason".to_owned());
    TransportError::new(TransportErrorKind::BodyCut, code)
}

/// Returns the code that Node.js gives the cause of an error, such as `ECONNREFUSED`.
fn code(error: &JsValue) -> Option<String> {
    let cause = Reflect::get(error, &"cause".into()).ok()?;
    let code = Reflect::get(&cause, &"code".into()).ok()?.as_string()?;
    code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_').then_some(code)
}

fn unsendable(reason: &'static str) -> TransportError {
    TransportError::new(TransportErrorKind::Unsendable, reason)
}

fn unexpected(reason: &'static str) -> TransportError {
    TransportError::new(TransportErrorKind::NoResponse, reason)
}
