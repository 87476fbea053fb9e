//! Whom the default transport trusts.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt as _;

use crate::config_error::ConfigError;
use crate::environment::Environment;

/// The variable of a file with certificates.
const BUNDLE: &str = "AWS_CA_BUNDLE";

/// TLS with the certificates of `AWS_CA_BUNDLE`, else with the platform's. No key is ever logged.
///
/// # Errors
///
/// If there are none, or the file of the variable cannot be used: nothing else is trusted in its place.
pub(super) fn config(environment: &Environment) -> Result<ClientConfig, ConfigError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let refused = |error: rustls::Error| ConfigError::new(format!("no TLS: {error}"));
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(refused)?;
    let builder = match environment.get(BUNDLE) {
        Some(path) => builder.with_root_certificates(bundle(&path)?),
        None => builder.with_platform_verifier().map_err(refused)?,
    };
    Ok(builder.with_no_client_auth())
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
