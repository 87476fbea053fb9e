//! A request on its way to the service: its form, and what signs it.

use std::ops::Range;

use aws_credential_types::Credentials;
use bytes::Bytes;
use http::HeaderValue;

use crate::protocol::redactor::Redactor;
use crate::value::timestamp::Timestamp;

/// The body of a request, and where its secrets are.
#[derive(Clone, Default)]
pub(crate) struct OutgoingForm {
    pub(crate) body: Bytes,
    /// The body as it goes over the wire, if that is compressed with gzip.
    pub(crate) gzip: Option<Bytes>,
    /// What stands before the host.
    pub(crate) host_prefix: Option<String>,
    /// Where the values of sensitive members are in the body.
    pub(crate) secrets: Vec<Range<usize>>,
    /// Whether one of them is a code that works once.
    pub(crate) one_time: bool,
}

impl OutgoingForm {
    /// Returns the body as it goes over the wire.
    pub(crate) fn wire(&self) -> &Bytes {
        self.gzip.as_ref().unwrap_or(&self.body)
    }

    /// Returns the parts of the body that are not secret, in order.
    pub(crate) fn public_parts(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.secrets.iter().map(|secret| secret.end));
        let ends = self.secrets.iter().map(|secret| secret.start).chain(std::iter::once(self.body.len()));
        starts.zip(ends).filter_map(|(start, end)| self.body.get(start..end))
    }
}

/// A form, and the credentials that sign it.
pub(crate) struct OutgoingRequest {
    pub(crate) form: OutgoingForm,
    pub(crate) credentials: Option<Credentials>,
    /// The signature of the last attempt.
    pub(crate) signed: Option<Signed>,
}

impl OutgoingRequest {
    /// Returns what masks the secrets of this request.
    pub(crate) fn redactor(&self) -> Redactor {
        Redactor {
            body: self.form.body.clone(),
            secrets: self.form.secrets.clone(),
            credentials: self.credentials.clone(),
            authorization: self.signed.as_ref().map(|signed| signed.authorization.clone()),
        }
    }
}

/// How a request was signed.
#[derive(Clone)]
pub(crate) struct Signed {
    pub(crate) authorization: HeaderValue,
    pub(crate) at: Timestamp,
    /// The SHA-256 of the canonical request, in hex: calculated when the service has found the signature wrong.
    pub(crate) canonical_hash: Option<String>,
}

impl Signed {
    /// Returns the names of the headers that were signed: `host;x-amz-date`.
    pub(crate) fn headers(&self) -> Option<&str> {
        let (_, rest) = self.authorization.to_str().ok()?.split_once("SignedHeaders=")?;
        rest.split(',').next()
    }
}
