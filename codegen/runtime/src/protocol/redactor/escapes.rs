//! Text without its escapes, and where each byte of it comes from.

use zeroize::Zeroizing;

/// The bytes of a text, perhaps without escapes, and for each byte where it starts in the text.
pub(super) struct Layer {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    /// One more than there are bytes: the last one is the end of the text.
    pub(super) origins: Vec<usize>,
}

/// A way to escape characters.
pub(super) struct Escapes {
    /// The byte that every escape starts with.
    start: u8,
    /// Reads the escape at the start of these bytes: its length and its meaning.
    read: fn(&[u8]) -> Option<(usize, Meaning)>,
}

/// The meaning of an escape.
enum Meaning {
    Byte(u8),
    Char(char),
}

/// The escapes in which services and gateways quote a request: of URLs, of JSON and programming languages, and of XML.
pub(super) const ALL: [Escapes; 3] = [
    Escapes { start: b'%', read: percent },
    Escapes { start: b'\\', read: backslash },
    Escapes { start: b'&', read: entity },
];

impl Layer {
    /// Returns the bytes of a text as they are.
    pub(super) fn of(text: &str) -> Self {
        Self { bytes: Zeroizing::new(text.as_bytes().to_vec()), origins: (0..=text.len()).collect() }
    }

    /// Returns the bytes without escapes of one kind, or `None` if there are none.
    pub(super) fn without(&self, escapes: &Escapes) -> Option<Self> {
        if !self.bytes.contains(&escapes.start) {
            return None;
        }
        // What an escape means is never longer than the escape, so the buffer is never reallocated.
        let mut bytes = Zeroizing::new(Vec::with_capacity(self.bytes.len()));
        let mut origins = Vec::with_capacity(self.origins.len());
        let mut at = 0;
        while let Some((rest, byte)) = self.bytes.get(at..).and_then(|rest| Some((rest, *rest.first()?))) {
            let (length, meaning) = (escapes.read)(rest).unwrap_or((1, Meaning::Byte(byte)));
            let before = bytes.len();
            match meaning {
                Meaning::Byte(byte) => bytes.push(byte),
                Meaning::Char(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
            let origin = self.origins.get(at).copied().unwrap_or_default();
            origins.extend(std::iter::repeat_n(origin, bytes.len() - before));
            at += length;
        }
        origins.extend(self.origins.last());
        (bytes.len() < self.bytes.len()).then_some(Self { bytes, origins })
    }
}

/// `%2B`
fn percent(rest: &[u8]) -> Option<(usize, Meaning)> {
    let digits = rest.strip_prefix(b"%")?.get(..2)?;
    Some((3, Meaning::Byte(u8::try_from(number(digits, 16)?).ok()?)))
}

/// `\/`, `\u002b`, `\ud83d\ude00`, `\u{2b}`, `\U0000002b`, `\x2b`
fn backslash(rest: &[u8]) -> Option<(usize, Meaning)> {
    let simple = |c| Some((2, Meaning::Char(c)));
    match rest.strip_prefix(b"\\")?.first()? {
        b'n' => simple('\n'),
        b'r' => simple('\r'),
        b't' => simple('\t'),
        b'x' => Some((4, Meaning::Char(char::from_u32(number(rest.get(2..4)?, 16)?)?))),
        b'u' if rest.get(2) == Some(&b'{') => {
            let (digits, length) = until(rest, 3, b'}')?;
            Some((length, Meaning::Char(char::from_u32(number(digits, 16)?)?)))
        }
        b'u' => code_units(rest),
        b'U' => Some((10, Meaning::Char(char::from_u32(number(rest.get(2..10)?, 16)?)?))),
        c if c.is_ascii_graphic() && !c.is_ascii_alphanumeric() => simple(char::from(*c)),
        _ => None,
    }
}

/// One code unit of UTF-16, or a pair of them.
fn code_units(rest: &[u8]) -> Option<(usize, Meaning)> {
    let unit = |at: usize| {
        let digits = rest.get(at..)?.strip_prefix(b"\\u")?.get(..4)?;
        u16::try_from(number(digits, 16)?).ok()
    };
    let first = unit(0)?;
    if let Some(c) = char::from_u32(first.into()) {
        return Some((6, Meaning::Char(c)));
    }
    Some((12, Meaning::Char(char::decode_utf16([first, unit(6)?]).next()?.ok()?)))
}

/// `&amp;`, `&#43;`, `&#x2B;`
fn entity(rest: &[u8]) -> Option<(usize, Meaning)> {
    const NAMED: [(&[u8], char); 9] = [
        (b"amp", '&'),
        (b"lt", '<'),
        (b"gt", '>'),
        (b"quot", '"'),
        (b"apos", '\''),
        (b"plus", '+'),
        (b"sol", '/'),
        (b"equals", '='),
        (b"percnt", '%'),
    ];
    let (name, length) = until(rest, 1, b';')?;
    let c = match name {
        [b'#', b'x' | b'X', digits @ ..] => char::from_u32(number(digits, 16)?)?,
        [b'#', digits @ ..] => char::from_u32(number(digits, 10)?)?,
        name => NAMED.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((length, Meaning::Char(c)))
}

/// Returns what is between a place and the end of an escape, and the length of the escape.
fn until(rest: &[u8], from: usize, end: u8) -> Option<(&[u8], usize)> {
    /// The longest escape in use, with leading zeros.
    const MAX: usize = 16;
    let inner = rest.get(from..)?;
    let length = inner.iter().take(MAX).position(|byte| *byte == end)?;
    Some((inner.get(..length)?, from + length + 1))
}

/// Reads digits only: no sign, and at least one.
fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let value = |number: u32, byte: &u8| number.checked_mul(radix)?.checked_add(char::from(*byte).to_digit(radix)?);
    if digits.is_empty() { None } else { digits.iter().try_fold(0, value) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decoded(text: &str) -> Vec<String> {
        let layers = ALL.iter().filter_map(|escapes| Layer::of(text).without(escapes));
        layers.map(|layer| String::from_utf8_lossy(&layer.bytes).into_owned()).collect()
    }

    #[test]
    fn escapes_of_each_kind_are_read() {
        for text in [
            "%2B",
            "%2b",
            "\\u002b",
            "\\u002B",
            "\\x2b",
            "\\u{2b}",
            "\\U0000002b",
            "&#43;",
            "&#x2B;",
            "&#X2b;",
            "&#0043;",
            "&plus;",
        ] {
            assert_eq!(decoded(text), ["+"], "{text}");
        }
        assert_eq!(decoded("a\\/b\\\\\\\"\\n"), ["a/b\\\"\n"]);
        assert_eq!(decoded("\\ud83d\\ude00"), ["😀"]);
        assert_eq!(decoded("%F0%9F%98%80"), ["😀"]);
        assert_eq!(decoded("&amp;&lt;&gt;&quot;&apos;"), ["&<>\"'"]);
        assert_eq!(decoded("&amp;#43;"), ["&#43;"], "one layer at a time");
    }

    #[test]
    fn what_is_not_an_escape_stays() {
        for text in
            ["%", "%2", "%zz", "\\", "\\q", "\\u12", "\\ud83d", "\\ud83dx", "\\u{}", "&", "&x;", "&#;", "&#xG;", "&amp"]
        {
            assert_eq!(decoded(text), [""; 0], "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_byte_has_an_origin(text in "[%\\\\&;#xu{}0-9a-f/é]{0,40}") {
            for layer in ALL.iter().filter_map(|escapes| Layer::of(&text).without(escapes)) {
                prop_assert_eq!(layer.origins.len(), layer.bytes.len() + 1);
                prop_assert!(layer.origins.is_sorted() && layer.origins.last() == Some(&text.len()));
                prop_assert!(layer.bytes.capacity() >= layer.bytes.len() && layer.bytes.len() < text.len());
            }
        }
    }
}
