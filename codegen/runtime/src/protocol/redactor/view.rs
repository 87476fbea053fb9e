//! A text without its encodings, and where each byte of it comes from.

use std::iter;
use std::ops::Range;

use zeroize::Zeroizing;

use super::escapes::{self, Escaped, may_follow_backslash};

/// The bytes that a text stands for in one reading of it, and for each byte where it comes from.
pub(super) struct TextView {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    sources: Vec<ByteSource>,
}

/// A range of the text. Texts are searched in pieces that are shorter than 4 GiB.
#[derive(Clone, Copy)]
struct ByteSource {
    start: u32,
    end: u32,
    /// The number of times that it was escaped with a backslash.
    depth: u8,
}

/// An encoding of bytes as digits.
pub(super) struct Digits {
    /// The number of bits of a digit.
    bits: u32,
    /// The number of digits after which a digit starts a byte again. A secret may start at any of them.
    period: usize,
    /// The number of digits from which a run is read: those of the shortest secret that is looked for.
    shortest: usize,
    /// The number of digits in a line from which a run continues in the next one. Words of a message have fewer digits.
    line: usize,
    /// The value of each byte, or [`NONE`].
    values: [u8; 256],
}

/// The value of a byte that is not a digit.
const NONE: u8 = u8::MAX;

/// base64, in the alphabet for texts and in the one for URLs.
pub(super) static BASE64: Digits = Digits {
    bits: 6,
    period: 4,
    shortest: 11,
    line: 8,
    values: values(&[
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
    ]),
};

/// Hexadecimal digits in both cases.
pub(super) static HEXADECIMAL: Digits =
    Digits { bits: 4, period: 2, shortest: 16, line: 2, values: values(&[b"0123456789abcdef", b"0123456789ABCDEF"]) };

/// Returns the value of each byte: its place in one of the alphabets.
const fn values(alphabets: &[&[u8]]) -> [u8; 256] {
    let mut values = [NONE; 256];
    let mut alphabets = alphabets;
    while let [alphabet, others @ ..] = alphabets {
        let mut digits = *alphabet;
        let mut value = 0;
        while let [digit, rest @ ..] = digits {
            if let Some(entry) = values.as_mut_slice().split_at_mut(*digit as usize).1.first_mut() {
                *entry = value;
            }
            value += 1;
            digits = rest;
        }
        alphabets = others;
    }
    values
}

impl Digits {
    fn value(&self, byte: u8) -> Option<u8> {
        self.values.get(usize::from(byte)).copied().filter(|value| *value != NONE)
    }
}

impl TextView {
    /// Returns the bytes as they are.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self {
            bytes: Zeroizing::new(bytes.to_vec()),
            sources: iter::zip(0.., 1..)
                .map(|(start, end)| ByteSource { start, end, depth: 0 })
                .take(bytes.len())
                .collect(),
        }
    }

    /// Nothing that is read from a view is longer than it is. So the buffer is never reallocated, which would leave a copy.
    fn with_capacity(capacity: usize) -> Self {
        Self { bytes: Zeroizing::new(Vec::with_capacity(capacity)), sources: Vec::with_capacity(capacity) }
    }

    /// Returns the range of the text that these bytes come from.
    pub(super) fn origin(&self, range: Range<usize>) -> Range<usize> {
        let sources = self.sources.get(range).unwrap_or_default();
        let (start, end) = (sources.first().map_or(0, |first| first.start), sources.last().map_or(0, |last| last.end));
        start as usize..end as usize
    }

    /// Returns the bytes without escapes, however often they are escaped, or `None` if there are none.
    ///
    /// Backslashes are left out that are not part of an escape. So `\\u0041`, `\u0041` and `A` become the same, and secrets
    /// that contain backslashes are found in the same way as others if their own escapes are removed too.
    pub(super) fn unescaped(&self) -> Option<Self> {
        if !self.bytes.iter().any(|byte| escapes::is_start(*byte)) {
            return None;
        }
        let mut plain = Self::with_capacity(self.bytes.len());
        // The length up to which an escape may end.
        let mut limit = 0;
        for (byte, source) in self.range(0..self.bytes.len()) {
            plain.push_after_backslashes(byte, *source);
            if escapes::is_start(byte) {
                limit = plain.bytes.len() + escapes::MAX;
            }
            while plain.bytes.len() <= limit
                && let Some((length, escaped)) = escapes::at_end(&plain.bytes)
            {
                plain.replace_end(length, escaped, source.end);
                limit = plain.bytes.len() + escapes::MAX;
            }
        }
        plain.remove_backslashes();
        (plain.bytes.len() < self.bytes.len()).then_some(plain)
    }

    /// Returns the bytes that long runs of digits stand for, once for each digit of a run that may start a byte.
    pub(super) fn decoded<'a>(&'a self, digits: &'a Digits) -> impl Iterator<Item = Self> + 'a {
        let runs = self.runs(digits);
        let starts = if runs.is_empty() { 0..0 } else { 0..digits.period };
        starts.map(move |start| self.decoded_from(start, &runs, digits))
    }

    /// Finds the runs of digits that are long enough to encode a secret. They may be wrapped.
    fn runs(&self, digits: &Digits) -> Vec<Range<usize>> {
        /// Ends the last run.
        const END: &[u8] = b"!";
        let mut runs = Vec::new();
        let (mut start, mut length, mut line) = (0, 0, 0);
        for (at, byte) in self.bytes.iter().chain(END).enumerate() {
            if digits.value(*byte).is_some() {
                start = if length == 0 { at } else { start };
                length += 1;
                line += 1;
                continue;
            }
            let is_wrapped = !byte.is_ascii_graphic() && (line == 0 || line >= digits.line);
            line = 0;
            if !is_wrapped {
                if length >= digits.shortest {
                    runs.push(start..at);
                }
                length = 0;
            }
        }
        runs
    }

    /// Returns the bytes that runs of digits stand for, without the first `skipped` digits of each.
    fn decoded_from(&self, skipped: usize, runs: &[Range<usize>], digits: &Digits) -> Self {
        let mut decoded = Self::with_capacity(runs.iter().map(Range::len).sum());
        for run in runs {
            let read = |(byte, source): (u8, &ByteSource)| Some((digits.value(byte)?, *source));
            let (mut buffer, mut held, mut before) = (0_u32, 0, 0);
            for (value, source) in self.range(run.clone()).filter_map(read).skip(skipped) {
                buffer = buffer << digits.bits | u32::from(value);
                held += digits.bits;
                if held >= 8 {
                    held -= 8;
                    let [.., byte] = (buffer >> held).to_be_bytes();
                    // In both encodings, two digits encode a byte.
                    decoded.push(byte, ByteSource { start: before, end: source.end, depth: 0 });
                }
                before = source.start;
            }
        }
        decoded
    }

    /// Returns the bytes of a range, with their places.
    fn range(&self, range: Range<usize>) -> impl Iterator<Item = (u8, &ByteSource)> {
        let bytes = self.bytes.get(range.clone()).unwrap_or_default();
        bytes.iter().copied().zip(self.sources.get(range).unwrap_or_default())
    }

    fn push(&mut self, byte: u8, source: ByteSource) {
        self.bytes.push(byte);
        self.sources.push(source);
    }

    /// Appends a byte. Backslashes before it become a part of it, unless they may start an escape with it.
    ///
    /// A backslash before another one escapes it, unless that one was itself escaped before.
    fn push_after_backslashes(&mut self, byte: u8, mut source: ByteSource) {
        while let (Some(b'\\'), Some(backslash)) = (self.bytes.last(), self.sources.last()) {
            let is_escaping = if byte == b'\\' { backslash.depth == source.depth } else { !may_follow_backslash(byte) };
            if !is_escaping {
                break;
            }
            source = ByteSource { start: backslash.start, end: source.end, depth: backslash.depth.saturating_add(1) };
            self.truncate(self.bytes.len() - 1);
        }
        self.push(byte, source);
    }

    /// Replaces the last bytes, which are an escape that ends at `end` of the text.
    fn replace_end(&mut self, length: usize, escaped: Escaped, end: u32) {
        let first = self.bytes.len().saturating_sub(length);
        let Some(opening) = self.sources.get(first) else { return };
        let depth = opening.depth.saturating_add(u8::from(self.bytes.get(first) == Some(&b'\\')));
        let source = ByteSource { start: opening.start, end, depth };
        self.truncate(first);
        match escaped {
            Escaped::Byte(byte) => self.push_after_backslashes(byte, source),
            Escaped::Char(c) => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    self.push_after_backslashes(byte, source);
                }
            }
        }
    }

    /// Removes backslashes that are not part of an escape. They become a part of the byte after them.
    fn remove_backslashes(&mut self) {
        let mut start = None;
        for (byte, source) in self.bytes.iter().zip(&mut self.sources) {
            if *byte == b'\\' {
                start = start.or(Some(source.start));
            } else {
                source.start = start.take().unwrap_or(source.start);
            }
        }
        let mut bytes = self.bytes.iter();
        self.sources.retain(|_| bytes.next() != Some(&b'\\'));
        self.bytes.retain(|byte| *byte != b'\\');
    }

    fn truncate(&mut self, length: usize) {
        self.bytes.truncate(length);
        self.sources.truncate(length);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(text: &str) -> String {
        let view = TextView::of(text.as_bytes());
        String::from_utf8_lossy(&view.unescaped().unwrap_or(view).bytes).into_owned()
    }

    fn decoded(text: &str, digits: &Digits) -> Vec<String> {
        let view = TextView::of(text.as_bytes());
        view.decoded(digits).map(|view| String::from_utf8_lossy(&view.bytes).into_owned()).collect()
    }

    #[test]
    fn escapes_are_removed_however_often_and_in_whatever_mixture_they_surround_a_character() {
        for text in [
            "%41",
            "%2541",
            "%25252541",
            "\\u0041",
            "\\\\u0041",
            "\\\\\\\\u0041",
            "\\u005cu0041",
            "\\u005c\\u0075\\u0030041",
            "&amp;#65;",
            "&amp;amp;#x41;",
            "&#37;41",
            "%26%2365%3B",
            "\\u002541",
            "&bsol;u0041",
            "%%34%31",
            "%4\\\\u0031",
            "\\\\\\u0041",
        ] {
            assert_eq!(plain(text), "A", "{text}");
        }
        assert_eq!(plain("a\\/b \\\"c\\\\\\\"d"), "a/b \"c\"d");
        assert_eq!(plain("\\ud83d\\ude00 \\\\ud83d\\\\ude00 %F0%9F%98%80 &#x1F600;"), "😀 😀 😀 😀");
        assert_eq!(plain("a\\nb\\\\nc%0Ad"), "a\nb\nc\nd");
        assert_eq!(plain("\\u006e \\\\u006e \\\\\\\\u006e"), "n n n", "an escaped letter");
        assert_eq!(plain("\\\\\\u006e \\u005c\\u006e \\u005cn"), "\n \n \n", "after an escaped backslash");
        assert_eq!(plain("100% of & \u{e9}"), "100% of & \u{e9}");
    }

    #[test]
    fn digits_are_read_from_each_place_at_which_a_byte_may_start() {
        assert!(decoded("Basic dXNlcjpwYXNzd29yZA==", &BASE64).iter().any(|text| text.ends_with("user:password")));
        assert!(decoded("dXNlcjpw\r\n  YXNzd29y\nZA", &BASE64).contains(&"user:password".to_owned()));
        assert!(decoded("(0706173732d776f726)", &HEXADECIMAL).contains(&"pass-wor".to_owned()));
        assert!(decoded("70 61 73 73 2D 77 6F 72 64\n", &HEXADECIMAL).contains(&"pass-word".to_owned()));
        assert_eq!(decoded("dXNlcjpwYX", &BASE64), [""; 0], "too short");
        assert_eq!(decoded("words of a message are not digits", &BASE64), [""; 0]);
        assert_eq!(decoded("706173732d776f7", &HEXADECIMAL), [""; 0], "too short");
    }

    #[test]
    fn bytes_come_from_the_digits_and_escapes_that_encode_them() {
        let text = "x dXNlcjpw\nYXN%7ad29yZA==";
        let view = TextView::of(text.as_bytes()).unescaped().unwrap();
        let view = view.decoded(&BASE64).find(|view| view.bytes.ends_with(b"user:password")).unwrap();
        let start = view.bytes.len() - "user:password".len();
        assert_eq!(&text[view.origin(start..start + 4)], "dXNlcj");
        assert_eq!(&text[view.origin(start + 5..start + 8)], "pw\nYXN");
        assert_eq!(&text[view.origin(start + 8..start + 9)], "N%7a");
        assert_eq!(view.origin(start..start), 0..0);
    }

    proptest! {
        #[test]
        fn every_byte_has_an_origin_and_no_buffer_grows(text in "[%\\\\&;#xu{}0-9a-fA-F/+é ]{0,60}") {
            let view = TextView::of(text.as_bytes());
            let unescaped = view.unescaped();
            let decoded: Vec<TextView> = view.decoded(&BASE64).chain(view.decoded(&HEXADECIMAL)).collect();
            for read in decoded.iter().chain(&unescaped) {
                prop_assert_eq!(read.sources.len(), read.bytes.len());
                prop_assert!(read.sources.iter().all(|source| source.start < source.end && source.end as usize <= text.len()));
                prop_assert!(read.sources.is_sorted_by_key(|source| source.start));
                prop_assert!(read.bytes.capacity() <= text.len());
            }
        }
    }
}
