//! The default transport.

use std::error::Error as StdError;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::uri::Scheme;
use http::{StatusCode, Uri};
use reqwest::{ClientBuilder, Url};

use super::body::CappedBody;
use super::diagnosis::Diagnosis;
use super::proxy::{Proxy, ProxySettings};
use super::{Transport, TransportCause, TransportError, TransportErrorKind, TransportLimits, TrustedRoots};
use crate::endpoint::url::host_and_port;
use crate::platform::clock::{BoxFuture, in_tokio};
use crate::platform::config_error::ConfigError;
use crate::platform::environment::Environment;

mod resolver;

use resolver::LocalhostResolver;

/// The default HTTP client: HTTP/1.1 with reqwest, and with the feature `rustls` TLS 1.2 and 1.3 with ring.
///
/// | variable | effect |
/// |---|---|
/// | `https_proxy`, `HTTPS_PROXY`, `http_proxy`, `all_proxy`, `ALL_PROXY` | the proxy: see [`ProxySettings`] |
/// | `no_proxy`, `NO_PROXY` | hosts that are called without a proxy: see [`ProxySettings`] |
/// | `AWS_CA_BUNDLE` | a file of certificates in PEM format, which are trusted instead of the platform's |
///
/// For https, the client asks the proxy for a tunnel, so the proxy does not see requests. A variable that cannot be obeyed is
/// an error.
///
/// Every block of the file in `AWS_CA_BUNDLE` must be a certificate. Private keys are skipped, and any other block is an
/// error, as is a file that is cut or in DER format. Certificates of the form `TRUSTED CERTIFICATE`, which OpenSSL writes, are
/// refused too, because their settings would be lost; `openssl x509` converts them.
///
/// `localhost` and the names below it, such as `sts.localhost`, are this machine. The client connects to its loopback
/// interface without asking DNS.
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
    /// Uses no proxy.
    direct: reqwest::Client,
    /// Sends every request through the proxy for its scheme.
    through_proxies: reqwest::Client,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    proxies: ProxySettings,
    trusted: TrustedRoots,
    /// The URL of the first request, in the types of both crates.
    first: OnceLock<(Uri, Url)>,
}

impl ReqwestTransport {
    /// Creates a transport with its own pool of connections, and with the proxies and certificates in the environment.
    ///
    /// # Errors
    ///
    /// Fails if a proxy, an exception from proxies or the certificates cannot be used. The error names the variable.
    pub fn new(connect_timeout: Duration, environment: &Environment) -> Result<Self, ConfigError> {
        let proxies = ProxySettings::from_environment(environment)?;
        let (tls, trusted) = Tls::new(environment)?;
        Self::from_parts(connect_timeout, tls, trusted, proxies, |builder| builder)
    }

    /// Creates a transport for servers on this machine. It uses no proxies, because requests are meant to stay on this
    /// machine, and loads the platform's certificates only when a server uses TLS.
    ///
    /// # Errors
    ///
    /// Fails if the HTTP client cannot be created.
    pub fn for_loopback(connect_timeout: Duration) -> Result<Self, ConfigError> {
        let (tls, trusted) = Tls::when_needed()?;
        Self::from_parts(connect_timeout, tls, trusted, ProxySettings::none(), |builder| builder)
    }

    /// Returns which certificates the transport trusts.
    pub fn trusted(&self) -> &TrustedRoots {
        &self.shared.trusted
    }

    /// Creates a transport with a change, such as another name resolution.
    #[cfg(test)]
    pub(super) fn with(change: impl Fn(ClientBuilder) -> ClientBuilder) -> Self {
        let (tls, trusted) = Tls::new(&Environment::from_pairs([])).unwrap();
        Self::from_parts(Duration::from_secs(5), tls, trusted, ProxySettings::none(), change).unwrap()
    }

    fn from_parts(
        connect_timeout: Duration,
        tls: Tls,
        trusted: TrustedRoots,
        proxies: ProxySettings,
        change: impl Fn(ClientBuilder) -> ClientBuilder,
    ) -> Result<Self, ConfigError> {
        let builder = || change(tls.add_to(settings(connect_timeout)));
        let direct = builder().build().map_err(refused)?;
        let through_proxies = match proxies.proxies() {
            [None, None] => direct.clone(),
            [https, http] => {
                let builder = with_proxy(builder(), https, reqwest::Proxy::https)?;
                with_proxy(builder, http, reqwest::Proxy::http)?.build().map_err(refused)?
            }
        };
        let shared = Arc::new(Shared { proxies, trusted, first: OnceLock::new() });
        Ok(Self { direct, through_proxies, shared })
    }

    async fn attempt(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let (parts, body) = request.into_parts();
        let proxy = self.shared.proxies.route(&parts.uri, limits.proxy);
        let client = if proxy.is_some() { &self.through_proxies } else { &self.direct };
        let mut request = reqwest::Request::new(parts.method, self.url(&parts.uri)?);
        *request.headers_mut() = parts.headers;
        *request.body_mut() = Some(body.into());
        let failed = |error| self.failed(error, &parts.uri, proxy);
        let mut response = client.execute(request).await.map_err(failed)?;
        if let Some(proxy) = proxy
            && response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED
            && parts.uri.scheme() == Some(&Scheme::HTTP)
        {
            return Err(refused_password(proxy).with_peer(host_and_port(&parts.uri)));
        }
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
        if let Some((_, url)) = self.shared.first.get().filter(|(first, _)| first == uri) {
            return Ok(url.clone());
        }
        // The original error would quote the URL.
        let url = Url::parse(&uri.to_string())
            .map_err(|_| TransportError::new(TransportErrorKind::Unsendable, "the URL is not valid (not shown)"))?;
        self.shared.first.get_or_init(|| (uri.clone(), url.clone()));
        Ok(url)
    }

    /// Explains why a request got no response.
    fn failed(&self, error: reqwest::Error, uri: &Uri, proxy: Option<&Proxy>) -> TransportError {
        let error = error.without_url();
        let found = Diagnosis::of(&error);
        let is_plain = uri.scheme() == Some(&Scheme::HTTP);
        let cause = match found.cause {
            None | Some(TransportCause::ConnectTimeout) if error.is_connect() && error.is_timeout() => {
                Some(TransportCause::ConnectTimeout)
            }
            Some(TransportCause::NotHttp) if !is_plain => None,
            cause => cause,
        };
        if let (Some(TransportCause::ProxyWantsPassword), Some(proxy)) = (cause, proxy) {
            return refused_password(proxy).with_peer(host_and_port(uri));
        }
        let kind = kind(&error, &found);
        let mut failed = TransportError::new(kind, self::cause(&error)).with_peer(host_and_port(uri));
        if let Some(cause) = cause {
            failed = failed.with_cause(cause);
        }
        // Behind a tunnel, TLS and HTTP are those of the host.
        let is_proxys = is_plain || found.is_tunnel || (error.is_connect() && !found.is_tls);
        if let Some(proxy) = proxy.filter(|_| is_proxys) {
            failed = failed.with_proxy(proxy.name().clone());
        }
        if kind == TransportErrorKind::Tls { failed.with_trusted(self.shared.trusted.clone()) } else { failed }
    }
}

/// Returns the error for a proxy that responded with the status 407.
fn refused_password(proxy: &Proxy) -> TransportError {
    let cause = match proxy.authorization() {
        Some(_) => TransportCause::ProxyRefusedPassword,
        None => TransportCause::ProxyWantsPassword,
    };
    TransportError::from_kind(TransportErrorKind::Proxy).with_cause(cause).with_proxy(proxy.name().clone())
}

fn refused(error: reqwest::Error) -> ConfigError {
    ConfigError::new(format!("no HTTP client: {}", cause(&error.without_url())))
}

/// Sends the requests of one scheme through a proxy.
fn with_proxy(
    builder: ClientBuilder,
    proxy: Option<&Proxy>,
    of_scheme: fn(String) -> reqwest::Result<reqwest::Proxy>,
) -> Result<ClientBuilder, ConfigError> {
    let Some(proxy) = proxy else { return Ok(builder) };
    if proxy.uri().scheme() == Some(&Scheme::HTTPS) && !cfg!(feature = "rustls") {
        return Err(ConfigError::new(format!("no TLS for the proxy {proxy}: enable the feature `rustls`")));
    }
    let of_scheme = of_scheme(proxy.uri().to_string()).map_err(refused)?;
    Ok(builder.proxy(match proxy.authorization() {
        Some(authorization) => of_scheme.custom_http_auth(authorization.clone()),
        None => of_scheme,
    }))
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(in_tokio(self.attempt(request, limits), || {
            TransportError::from_kind(TransportErrorKind::Unsendable).with_cause(TransportCause::NoRuntime)
        }))
    }
}

fn settings(connect_timeout: Duration) -> ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .retry(reqwest::retry::never())
        .http1_only()
        // Whether a request goes through a proxy is decided here, and not by the client.
        .no_proxy()
        .dns_resolver(Arc::new(LocalhostResolver))
        // Disabled in code, because another crate in the build may enable the features.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
}

/// The TLS settings of the clients of a transport, which share certificates.
struct Tls {
    #[cfg(feature = "rustls")]
    config: rustls::ClientConfig,
}

#[cfg(feature = "rustls")]
impl Tls {
    fn new(environment: &Environment) -> Result<(Self, TrustedRoots), ConfigError> {
        super::tls::config(environment).map(|(config, trusted)| (Self { config }, trusted))
    }

    fn when_needed() -> Result<(Self, TrustedRoots), ConfigError> {
        Ok((Self { config: super::tls::when_needed()? }, TrustedRoots::Platform))
    }

    fn add_to(&self, builder: ClientBuilder) -> ClientBuilder {
        builder.tls_backend_preconfigured(self.config.clone())
    }
}

#[cfg(not(feature = "rustls"))]
impl Tls {
    fn new(_: &Environment) -> Result<(Self, TrustedRoots), ConfigError> {
        Self::when_needed()
    }

    fn when_needed() -> Result<(Self, TrustedRoots), ConfigError> {
        Ok((Self {}, TrustedRoots::Platform))
    }

    fn add_to(&self, builder: ClientBuilder) -> ClientBuilder {
        builder
    }
}

fn kind(error: &reqwest::Error, found: &Diagnosis) -> TransportErrorKind {
    if found.is_tls {
        TransportErrorKind::Tls
    } else if found.cause == Some(TransportCause::NoTls) || error.is_builder() {
        TransportErrorKind::Unsendable
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else {
        TransportErrorKind::NoResponse
    }
}

fn classify_body(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let kind = if error.is_timeout() { TransportErrorKind::Timeout } else { TransportErrorKind::BodyCut };
    TransportError::new(kind, cause(&error))
}

/// Returns the messages of an error and its sources, without those that only say where in the HTTP client it happened.
fn cause(error: &reqwest::Error) -> String {
    const LAYERS: [&str; 3] = ["error sending request", "client error (", "error decoding response body"];
    let sources = std::iter::successors(error.source(), |&error| error.source()).map(ToString::to_string);
    let causes: Vec<String> = sources.filter(|text| !LAYERS.iter().any(|layer| text.starts_with(layer))).collect();
    if causes.is_empty() { error.to_string() } else { causes.join(": ") }
}
