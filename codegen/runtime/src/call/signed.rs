//! Requests that are signed here and sent by somebody else, and such requests sent for somebody else.

use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request as HttpRequest};

use crate::call::client::Client;
use crate::call::host_prefix::host_prefix;
use crate::call::machine::{FORM, Message, scope};
use crate::config::resolve::Target;
use crate::error::Error;
use crate::platform::config_error::ConfigError;
use crate::protocol::operation::{Operation, Request};
use crate::protocol::redactor::Redactor;
use crate::sign::{Presign, Scope, SignedUrl, sign};
use crate::value::secret::Secret;
use crate::value::timestamp::Timestamp;

/// The longest that signature version 4 knows: a week.
const LONGEST_EXPIRES: u64 = 7 * 24 * 60 * 60;

/// A request in the making: checked, with credentials to sign it with.
struct Unsigned {
    operation: &'static Operation,
    target: Arc<Target>,
    credentials: Credentials,
    wall: Timestamp,
    form: Bytes,
}

impl Unsigned {
    fn scope(&self) -> Result<Scope<'_>, Error> {
        scope(self.operation.service, &self.target, self.wall).map_err(|error| Error::config(self.operation, error))
    }

    fn refuse(&self, problem: impl Into<String>) -> Error {
        Error::config(self.operation, ConfigError::new(problem))
    }

    /// The `Host` header, and those that were asked for.
    fn headers(&self, more: &[(HeaderName, &str)]) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(HOST, self.target.host.clone());
        for (name, text) in more {
            let value = HeaderValue::from_str(text).ok().filter(|value| value.to_str().is_ok());
            let value = value.ok_or_else(|| self.refuse(format!("the header {name} cannot carry its value")))?;
            headers.insert(name, value);
        }
        Ok(headers)
    }
}

impl Client {
    /// Signs a request into a URL, for somebody else to send with `GET` and these headers. Nothing is sent.
    ///
    /// `expires` is how long the URL is meant to be used: 1 second to 7 days; parts of a second are cut off. Services
    /// may allow less.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call) before anything is sent, and if `expires` or a header cannot be.
    pub async fn presign<R: Request>(
        &self,
        request: &R,
        expires: Duration,
        headers: &[(HeaderName, &str)],
    ) -> Result<SignedUrl, Error> {
        let unsigned = self.unsigned(request).await?;
        let expires = expires.as_secs();
        if !(1..=LONGEST_EXPIRES).contains(&expires) {
            let problem = format!("a URL can be signed for 1 to {LONGEST_EXPIRES} seconds, not for {expires}");
            return Err(unsigned.refuse(problem));
        }
        let headers = unsigned.headers(headers)?;
        let mut headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default())).collect();
        headers.sort_unstable();
        let (uri, scope) = (&unsigned.target.uri, unsigned.scope()?);
        let query = std::str::from_utf8(&unsigned.form).unwrap_or_default();
        let presign = Presign { path: uri.path(), query, headers: &headers, expires };
        let signed = presign.sign(&unsigned.credentials, scope);
        let (scheme, authority) = (uri.scheme_str().unwrap_or_default(), uri.authority().map_or("", |it| it.as_str()));
        let url = Secret::new(format!("{scheme}://{authority}{}?{}", uri.path(), &*signed));
        Ok(SignedUrl {
            url,
            signed_at: scope.time.timestamp(),
            expires: Duration::from_secs(expires),
            credentials_expire_at: unsigned.credentials.expiry().map(Timestamp::from),
        })
    }

    /// Signs a request with these headers and its length, for somebody else to send as it is. Nothing is sent.
    ///
    /// The headers hold a signature and a session token: never log them.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call) before anything is sent, and if a header cannot be.
    pub async fn sign<R: Request>(
        &self,
        request: &R,
        headers: &[(HeaderName, &str)],
    ) -> Result<HttpRequest<Bytes>, Error> {
        let unsigned = self.unsigned(request).await?;
        let mut headers = unsigned.headers(headers)?;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(unsigned.form.len()));
        let uri = unsigned.target.uri.clone();
        let (scope, keys) = (unsigned.scope()?, &unsigned.target.keys);
        sign(&mut headers, uri.path(), &unsigned.form, &unsigned.credentials, scope, keys)
            .map_err(|_| unsigned.refuse("the access key id or the session token cannot stand in a header"))?;
        let mut signed = HttpRequest::new(unsigned.form);
        (*signed.method_mut(), *signed.uri_mut(), *signed.headers_mut()) = (Method::POST, uri, headers);
        Ok(signed)
    }

    /// Sends a request of the operation of `R` that someone else has signed into `url`, once, and reads the response.
    ///
    /// The URL is sent as it is: check who made it and where it leads before.
    ///
    /// # Errors
    ///
    /// Fails for text that is not a URL, and as [`call`](Self::call) does. No error holds the URL.
    pub async fn send_presigned<R: Request>(
        &self,
        url: &str,
        headers: &[(HeaderName, &str)],
    ) -> Result<R::Output, Error> {
        let message = presigned_message(url, headers).map_err(|error| Error::config(R::OPERATION, error))?;
        let result = self.observed(R::OPERATION, self.send_message(R::OPERATION, message)).await;
        result.map(|response| response.output).map_err(|error| error.with_advice(self.advice, &()))
    }

    /// The region that requests are signed for.
    ///
    /// # Errors
    ///
    /// As [`prepare`](Self::prepare).
    pub fn region(&self) -> Result<Option<&str>, ConfigError> {
        self.inner.ready().map(|ready| ready.target.region.as_deref()).map_err(Clone::clone)
    }

    async fn unsigned<R: Request>(&self, request: &R) -> Result<Unsigned, Error> {
        let (operation, inner) = (R::OPERATION, &self.inner);
        let form = self.form(request)?.into_bytes();
        let refuse = |error| Error::config(operation, error);
        let ready = inner.ready().map_err(|error| refuse(error.clone()))?;
        let target = ready.target(host_prefix(request).map_err(refuse)?.as_deref()).map_err(refuse)?;
        let credentials = self.provide(operation, ready).await?;
        Ok(Unsigned { operation, target, credentials, wall: inner.now().wall, form })
    }
}

fn presigned_message(url: &str, headers: &[(HeaderName, &str)]) -> Result<Message, ConfigError> {
    let uri = url.parse().map_err(|_| ConfigError::new("what was signed is not a URL"))?;
    let mut sent = HeaderMap::with_capacity(headers.len() + 1);
    sent.insert(ACCEPT, HeaderValue::from_static("text/xml"));
    for (name, text) in headers {
        let value = HeaderValue::from_str(text).map_err(|_| ConfigError::new("a header cannot carry its value"))?;
        sent.insert(name, value);
    }
    Ok(Message::Presigned { uri, headers: sent, redactor: url_redactor(url) })
}

/// Masks what of a signed URL must not be shown, should the service quote it.
fn url_redactor(url: &str) -> Redactor {
    let values = ["X-Amz-Signature=", "X-Amz-Security-Token="].into_iter().filter_map(|name| {
        let start = url.find(name)? + name.len();
        let length = url.get(start..)?.find('&');
        Some(start..length.map_or(url.len(), |length| start + length))
    });
    Redactor { secrets: values.collect(), body: Bytes::copy_from_slice(url.as_bytes()), ..Redactor::default() }
}
