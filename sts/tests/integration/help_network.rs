//! Help for failures between this machine and the server.

use std::time::Duration;

use bytes::Bytes;
use sts::Sts;
use sts::platform::{BoxFuture, Environment, TokioSleep};
use sts::transport::{
    ProxySettings, ProxyUse, ReqwestTransport, Transport, TransportCause, TransportError, TransportErrorKind,
    TransportLimits,
};
use testkit::canned::{Canned, now};

/// Fails every request with a cause, as the default transport does.
#[derive(Debug)]
struct Failing(TransportErrorKind, TransportCause, &'static str);

/// Fails every request with a cause that is the proxy's.
#[derive(Debug)]
struct FailingProxy(TransportErrorKind, TransportCause);

impl Transport for FailingProxy {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let environment = Environment::from_pairs([("HTTPS_PROXY", "https://user:hush@proxy.example:3129")]);
        let settings = ProxySettings::from_environment(&environment).unwrap();
        let proxy = settings.route(request.uri(), ProxyUse::Allowed).unwrap().unwrap().name().clone();
        let error = TransportError::from_kind(self.0).with_cause(self.1).with_proxy(proxy);
        Box::pin(std::future::ready(Err(error)))
    }
}

/// Never responds.
#[derive(Debug)]
struct Silent;

impl Transport for Silent {
    fn send(
        &self,
        _: http::Request<Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(std::future::pending())
    }
}

impl Transport for Failing {
    fn send(
        &self,
        _: http::Request<Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let error = TransportError::from_kind(self.0).with_cause(self.1).with_peer(self.2);
        Box::pin(std::future::ready(Err(error)))
    }
}

#[test]
fn help_about_the_network_follows_the_cause() {
    use TransportErrorKind::{Connect, NoResponse, Tls};
    let help = |kind, cause, peer: &'static str| {
        let config = Canned::new(500, "").config().with_transport(Failing(kind, cause, peer));
        let config = config.with_endpoint(format!("https://{peer}"));
        now(Sts::builder().config(config).build().unwrap().new_session().send())
            .unwrap_err()
            .help()
            .unwrap()
            .to_string()
    };
    for (kind, cause, expected) in [
        (Tls, TransportCause::UnknownIssuer, "set AWS_CA_BUNDLE"),
        (Tls, TransportCause::CertificateDate, "clock of this machine"),
        (Tls, TransportCause::CertificateName, "certificate lists"),
        (Tls, TransportCause::CertificateOfAuthority, "issue a certificate for sts.example"),
        (Tls, TransportCause::NotTls, "change the scheme"),
        (NoResponse, TransportCause::NotHttp, "change the scheme"),
        (Connect, TransportCause::NameNotKnown, "resolve sts.example"),
        (Connect, TransportCause::Refused, "reach sts.example:8443"),
        (Connect, TransportCause::ConnectTimeout, "reach sts.example:8443"),
    ] {
        let help = help(kind, cause, "sts.example:8443");
        assert!(help.contains(expected), "{cause:?}: {help}");
        for unwanted in ["port 443", "interface endpoint", "is not AWS"] {
            assert!(!help.contains(unwanted), "{cause:?}: {help}");
        }
    }
    let help = help(Connect, TransportCause::Refused, "127.0.0.1:4566");
    assert!(help.contains("`LocalSts` is dropped") && help.contains("127.0.0.1:4566"), "{help}");
}

#[test]
fn help_about_a_silent_server_on_this_machine_names_a_blocked_runtime() {
    let help = |transport, host: &str| {
        let config = Canned::new(500, "").config().with_deadline(Duration::from_secs(1)).with_sleep(TokioSleep);
        let config = match transport {
            Some((kind, cause, peer)) => config.with_transport(Failing(kind, cause, peer)),
            None => config.with_transport(Silent),
        };
        let sts = Sts::builder().config(config.with_endpoint(format!("http://{host}:4566"))).build().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(sts.new_session().send()).unwrap_err().help().unwrap().to_string()
    };
    let late = (TransportErrorKind::Connect, TransportCause::ConnectTimeout, "127.0.0.1:4566");
    for (transport, host) in [(None, "127.0.0.1"), (None, "[::1]"), (None, "localhost"), (Some(late), "127.0.0.1")] {
        let help = help(transport, host);
        assert!(help.contains(host) && help.contains("`LocalSts`") && help.contains("spawn_blocking"), "{help}");
        assert!(!help.contains("VPC") && !help.contains("firewall"), "{help}");
    }
    let config = Canned::failing(TransportErrorKind::Timeout).config();
    let elsewhere = now(Sts::builder().config(config).build().unwrap().new_session().send()).unwrap_err();
    assert!(!elsewhere.help().unwrap().to_string().contains("LocalSts"));
}

#[test]
fn help_about_a_proxy_names_it_and_its_variable() {
    let environment = Environment::from_pairs([("HTTPS_PROXY", "http://user:hush@127.0.0.1:9")]);
    let config = Canned::new(500, "").config().with_environment(environment.clone());
    let transport = ReqwestTransport::new(Duration::from_secs(5), &environment).unwrap();
    let sts = Sts::builder().config(config.with_transport(transport).with_sleep(TokioSleep)).build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let error = runtime.block_on(sts.new_session().send()).unwrap_err();
    let help = error.help().unwrap().to_string();
    assert!(help.contains("127.0.0.1:9") && help.contains("HTTPS_PROXY") && help.contains("NO_PROXY"), "{help}");
    assert!(!help.contains("hush") && !help.contains("interface endpoint"), "{help}");
}

#[test]
fn help_about_the_certificate_of_a_proxy_is_not_about_the_service() {
    use TransportErrorKind::{NoResponse, Tls};
    let help = |kind, cause| {
        let config = Canned::new(500, "").config().with_transport(FailingProxy(kind, cause));
        let config = config.with_endpoint("https://sts.example");
        now(Sts::builder().config(config).build().unwrap().new_session().send()).unwrap_err().help().unwrap()
    };
    for cause in [
        TransportCause::UnknownIssuer,
        TransportCause::Certificate,
        TransportCause::CertificateOfAuthority,
        TransportCause::CertificateDate,
        TransportCause::CertificateName,
    ] {
        let help = help(Tls, cause);
        assert_eq!(help.meaning(), "the certificate of the proxy is not trusted; nothing was sent", "{cause:?}");
        assert!(help.causes()[0].starts_with("proxy.example:3129 has a certificate"), "{help}");
        assert!(help.fixes()[0].starts_with("set AWS_CA_BUNDLE"), "{help}");
        assert!(!help.to_string().contains("hush"), "{help}");
    }
    for (kind, cause) in [(Tls, TransportCause::NotTls), (NoResponse, TransportCause::NotHttp)] {
        let help = help(kind, cause);
        assert!(help.causes()[0].contains("the scheme in HTTPS_PROXY is wrong"), "{help}");
    }
}
