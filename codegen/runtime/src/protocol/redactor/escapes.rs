//! Escapes of characters, recognized by their end.
//!
//! The caller appends byte by byte to a text that is already free of escapes, and replaces an escape as soon as its last byte
//! is there. So a character that was escaped many times, in any mixture of ways, costs no more than its bytes.

/// The maximum length in bytes of an escape: `&#x0000000000002B;`.
pub(super) const MAX: usize = 18;

/// The character that an escape stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escaped {
    /// A byte of UTF-8.
    Byte(u8),
    Char(char),
}

/// Returns `true` for a byte that escapes start with.
pub(super) fn is_start(byte: u8) -> bool {
    matches!(byte, b'%' | b'\\' | b'&')
}

/// Returns `true` if a backslash before this byte may be the start of an escape, or becomes one when this byte is replaced.
/// Before any other byte, it only says that the byte stands for itself.
pub(super) fn may_follow_backslash(byte: u8) -> bool {
    is_start(byte) || matches!(byte, b'n' | b'r' | b't' | b'u' | b'U' | b'x')
}

/// Returns the escape at the end of these bytes: its length, and what it stands for.
pub(super) fn at_end(bytes: &[u8]) -> Option<(usize, Escaped)> {
    let simple = |c| bytes.ends_with(&[b'\\', *bytes.last()?]).then_some((2, Escaped::Char(c)));
    match bytes.last()? {
        b'n' => simple('\n'),
        b'r' => simple('\r'),
        b't' => simple('\t'),
        b';' => entity(bytes),
        b'}' => code_point(bytes),
        byte if byte.is_ascii_hexdigit() => digits(bytes),
        _ => None,
    }
}

/// `%2B`, `\x2b`, `\u002b`, `\ud83d\ude00`, `%u002b`, `\U0000002b`
fn digits(bytes: &[u8]) -> Option<(usize, Escaped)> {
    let value = |count: usize, start: &[u8]| {
        let (before, digits) = bytes.split_at_checked(bytes.len().checked_sub(count)?)?;
        before.ends_with(start).then(|| number(digits, 16))?
    };
    let char = |value: u32| char::from_u32(value).map(Escaped::Char);
    if let Some(value) = value(2, b"%") {
        Some((3, Escaped::Byte(u8::try_from(value).ok()?)))
    } else if let Some(value) = value(2, b"\\x") {
        Some((4, char(value)?))
    } else if let Some(unit) = value(4, b"\\u").or_else(|| value(4, b"%u")) {
        char(unit).map(|c| (6, c)).or_else(|| low_surrogate(bytes, unit))
    } else {
        Some((10, char(value(8, b"\\U")?)?))
    }
}

/// The second half of a character that is escaped as two code units of UTF-16.
fn low_surrogate(bytes: &[u8], low: u32) -> Option<(usize, Escaped)> {
    let mut before = bytes.get(..bytes.len().checked_sub(6)?)?;
    // A backslash that is escaped itself leaves others behind.
    while let Some(rest) = before.strip_suffix(b"\\") {
        before = rest;
    }
    let start = before.len().checked_sub(6)?;
    let high = before.get(start..)?.strip_prefix(b"\\u").or_else(|| before.get(start..)?.strip_prefix(b"%u"))?;
    let high = number(high, 16)?.checked_sub(0xD800)?;
    let low = low.checked_sub(0xDC00)?;
    let c = char::from_u32(0x1_0000 + (high << 10) + low).filter(|_| high < 0x400 && low < 0x400)?;
    Some((bytes.len() - start, Escaped::Char(c)))
}

/// `\u{2b}`
fn code_point(bytes: &[u8]) -> Option<(usize, Escaped)> {
    let (start, digits) = inside(bytes, b"\\u{")?;
    Some((bytes.len() - start, Escaped::Char(char::from_u32(number(digits, 16)?)?)))
}

/// `&amp;`, `&#43;`, `&#x2B;`
fn entity(bytes: &[u8]) -> Option<(usize, Escaped)> {
    let (start, name) = inside(bytes, b"&")?;
    let c = match name {
        [b'#', b'x' | b'X', digits @ ..] => char::from_u32(number(digits, 16)?)?,
        [b'#', digits @ ..] => char::from_u32(number(digits, 10)?)?,
        name => NAMED.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((bytes.len() - start, Escaped::Char(c)))
}

/// Returns the last place of `opening`, and what is between it and the last byte.
fn inside<'a>(bytes: &'a [u8], opening: &[u8]) -> Option<(usize, &'a [u8])> {
    let first = bytes.len().saturating_sub(MAX);
    let place = bytes.get(first..)?.windows(opening.len()).rposition(|window| window == opening)?;
    let start = first + place;
    Some((start, bytes.get(start + opening.len()..bytes.len() - 1)?))
}

/// Reads digits only: no sign, and at least one.
fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let value = |number: u32, byte: &u8| number.checked_mul(radix)?.checked_add(char::from(*byte).to_digit(radix)?);
    if digits.is_empty() { None } else { digits.iter().try_fold(0, value) }
}

/// The names of visible ASCII characters in HTML, in the order of the characters. XML has five of them.
const NAMED: [(&[u8], char); 43] = [
    (b"excl", '!'),
    (b"quot", '"'),
    (b"QUOT", '"'),
    (b"num", '#'),
    (b"dollar", '$'),
    (b"percnt", '%'),
    (b"amp", '&'),
    (b"AMP", '&'),
    (b"apos", '\''),
    (b"lpar", '('),
    (b"rpar", ')'),
    (b"ast", '*'),
    (b"midast", '*'),
    (b"plus", '+'),
    (b"comma", ','),
    (b"period", '.'),
    (b"sol", '/'),
    (b"colon", ':'),
    (b"semi", ';'),
    (b"lt", '<'),
    (b"LT", '<'),
    (b"equals", '='),
    (b"gt", '>'),
    (b"GT", '>'),
    (b"quest", '?'),
    (b"commat", '@'),
    (b"lsqb", '['),
    (b"lbrack", '['),
    (b"bsol", '\\'),
    (b"rsqb", ']'),
    (b"rbrack", ']'),
    (b"Hat", '^'),
    (b"lowbar", '_'),
    (b"UnderBar", '_'),
    (b"grave", '`'),
    (b"DiacriticalGrave", '`'),
    (b"lcub", '{'),
    (b"lbrace", '{'),
    (b"verbar", '|'),
    (b"vert", '|'),
    (b"rcub", '}'),
    (b"rbrace", '}'),
    (b"NewLine", '\n'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_when_they_are_complete() {
        let plus = [
            "%2B",
            "%2b",
            "\\u002b",
            "\\u002B",
            "%u002b",
            "\\x2b",
            "\\u{2b}",
            "\\u{002B}",
            "\\U0000002b",
            "&#43;",
            "&#x2B;",
            "&#X2b;",
            "&#0043;",
            "&#x000000000002B;",
            "&plus;",
        ];
        for text in plus {
            let before = format!("a{}", &text[..text.len() - 1]);
            assert_eq!(at_end(before.as_bytes()), None, "{before}");
            let (length, escaped) = at_end(format!("a{text}").as_bytes()).unwrap();
            assert_eq!(length, text.len(), "{text}");
            assert!(matches!(escaped, Escaped::Byte(b'+') | Escaped::Char('+')), "{text}");
        }
        for (text, expected) in
            [("\\n", '\n'), ("\\r", '\r'), ("\\t", '\t'), ("&amp;", '&'), ("&AMP;", '&'), ("&#233;", 'é')]
        {
            assert_eq!(at_end(text.as_bytes()), Some((text.len(), Escaped::Char(expected))), "{text}");
        }
        for text in ["\\ud83d\\ude00", "\\uD83D\\\\uDE00", "%ud83d%ude00"] {
            assert_eq!(at_end(text.as_bytes()), Some((text.len(), Escaped::Char('😀'))), "{text}");
        }
    }

    #[test]
    fn what_is_not_an_escape_is_not_read() {
        for text in [
            "",
            "%",
            "%2",
            "%zz",
            "\\",
            "\\q",
            "\\u12",
            "\\ud83d",
            "\\ude00",
            "\\u0041\\ude00",
            "\\u{}",
            "\\u{110000}",
            "&",
            "&x;",
            "&;",
            "&#;",
            "&#xG;",
            "&#+4;",
            "&amp",
            "&#x00000000000000000002B;",
            "n",
            "2b",
            "}",
            ";",
        ] {
            assert_eq!(at_end(text.as_bytes()), None, "{text}");
        }
    }
}
