//! Help for failures between this machine and the server.

use std::time::Duration;

use bytes::Bytes;
use sts::Sts;
use sts::platform::{BoxFuture, Environment, TokioSleep};
use sts::transport::{
    ReqwestTransport, Transport, TransportCause, TransportError, TransportErrorKind, TransportLimits,
};
use testkit::canned::{Canned, now};

/// Fails every request with a cause, as the default transport does.
#[derive(Debug)]
struct Failing(TransportErrorKind, TransportCause, &'static str);

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
