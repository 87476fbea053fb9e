//! Character sets, the form in which patterns of one repeated class are checked.

use crate::rule::unicode;

/// A set of characters as a constant: a table of the ASCII characters, and ranges and general categories for the others.
///
/// The generator converts a negated class into the ranges that remain.
///
/// ```
/// use awsquery::rule::CharSet;
///
/// /// `[0-9]`
/// static DIGITS: CharSet = CharSet::new(0x03FF << 48, &[], &[]);
///
/// assert!(DIGITS.contains('7') && !DIGITS.contains('x'));
/// assert_eq!(DIGITS.first_stranger("12x4"), Some((2, 'x')));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CharSet {
    /// A cell per byte: `true` for the ASCII characters of the set, `false` for all bytes of other characters. A check
    /// costs half as many instructions as with a bit per character.
    ascii: [bool; 256],
    /// `true` if the space and all visible ASCII characters are in the set.
    has_visible: bool,
    ranges: &'static [(u32, u32)],
    categories: &'static [&'static [(u32, u32)]],
}

/// The bits of the visible ASCII characters and the space.
const VISIBLE: u128 = (1 << 0x7F) - (1 << 0x20);

/// Characters that a reader does not see or takes for others: control characters, white space other than a space, and
/// what has no shape of its own but can hide text or turn it around, assigned or not.
pub static INVISIBLE: CharSet = CharSet::new(
    (1 << 0x7F) | 0xFFFF_FFFF,
    &[(0x80, 0x9F)],
    &[unicode::Z, unicode::CF, unicode::DEFAULT_IGNORABLE_CODE_POINT],
);

impl CharSet {
    /// Creates a set.
    ///
    /// Bit `n` of `ascii` stands for the character with the code `n`. `ranges` are the other code points of the set, as
    /// sorted, inclusive ranges that do not touch, and `categories` are tables of [`unicode`](crate::rule::unicode) that are
    /// part of the set. Both are ignored for ASCII characters.
    pub const fn new(ascii: u128, ranges: &'static [(u32, u32)], categories: &'static [&'static [(u32, u32)]]) -> Self {
        let mut table = [false; 256];
        let mut bits = ascii;
        let mut rest: &mut [bool] = &mut table;
        while let [is_member, after @ ..] = rest {
            *is_member = bits & 1 == 1;
            bits >>= 1;
            rest = after;
        }
        Self { ascii: table, has_visible: ascii & VISIBLE == VISIBLE, ranges, categories }
    }

    /// Returns `true` if the character is in the set.
    pub fn contains(&self, c: char) -> bool {
        let code = u32::from(c);
        if c.is_ascii() {
            return self.has_byte(code as u8);
        }
        within(self.ranges, code) || self.categories.iter().any(|table| within(table, code))
    }

    fn has_byte(&self, byte: u8) -> bool {
        self.ascii.get(usize::from(byte)).is_some_and(|is_member| *is_member)
    }

    /// Returns the first character that is not in the set, and the number of characters before it.
    pub fn first_stranger(&self, text: &str) -> Option<(usize, char)> {
        // Most long values are visible ASCII, in sets that contain all of it. Without an exit from the loop, the compiler
        // compares many bytes at once.
        if self.has_visible && text.bytes().fold(true, |all, byte| all & matches!(byte, b' '..=b'~')) {
            return None;
        }
        // Most values are ASCII only, where each byte is a character.
        let before = text.bytes().position(|byte| !self.has_byte(byte))?;
        let rest = text.get(before..).unwrap_or_default().chars().enumerate();
        rest.map(|(index, c)| (before + index, c)).find(|(_, c)| !self.contains(*c))
    }

    /// Like [`first_stranger`](Self::first_stranger), but passes over a separator.
    pub(crate) fn first_stranger_between(&self, text: &str, separator: char) -> Option<(usize, char)> {
        text.chars().enumerate().find(|(_, c)| *c != separator && !self.contains(*c))
    }
}

/// Returns `true` if one of the sorted ranges contains the code point.
fn within(ranges: &[(u32, u32)], code: u32) -> bool {
    let after = ranges.partition_point(|&(first, _)| first <= code);
    let candidate = after.checked_sub(1).and_then(|index| ranges.get(index));
    candidate.is_some_and(|&(_, last)| code <= last)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `[\w+=,.@-]`
    static NAME: CharSet = CharSet::new(0x07ff_fffe_87ff_ffff_23ff_7800_0000_0000, &[], &[]);

    /// `[a\u00C0-\u00FF\u2028\p{N}\p{Z}]`
    static MIXED: CharSet =
        CharSet::new(1 << b'a', &[(0xC0, 0xFF), (0x2028, 0x2028), (0x1_0000, 0x10_FFFF)], &[unicode::N, unicode::Z]);

    /// `[\u0020-\u007E]`
    static VISIBLE_TEXT: CharSet = CharSet::new(VISIBLE, &[], &[]);

    #[test]
    fn visible_text_ends_before_the_first_control_character() {
        for (text, stranger) in [
            ("", None),
            ("{\"a\": ~ }", None),
            ("a\tb", Some((1, '\t'))),
            ("a\u{7f}", Some((1, '\u{7f}'))),
            ("~~~~\u{80}", Some((4, '\u{80}'))),
        ] {
            assert_eq!(VISIBLE_TEXT.first_stranger(text), stranger, "{text:?}");
        }
    }

    #[test]
    fn only_the_bits_decide_about_ascii() {
        for c in (0..128).map(char::from) {
            let expected = c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
            assert_eq!(NAME.contains(c), expected, "{c:?}");
        }
        // The digit and the space are in the tables, but not in the bits.
        assert!(MIXED.contains('a') && !MIXED.contains('1') && !MIXED.contains(' '));
    }

    #[test]
    fn a_letter_outside_ascii_is_not_a_word_character() {
        for c in ['é', '٣', '\u{A0}', '𝐀', '\u{AA}'] {
            assert!(!NAME.contains(c), "{c:?}");
        }
    }

    #[test]
    fn ranges_include_both_ends() {
        for c in ['\u{C0}', '\u{D0}', '\u{FF}', '\u{2028}', '\u{10000}', '\u{10FFFF}'] {
            assert!(MIXED.contains(c), "{c:?}");
        }
        for c in ['\u{BF}', '\u{100}', '\u{2027}', '\u{202A}', '\u{FFFF}'] {
            assert!(!MIXED.contains(c), "{c:?}");
        }
    }

    #[test]
    fn categories_are_part_of_the_set() {
        for c in ['٣', '\u{A0}', '\u{2003}', 'Ⅷ', '\u{2029}'] {
            assert!(MIXED.contains(c), "{c:?}");
        }
        assert!(!MIXED.contains('ж'));
    }

    #[test]
    fn an_empty_set_contains_no_character() {
        let empty = CharSet::new(0, &[], &[]);
        assert!(!"\0a\u{7F}\u{80}é\u{10FFFF}".chars().any(|c| empty.contains(c)));
    }

    #[test]
    fn characters_that_no_one_sees_are_invisible() {
        for c in [
            '\0',
            '\t',
            '\u{7f}',
            '\u{85}',
            '\u{a0}',
            '\u{ad}',
            '\u{34f}',
            '\u{61c}',
            '\u{115f}',
            '\u{17b4}',
            '\u{180b}',
            '\u{200b}',
            '\u{2028}',
            '\u{202e}',
            '\u{2065}',
            '\u{3000}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{ffa0}',
            '\u{fff0}',
            '\u{fffb}',
            '\u{e0041}',
            '\u{e0fff}',
        ] {
            assert!(INVISIBLE.contains(c), "{c:?}");
        }
        for c in [' ', 'a', '"', 'ü', '東', '-', '\u{2010}', '\u{301}', '\u{fffd}', '😀'] {
            assert!(!INVISIBLE.contains(c), "{c:?}");
        }
    }

    #[test]
    fn tables_are_sorted_and_their_ranges_do_not_touch() {
        for table in [unicode::L, unicode::N, unicode::Z, unicode::CF, unicode::DEFAULT_IGNORABLE_CODE_POINT] {
            assert!(table.iter().all(|(first, last)| first <= last));
            assert!(table.windows(2).all(|pair| pair[0].1 + 1 < pair[1].0));
        }
    }

    #[test]
    fn tables_match_their_unicode_version() {
        assert_eq!(unicode::UNICODE_VERSION, "16.0.0");
        let size = |table: &[(u32, u32)]| table.iter().map(|(first, last)| last - first + 1).sum::<u32>();
        assert_eq!(size(unicode::L), 141_028);
        assert_eq!(size(unicode::N), 1_911);
        assert_eq!(size(unicode::Z), 19);
        assert_eq!(size(unicode::CF), 170);
        assert_eq!(size(unicode::DEFAULT_IGNORABLE_CODE_POINT), 4_174);
    }

    proptest! {
        #[test]
        fn the_first_stranger_is_the_first_character_outside_the_set(text in "[a-c\u{E9}\u{663} ]{0,8}|[\t -\u{85}]{0,80}") {
            for set in [&NAME, &MIXED, &VISIBLE_TEXT] {
                let expected = text.chars().enumerate().find(|(_, c)| !set.contains(*c));
                prop_assert_eq!(set.first_stranger(&text), expected);
            }
        }

        #[test]
        fn binary_search_agrees_with_a_linear_scan(c: char) {
            let scan = |table: &[(u32, u32)]| table.iter().any(|&(first, last)| (first..=last).contains(&c.into()));
            for table in [unicode::L, unicode::N, unicode::Z] {
                prop_assert_eq!(within(table, c.into()), scan(table));
            }
        }
    }
}
