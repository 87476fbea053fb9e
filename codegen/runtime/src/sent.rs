//! What was sent and must not be shown, should the service quote it.

use std::ops::Range;

use aws_credential_types::Credentials;
use bytes::Bytes;
use http::HeaderValue;
use percent_encoding::percent_decode;
use zeroize::Zeroizing;

/// What stands in the place of something secret.
const MASK: &str = "[redacted]";
/// What is shorter says nothing, and would mask half of what there is to read.
const SHORTEST: usize = 4;

/// The body of a request, and what of it is secret.
#[derive(Clone)]
pub(crate) struct SentForm {
    pub(crate) body: Bytes,
    /// Where the values of sensitive members stand in the body.
    pub(crate) secrets: Vec<Range<usize>>,
    /// Whether one of them is a code that works once.
    pub(crate) one_time: bool,
}

/// The secrets of a request. Handles only: nothing is copied before something has to be masked.
#[derive(Clone)]
pub(crate) struct Sent {
    pub(crate) form: SentForm,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) authorization: Option<HeaderValue>,
}

impl Sent {
    /// The text without anything secret that was sent; `None` if there is nothing of it in the text.
    pub(crate) fn mask(&self, text: &str) -> Option<String> {
        let mut secrets = self.secrets();
        secrets.retain(|secret| secret.len() >= SHORTEST && text.contains(secret.as_str()));
        // One may be a part of another.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        if secrets.is_empty() {
            return None;
        }
        Some(secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), MASK)))
    }

    /// The text without anything secret that was sent.
    pub(crate) fn masked(&self, text: &str) -> String {
        self.mask(text).unwrap_or_else(|| text.to_owned())
    }

    fn secrets(&self) -> Vec<Zeroizing<String>> {
        let mut secrets: Vec<Zeroizing<String>> = Vec::new();
        let mut add = |secret: &str| secrets.push(Zeroizing::new(secret.to_owned()));
        for encoded in self.form.secrets.iter().filter_map(|range| self.form.body.get(range.clone())) {
            let decoded = Zeroizing::new(percent_decode(encoded).collect::<Vec<u8>>());
            for bytes in [encoded, &decoded] {
                add(std::str::from_utf8(bytes).unwrap_or_default());
            }
        }
        if let Some(credentials) = &self.credentials {
            add(credentials.secret_access_key());
            add(credentials.session_token().unwrap_or_default());
        }
        if let Some(authorization) = &self.authorization {
            let text = authorization.to_str().unwrap_or_default();
            add(text.rsplit_once("Signature=").map_or("", |(_, signature)| signature));
        }
        secrets
    }
}
