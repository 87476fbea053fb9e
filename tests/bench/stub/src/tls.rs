//! The certificate authority of the stub, and its side of TLS.

use std::error::Error;
use std::io;
use std::net::TcpStream;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, KeyUsagePurpose};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A certificate for `localhost`, signed by an authority that exists as long as this process.
#[derive(Clone)]
pub struct Server {
    config: Arc<ServerConfig>,
    authority: String,
}

impl Server {
    /// Creates the authority and the certificate, both with ECDSA on P-256.
    ///
    /// # Errors
    ///
    /// Fails if there is no randomness for keys.
    pub fn new() -> Result<Self, Box<dyn Error>> {
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;
        let key = KeyPair::generate()?;
        let certificate = CertificateParams::new(["localhost".to_owned()])?.signed_by(&key, &authority)?;
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        let mut config = config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key)?;
        // All contestants speak the same version of HTTP, whatever else they offer.
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { config: Arc::new(config), authority: authority.pem() })
    }

    /// Returns the certificate of the authority as PEM.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Starts TLS on a connection. The handshake takes place with the first read.
    ///
    /// # Errors
    ///
    /// Fails if the configuration cannot be used.
    pub fn accept(&self, connection: TcpStream) -> io::Result<StreamOwned<ServerConnection, TcpStream>> {
        let session = ServerConnection::new(Arc::clone(&self.config)).map_err(io::Error::other)?;
        Ok(StreamOwned::new(session, connection))
    }
}
