//! Whom the default transport trusts.

use std::sync::{Arc, OnceLock};

use rustls::client::WantsClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    ClientConfig, ConfigBuilder, DigitallySignedStruct, Error, RootCertStore, SignatureScheme, WantsVerifier,
};
use rustls_platform_verifier::{BuilderVerifierExt as _, Verifier};

use crate::platform::config_error::ConfigError;
use crate::platform::environment::Environment;

/// The variable of a file with certificates.
const BUNDLE: &str = "AWS_CA_BUNDLE";

/// TLS with the certificates of `AWS_CA_BUNDLE`, else with the platform's. No key is ever logged.
///
/// # Errors
///
/// If there are none, or the file of the variable cannot be used: nothing else is trusted in its place.
pub(super) fn config(environment: &Environment) -> Result<ClientConfig, ConfigError> {
    with_verifier(|builder| match environment.get(BUNDLE) {
        Some(path) => Ok(builder.with_root_certificates(bundle(&path)?)),
        None => builder.with_platform_verifier().map_err(refused),
    })
}

/// TLS for a client that hardly needs it, as it calls this machine over plain http: the platform's certificates are
/// loaded, which takes milliseconds, when the first server shows its own.
pub(super) fn when_needed() -> Result<ClientConfig, ConfigError> {
    with_verifier(|builder| {
        let verifier = WhenNeeded { provider: builder.crypto_provider().clone(), platform: OnceLock::new() };
        Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)))
    })
}

fn with_verifier(
    add: impl FnOnce(
        ConfigBuilder<ClientConfig, WantsVerifier>,
    ) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, ConfigError>,
) -> Result<ClientConfig, ConfigError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Ok(add(builder.map_err(refused)?)?.with_no_client_auth())
}

fn refused(error: Error) -> ConfigError {
    ConfigError::new(format!("no TLS: {error}"))
}

/// The platform's verifier, made when it is first asked.
#[derive(Debug)]
struct WhenNeeded {
    provider: Arc<CryptoProvider>,
    platform: OnceLock<Result<Verifier, Error>>,
}

impl ServerCertVerifier for WhenNeeded {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let platform = self.platform.get_or_init(|| Verifier::new(self.provider.clone()));
        let platform = platform.as_ref().map_err(Clone::clone)?;
        platform.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn bundle(path: &str) -> Result<RootCertStore, ConfigError> {
    let refuse = |why: String| ConfigError::new(format!("the certificates of {BUNDLE} ({path}) cannot be used: {why}"));
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| refuse(error.to_string()))? {
        let certificate = certificate.map_err(|error| refuse(error.to_string()))?;
        roots.add(certificate).map_err(|error| refuse(error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(refuse("the file holds no certificate in PEM".to_owned()));
    }
    Ok(roots)
}
