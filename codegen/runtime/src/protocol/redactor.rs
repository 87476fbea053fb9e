//! Masks what was sent and must not be shown, should the service quote it.

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

/// Masks the secrets of a request where the service quotes them. Holds handles only: nothing is copied before something
/// has to be masked.
#[derive(Clone, Default)]
pub(crate) struct Redactor {
    pub(crate) body: Bytes,
    /// Where the values of sensitive members are in the body.
    pub(crate) secrets: Vec<Range<usize>>,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) authorization: Option<HeaderValue>,
}

impl Redactor {
    /// Returns the text without any secret that was sent; `None` if it holds none.
    pub(crate) fn mask(&self, text: &str) -> Option<String> {
        let mut secrets = self.values();
        secrets.retain(|secret| secret.len() >= SHORTEST && text.contains(secret.as_str()));
        // One may be a part of another.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        if secrets.is_empty() {
            return None;
        }
        let masked = secrets.iter().fold(Zeroizing::new(text.to_owned()), |text, secret| replaced(&text, secret));
        Some(masked.as_str().to_owned())
    }

    /// Returns the text without any secret that was sent.
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
