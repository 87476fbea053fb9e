//! What was sent and must not be shown, should the service quote it.

use std::ops::Range;

use aws_credential_types::Credentials;
use bytes::Bytes;
use http::HeaderValue;
use percent_encoding::percent_decode;
use zeroize::Zeroizing;

use crate::value::timestamp::Timestamp;

/// What stands in the place of something secret.
const MASK: &str = "[redacted]";
/// What is shorter says nothing, and would mask half of what there is to read.
const SHORTEST: usize = 4;

/// How many characters of a body that is no answer are shown.
const SHOWN: usize = 64;
/// A word of this many characters may be a key: a secret has 40, an access key id 20. Names of elements are longer than
/// words of a text.
const LONG: usize = 16;
const LONG_IN_TAG: usize = 40;

/// The text with each long word masked.
fn without_long_words(text: &str) -> String {
    let (mut shown, mut word, mut in_tag) = (String::new(), String::new(), false);
    let flush = |word: &mut String, shown: &mut String, in_tag: bool| {
        shown.push_str(if word.len() < if in_tag { LONG_IN_TAG } else { LONG } { word } else { MASK });
        word.clear();
    };
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '-' | '_' | '.' | '%') {
            word.push(c);
            continue;
        }
        flush(&mut word, &mut shown, in_tag);
        in_tag = c == '<' || (in_tag && c != '>');
        shown.push(c);
    }
    flush(&mut word, &mut shown, in_tag);
    shown
}

/// The body of a request, and what of it is secret.
#[derive(Clone, Default)]
pub(crate) struct SentForm {
    pub(crate) body: Bytes,
    /// The body as it goes over the wire, if that is compressed with gzip.
    pub(crate) gzip: Option<Bytes>,
    /// What stands before the host.
    pub(crate) host_prefix: Option<String>,
    /// Where the values of sensitive members stand in the body.
    pub(crate) secrets: Vec<Range<usize>>,
    /// Whether one of them is a code that works once.
    pub(crate) one_time: bool,
}

impl SentForm {
    /// What goes over the wire.
    pub(crate) fn wire(&self) -> &Bytes {
        self.gzip.as_ref().unwrap_or(&self.body)
    }

    /// The parts of the body that are not secret, in order.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.secrets.iter().map(|secret| secret.end));
        let ends = self.secrets.iter().map(|secret| secret.start).chain(std::iter::once(self.body.len()));
        starts.zip(ends).filter_map(|(start, end)| self.body.get(start..end))
    }
}

/// How a request was signed.
#[derive(Clone)]
pub(crate) struct Signed {
    pub(crate) authorization: HeaderValue,
    pub(crate) at: Timestamp,
    /// The SHA-256 of the canonical request, in hex: made when the service has found the signature wrong.
    pub(crate) canonical_hash: Option<String>,
}

impl Signed {
    /// `host;x-amz-date`
    pub(crate) fn headers(&self) -> Option<&str> {
        let (_, rest) = self.authorization.to_str().ok()?.split_once("SignedHeaders=")?;
        rest.split(',').next()
    }

    fn signature(&self) -> &str {
        let text = self.authorization.to_str().unwrap_or_default();
        text.rsplit_once("Signature=").map_or("", |(_, signature)| signature)
    }
}

/// The secrets of a request. Handles only: nothing is copied before something has to be masked.
#[derive(Clone)]
pub(crate) struct Sent {
    pub(crate) form: SentForm,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) authorization: Option<Signed>,
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
        let masked = secrets.iter().fold(Zeroizing::new(text.to_owned()), |text, secret| replaced(&text, secret));
        Some(masked.as_str().to_owned())
    }

    /// The text without anything secret that was sent.
    pub(crate) fn masked(&self, text: &str) -> String {
        self.mask(text).unwrap_or_else(|| text.to_owned())
    }

    /// How a body that is no answer begins: enough to tell a portal's page or a proxy's words from a service's. Nothing
    /// that was sent, and no word so long that it may be a key or a token, also one that nobody asked for.
    pub(crate) fn start(&self, body: &[u8]) -> Option<String> {
        let text = without_long_words(&self.masked(&String::from_utf8_lossy(body)));
        let start: String = text.chars().take(SHOWN).collect();
        (!start.trim().is_empty()).then_some(start)
    }

    /// The value of a parameter, as it was before it was escaped; `None` for a secret one.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let body = &self.form.body;
        let mut start = 0;
        for pair in body.split(|byte| *byte == b'&') {
            let end = start + pair.len();
            let is_secret = self.form.secrets.iter().any(|secret| secret.start >= start && secret.end <= end);
            start = end + 1;
            let value = pair.strip_prefix(name.as_bytes()).and_then(|rest| rest.strip_prefix(b"="));
            if let Some(value) = value.filter(|_| !is_secret) {
                return Some(percent_decode(value).decode_utf8_lossy().into_owned());
            }
        }
        None
    }

    fn secrets(&self) -> Vec<Zeroizing<String>> {
        let mut secrets: Vec<Zeroizing<String>> = Vec::new();
        let mut add = |secret: &str| secrets.push(Zeroizing::new(secret.to_owned()));
        for encoded in self.form.secrets.iter().filter_map(|range| self.form.body.get(range.clone())) {
            let mut decoded = Zeroizing::new(Vec::with_capacity(encoded.len()));
            decoded.extend(percent_decode(encoded));
            for bytes in [encoded, &decoded] {
                add(std::str::from_utf8(bytes).unwrap_or_default());
            }
        }
        if let Some(credentials) = &self.credentials {
            add(credentials.secret_access_key());
            add(credentials.session_token().unwrap_or_default());
        }
        if let Some(signed) = &self.authorization {
            add(signed.signature());
        }
        secrets
    }
}

/// The text with the mask in the place of a secret. Whatever is longer than the secret is not freed without being zeroed:
/// other secrets may stand in it.
fn replaced(text: &str, secret: &str) -> Zeroizing<String> {
    let masks = text.matches(secret).count() * MASK.len();
    let mut replaced = Zeroizing::new(String::with_capacity(text.len() + masks));
    for (position, piece) in text.split(secret).enumerate() {
        replaced.extend([if position == 0 { "" } else { MASK }, piece]);
    }
    replaced
}

#[cfg(test)]
mod tests;
