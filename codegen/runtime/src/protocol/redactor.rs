//! Masking of secrets that were sent, in case a response quotes them.

use std::ops::Range;

use aws_credential_types::Credentials;
use bytes::Bytes;
use http::HeaderValue;
use percent_encoding::percent_decode;
use zeroize::Zeroizing;

use crate::protocol::one_line::one_line;

/// The replacement for a secret.
const MASK: &str = "[redacted]";

/// The length in bytes below which a secret is not masked. It would reveal little, and masking it could hide most of a
/// message.
const MIN_SECRET_LENGTH: usize = 4;

/// The length in characters from which a word may be a key: secret access keys have 40, access key ids 20.
const LONG_WORD: usize = 16;

/// The same length inside a tag. It is larger, because the names of elements are longer than words of a text.
const LONG_WORD_IN_TAG: usize = 40;

/// Returns the text with all long words masked.
fn without_long_words(text: &str) -> String {
    let flush = |word: &mut String, shown: &mut String, in_tag: bool| {
        let limit = if in_tag { LONG_WORD_IN_TAG } else { LONG_WORD };
        shown.push_str(if word.len() < limit { word } else { MASK });
        word.clear();
    };
    let mut shown = String::new();
    let mut word = String::new();
    let mut in_tag = false;
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

/// Masks the secrets of a request in texts that quote them.
///
/// It holds only handles, so creating one for each error is cheap. Secrets are copied when a text is masked.
#[derive(Clone, Default)]
pub(crate) struct Redactor {
    pub(crate) body: Bytes,
    /// The ranges of the values of sensitive members in the body.
    pub(crate) secrets: Vec<Range<usize>>,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) authorization: Option<HeaderValue>,
}

impl Redactor {
    /// Returns the text with all secrets masked, or `None` if it contains none.
    pub(crate) fn mask(&self, text: &str) -> Option<String> {
        let mut secrets = self.values();
        secrets.retain(|secret| secret.len() >= MIN_SECRET_LENGTH && text.contains(secret.as_str()));
        // The longest first, because one secret may be a part of another.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        if secrets.is_empty() {
            return None;
        }
        let masked = secrets.iter().fold(Zeroizing::new(text.to_owned()), |text, secret| replaced(&text, secret));
        Some(masked.as_str().to_owned())
    }

    /// Returns the text with all secrets masked.
    pub(crate) fn masked(&self, text: &str) -> String {
        self.mask(text).unwrap_or_else(|| text.to_owned())
    }

    /// Returns the start of a body that is not a response of the service, on one line of at most `max` bytes: enough to
    /// recognize a captive portal or the message of a proxy.
    ///
    /// Secrets that were sent are masked, and so is the whole request, in case a server echoes it. Every word is masked
    /// that is long enough to be a key or a token, because the body may contain one that the client does not know.
    pub(crate) fn start(&self, body: &[u8], max: usize) -> Option<String> {
        let text = Zeroizing::new(String::from_utf8_lossy(body).into_owned());
        let text = match std::str::from_utf8(&self.body) {
            Ok(sent) if sent.len() >= MIN_SECRET_LENGTH => replaced(&text, sent),
            _ => text,
        };
        let start = one_line(&without_long_words(&self.masked(&text)), max).to_string();
        (!start.is_empty()).then_some(start)
    }

    /// Returns all secrets: those of the body both as they are and as they were sent.
    fn values(&self) -> Vec<Zeroizing<String>> {
        let mut secrets: Vec<Zeroizing<String>> = Vec::new();
        let mut add = |secret: &str| secrets.push(Zeroizing::new(secret.to_owned()));
        for encoded in self.secrets.iter().filter_map(|range| self.body.get(range.clone())) {
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
        if let Some(authorization) = &self.authorization {
            let text = authorization.to_str().unwrap_or_default();
            add(text.rsplit_once("Signature=").map_or("", |(_, signature)| signature));
        }
        secrets
    }
}

/// Returns the text with a secret masked. The result is zeroed when it is dropped, and never reallocated, because it may
/// still contain other secrets.
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
