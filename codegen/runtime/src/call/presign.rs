//! Requests that are signed here and sent by someone else, and the reverse: sending of requests that someone else signed.

use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request as HttpRequest, Uri};

use crate::call::client::Client;
use crate::call::core::{Core, Io};
use crate::call::host_prefix::host_prefix;
use crate::call::machine::{FORM, Message, scope, unsendable_credentials};
use crate::config::resolve::Target;
use crate::endpoint::url::parse_endpoint;
use crate::error::Error;
use crate::platform::config_error::ConfigError;
use crate::protocol::operation::{Operation, Request};
use crate::protocol::redactor::Redactor;
use crate::sign::{Hash, Presign, Scope, SignedUrl, sign};
use crate::value::seconds::Seconds;
use crate::value::secret::Secret;
use crate::value::timestamp::Timestamp;

/// The maximum lifetime of a presigned URL in seconds: 7 days, the limit of signature version 4.
const MAX_EXPIRES: u64 = 7 * 24 * 60 * 60;

/// A checked request that is signed here and sent by someone else.
pub(crate) struct Unsigned {
    pub(crate) operation: &'static Operation,
    target: Arc<Target>,
    form: Bytes,
}

impl<I: Io> Core<I> {
    /// Checks a request, and finds out where it would be sent.
    pub(crate) fn unsigned<R: Request>(&self, request: &R) -> Result<Unsigned, Error> {
        let operation = R::OPERATION;
        let form = self.form(request)?.into_bytes();
        let ready = self.ready(Some(operation))?;
        let host_prefix = host_prefix(request).map_err(|problem| Error::argument(operation, problem))?;
        let target = ready.target(host_prefix.as_deref()).map_err(|error| Error::config(operation, error))?;
        Ok(Unsigned { operation, target, form })
    }

    /// Returns the message of a presigned URL, if the URL can be that of an endpoint.
    pub(crate) fn presigned(
        &self,
        operation: &'static Operation,
        url: &str,
        headers: &[(HeaderName, &str)],
    ) -> Result<Message, Error> {
        presigned_message(url, headers, self.inner.config.allow_plain_http)
            .map_err(|problem| Error::argument(operation, problem))
    }
}

impl Unsigned {
    /// Signs the request as a URL.
    #[inline]
    pub(crate) fn presign(
        &self,
        credentials: &Credentials,
        wall: Timestamp,
        expires: Duration,
        headers: &[(HeaderName, &str)],
    ) -> Result<SignedUrl, Error> {
        if !(Duration::from_secs(1)..=Duration::from_secs(MAX_EXPIRES)).contains(&expires) {
            let found = Seconds(expires);
            let problem = format!("the lifetime of a presigned URL must be 1 to {MAX_EXPIRES} seconds; got {found}");
            return Err(self.refuse(problem));
        }
        let expires = expires.as_secs();
        self.check_expiry(credentials, wall)?;
        let headers = self.headers(headers)?;
        let mut headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default())).collect();
        headers.sort_unstable();
        let uri = &self.target.endpoint.uri;
        let scope = self.scope(wall)?;
        let query = std::str::from_utf8(&self.form).unwrap_or_default();
        let presign = Presign { path: uri.path(), query, headers: &headers, expires };
        let signed = presign.sign(credentials, scope);
        let scheme = uri.scheme_str().unwrap_or_default();
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        let url = Secret::new(format!("{scheme}://{authority}{}?{}", uri.path(), &*signed));
        Ok(SignedUrl {
            url,
            signed_at: scope.time.timestamp(),
            expires: Duration::from_secs(expires),
            credentials_expire_at: credentials.expiry().map(Timestamp::from),
        })
    }

    /// Signs the request with these headers and its length.
    #[inline]
    pub(crate) fn sign(
        self,
        credentials: &Credentials,
        wall: Timestamp,
        headers: &[(HeaderName, &str)],
    ) -> Result<HttpRequest<Bytes>, Error> {
        self.check_expiry(credentials, wall)?;
        let mut headers = self.headers(headers)?;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(self.form.len()));
        let uri = self.target.endpoint.uri.clone();
        let scope = self.scope(wall)?;
        sign(&mut headers, uri.path(), &Hash::of(&self.form), credentials, scope, &self.target.keys)
            .map_err(|_| Error::config(self.operation, unsendable_credentials()))?;
        let mut signed = HttpRequest::new(self.form);
        *signed.method_mut() = Method::POST;
        *signed.uri_mut() = uri;
        *signed.headers_mut() = headers;
        Ok(signed)
    }

    #[inline]
    fn scope(&self, wall: Timestamp) -> Result<Scope<'_>, Error> {
        scope(self.operation.service, &self.target, wall).map_err(|error| Error::config(self.operation, error))
    }

    /// Refuses credentials that have expired. If the request were sent here, the service would refuse it, and the error would
    /// say why. But someone else sends it, who may learn less.
    #[inline]
    fn check_expiry(&self, credentials: &Credentials, wall: Timestamp) -> Result<(), Error> {
        match credentials.expiry().map(Timestamp::from) {
            Some(end) if end <= wall => Err(Error::credentials(
                self.operation,
                format!("they expired at {end}, and it is {wall} now; get new ones"),
            )),
            _ => Ok(()),
        }
    }

    fn refuse(&self, problem: impl Into<String>) -> Error {
        Error::argument(self.operation, problem.into())
    }

    /// Returns the `Host` header and the additional ones.
    #[inline]
    fn headers(&self, additional: &[(HeaderName, &str)]) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(HOST, self.target.host.clone());
        for (name, text) in additional {
            let value = HeaderValue::from_str(text).ok().filter(|value| value.to_str().is_ok());
            headers.insert(name, value.ok_or_else(|| self.refuse(invalid_header(name)))?);
        }
        Ok(headers)
    }
}

impl Client {
    /// Signs a request as a URL, which anyone can send with `GET` and exactly these headers. Sends nothing.
    ///
    /// `expires` is the lifetime of the URL: 1 second to 7 days. Fractions of a second are dropped. A service may accept
    /// the URL for a shorter time.
    ///
    /// # Errors
    ///
    /// Fails if the request breaks the service model, if credentials are missing or expired, if the lifetime is out of range,
    /// or if a header is not valid.
    pub async fn presign<R: Request>(
        &self,
        request: &R,
        expires: Duration,
        headers: &[(HeaderName, &str)],
    ) -> Result<SignedUrl, Error> {
        let unsigned = self.core.unsigned(request)?;
        let credentials = self.prepare_and_provide(Some(R::OPERATION)).await?;
        unsigned.presign(&credentials, self.core.inner.now().wall, expires, headers)
    }

    /// Signs a request with these headers and its length, which someone else sends unchanged. Sends nothing.
    ///
    /// The headers of the result contain a signature and a session token. Never log them.
    ///
    /// # Errors
    ///
    /// Fails if the request breaks the service model, if credentials are missing or expired, or if a header is not valid.
    pub async fn sign<R: Request>(
        &self,
        request: &R,
        headers: &[(HeaderName, &str)],
    ) -> Result<HttpRequest<Bytes>, Error> {
        let unsigned = self.core.unsigned(request)?;
        let credentials = self.prepare_and_provide(Some(R::OPERATION)).await?;
        unsigned.sign(&credentials, self.core.inner.now().wall, headers)
    }

    /// Sends a presigned request of the operation of `R` once, and returns the output of the response.
    ///
    /// The URL is sent as it is. Check its host and its parameters first: the author of the URL chose them. Only URLs that
    /// could be those of an endpoint are sent: with https, or plain http where it is allowed, without a user name, and not to
    /// an address where instance metadata is served.
    ///
    /// # Errors
    ///
    /// Fails if the URL is not accepted, if a header is not valid, or for the same reasons as [`call`](Self::call). No error
    /// contains the URL.
    pub async fn send_presigned<R: Request>(
        &self,
        url: &str,
        headers: &[(HeaderName, &str)],
    ) -> Result<R::Output, Error> {
        let message = self.core.presigned(R::OPERATION, url, headers)?;
        self.observed(R::OPERATION, self.send_message(R::OPERATION, message)).await.map(|response| response.output)
    }

    /// Returns the region that requests are signed for.
    ///
    /// # Errors
    ///
    /// Fails if the configuration cannot work, like [`prepare`](Self::prepare).
    #[inline]
    pub fn region(&self) -> Result<Option<&str>, ConfigError> {
        self.core.region()
    }
}

#[inline]
fn invalid_header(name: &HeaderName) -> String {
    format!("the value of the header {name} contains characters that are not allowed in HTTP headers")
}

/// Returns the message of a presigned URL, or the reason why it is not sent.
#[inline]
fn presigned_message(url: &str, headers: &[(HeaderName, &str)], allow_plain_http: bool) -> Result<Message, String> {
    let uri = presigned_uri(url, allow_plain_http)
        .map_err(|reason| format!("the presigned URL (not shown) cannot be used: {reason}"))?;
    let mut sent = HeaderMap::with_capacity(headers.len() + 1);
    sent.insert(ACCEPT, HeaderValue::from_static("text/xml"));
    for (name, text) in headers {
        let value = HeaderValue::from_str(text).map_err(|_| invalid_header(name))?;
        sent.insert(name, value);
    }
    Ok(Message::Presigned { uri, headers: sent, redactor: url_redactor(url) })
}

/// Parses a presigned URL, which is an endpoint with a query.
#[inline]
fn presigned_uri(url: &str, allow_plain_http: bool) -> Result<Uri, String> {
    // `Uri` drops the fragment, so the text that was checked would not be the text that is sent.
    if url.contains('#') {
        return Err("it has a fragment".to_owned());
    }
    let (endpoint, _) = url.split_once('?').ok_or("it has no query, which would contain the signature")?;
    parse_endpoint(endpoint, allow_plain_http)?;
    url.parse().map_err(|_| "it is not a URL".to_owned())
}

/// Returns a redactor for the signature and the session token of a presigned URL, in case the service quotes them.
#[inline]
fn url_redactor(url: &str) -> Redactor {
    let values = ["X-Amz-Signature=", "X-Amz-Security-Token="].into_iter().filter_map(|name| {
        let start = url.find(name)? + name.len();
        let length = url.get(start..)?.find('&');
        Some(start..length.map_or(url.len(), |length| start + length))
    });
    Redactor { secrets: values.collect(), body: Bytes::copy_from_slice(url.as_bytes()), ..Redactor::default() }
}
