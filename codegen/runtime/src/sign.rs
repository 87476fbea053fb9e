//! Signature version 4, for signing a request and for checking one.
//!
//! The canonical form is ours, so that the two ends of a call share one piece of code, and so are the keys, which are
//! zeroed; signatures are made by the crate `aws-sigv4`, whose own signer and keys the tests hold this against.

mod key;
pub(crate) mod presign;

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::sign::v4::calculate_signature;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::value::timestamp::Timestamp;
use key::SigningKey;
pub(crate) use key::SigningKeys;
pub(crate) use presign::Presign;
pub use presign::SignedUrl;

/// The only algorithm spoken here.
pub const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What the canonical path leaves as it is. The percent signs of a path that is already encoded are not in it: every
/// service but S3 expects it encoded twice.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Day, region and service that a signature is valid for.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// When the request is signed.
    pub time: SigningTime,
    /// The region: `eu-west-1`.
    pub region: &'a str,
    /// The service's signing name: `sts`.
    pub service: &'a str,
}

impl Scope<'_> {
    /// `20150830/eu-west-1/sts/aws4_request`
    pub fn to_text(self) -> String {
        self.parts().concat()
    }

    fn parts(&self) -> [&str; 6] {
        [self.time.date(), "/", self.region, "/", self.service, "/aws4_request"]
    }
}

/// A time in the form that signatures use, `20150830T123600Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SigningTime {
    text: [u8; 16],
    system: SystemTime,
}

impl SigningTime {
    /// `None` for years that the form cannot write (before 1970, after 9999).
    pub fn new(time: Timestamp) -> Option<Self> {
        let system = SystemTime::try_from(time).ok().filter(|system| *system >= SystemTime::UNIX_EPOCH)?;
        let rfc3339 = Timestamp::from_secs(time.secs()).format(crate::value::timestamp::TimestampFormat::DateTime);
        let signs = rfc3339.bytes().filter(|byte| !matches!(byte, b'-' | b':'));
        let mut text = [b'Z'; 16];
        text.iter_mut().zip(signs.take(15)).for_each(|(to, sign)| *to = sign);
        Some(Self { text, system })
    }

    /// Reads `20150830T123600Z`.
    pub fn parse(text: &str) -> Option<Self> {
        let part = |range: std::ops::Range<usize>| text.get(range);
        let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
        let (hour, minute, second) = (part(9..11)?, part(11..13)?, part(13..15)?);
        let written = format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z");
        let time = Timestamp::parse(&written, crate::value::timestamp::TimestampFormat::DateTime).ok()?;
        Self::new(time).filter(|parsed| parsed.as_str() == text)
    }

    /// `20150830T123600Z`
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text).unwrap_or_default()
    }

    /// `20150830`
    pub fn date(&self) -> &str {
        self.as_str().get(..8).unwrap_or_default()
    }

    fn date_bytes(&self) -> [u8; 8] {
        self.text.first_chunk().copied().unwrap_or_default()
    }

    /// The time itself, in whole seconds.
    pub fn timestamp(&self) -> Timestamp {
        Timestamp::from(self.system)
    }
}

/// A request in the form that is signed.
pub struct Canonical<'a> {
    /// `POST`
    pub method: &'a str,
    /// The path as it is sent, percent-encoded.
    pub path: &'a str,
    /// The query as it is sent, percent-encoded.
    pub query: &'a str,
    /// Names in lower case, sorted.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: &'a [u8],
}

impl Canonical<'_> {
    /// `host;x-amz-date`
    pub fn signed_headers(&self) -> String {
        self.names().collect()
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().enumerate().flat_map(|(position, (name, _))| [if position == 0 { "" } else { ";" }, name])
    }

    /// The canonical request. It holds the session token: do not show it.
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut length = 0;
        self.write(|part| length += part.len());
        // Enough from the start: what a text outgrows is freed without being zeroed.
        let mut text = Zeroizing::new(String::with_capacity(length));
        self.write(|part| text.push_str(part));
        text
    }

    /// The SHA-256 of the canonical request. The text itself, which holds the session token, is never put together.
    pub(crate) fn hash(&self) -> Hash {
        let mut hash = Sha256::new();
        self.write(|part| hash.update(part));
        Hash::of(hash)
    }

    /// Gives the canonical request, part by part.
    fn write(&self, mut part: impl FnMut(&str)) {
        part(self.method);
        part("\n");
        utf8_percent_encode(self.path, PATH).for_each(&mut part);
        part("\n");
        write_sorted(self.query, &mut part);
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
        self.names().for_each(&mut part);
        part("\n");
        part(Hash::of(Sha256::new_with_prefix(self.body)).as_str());
    }

    /// What the signature is made of: the scope, and the hash of the canonical request.
    pub fn string_to_sign(&self, scope: Scope<'_>) -> String {
        let mut string = String::with_capacity(192);
        string.extend([ALGORITHM, "\n", scope.time.as_str(), "\n"]);
        string.extend(scope.parts());
        string.extend(["\n", self.hash().as_str()]);
        string
    }

    /// The signature of this request, in hex.
    pub fn signature(&self, secret_access_key: &str, scope: Scope<'_>) -> String {
        self.signature_by(&key::make(secret_access_key, scope), scope)
    }

    fn signature_by(&self, key: &SigningKey, scope: Scope<'_>) -> String {
        calculate_signature(&**key, self.string_to_sign(scope).as_bytes())
    }
}

/// A SHA-256 in hex.
pub(crate) struct Hash([u8; 64]);

impl Hash {
    fn of(hash: Sha256) -> Self {
        let mut digits = [0; 64];
        // There is room for it.
        let _ = hex::encode_to_slice(hash.finalize(), &mut digits);
        Self(digits)
    }

    pub(crate) fn as_str(&self) -> &str {
        // Its signs are ASCII.
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Gives the parameters sorted by name, then by value; each has its equals sign.
fn write_sorted(query: &str, mut part: impl FnMut(&str)) {
    let parameters = query.split('&').filter(|parameter| !parameter.is_empty());
    let mut pairs: Vec<(&str, &str)> =
        parameters.map(|parameter| parameter.split_once('=').unwrap_or((parameter, ""))).collect();
    pairs.sort_unstable();
    for (position, (name, value)) in pairs.into_iter().enumerate() {
        [if position == 0 { "" } else { "&" }, name, "=", value].into_iter().for_each(&mut part);
    }
}

/// A part of the credentials that cannot stand in a header.
#[derive(Debug)]
pub(crate) struct Unsendable;

/// Adds date, session token and `Authorization` to the headers of a POST.
///
/// # Errors
///
/// If a part of the credentials cannot stand in a header.
pub(crate) fn sign(
    headers: &mut HeaderMap,
    path: &str,
    body: &[u8],
    credentials: &Credentials,
    scope: Scope<'_>,
    keys: &SigningKeys,
) -> Result<(), Unsendable> {
    headers.insert(HeaderName::from_static("x-amz-date"), header_value(scope.time.as_str().to_owned())?);
    if let Some(token) = credentials.session_token() {
        let mut token = secret_header_value(token)?;
        token.set_sensitive(true);
        headers.insert(HeaderName::from_static("x-amz-security-token"), token);
    }
    let mut pairs: Vec<(&str, &str)> = Vec::with_capacity(headers.len());
    pairs.extend(headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))));
    pairs.sort_unstable();
    let canonical = Canonical { method: "POST", path, query: "", headers: &pairs, body };
    let key = keys.get(credentials.secret_access_key(), scope);
    let signature = canonical.signature_by(&key, scope);
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

/// Beyond ASCII a header may hold anything, but servers do not agree on what it means, and it would not be signed.
fn header_value(text: String) -> Result<HeaderValue, Unsendable> {
    HeaderValue::try_from(text).ok().filter(|value| value.to_str().is_ok()).ok_or(Unsendable)
}

/// A value that is zeroed when the last handle to it is dropped.
fn secret_header_value(text: &str) -> Result<HeaderValue, Unsendable> {
    let text = Bytes::from_owner(Zeroizing::new(text.to_owned()));
    HeaderValue::from_maybe_shared(text).ok().filter(|value| value.to_str().is_ok()).ok_or(Unsendable)
}

#[cfg(test)]
pub(crate) mod tests;
