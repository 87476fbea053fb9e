//! Keys for web identity tokens: public keys as JSON Web Key Sets (RFC 7517), and the private keys of a server.

use std::fmt;
use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair as RsaKeyPair, KeyPairComponents, PublicKeyComponents};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED, ECDSA_P384_SHA384_FIXED_SIGNING,
    EcdsaKeyPair, KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use serde_json::{Value, json};

/// The RSA key that RFC 7515 publishes in appendix A.2. Generating one takes seconds, and the key need not be secret:
/// tokens of an embedded STS prove nothing outside tests.
const RSA_KEY: &str = include_str!("rfc7515.jwk.json");

/// The signature algorithms that are supported (RFC 7518).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JwsAlgorithm {
    Rs256,
    Es256,
    Es384,
}

impl JwsAlgorithm {
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Rs256, Self::Es256, Self::Es384].into_iter().find(|algorithm| algorithm.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
        }
    }
}

/// The public keys of an identity provider: a JSON Web Key Set (RFC 7517).
///
/// ```
/// use sts_local::{Jwks, LocalSts};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let local = LocalSts::start().await?;
/// let keys = Jwks::from_json(&local.issuer().jwks())?;
/// # let _ = keys;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwks(Vec<JwkPublicKey>);

/// The error for a JSON Web Key Set without usable keys. Returned by [`Jwks::from_json`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidJwks(String);

impl fmt::Display for InvalidJwks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid JSON Web Key Set: {}", self.0)
    }
}

impl std::error::Error for InvalidJwks {}

/// A public key. It belongs to one algorithm, whatever algorithm a token names, so a token cannot make a verifier use the
/// key for another one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct JwkPublicKey {
    id: String,
    algorithm: JwsAlgorithm,
    /// For RSA the modulus and the exponent; for ECDSA the uncompressed point, and nothing.
    parts: [Vec<u8>; 2],
}

impl Jwks {
    /// Reads a document of the form `{"keys": […]}`. Supported keys are RSA (`RS256`) and EC on the curves P-256
    /// (`ES256`) and P-384 (`ES384`). Other keys are skipped, and so are keys for encryption.
    ///
    /// # Errors
    ///
    /// Returns an error if the document has another form, if a supported key is broken or has no `kid`, or if there is no
    /// supported key.
    pub fn from_json(json: &str) -> Result<Self, InvalidJwks> {
        let document: Value = serde_json::from_str(json).map_err(|error| InvalidJwks(error.to_string()))?;
        let keys = document
            .get("keys")
            .and_then(Value::as_array)
            .ok_or_else(|| InvalidJwks("it has no array \"keys\"".to_owned()))?;
        let mut known = Vec::new();
        for key in keys.iter().filter(|key| key.get("use").is_none_or(|purpose| purpose == "sig")) {
            known.extend(JwkPublicKey::read(key).map_err(InvalidJwks)?);
        }
        if known.is_empty() {
            let problem = "it has no supported key; supported are RSA, and EC on the curves P-256 and P-384";
            return Err(InvalidJwks(problem.to_owned()));
        }
        Ok(Self(known))
    }

    /// Returns the IDs of the keys (`kid`).
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|key| key.id.as_str())
    }

    /// Verifies a signature that was made with the key of this ID and with this algorithm.
    pub(crate) fn verify(
        &self,
        id: &str,
        algorithm: JwsAlgorithm,
        signed: &[u8],
        signature: &[u8],
    ) -> Result<(), JwsError> {
        let key = self.0.iter().find(|key| key.id == id).ok_or(JwsError::UnknownKey)?;
        if key.algorithm == algorithm && key.verify(signed, signature) {
            Ok(())
        } else {
            Err(JwsError::InvalidSignature)
        }
    }
}

/// The reason why a signature is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JwsError {
    /// The token is unsigned, or signed with an algorithm that is not supported.
    UnsupportedAlgorithm,
    /// The key set has no key with this ID.
    UnknownKey,
    /// The key did not make this signature.
    InvalidSignature,
}

impl JwkPublicKey {
    /// Reads a key. Returns `None` for kinds that are not supported.
    fn read(key: &Value) -> Result<Option<Self>, String> {
        let text = |name: &str| key.get(name).and_then(Value::as_str).unwrap_or_default();
        let id = text("kid");
        let bytes = |name: &str| {
            let decoded = URL_SAFE_NO_PAD.decode(text(name)).ok().filter(|bytes| !bytes.is_empty());
            decoded.ok_or_else(|| format!("\"{name}\" of the key \"{id}\" is missing or not base64url"))
        };
        let (algorithm, parts) = match (text("kty"), text("crv")) {
            ("RSA", _) => (JwsAlgorithm::Rs256, [bytes("n")?, bytes("e")?]),
            ("EC", "P-256") => (JwsAlgorithm::Es256, [point(&bytes("x")?, &bytes("y")?), Vec::new()]),
            ("EC", "P-384") => (JwsAlgorithm::Es384, [point(&bytes("x")?, &bytes("y")?), Vec::new()]),
            _ => return Ok(None),
        };
        if id.is_empty() {
            return Err("a key has no \"kid\", by which tokens would name it".to_owned());
        }
        Ok(Some(Self { id: id.to_owned(), algorithm, parts }))
    }

    fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        let [first, second] = &self.parts;
        let verified = match self.algorithm {
            JwsAlgorithm::Rs256 => {
                RsaPublicKeyComponents { n: first, e: second }.verify(&RSA_PKCS1_2048_8192_SHA256, text, signature)
            }
            JwsAlgorithm::Es256 => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, first).verify(text, signature),
            JwsAlgorithm::Es384 => UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, first).verify(text, signature),
        };
        verified.is_ok()
    }
}

/// Returns a point in uncompressed form (SEC 1, section 2.3.3).
fn point(x: &[u8], y: &[u8]) -> Vec<u8> {
    [&[4], x, y].concat()
}

/// The private keys of a server, one for each algorithm.
pub(crate) struct JwtSigningKeys {
    rsa: RsaKeyPair,
    p256: EcdsaKeyPair,
    p384: EcdsaKeyPair,
}

/// Does not show the keys.
impl fmt::Debug for JwtSigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtSigningKeys").finish_non_exhaustive()
    }
}

impl JwtSigningKeys {
    /// Creates new ECDSA keys. The RSA key is the published one.
    pub(crate) fn new() -> io::Result<Self> {
        let random = SystemRandom::new();
        let ecdsa = |algorithm| {
            let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).map_err(io::Error::other)?;
            EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).map_err(io::Error::other)
        };
        let key: Value = serde_json::from_str(RSA_KEY)?;
        let part = |name: &str| {
            let text = key.get(name).and_then(Value::as_str).unwrap_or_default();
            URL_SAFE_NO_PAD.decode(text).map_err(io::Error::other)
        };
        let components = KeyPairComponents {
            public_key: PublicKeyComponents { n: part("n")?, e: part("e")? },
            d: part("d")?,
            p: part("p")?,
            q: part("q")?,
            dP: part("dp")?,
            dQ: part("dq")?,
            qInv: part("qi")?,
        };
        Ok(Self {
            rsa: RsaKeyPair::from_components(&components).map_err(io::Error::other)?,
            p256: ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING)?,
            p384: ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING)?,
        })
    }

    /// Returns the ID of the key for an algorithm.
    pub(crate) fn id(algorithm: JwsAlgorithm) -> &'static str {
        match algorithm {
            JwsAlgorithm::Rs256 => "rfc7515-a2",
            JwsAlgorithm::Es256 => "local-es256",
            JwsAlgorithm::Es384 => "local-es384",
        }
    }

    pub(crate) fn sign(&self, algorithm: JwsAlgorithm, text: &[u8]) -> io::Result<Vec<u8>> {
        let random = SystemRandom::new();
        let failed = |_| io::Error::other("cannot sign a token");
        match algorithm {
            JwsAlgorithm::Rs256 => {
                let mut signature = vec![0; self.rsa.public().modulus_len()];
                self.rsa.sign(&RSA_PKCS1_SHA256, &random, text, &mut signature).map_err(failed)?;
                Ok(signature)
            }
            JwsAlgorithm::Es256 => Ok(self.p256.sign(&random, text).map_err(failed)?.as_ref().to_vec()),
            JwsAlgorithm::Es384 => Ok(self.p384.sign(&random, text).map_err(failed)?.as_ref().to_vec()),
        }
    }

    /// Returns the public keys as a JSON Web Key Set.
    pub(crate) fn public(&self) -> Value {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let rsa = PublicKeyComponents::<Vec<u8>>::from(self.rsa.public());
        let elliptic = |key: &EcdsaKeyPair, curve: &str, algorithm: JwsAlgorithm| {
            let coordinates = key.public_key().as_ref().get(1..).unwrap_or_default();
            let (x, y) = coordinates.split_at(coordinates.len() / 2);
            json!({"kty": "EC", "crv": curve, "use": "sig", "alg": algorithm.name(), "kid": Self::id(algorithm),
                "x": encode(x), "y": encode(y)})
        };
        json!({"keys": [
            {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": Self::id(JwsAlgorithm::Rs256),
                "n": encode(&rsa.n), "e": encode(&rsa.e)},
            elliptic(&self.p256, "P-256", JwsAlgorithm::Es256),
            elliptic(&self.p384, "P-384", JwsAlgorithm::Es384),
        ]})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7515, appendix A.2.
    #[test]
    fn the_published_key_produces_the_published_signature() {
        let text = b"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let signature = JwtSigningKeys::new().unwrap().sign(JwsAlgorithm::Rs256, text).unwrap();
        assert!(URL_SAFE_NO_PAD.encode(signature).starts_with("cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu"));
    }

    #[test]
    fn a_signature_is_verified_only_by_the_public_key_of_its_private_key() {
        let (keys, others) = (JwtSigningKeys::new().unwrap(), JwtSigningKeys::new().unwrap());
        let public = Jwks::from_json(&keys.public().to_string()).unwrap();
        for algorithm in [JwsAlgorithm::Rs256, JwsAlgorithm::Es256, JwsAlgorithm::Es384] {
            let id = JwtSigningKeys::id(algorithm);
            let signature = keys.sign(algorithm, b"text").unwrap();
            assert_eq!(public.verify(id, algorithm, b"text", &signature), Ok(()));
            assert_eq!(public.verify(id, algorithm, b"Text", &signature), Err(JwsError::InvalidSignature));
            assert_eq!(public.verify("other", algorithm, b"text", &signature), Err(JwsError::UnknownKey));
        }
        let foreign = others.sign(JwsAlgorithm::Es256, b"text").unwrap();
        assert_eq!(
            public.verify("local-es256", JwsAlgorithm::Es256, b"text", &foreign),
            Err(JwsError::InvalidSignature)
        );
        let signature = keys.sign(JwsAlgorithm::Es256, b"text").unwrap();
        assert_eq!(
            public.verify("local-es256", JwsAlgorithm::Rs256, b"text", &signature),
            Err(JwsError::InvalidSignature)
        );
    }

    #[test]
    fn the_error_for_an_invalid_key_set_says_what_is_wrong() {
        let problems = [
            ("nonsense", "expected"),
            ("{}", "no array \"keys\""),
            (r#"{"keys": []}"#, "no supported key"),
            (r#"{"keys": [{"kty": "oct", "kid": "a", "k": "AAAA"}]}"#, "no supported key"),
            (r#"{"keys": [{"kty": "RSA", "kid": "a", "n": "AAAA"}]}"#, "\"e\" of the key \"a\""),
            (r#"{"keys": [{"kty": "RSA", "n": "AAAA", "e": "AQAB"}]}"#, "no \"kid\""),
        ];
        for (json, problem) in problems {
            let error = Jwks::from_json(json).unwrap_err().to_string();
            assert!(error.starts_with("invalid JSON Web Key Set: ") && error.contains(problem), "{error}");
        }
    }
}
