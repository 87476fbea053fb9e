//! The default transport.

use std::error::Error as StdError;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::Uri;
use http::header::CONTENT_LENGTH;
use reqwest::{ClientBuilder, NoProxy, Proxy, Url};

use super::body::CappedBody;
use super::proxy::{ProxySettings, ProxyUrl};
use super::{Transport, TransportError, TransportErrorKind, TransportLimits};
use crate::platform::clock::BoxFuture;
use crate::platform::config_error::ConfigError;
use crate::platform::environment::Environment;

/// The default HTTP client: HTTP/1.1 with reqwest, and with the feature `rustls` TLS 1.2 and 1.3 with ring.
///
/// | variable | effect |
/// |---|---|
/// | `https_proxy`, `HTTPS_PROXY`, `all_proxy`, `ALL_PROXY` | the proxy for https: the first variable that is set |
/// | `http_proxy`, `all_proxy`, `ALL_PROXY` | the proxy for plain http: the first variable that is set |
/// | `no_proxy`, `NO_PROXY` | hosts, domains, addresses and networks (`10.0.0.0/8`) without a proxy; `*` for all |
/// | `AWS_CA_BUNDLE` | a file of certificates in PEM format, which are trusted instead of the platform's |
///
/// For https, the client asks the proxy for a tunnel, so the proxy does not see requests. A variable with an invalid value
/// is an error.
///
/// ```
/// use std::time::Duration;
///
/// use awsquery::transport::ReqwestTransport;
/// use awsquery::{Config, Environment};
///
/// let environment = Environment::from_pairs([("HTTPS_PROXY", "http://proxy.example:3128")]);
/// let transport = ReqwestTransport::new(Duration::from_secs(2), &environment)?;
/// let config = Config::new().with_transport(transport);
/// # let _ = config;
/// # Ok::<(), awsquery::ConfigError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// The URL of the first request, in the types of both crates.
    first: Arc<OnceLock<(Uri, Url)>>,
}

impl ReqwestTransport {
    /// Creates a transport with its own pool of connections, and with the proxies and certificates in the environment.
    ///
    /// # Errors
    ///
    /// Fails if a proxy or the certificates cannot be used. The error names the variable.
    pub fn new(connect_timeout: Duration, environment: &Environment) -> Result<Self, ConfigError> {
        let proxies = ProxySettings::read(environment)?;
        Self::from_builder(with_proxies(with_tls(settings(connect_timeout), environment)?, &proxies)?)
    }

    /// Creates a transport for servers on this machine. It uses no proxies, because requests are meant to stay on this
    /// machine, and loads the platform's certificates only when a server uses TLS.
    ///
    /// # Errors
    ///
    /// Fails if the HTTP client cannot be created.
    pub fn for_loopback(connect_timeout: Duration) -> Result<Self, ConfigError> {
        Self::from_builder(with_tls_when_needed(settings(connect_timeout))?)
    }

    /// Creates a transport with a change, such as another name resolution.
    #[cfg(test)]
    pub(super) fn with(change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Self {
        let builder = with_tls(settings(Duration::from_secs(5)), &Environment::from_pairs([])).unwrap();
        Self::from_builder(change(builder)).unwrap()
    }

    fn from_builder(builder: ClientBuilder) -> Result<Self, ConfigError> {
        let refused =
            |error: reqwest::Error| ConfigError::new(format!("no HTTP client: {}", cause(&error.without_url())));
        builder.build().map(|client| Self { client, first: Arc::default() }).map_err(refused)
    }

    async fn attempt(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        // The HTTP client panics without a runtime.
        if tokio::runtime::Handle::try_current().is_err() {
            let problem = "no tokio runtime for the default transport: call from a task of tokio, or set another \
                           transport with `with_transport`";
            return Err(TransportError::new(TransportErrorKind::Unsendable, problem));
        }
        let (parts, body) = request.into_parts();
        let mut request = reqwest::Request::new(parts.method, self.url(&parts.uri)?);
        *request.headers_mut() = parts.headers;
        *request.body_mut() = Some(body.into());
        let mut response = self.client.execute(request).await.map_err(classify)?;
        let announced = response.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        let mut body = CappedBody::new(announced, limits.max_response_bytes)?;
        while let Some(part) = response.chunk().await.map_err(classify_body)? {
            body.push(&part)?;
        }
        let mut read = http::Response::new(body.finish());
        *read.status_mut() = response.status();
        *read.headers_mut() = std::mem::take(response.headers_mut());
        Ok(read)
    }

    /// Converts a URL. A client has one endpoint, so the result of the first conversion is kept.
    fn url(&self, uri: &Uri) -> Result<Url, TransportError> {
        if let Some((_, url)) = self.first.get().filter(|(first, _)| first == uri) {
            return Ok(url.clone());
        }
        // The original error would quote the URL.
        let url = Url::parse(&uri.to_string())
            .map_err(|_| TransportError::new(TransportErrorKind::Unsendable, "the URL is not valid (not shown)"))?;
        self.first.get_or_init(|| (uri.clone(), url.clone()));
        Ok(url)
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(self.attempt(request, limits))
    }
}

fn settings(connect_timeout: Duration) -> ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .retry(reqwest::retry::never())
        .http1_only()
        // Proxies are read through `Environment`, not from the process.
        .no_proxy()
        // Disabled in code, because another crate in the build may enable the features.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
}

fn with_proxies(builder: ClientBuilder, settings: &ProxySettings) -> Result<ClientBuilder, ConfigError> {
    let exceptions = NoProxy::from_string(&settings.exceptions);
    let proxy = |url: &ProxyUrl, make: fn(String) -> reqwest::Result<Proxy>| {
        make(url.url.clone()).map(|proxy| proxy.no_proxy(exceptions.clone())).map_err(|_| url.refuse())
    };
    let mut builder = builder;
    if let Some(url) = &settings.https {
        builder = builder.proxy(proxy(url, Proxy::https)?);
    }
    if let Some(url) = &settings.http {
        builder = builder.proxy(proxy(url, Proxy::http)?);
    }
    Ok(builder)
}

#[cfg(not(feature = "rustls"))]
fn with_tls(builder: ClientBuilder, _: &Environment) -> Result<ClientBuilder, ConfigError> {
    Ok(builder)
}

#[cfg(not(feature = "rustls"))]
fn with_tls_when_needed(builder: ClientBuilder) -> Result<ClientBuilder, ConfigError> {
    Ok(builder)
}

#[cfg(feature = "rustls")]
fn with_tls_when_needed(builder: ClientBuilder) -> Result<ClientBuilder, ConfigError> {
    super::tls::when_needed().map(|config| builder.tls_backend_preconfigured(config))
}

#[cfg(feature = "rustls")]
fn with_tls(builder: ClientBuilder, environment: &Environment) -> Result<ClientBuilder, ConfigError> {
    super::tls::config(environment).map(|config| builder.tls_backend_preconfigured(config))
}

fn classify(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let kind = if is_tls(&error) {
        TransportErrorKind::Tls
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_builder() {
        TransportErrorKind::Unsendable
    } else {
        TransportErrorKind::NoResponse
    };
    TransportError::new(kind, cause(&error))
}

fn classify_body(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let kind = if error.is_timeout() { TransportErrorKind::Timeout } else { TransportErrorKind::BodyCut };
    TransportError::new(kind, cause(&error))
}

#[cfg(not(feature = "rustls"))]
fn is_tls(_: &reqwest::Error) -> bool {
    false
}

#[cfg(feature = "rustls")]
fn is_tls(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<rustls::Error>() {
            return true;
        }
        // An I/O error may wrap another error, and does not return it as its source.
        cause = match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    false
}

/// Returns the messages of an error and its sources, without those that only say where in the HTTP client it happened.
fn cause(error: &reqwest::Error) -> String {
    const LAYERS: [&str; 3] = ["error sending request", "client error (", "error decoding response body"];
    let sources = std::iter::successors(error.source(), |&error| error.source()).map(ToString::to_string);
    let causes: Vec<String> = sources.filter(|text| !LAYERS.iter().any(|layer| text.starts_with(layer))).collect();
    if causes.is_empty() { error.to_string() } else { causes.join(": ") }
}
