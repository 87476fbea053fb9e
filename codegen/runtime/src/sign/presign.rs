//! Signatures that stand in the query of a URL, so that whoever holds the URL can send the request.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html>

use std::fmt;
use std::time::Duration;

use aws_credential_types::Credentials;
use zeroize::Zeroizing;

use super::{ALGORITHM, Canonical, Scope};
use crate::endpoint::functions::uri_encoded;
use crate::value::secret::Secret;
use crate::value::timestamp::Timestamp;

/// A request as it is signed into a URL.
pub(crate) struct Presign<'a> {
    /// The path as it is sent.
    pub(crate) path: &'a str,
    /// The parameters of the request, percent-encoded.
    pub(crate) query: &'a str,
    /// The headers that the request has to be sent with: names in lower case, sorted, `host` among them.
    pub(crate) headers: &'a [(&'a str, &'a str)],
    /// How long the URL is meant to be used, in seconds.
    pub(crate) expires: u64,
}

impl Presign<'_> {
    /// The whole query, signature included.
    pub(crate) fn sign(&self, credentials: &Credentials, scope: Scope<'_>) -> Zeroizing<String> {
        let canonical = |query| Canonical { method: "GET", path: self.path, query, headers: self.headers, body: b"" };
        let credential = format!("{}/{}", credentials.access_key_id(), scope.to_text());
        let signed_headers = canonical("").signed_headers();
        let expires = self.expires.to_string();
        // In the order of botocore, so that a URL is the same byte for byte; what is signed is sorted.
        let parameters = [
            ("X-Amz-Algorithm", Some(ALGORITHM)),
            ("X-Amz-Credential", Some(&*credential)),
            ("X-Amz-Date", Some(scope.time.as_str())),
            ("X-Amz-Expires", Some(&*expires)),
            ("X-Amz-SignedHeaders", Some(&*signed_headers)),
            ("X-Amz-Security-Token", credentials.session_token()),
        ];
        // Enough from the start: what a text outgrows is freed without being zeroed.
        let lengths = parameters.iter().map(|(name, value)| name.len() + 3 * value.map_or(0, str::len) + 2);
        let mut query = Zeroizing::new(String::with_capacity(self.query.len() + lengths.sum::<usize>() + 128));
        query.push_str(self.query);
        for (name, value) in parameters {
            if let Some(value) = value {
                query.extend(["&", name, "="]);
                query.extend(uri_encoded(value));
            }
        }
        let signature = canonical(&query).signature(credentials.secret_access_key(), scope);
        query.extend(["&X-Amz-Signature=", &signature]);
        query
    }
}

/// A URL with a signature in it: whoever holds it can send the request.
///
/// A secret: what is shown of it ends before the query. Sent is it with `GET` and the headers that it was signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedUrl {
    pub(crate) url: Secret,
    pub(crate) signed_at: Timestamp,
    pub(crate) expires: Duration,
    pub(crate) credentials_expire_at: Option<Timestamp>,
}

impl SignedUrl {
    /// The whole URL. Never log it.
    pub fn expose(&self) -> &str {
        self.url.expose()
    }

    /// Until when it is meant to be used: as long as was asked for, and no longer than the credentials that signed it
    /// are valid. A service may be laxer: STS takes 15 minutes whatever was asked for.
    pub fn expires_at(&self) -> Timestamp {
        let end = self.signed_at.checked_add(self.expires).unwrap_or(Timestamp::MAX);
        self.credentials_expire_at.map_or(end, |credentials_end| credentials_end.min(end))
    }

    /// The moment in the signature.
    pub fn signed_at(&self) -> Timestamp {
        self.signed_at
    }

    /// When the credentials expire that signed it, if that is known.
    pub fn credentials_expire_at(&self) -> Option<Timestamp> {
        self.credentials_expire_at
    }
}

/// Without the query.
impl fmt::Display for SignedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shown, _) = self.expose().split_once('?').unwrap_or_default();
        write!(f, "{shown}?(redacted)")
    }
}

impl fmt::Debug for SignedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedUrl({self}, expires_at: {})", self.expires_at())
    }
}
