//! Presigned URLs: requests with the
//! [signature in the query](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html),
//! which anyone who has the URL can send.

use std::fmt;
use std::time::Duration;

use aws_credential_types::Credentials;
use zeroize::Zeroizing;

use super::{ALGORITHM, Canonical, Hash, Scope};
use crate::value::percent::encoded;
use crate::value::secret::Secret;
use crate::value::timestamp::Timestamp;

/// The parts of a request that is signed as a URL.
pub(crate) struct Presign<'a> {
    /// The path as it is sent.
    pub(crate) path: &'a str,
    /// The parameters of the request, percent-encoded.
    pub(crate) query: &'a str,
    /// The headers that must be sent with the request, including `host`: names in lower case, sorted.
    pub(crate) headers: &'a [(&'a str, &'a str)],
    /// The lifetime of the URL, in seconds.
    pub(crate) expires: u64,
}

impl Presign<'_> {
    /// Returns the whole query, including the signature.
    #[inline]
    pub(crate) fn sign(&self, credentials: &Credentials, scope: Scope<'_>) -> Zeroizing<String> {
        let payload_hash = &Hash::of(b"");
        let canonical =
            |query| Canonical { method: "GET", path: self.path, query, headers: self.headers, payload_hash };
        let credential = format!("{}/{}", credentials.access_key_id(), scope.to_text());
        let signed_headers = canonical("").signed_headers();
        let expires = self.expires.to_string();
        // The order of botocore, so that URLs are equal byte for byte. The signature does not depend on the order.
        let parameters = [
            ("X-Amz-Algorithm", Some(ALGORITHM)),
            ("X-Amz-Credential", Some(&*credential)),
            ("X-Amz-Date", Some(scope.time.as_str())),
            ("X-Amz-Expires", Some(&*expires)),
            ("X-Amz-SignedHeaders", Some(&*signed_headers)),
            ("X-Amz-Security-Token", credentials.session_token()),
        ];
        // The capacity suffices: a `String` that grows frees its old buffer without zeroing it.
        let lengths = parameters.iter().map(|(name, value)| name.len() + 3 * value.map_or(0, str::len) + 2);
        let mut query = Zeroizing::new(String::with_capacity(self.query.len() + lengths.sum::<usize>() + 128));
        query.push_str(self.query);
        for (name, value) in parameters {
            if let Some(value) = value {
                query.extend(["&", name, "="]);
                query.extend(encoded(value));
            }
        }
        let signature = canonical(&query).signature(credentials.secret_access_key(), scope);
        query.extend(["&X-Amz-Signature=", &signature]);
        query
    }
}

/// A URL that contains a signature, so that anyone who has it can send the request.
///
/// Send it with `GET` and exactly the headers it was signed with. Treat it as a secret: `Display` and `Debug` leave out
/// the query, and [`expose`](Self::expose) returns the whole URL.
///
/// ```
/// use awsquery::SignedUrl;
///
/// /// Describes a URL for a log.
/// fn describe(url: &SignedUrl) -> String {
///     format!("{url}, valid until {}", url.expires_at())
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SignedUrl {
    pub(crate) url: Secret,
    pub(crate) signed_at: Timestamp,
    pub(crate) expires: Duration,
    pub(crate) credentials_expire_at: Option<Timestamp>,
}

impl SignedUrl {
    /// Returns the whole URL. Never log it.
    #[inline]
    pub fn expose(&self) -> &str {
        self.url.expose()
    }

    /// Returns the time at which the URL expires: at the end of the requested lifetime, or when the credentials that
    /// signed it expire, if that is earlier.
    ///
    /// A service may accept it for longer. STS accepts presigned requests for 15 minutes, whatever lifetime was requested.
    #[inline]
    pub fn expires_at(&self) -> Timestamp {
        let end = self.signed_at.checked_add(self.expires).unwrap_or(Timestamp::MAX);
        self.credentials_expire_at.map_or(end, |credentials_end| credentials_end.min(end))
    }

    /// Returns the time of the signature.
    #[inline]
    pub fn signed_at(&self) -> Timestamp {
        self.signed_at
    }

    /// Returns the time at which the credentials that signed the URL expire, if it is known.
    #[inline]
    pub fn credentials_expire_at(&self) -> Option<Timestamp> {
        self.credentials_expire_at
    }
}

/// Writes the URL without its query.
impl fmt::Display for SignedUrl {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shown, _) = self.expose().split_once('?').unwrap_or_default();
        write!(f, "{shown}?(redacted)")
    }
}

impl fmt::Debug for SignedUrl {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedUrl({self}, expires_at: {})", self.expires_at())
    }
}
