//! The client on reqwest.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::Uri;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{ClientBuilder, Url};

use super::body::{CappedBody, announce_empty_body};
use super::failure::{FailedStep, RequestRoute, no_runtime, text};
use super::names::Names;
use super::settings::ClientSettings;
use super::tls::Tls;
use crate::platform::clock::BoxFuture;
use crate::platform::config_error::ConfigError;
use crate::platform::environment::Environment;
use crate::platform::tokio::in_tokio;
use crate::transport::{
    Proxy, ProxySettings, Transport, TransportError, TransportErrorKind, TransportLimits, TrustedRoots,
};

/// The default HTTP client: HTTP/1.1 with reqwest, and with the feature `tls` TLS 1.2 and 1.3 with ring.
///
/// Needs the feature `reqwest`.
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
/// A connection belongs to the tokio runtime in which it was made, and works only while that runtime runs. If another runtime
/// gets it from the pool meanwhile, the attempt takes until its time limit. So give each runtime that stands still between calls,
/// such as one that only runs `block_on`, a client of its own. While all threads of a runtime are blocked, the client does not
/// notice what arrives on a kept connection. So let nothing block them.
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
        Self::from_settings(ClientSettings::from_environment(connect_timeout, environment)?)
    }

    /// Creates a transport for servers on this machine. It uses no proxies, because requests are meant to stay on this
    /// machine, and loads the platform's certificates only when a server uses TLS.
    ///
    /// # Errors
    ///
    /// Fails if the HTTP client cannot be created.
    pub fn for_loopback(connect_timeout: Duration) -> Result<Self, ConfigError> {
        Self::from_settings(ClientSettings::for_loopback(connect_timeout)?)
    }

    /// Creates a transport on an HTTP client that the program has set up, such as one with a client certificate or one that
    /// other code shares.
    ///
    /// The settings of the client cannot be checked. It must have these:
    ///
    /// | setting | reason |
    /// |---|---|
    /// | `redirect(Policy::none())` | a redirect must not lead a signed request elsewhere |
    /// | `no_gzip()` and its like, if the features are on | a small response could fill the memory |
    /// | `no_proxy()`, unless proxies are wanted | reqwest uses the proxies of the system by itself |
    /// | `connect_timeout(…)` | nothing else limits the time for connecting, except the time limit of the attempt |
    ///
    /// This package builds reqwest without a provider of cryptography. So a client for https needs one: install a default one,
    /// pass a configuration of rustls to `tls_backend_preconfigured`, or enable a feature of reqwest that has one.
    ///
    /// Proxies of the client are not named in errors, and [`ProxyUse::Forbidden`](crate::transport::ProxyUse::Forbidden) has
    /// no effect on them. `AWS_CA_BUNDLE` is not read.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use awsquery::transport::ReqwestTransport;
    ///
    /// fn transport(client: reqwest::ClientBuilder) -> Result<ReqwestTransport, reqwest::Error> {
    ///     let client = client.redirect(reqwest::redirect::Policy::none()).no_proxy();
    ///     Ok(ReqwestTransport::from_client(client.connect_timeout(Duration::from_secs(2)).build()?))
    /// }
    /// ```
    pub fn from_client(client: reqwest::Client) -> Self {
        let shared = Shared { proxies: ProxySettings::none(), trusted: TrustedRoots::ByClient, first: OnceLock::new() };
        Self { direct: client.clone(), through_proxies: client, shared: Arc::new(shared) }
    }

    /// Returns which certificates the transport trusts.
    pub fn trusted(&self) -> &TrustedRoots {
        &self.shared.trusted
    }

    pub(super) fn from_settings(settings: ClientSettings) -> Result<Self, ConfigError> {
        let ClientSettings { connect_timeout, tls, proxies, names } = settings;
        let resolver = Arc::new(names);
        let builder = || with_tls(client_builder(connect_timeout), &tls).dns_resolver(resolver.clone());
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
        mut request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        announce_empty_body(&mut request);
        let (parts, body) = request.into_parts();
        let route = RequestRoute::of(&parts.uri, limits.proxy, &self.shared.proxies, &self.shared.trusted)?;
        let client = if route.proxy.is_some() { &self.through_proxies } else { &self.direct };
        let mut request = reqwest::Request::new(parts.method, self.url(&parts.uri)?);
        *request.headers_mut() = parts.headers;
        *request.body_mut() = Some(body.into());
        let mut response = client.execute(request).await.map_err(|error| failed(route, error))?;
        route.check_status(response.status())?;
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
        Box::pin(in_tokio(self.attempt(request, limits), no_runtime))
    }
}

fn client_builder(connect_timeout: Duration) -> ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .retry(reqwest::retry::never())
        .http1_only()
        // Whether a request goes through a proxy is decided here, and not by the client.
        .no_proxy()
        // Disabled in code, because another crate in the build may enable the features.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
}

#[cfg(feature = "tls")]
fn with_tls(builder: ClientBuilder, tls: &Tls) -> ClientBuilder {
    builder.tls_backend_preconfigured(rustls::ClientConfig::clone(&tls.config))
}

#[cfg(not(feature = "tls"))]
fn with_tls(builder: ClientBuilder, _: &Tls) -> ClientBuilder {
    builder
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let names = self.clone();
        Box::pin(async move {
            let addresses: Addrs = Box::new(names.resolve(name.as_str().to_owned()).await?);
            Ok(addresses)
        })
    }
}

fn failed(route: RequestRoute<'_>, error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let step = match (error.is_builder(), error.is_connect(), error.is_timeout()) {
        (true, ..) => FailedStep::Prepare,
        (_, true, true) => FailedStep::ConnectTimeout,
        (_, true, false) => FailedStep::Connect,
        (_, false, true) => FailedStep::Timeout,
        (_, false, false) => FailedStep::Exchange,
    };
    route.failed(&error, step)
}

/// Returns the error for a body that broke off.
fn cut(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let kind = if error.is_timeout() { TransportErrorKind::Timeout } else { TransportErrorKind::BodyCut };
    TransportError::new(kind, text(&error))
}
