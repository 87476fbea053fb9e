//! Signature version 4: signing of requests, and the parts that a server needs to verify them.
//!
//! The canonical request and the signing keys are implemented here, so that client and server share the code and keys are
//! zeroed. Signatures are calculated by the crate `aws-sigv4`. Tests compare all results with the signer of that crate.
//!
//! ```
//! use awsquery::sign::{Canonical, Hash, Scope, SigningTime};
//!
//! // "get-vanilla" of AWS's test suite.
//! let canonical = Canonical {
//!     method: "GET",
//!     path: "/",
//!     query: "",
//!     headers: &[("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")],
//!     payload_hash: &Hash::of(b""),
//! };
//! let time = SigningTime::parse("20150830T123600Z").ok_or("not a signing time")?;
//! let scope = Scope { time, region: "us-east-1", service: "service" };
//! let signature = canonical.signature("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", scope);
//! assert_eq!(signature, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
//! # Ok::<(), &str>(())
//! ```

mod key;
pub(crate) mod presign;

use std::borrow::Cow;
use std::fmt;

use aws_credential_types::Credentials;
use aws_sigv4::sign::v4::calculate_signature;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::value::percent;
use crate::value::timestamp::Timestamp;
use key::SigningKey;
pub(crate) use key::SigningKeys;
pub(crate) use presign::Presign;
pub use presign::SignedUrl;

/// The name of the signature algorithm.
pub const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The end of every credential scope.
pub(crate) const TERMINATOR: &str = "aws4_request";

/// The characters to encode in the canonical path. `%` is one of them, because every service except S3 expects the
/// encoded path to be encoded a second time.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The credential scope of a signature: the day, the region and the service that it is valid for. Part of a signature:
/// [`Canonical::string_to_sign`] takes it.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The time at which the request is signed.
    pub time: SigningTime,
    /// The region: `eu-west-1`.
    pub region: &'a str,
    /// The service's signing name: `sts`.
    pub service: &'a str,
}

impl Scope<'_> {
    /// Returns the scope as it is written in a signature: `20150830/eu-west-1/sts/aws4_request`.
    #[inline]
    pub fn to_text(self) -> String {
        self.parts().concat()
    }

    fn parts(&self) -> [&str; 7] {
        [self.time.date(), "/", self.region, "/", self.service, "/", TERMINATOR]
    }
}

/// A time in the format of signatures: `20150830T123600Z`. Part of a [`Scope`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SigningTime {
    text: [u8; 16],
    time: Timestamp,
}

impl SigningTime {
    /// Drops the fraction of a second. Returns `None` before 1970, which signatures do not support.
    pub fn new(time: Timestamp) -> Option<Self> {
        (time >= Timestamp::EPOCH).then(|| Self { text: time.to_basic(), time: Timestamp::from_secs(time.secs()) })
    }

    /// Parses a time such as `20150830T123600Z`. Returns `None` for any other format.
    #[inline]
    pub fn parse(text: &str) -> Option<Self> {
        let part = |range: std::ops::Range<usize>| text.get(range);
        let date = format!("{}-{}-{}", part(0..4)?, part(4..6)?, part(6..8)?);
        let time = format!("{}:{}:{}", part(9..11)?, part(11..13)?, part(13..15)?);
        let rfc3339 = format!("{date}T{time}Z");
        let time = Timestamp::parse(&rfc3339, crate::value::timestamp::TimestampFormat::DateTime).ok()?;
        Self::new(time).filter(|parsed| parsed.as_str() == text)
    }

    /// Parses the value of a `Date` header, such as `Sun, 30 Aug 2015 12:36:00 GMT`.
    #[cfg(feature = "server")]
    pub(crate) fn parse_http(text: &str) -> Option<Self> {
        Self::new(Timestamp::parse(text, crate::value::timestamp::TimestampFormat::HttpDate).ok()?)
    }

    /// Returns the time in the format of signatures: `20150830T123600Z`.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text).unwrap_or_default()
    }

    /// Returns the date: `20150830`.
    pub fn date(&self) -> &str {
        self.as_str().get(..8).unwrap_or_default()
    }

    fn date_bytes(&self) -> [u8; 8] {
        self.text.first_chunk().copied().unwrap_or_default()
    }

    /// Returns the time, in whole seconds.
    pub fn timestamp(&self) -> Timestamp {
        self.time
    }
}

/// The parts of a request that are signed, from which the [canonical
/// request](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html) is built.
/// Signer and verifier share it: [`Canonical::string_to_sign`] returns what is signed.
pub struct Canonical<'a> {
    /// The HTTP method: `POST`.
    pub method: &'a str,
    /// The path as it is sent, percent-encoded.
    pub path: &'a str,
    /// The query as it is sent. Names and values are signed in one encoding, whichever they are sent in: `a=/`, `a=%2f` and
    /// `a=%2F` have the same signature.
    pub query: &'a str,
    /// The names and values of the signed headers, with names in lower case, sorted.
    pub headers: &'a [(&'a str, &'a str)],
    /// The hash of the body as it is sent.
    pub payload_hash: &'a Hash,
}

impl Canonical<'_> {
    /// Returns the names of the signed headers: `host;x-amz-date`.
    #[inline]
    pub fn signed_headers(&self) -> String {
        self.names().collect()
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().enumerate().flat_map(|(position, (name, _))| [if position == 0 { "" } else { ";" }, name])
    }

    /// Returns the canonical request. It contains the session token, so do not log it.
    #[inline]
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut length = 0;
        self.write(&mut |part| length += part.len());
        // The capacity suffices: a `String` that grows frees its old buffer without zeroing it.
        let mut text = Zeroizing::new(String::with_capacity(length));
        self.write(&mut |part| text.push_str(part));
        text
    }

    /// Returns the SHA-256 of the canonical request, without building the text, which contains the session token.
    pub(crate) fn hash(&self) -> Hash {
        let mut hasher = Sha256::new();
        self.write(&mut |part| hasher.update(part));
        Hash::finish(hasher)
    }

    /// Passes the canonical request to `part`, piece by piece.
    fn write(&self, part: &mut dyn FnMut(&str)) {
        part(self.method);
        part("\n");
        utf8_percent_encode(self.path, PATH).for_each(&mut *part);
        part("\n");
        write_sorted(self.query, part);
        part("\n");
        for (name, value) in self.headers {
            part(name);
            part(":");
            for (position, word) in value.split_ascii_whitespace().enumerate() {
                part(if position == 0 { "" } else { " " });
                part(word);
            }
            part("\n");
        }
        part("\n");
        self.names().for_each(&mut *part);
        part("\n");
        part(self.payload_hash.as_str());
    }

    /// Returns the string to sign: algorithm, time, scope, and the hash of the canonical request.
    pub fn string_to_sign(&self, scope: Scope<'_>) -> String {
        let mut string = String::with_capacity(192);
        string.extend([ALGORITHM, "\n", scope.time.as_str(), "\n"]);
        string.extend(scope.parts());
        string.extend(["\n", self.hash().as_str()]);
        string
    }

    /// Returns the signature of the request, in hex.
    #[inline]
    pub fn signature(&self, secret_access_key: &str, scope: Scope<'_>) -> String {
        self.signature_with(&key::derive(secret_access_key, scope), scope)
    }

    fn signature_with(&self, key: &SigningKey, scope: Scope<'_>) -> String {
        calculate_signature(&**key, self.string_to_sign(scope).as_bytes())
    }
}

/// A SHA-256 hash in hex.
///
/// ```
/// use awsquery::sign::Hash;
///
/// assert_eq!(Hash::of(b"").as_str(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
/// ```
///
/// `Debug` leaves out the digits: a request with a code of six digits could be guessed from its hash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Hash([u8; 64]);

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hash(..)")
    }
}

impl Hash {
    /// Hashes bytes, for example the body of a request.
    pub fn of(bytes: &[u8]) -> Self {
        Self::finish(Sha256::new_with_prefix(bytes))
    }

    fn finish(hasher: Sha256) -> Self {
        let mut digits = [0; 64];
        // Cannot fail: the buffer has the length of the result.
        let _ = hex::encode_to_slice(hasher.finalize(), &mut digits);
        Self(digits)
    }

    /// Returns the 64 hex digits, in lower case.
    pub fn as_str(&self) -> &str {
        // Cannot fail: hex digits are ASCII.
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Passes the parameters of a query to `part`, sorted by name and then by value. Each is written with an equals sign.
fn write_sorted(query: &str, part: &mut dyn FnMut(&str)) {
    let parameters = query.split('&').filter(|parameter| !parameter.is_empty());
    let encoded: Vec<(Cow<'_, str>, Cow<'_, str>)> = parameters
        .map(|parameter| parameter.split_once('=').unwrap_or((parameter, "")))
        .map(|(name, value)| (percent::canonical(name), percent::canonical(value)))
        .collect();
    let mut pairs: Vec<(&str, &str)> = encoded.iter().map(|(name, value)| (&**name, &**value)).collect();
    pairs.sort_unstable();
    for (position, (name, value)) in pairs.iter().enumerate() {
        [if position == 0 { "" } else { "&" }, name, "=", value].into_iter().for_each(&mut *part);
    }
}

/// The error for text that is not a valid header value.
#[derive(Debug)]
pub(crate) struct InvalidHeader;

/// Signs a POST request: adds `X-Amz-Date`, `X-Amz-Security-Token` if there is a session token, and `Authorization` to
/// its headers.
///
/// # Errors
///
/// Fails if a part of the credentials is not a valid header value.
pub(crate) fn sign(
    headers: &mut HeaderMap,
    path: &str,
    payload_hash: &Hash,
    credentials: &Credentials,
    scope: Scope<'_>,
    keys: &SigningKeys,
) -> Result<(), InvalidHeader> {
    headers.insert(HeaderName::from_static("x-amz-date"), header_value(scope.time.as_str().to_owned())?);
    if let Some(token) = credentials.session_token() {
        let mut token = secret_header_value(token)?;
        token.set_sensitive(true);
        headers.insert(HeaderName::from_static("x-amz-security-token"), token);
    }
    let mut pairs: Vec<(&str, &str)> = Vec::with_capacity(headers.len());
    pairs.extend(headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))));
    pairs.sort_unstable();
    let canonical = Canonical { method: "POST", path, query: "", headers: &pairs, payload_hash };
    let key = keys.get(credentials.secret_access_key(), scope);
    let signature = canonical.signature_with(&key, scope);
    let mut authorization = String::with_capacity(256);
    authorization.extend([ALGORITHM, " Credential=", credentials.access_key_id(), "/"]);
    authorization.extend(scope.parts());
    authorization.push_str(", SignedHeaders=");
    authorization.extend(canonical.names());
    authorization.extend([", Signature=", &signature]);
    let mut authorization = header_value(authorization)?;
    authorization.set_sensitive(true);
    headers.insert(http::header::AUTHORIZATION, authorization);
    Ok(())
}

/// Creates a header value of visible ASCII. `HeaderValue` would accept other bytes too, but servers interpret them in
/// different ways, and they would be left out of the signature.
fn header_value(text: String) -> Result<HeaderValue, InvalidHeader> {
    HeaderValue::try_from(text).ok().filter(|value| value.to_str().is_ok()).ok_or(InvalidHeader)
}

/// Like [`header_value`], but the value is zeroed when the last handle to it is dropped.
fn secret_header_value(text: &str) -> Result<HeaderValue, InvalidHeader> {
    let text = Bytes::from_owner(Zeroizing::new(text.to_owned()));
    HeaderValue::from_maybe_shared(text).ok().filter(|value| value.to_str().is_ok()).ok_or(InvalidHeader)
}

#[cfg(test)]
pub(crate) mod tests;
