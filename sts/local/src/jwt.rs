//! JSON Web Tokens (RFC 7519): signing and verification.

use std::io;

use awsquery::server::Refusal;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use crate::error_responses::invalid_identity_token;
use crate::jwk::{Jwks, JwsAlgorithm, JwsError, JwtSigningKeys};

/// The claims of a token.
pub(crate) type JwtClaims = Map<String, Value>;

/// Returns the text of a claim, or `None` if the token lacks it.
///
/// # Errors
///
/// `InvalidIdentityToken` if the claim is not text of at most `max` characters.
pub(crate) fn text_claim<'a>(claims: &'a JwtClaims, name: &str, max: usize) -> Result<Option<&'a str>, Refusal> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if text.chars().count() <= max => Ok(Some(text)),
        Some(_) => Err(malformed_claim(name, &format!("is not text of at most {max} characters"))),
    }
}

/// Returns the text of a claim that a token must have.
///
/// # Errors
///
/// `InvalidIdentityToken` if the claim is missing or not text of at most `max` characters.
pub(crate) fn required_claim<'a>(claims: &'a JwtClaims, name: &str, max: usize) -> Result<&'a str, Refusal> {
    text_claim(claims, name, max)?.ok_or_else(|| malformed_claim(name, "is missing"))
}

/// Not recorded.
pub(crate) fn malformed_claim(name: &str, problem: &str) -> Refusal {
    invalid_identity_token(format!("The claim {name} of the token {problem}"))
}

/// A token whose signature has not been verified.
pub(crate) struct UnverifiedJwt<'a> {
    algorithm: String,
    key_id: String,
    /// True if the token has a header that recipients must understand (`crit`). None is supported.
    has_critical_header: bool,
    claims: JwtClaims,
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> UnverifiedJwt<'a> {
    /// Parses a token. Returns `None` if it is not a JWT.
    pub(crate) fn parse(token: &'a str) -> Option<Self> {
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
            has_critical_header: header.contains_key("crit"),
            claims: object(claims)?,
            signed,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }

    /// Returns the issuer that the token claims to have, which says whose keys can verify it.
    pub(crate) fn issuer(&self) -> Option<&str> {
        self.claims.get("iss").and_then(Value::as_str)
    }

    /// Verifies the signature with one of these keys and returns the claims.
    pub(crate) fn verify(self, keys: &Jwks) -> Result<JwtClaims, JwsError> {
        if self.has_critical_header {
            return Err(JwsError::UnsupportedAlgorithm);
        }
        let algorithm = JwsAlgorithm::from_name(&self.algorithm).ok_or(JwsError::UnsupportedAlgorithm)?;
        keys.verify(&self.key_id, algorithm, self.signed.as_bytes(), &self.signature)?;
        Ok(self.claims)
    }
}

/// Returns a signed token with these claims.
pub(crate) fn sign(keys: &JwtSigningKeys, algorithm: JwsAlgorithm, claims: &JwtClaims) -> io::Result<String> {
    let header = json!({"alg": algorithm.name(), "kid": JwtSigningKeys::id(algorithm), "typ": "JWT"});
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&header), part(&Value::Object(claims.clone())));
    let signature = keys.sign(algorithm, signed.as_bytes())?;
    Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}
