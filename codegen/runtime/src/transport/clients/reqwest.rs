//! The client on reqwest.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::uri::Scheme;
use http::{StatusCode, Uri};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{ClientBuilder, Url};

use super::body::CappedBody;
use super::failure::{FailedStep, Way, text};
use super::names;
use super::tls::Tls;
use crate::platform::clock::BoxFuture;
use crate::platform::config_error::ConfigError;
use crate::platform::environment::Environment;
use crate::platform::tokio::in_tokio;
use crate::transport::{
    Proxy, ProxySettings, Transport, TransportCause, TransportError, TransportErrorKind, TransportLimits, TrustedRoots,
};

/// The default HTTP client: HTTP/1.1 with reqwest, and with the feature `tls` TLS 1.2 and 1.3 with ring.
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
    /// Fails if an exception from proxies or the certificates cannot be used. The error names the variable. A proxy that
    /// cannot be used is an error of the first request that would go through it.
    pub fn new(connect_timeout: Duration, environment: &Environment) -> Result<Self, ConfigError> {
        let proxies = ProxySettings::from_environment(environment)?;
        Self::from_parts(connect_timeout, Tls::new(environment)?, proxies, |builder| builder)
    }

    /// Creates a transport for servers on this machine. It uses no proxies, because requests are meant to stay on this
    /// machine, and loads the platform's certificates only when a server uses TLS.
    ///
    /// # Errors
    ///
    /// Fails if the HTTP client cannot be created.
    pub fn for_loopback(connect_timeout: Duration) -> Result<Self, ConfigError> {
        Self::from_parts(connect_timeout, Tls::when_needed()?, ProxySettings::none(), |builder| builder)
    }

    /// Returns which certificates the transport trusts.
    pub fn trusted(&self) -> &TrustedRoots {
        &self.shared.trusted
    }

    /// Creates a transport with a change, such as another name resolution.
    #[cfg(test)]
    pub(super) fn with(change: impl Fn(ClientBuilder) -> ClientBuilder) -> Self {
        let tls = Tls::new(&Environment::from_pairs([])).unwrap();
        Self::from_parts(Duration::from_secs(5), tls, ProxySettings::none(), change).unwrap()
    }

    fn from_parts(
        connect_timeout: Duration,
        tls: Tls,
        proxies: ProxySettings,
        change: impl Fn(ClientBuilder) -> ClientBuilder,
    ) -> Result<Self, ConfigError> {
        let builder = || change(with_tls(settings(connect_timeout), &tls));
        let direct = builder().build().map_err(refused)?;
        let through_proxies = match proxies.proxies() {
            [None, None] => direct.clone(),
            [https, http] => {
                let builder = with_proxy(builder(), https, reqwest::Proxy::https)?;
                with_proxy(builder, http, reqwest::Proxy::http)?.build().map_err(refused)?
            }
        };
        let shared = Arc::new(Shared { proxies, trusted: tls.trusted, first: OnceLock::new() });
        Ok(Self { direct, through_proxies, shared })
    }

    async fn attempt(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let (parts, body) = request.into_parts();
        let proxy = self.shared.proxies.route(&parts.uri, limits.proxy);
        let proxy = proxy.map_err(|error| TransportError::new(TransportErrorKind::Unsendable, error))?;
        let client = if proxy.is_some() { &self.through_proxies } else { &self.direct };
        let mut request = reqwest::Request::new(parts.method, self.url(&parts.uri)?);
        *request.headers_mut() = parts.headers;
        *request.body_mut() = Some(body.into());
        let way = Way { uri: &parts.uri, proxy, trusted: &self.shared.trusted };
        let mut response = client.execute(request).await.map_err(|error| failed(way, error))?;
        if let Some(proxy) = proxy
            && response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED
            && parts.uri.scheme() == Some(&Scheme::HTTP)
        {
            return Err(way.refused_password(proxy));
        }
        let mut body = CappedBody::after(response.headers(), limits.max_response_bytes)?;
        while let Some(part) = response.chunk().await.map_err(cut)? {
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
}

fn refused(error: reqwest::Error) -> ConfigError {
    ConfigError::new(format!("no HTTP client: {}", text(&error.without_url())))
}

/// Sends the requests of one scheme through a proxy.
fn with_proxy(
    builder: ClientBuilder,
    proxy: Option<&Proxy>,
    of_scheme: fn(String) -> reqwest::Result<reqwest::Proxy>,
) -> Result<ClientBuilder, ConfigError> {
    let Some(proxy) = proxy else { return Ok(builder) };
    if proxy.uri().scheme() == Some(&Scheme::HTTPS) && !cfg!(feature = "tls") {
        return Err(ConfigError::new(format!("no TLS for the proxy {proxy}: enable the feature `tls`")));
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

#[cfg(feature = "tls")]
fn with_tls(builder: ClientBuilder, tls: &Tls) -> ClientBuilder {
    builder.tls_backend_preconfigured(tls.config.clone())
}

#[cfg(not(feature = "tls"))]
fn with_tls(builder: ClientBuilder, _: &Tls) -> ClientBuilder {
    builder
}

/// Resolves names without asking DNS for those of this machine.
struct LocalhostResolver;

impl Resolve for LocalhostResolver {
    fn resolve(&self, name: Name) -> Resolving {
        // The HTTP client replaces the port.
        if let Some(addresses) = names::of_this_machine(name.as_str(), 0) {
            let addresses: Addrs = Box::new(addresses.into_iter());
            return Box::pin(std::future::ready(Ok(addresses)));
        }
        Box::pin(async move {
            let addresses = tokio::task::spawn_blocking(move || names::of_system(name.as_str(), 0)).await??;
            let addresses: Addrs = Box::new(addresses);
            Ok(addresses)
        })
    }
}

fn failed(way: Way<'_>, error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let step = match (error.is_builder(), error.is_connect(), error.is_timeout()) {
        (true, ..) => FailedStep::Prepare,
        (_, true, true) => FailedStep::ConnectTimeout,
        (_, true, false) => FailedStep::Connect,
        (_, false, true) => FailedStep::Timeout,
        (_, false, false) => FailedStep::Exchange,
    };
    way.failed(&error, step)
}

/// Returns the error for a body that broke off.
fn cut(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let kind = if error.is_timeout() { TransportErrorKind::Timeout } else { TransportErrorKind::BodyCut };
    TransportError::new(kind, text(&error))
}
