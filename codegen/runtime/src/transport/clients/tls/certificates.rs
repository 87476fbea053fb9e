//! TLS configurations, and the certificates that they trust.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use rustls::client::WantsClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    ClientConfig, ConfigBuilder, DigitallySignedStruct, Error, RootCertStore, SignatureScheme, WantsVerifier,
};
use rustls_platform_verifier::{BuilderVerifierExt as _, Verifier};

use super::bundle::certificates;
use crate::platform::config_error::ConfigError;
use crate::platform::environment::Environment;
use crate::platform::regular_file::read_regular_file;
use crate::transport::TrustedRoots;

/// The variable for a file of certificates.
const BUNDLE: &str = "AWS_CA_BUNDLE";

/// The largest file of certificates that is read, in bytes. Those of whole platforms have less than 1 MiB.
const MAX_BUNDLE_BYTES: usize = 16 * 1024 * 1024;

/// Returns a TLS configuration with the certificates of `AWS_CA_BUNDLE`, or with those of the platform, and which of the two
/// it trusts. Session keys are never logged.
///
/// # Errors
///
/// Fails if there are no certificates, or if the file of the variable cannot be used. No other certificates are trusted
/// then.
pub(super) fn config(environment: &Environment) -> Result<(ClientConfig, TrustedRoots), ConfigError> {
    match environment.get(BUNDLE)? {
        Some(path) => {
            let roots = bundle(&path)?;
            let trusted = TrustedRoots::Bundle { path, certificates: roots.len() };
            let config = with_verifier(|builder| Ok(builder.with_root_certificates(roots)))?;
            Ok((config, trusted))
        }
        None => {
            let config = with_verifier(|builder| builder.with_platform_verifier().map_err(refused))?;
            Ok((config, TrustedRoots::Platform))
        }
    }
}

/// Returns a TLS configuration for a client of this machine, which usually needs no TLS. The platform's certificates are
/// loaded only when a server uses TLS, because that takes milliseconds.
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

/// The platform's verifier, created when it is first needed.
struct WhenNeeded {
    provider: Arc<CryptoProvider>,
    platform: OnceLock<Result<Verifier, Error>>,
}

// A derived implementation would show the verifier of rustls with all its parts, and compile the code for each of them.
impl fmt::Debug for WhenNeeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhenNeeded").finish_non_exhaustive()
    }
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
    let refuse = |reason: String| ConfigError::new(format!("the file in {BUNDLE} ({path}) cannot be used: {reason}"));
    let file =
        read_regular_file(Path::new(path), MAX_BUNDLE_BYTES).map_err(|problem| refuse(format!("it {problem}")))?;
    let mut roots = RootCertStore::empty();
    for (number, certificate) in certificates(&file).map_err(refuse)? {
        roots.add(certificate).map_err(|error| refuse(format!("block {number} is not a certificate: {error}")))?;
    }
    Ok(roots)
}
