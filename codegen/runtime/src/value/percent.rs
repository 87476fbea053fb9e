//! Percent-encoding in forms, queries and endpoint rules.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, percent_decode, utf8_percent_encode};

/// All characters except those that RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Returns true for an ASCII letter or digit, `-`, `.`, `_` and `~`: the characters that RFC 3986 calls unreserved.
pub(crate) fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Percent-encodes all characters except ASCII letters, digits, `-`, `.`, `_` and `~`, without allocating.
pub(crate) fn encoded(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, RESERVED)
}

/// Decodes a name or a value of a form. Both `%20` and `+` stand for a space.
///
/// # Errors
///
/// Returns a description of the problem if an escape is malformed, or if the decoded bytes are not UTF-8.
pub fn decode_form(text: &[u8]) -> Result<String, &'static str> {
    let mut bytes = text.iter();
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    while let Some(byte) = bytes.next() {
        if *byte == b'%' && !(is_digit(bytes.next()) && is_digit(bytes.next())) {
            return Err("a percent sign is not followed by two hex digits");
        }
    }
    let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).decode_utf8().map(Cow::into_owned).map_err(|_| "a parameter is not UTF-8")
}
