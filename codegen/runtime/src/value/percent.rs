//! Percent-encoding in forms, queries and endpoint rules.

use std::borrow::Cow;

use percent_encoding::{
    AsciiSet, NON_ALPHANUMERIC, PercentEncode, percent_decode, percent_encode, utf8_percent_encode,
};

/// All characters except those that RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The characters that RFC 3986 calls unreserved, as a table: every byte of a request is looked up.
const UNRESERVED: [bool; 256] = {
    let mut table = [false; 256];
    let mut rest: &mut [bool] = &mut table;
    let mut byte: u8 = 0;
    while let [is_unreserved, after @ ..] = rest {
        *is_unreserved = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        byte = byte.wrapping_add(1);
        rest = after;
    }
    table
};

/// Returns true for an ASCII letter or digit, `-`, `.`, `_` and `~`: the characters that RFC 3986 calls unreserved.
pub(crate) fn is_unreserved(byte: u8) -> bool {
    UNRESERVED.get(usize::from(byte)).is_some_and(|is_unreserved| *is_unreserved)
}

/// Percent-encodes all characters except ASCII letters, digits, `-`, `.`, `_` and `~`, without allocating.
pub(crate) fn encoded(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, RESERVED)
}

/// Returns a name or a value of a query in the one encoding that signatures use: decoded, then encoded. Both `%20` and `+`
/// stand for a space, as in [`decode_form`]. What has this encoding already is not copied, because it may be a secret.
pub(crate) fn canonical(text: &str) -> Cow<'_, str> {
    if is_canonical(text) {
        return Cow::Borrowed(text);
    }
    let spaced: Vec<u8> = text.bytes().map(|byte| if byte == b'+' { b' ' } else { byte }).collect();
    let decoded: Vec<u8> = percent_decode(&spaced).collect();
    Cow::Owned(percent_encode(&decoded, RESERVED).to_string())
}

/// Returns true if all characters are unreserved or, if they are not, escaped with digits in upper case.
fn is_canonical(text: &str) -> bool {
    let mut bytes = text.bytes();
    let mut is_canonical = true;
    while let (true, Some(byte)) = (is_canonical, bytes.next()) {
        is_canonical = match byte {
            b'%' => matches!((bytes.next(), bytes.next()), (Some(high), Some(low)) if is_needed_escape(high, low)),
            other => is_unreserved(other),
        };
    }
    is_canonical
}

/// Returns true for the two digits of an escape that is in upper case and stands for a character that has to be escaped.
fn is_needed_escape(high: u8, low: u8) -> bool {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    };
    value(high).zip(value(low)).is_some_and(|(high, low)| !is_unreserved(high << 4 | low))
}

/// Decodes a name or a value of a form. Both `%20` and `+` stand for a space.
///
/// # Errors
///
/// Returns a description of the problem if an escape is malformed, or if the decoded bytes are not UTF-8.
#[inline]
pub fn decode_form(text: &[u8]) -> Result<String, &'static str> {
    let mut bytes = text.iter();
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    while let Some(byte) = bytes.next() {
        if *byte == b'%' && !(is_digit(bytes.next()) && is_digit(bytes.next())) {
            return Err("a percent sign is not followed by two hex digits");
        }
    }
    let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).decode_utf8().map(Cow::into_owned).map_err(|_| "the decoded bytes are not UTF-8")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn all_encodings_of_a_text_have_one_canonical_form() {
        let forms = [
            ("a/b", "a%2Fb"),
            ("a%2fb", "a%2Fb"),
            ("a%2Fb", "a%2Fb"),
            ("%61%2D", "a-"),
            ("a+b", "a%20b"),
            ("a%2Bb", "a%2Bb"),
            ("a=b=", "a%3Db%3D"),
            ("\u{e9}", "%C3%A9"),
            ("%c3%A9", "%C3%A9"),
            // Not an escape, so the percent sign stands for itself.
            ("%", "%25"),
            ("%4", "%254"),
            ("%zz", "%25zz"),
            ("", ""),
        ];
        for (text, expected) in forms {
            assert_eq!(canonical(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_canonical_form_means_the_same_and_is_its_own_canonical_form(text in "([ -~]|%[0-9A-Fa-f]{2}|\\PC){0,12}") {
            let canonical_form = canonical(&text).into_owned();
            if let Ok(meaning) = decode_form(text.as_bytes()) {
                prop_assert_eq!(decode_form(canonical_form.as_bytes()), Ok(meaning));
            }
            prop_assert!(matches!(canonical(&canonical_form), Cow::Borrowed(_)));
        }

        #[test]
        fn encoded_text_is_canonical(text in "\\PC{0,12}") {
            prop_assert!(matches!(canonical(&encoded(&text).to_string()), Cow::Borrowed(_)));
        }
    }
}
