//! JSON Web Tokens (RFC 7519): made, and checked.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use crate::jwk::{Jwks, JwsAlgorithm, JwtSigningKeys, Verified};

/// The claims of a token.
pub(super) type JwtClaims = Map<String, Value>;

/// A token that has been taken apart, and not been believed yet.
pub(super) struct UnverifiedJwt<'a> {
    algorithm: String,
    key_id: String,
    /// A header that has to be understood, and is not.
    critical: bool,
    claims: JwtClaims,
    signed: &'a str,
    signature: Vec<u8>,
}

/// Why a signature is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JwtError {
    /// No signature, or one by an algorithm that is not for public keys, or is not known.
    Algorithm,
    /// None of the provider's keys.
    Key,
    /// It is not the signature of this text by this key.
    Signature,
}

impl<'a> UnverifiedJwt<'a> {
    /// Takes a token apart; `None` if it is no JWT.
    pub(super) fn read(token: &'a str) -> Option<Self> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let object = |text: &str| -> Option<JwtClaims> {
            match serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()? {
                Value::Object(members) => Some(members),
                _ => None,
            }
        };
        let header = object(header)?;
        let text = |name: &str| header.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        Some(Self {
            algorithm: text("alg"),
            key_id: text("kid"),
            critical: header.contains_key("crit"),
            claims: object(claims)?,
            signed,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }

    /// Who says to have issued it: to find the keys that can prove it.
    pub(super) fn issuer(&self) -> Option<&str> {
        self.claims.get("iss").and_then(Value::as_str)
    }

    /// The claims, once the signature has proved to be that of one of these keys.
    pub(super) fn verify(self, keys: &Jwks) -> Result<JwtClaims, JwtError> {
        let algorithm = JwsAlgorithm::named(&self.algorithm).filter(|_| !self.critical).ok_or(JwtError::Algorithm)?;
        match keys.verify(&self.key_id, algorithm, self.signed.as_bytes(), &self.signature) {
            Verified::Yes => Ok(self.claims),
            Verified::No => Err(JwtError::Signature),
            Verified::UnknownKey => Err(JwtError::Key),
        }
    }
}

/// A signed token with these claims.
pub(super) fn sign(keys: &JwtSigningKeys, algorithm: JwsAlgorithm, claims: &JwtClaims) -> io::Result<String> {
    let header = json!({"alg": algorithm.name(), "kid": JwtSigningKeys::id(algorithm), "typ": "JWT"});
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&header), part(&Value::Object(claims.clone())));
    let signature = keys.sign(algorithm, signed.as_bytes())?;
    Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}
