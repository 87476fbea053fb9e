//! Masking of secrets that were sent, in case a response quotes them.

mod escapes;
mod index;
mod search;
mod secrets;
mod view;

use std::ops::Range;

use aws_credential_types::Credentials;
use bytes::Bytes;
use http::HeaderValue;
use percent_encoding::percent_decode;
use zeroize::Zeroizing;

pub(crate) use self::secrets::Secrets;
use crate::protocol::one_line::one_line;

/// The replacement for a secret.
const MASK: &str = "[redacted]";

/// The length in bytes from which a request is masked where a text quotes it whole.
const MIN_QUOTED: usize = 4;

/// The length in bytes below which a secret may consist of what looks like escapes.
const SHORT: usize = 32;

/// The number of bytes of a body for each byte of its start that is shown. They leave room for white space.
const ROOM: usize = 4;

/// The number of bytes after them that are searched too, because they may continue a secret.
const MARGIN: usize = 1024;

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
        if is_in_word(c) {
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

/// Returns the text without a short word at its end, which may be the start of a long one.
fn without_cut_word(text: &str) -> &str {
    let before = text.trim_end_matches(is_in_word);
    if text.len() - before.len() < LONG_WORD_IN_TAG { before } else { text }
}

/// Returns `true` for the characters of keys and tokens.
fn is_in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '-' | '_' | '.' | '%')
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
    /// Prepares the secrets for masking texts: whole and in long parts, as they are, escaped, in base64 or in hexadecimal
    /// digits.
    pub(crate) fn secrets(&self) -> Secrets {
        Secrets::new(self.body.clone(), self.values())
    }

    /// Returns all secrets: those of the body without the encoding of forms, and short ones also with it, because they may
    /// consist of what looks like escapes itself.
    fn values(&self) -> Vec<Zeroizing<Vec<u8>>> {
        let mut secrets: Vec<Zeroizing<Vec<u8>>> = Vec::new();
        for encoded in self.secrets.iter().filter_map(|range| self.body.get(range.clone())) {
            let mut decoded = Zeroizing::new(Vec::with_capacity(encoded.len()));
            decoded.extend(percent_decode(encoded));
            if decoded.as_slice() != encoded && encoded.len() < SHORT {
                secrets.push(Zeroizing::new(encoded.to_vec()));
            }
            secrets.push(decoded);
        }
        let mut add = |secret: &str| secrets.push(Zeroizing::new(secret.as_bytes().to_vec()));
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

impl Secrets {
    /// Returns the text with all secrets masked, or `None` if it contains none.
    pub(crate) fn mask(&self, text: &str) -> Option<String> {
        let found = search::find(self, text);
        (!found.is_empty()).then(|| without(text, &found))
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
        let body = body.trim_ascii_start();
        let searched = ROOM * max + MARGIN;
        let copied = body.get(..searched + self.request.len()).unwrap_or(body);
        let text = Zeroizing::new(String::from_utf8_lossy(copied).into_owned());
        let text = match std::str::from_utf8(&self.request) {
            Ok(sent) if sent.len() >= MIN_QUOTED => replaced(&text, sent),
            _ => text,
        };
        let text = text.trim_start();
        let is_cut = copied.len() < body.len() || text.len() > searched;
        let text = text.get(..text.floor_char_boundary(searched)).unwrap_or_default();
        let end = if is_cut { text.len().saturating_sub(MARGIN) } else { text.len() };
        let masked = self.masked_until(text, end);
        let shown = if is_cut { without_cut_word(&masked) } else { &masked };
        let start = one_line(&without_long_words(shown), max).to_string();
        (!start.is_empty()).then_some(start)
    }

    /// Returns the text up to a place with all secrets masked, including one that continues past this place.
    fn masked_until(&self, text: &str, end: usize) -> String {
        let mut found = search::find(self, text);
        found.retain(|place| place.start < end);
        let end = found.last().map_or(0, |place| place.end).max(text.floor_char_boundary(end));
        without(text.get(..end).unwrap_or_default(), &found)
    }
}

/// Returns the text with masks in these places, which are sorted and do not overlap.
fn without(text: &str, places: &[Range<usize>]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut end = 0;
    for place in places {
        masked.extend([text.get(end..place.start).unwrap_or_default(), MASK]);
        end = place.end;
    }
    masked.push_str(text.get(end..).unwrap_or_default());
    masked
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
