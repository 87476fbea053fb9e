//! A request on its way to the service: its form, and the credentials that sign it.

use std::ops::Range;
use std::sync::OnceLock;

use aws_credential_types::Credentials;
use bytes::Bytes;
use http::HeaderValue;

use crate::protocol::redactor::Redactor;
use crate::sign::Hash;
use crate::value::timestamp::Timestamp;

/// The body of a request, and the places of its secrets.
#[derive(Clone, Default)]
pub(crate) struct OutgoingForm {
    pub(crate) body: Bytes,
    /// The body compressed with gzip, if it is sent that way.
    pub(crate) gzip: Option<Bytes>,
    /// The prefix of the host name.
    pub(crate) host_prefix: Option<String>,
    /// The ranges of the values of sensitive members in the body.
    pub(crate) secrets: Vec<Range<usize>>,
    /// `true` if one of them is a code that the service accepts only once.
    pub(crate) one_time: bool,
    /// The hash of the body as it is sent, once it has been needed.
    pub(crate) payload_hash: OnceLock<Hash>,
}

impl OutgoingForm {
    /// Returns the body as it is sent.
    pub(crate) fn wire(&self) -> &Bytes {
        self.gzip.as_ref().unwrap_or(&self.body)
    }

    /// Returns the hash of the body as it is sent. All attempts of a call share it.
    pub(crate) fn payload_hash(&self) -> &Hash {
        self.payload_hash.get_or_init(|| Hash::of(self.wire()))
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
    /// Returns a redactor for the secrets of this request.
    pub(crate) fn redactor(&self) -> Redactor {
        Redactor {
            body: self.form.body.clone(),
            secrets: self.form.secrets.clone(),
            credentials: self.credentials.clone(),
            authorization: self.signed.as_ref().map(|signed| signed.authorization.clone()),
        }
    }
}

/// The signature of a request, and the facts that explain why a service refuses it.
#[derive(Clone)]
pub(crate) struct Signed {
    pub(crate) authorization: HeaderValue,
    pub(crate) at: Timestamp,
    /// The SHA-256 of the canonical request, in hex. It is calculated only after the service has refused the signature.
    pub(crate) canonical_hash: Option<String>,
}

impl Signed {
    /// Returns the names of the headers that were signed: `host;x-amz-date`.
    pub(crate) fn headers(&self) -> Option<&str> {
        let (_, rest) = self.authorization.to_str().ok()?.split_once("SignedHeaders=")?;
        rest.split(',').next()
    }
}
