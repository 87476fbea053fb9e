//! Searches a text for secrets, in every reading of it.

use std::iter;
use std::ops::Range;

use super::index::{BLOCK, BlockPlace, SecretBlock, folded, spaced};
use super::secrets::{MIN_PART, MIN_SECRET, Secrets};
use super::view::{BASE64, HEXADECIMAL, TextView};

/// The number of times that bytes may be encoded as digits: base64 in base64, for example. Escapes may surround each of them
/// any number of times.
const MAX_DECODED: usize = 2;

/// The maximum number of bytes that are read and compared for each byte of a text. Ordinary texts need less than a tenth.
const MAX_STEPS: usize = 512;

/// The length in bytes that a shorter text is counted with, because a single place may be most of it.
const MIN_LENGTH: usize = 1024;

/// The maximum length of what a text may insert into a secret to wrap it: a line end and indentation, or characters that no
/// one sees.
const MAX_GAP: usize = 64;

/// The length in bytes of the pieces of a text that are searched one after the other. It bounds the memory of a search.
const PIECE: usize = 16 * 1024;

/// The number of bytes that two pieces share. It is more than the shortest masked part of a secret takes, however it is
/// escaped.
const SHARED: usize = 2 * 1024;

/// The lengths in bytes from which secrets are masked.
#[derive(Clone, Copy)]
struct Lengths {
    whole: usize,
    part: usize,
}

const TEXT: Lengths = Lengths { whole: MIN_SECRET, part: MIN_PART };

/// In base64, which has 16 digits for 12 bytes. A short secret would be found where it is not.
const IN_BASE64: Lengths = Lengths { whole: 2 * MIN_SECRET, part: MIN_PART * 3 / 4 };

/// In hexadecimal digits.
const IN_HEXADECIMAL: Lengths = Lengths { whole: 2 * MIN_SECRET, part: MIN_PART / 2 };

/// A search for secrets in a text.
struct SecretSearch<'a> {
    secrets: &'a Secrets,
    found: Vec<Range<usize>>,
    /// The steps that are left.
    left: usize,
}

/// Too many steps were taken.
struct Exhausted;

/// The bytes that a text and a secret have in common on one side of a place.
#[derive(Default)]
struct Common {
    /// The number of bytes of the secret.
    matched: usize,
    /// The number of bytes of the text, with those that it inserted.
    length: usize,
}

/// Returns the places of a text where secrets are, sorted and without overlaps.
pub(super) fn find(secrets: &Secrets, text: &str) -> Vec<Range<usize>> {
    if text.len() < MIN_SECRET || secrets.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut start = 0;
    loop {
        let end = text.len().min(start + PIECE);
        let piece = text.as_bytes().get(start..end).unwrap_or_default();
        let places = SecretSearch::run(secrets, piece).into_iter();
        found
            .extend(places.map(|place| {
                text.floor_char_boundary(start + place.start)..text.ceil_char_boundary(start + place.end)
            }));
        if end == text.len() {
            break;
        }
        start = end - SHARED;
    }
    found.sort_unstable_by_key(|range| range.start);
    found.dedup_by(|next, last| {
        let overlap = next.start < last.end;
        if overlap {
            last.end = last.end.max(next.end);
        }
        overlap
    });
    found
}

impl<'a> SecretSearch<'a> {
    /// Returns the ranges of a text that come from secrets. A text that takes too many steps becomes one range: it was made
    /// to take long, and what it hides is unknown.
    fn run(secrets: &'a Secrets, text: &[u8]) -> Vec<Range<usize>> {
        Self::within(secrets, text, MAX_STEPS * text.len().max(MIN_LENGTH)).0
    }

    /// Returns the ranges that come from secrets, and the number of steps that were left.
    fn within(secrets: &'a Secrets, text: &[u8], steps: usize) -> (Vec<Range<usize>>, usize) {
        let mut search = Self { secrets, found: Vec::new(), left: steps };
        match search.read(&TextView::of(text), TEXT, MAX_DECODED) {
            Ok(()) => (search.found, search.left),
            Err(Exhausted) => (iter::once(0..text.len()).collect(), 0),
        }
    }

    /// Searches a view, the view without its escapes, and the bytes that this encodes as digits.
    fn read(&mut self, view: &TextView, lengths: Lengths, decoded: usize) -> Result<(), Exhausted> {
        self.search(view, lengths)?;
        self.spend(view.bytes.len())?;
        let unescaped = view.unescaped();
        if let Some(plain) = &unescaped {
            self.search(plain, lengths)?;
        }
        let Some(decoded) = decoded.checked_sub(1) else { return Ok(()) };
        let plain = unescaped.as_ref().unwrap_or(view);
        for (digits, lengths) in [(&BASE64, IN_BASE64), (&HEXADECIMAL, IN_HEXADECIMAL)] {
            self.spend(plain.bytes.len())?;
            for view in plain.decoded(digits) {
                self.read(&view, lengths, decoded)?;
            }
        }
        Ok(())
    }

    /// Finds whole secrets and long parts of them.
    fn search(&mut self, view: &TextView, lengths: Lengths) -> Result<(), Exhausted> {
        self.spend(view.bytes.len())?;
        let mut block = SecretBlock::default();
        let mut searched = 0;
        for (last, byte) in view.bytes.iter().enumerate() {
            block = block.next(*byte);
            // A block inside of a part that was found needs no other search.
            if last < searched || last + 1 < BLOCK {
                continue;
            }
            let mut longest = 0..0;
            let secrets = self.secrets;
            for place in secrets.places(block) {
                let part = self.part(&view.bytes, last + 1 - BLOCK, place, lengths)?;
                if part.len() > longest.len() {
                    longest = part;
                }
            }
            if !longest.is_empty() {
                searched = longest.end;
                self.found.push(view.origin(longest));
            }
        }
        Ok(())
    }

    /// Returns the part of a text that it has in common with a secret, around a block at `at` in the text and at a place in
    /// the secret. It is empty if the blocks differ, or if it is too short to be masked.
    fn part(&mut self, text: &[u8], at: usize, place: BlockPlace, lengths: Lengths) -> Result<Range<usize>, Exhausted> {
        let secret = self.secrets.get(place.secret);
        let (before, after) = text.split_at_checked(at).unwrap_or_default();
        let (secret_before, secret_after) = secret.split_at_checked(place.offset).unwrap_or_default();
        // A short secret is masked only as it is: in its case, and without white space in between.
        let is_short = secret.len() < MIN_PART;
        let form: fn(u8) -> u8 = if is_short { spaced } else { folded };
        if !after.iter().zip(secret_after).take(BLOCK).all(|(one, other)| form(*one) == form(*other)) {
            self.spend(BLOCK)?;
            return Ok(0..0);
        }
        let right = common(after.iter(), secret_after.iter(), form);
        let left = common(before.iter().rev(), secret_before.iter().rev(), form);
        self.spend(left.length + right.length)?;
        let matched = left.matched + right.matched;
        let part = at - left.length..at + right.length;
        let is_whole = matched == secret.len() && matched >= lengths.whole;
        let is_found = (is_whole || matched >= lengths.part) && (!is_short || part.len() == matched);
        Ok(if is_found { part } else { 0..0 })
    }

    /// Counts steps.
    fn spend(&mut self, steps: usize) -> Result<(), Exhausted> {
        self.left = self.left.checked_sub(steps).ok_or(Exhausted)?;
        Ok(())
    }
}

/// Returns what a text and a secret have in common from their starts on, in the form in which bytes are compared. Skips
/// characters that are not visible ASCII if only the text has them, because it may be wrapped.
fn common<'b>(
    text: impl Iterator<Item = &'b u8>,
    mut secret: impl Iterator<Item = &'b u8>,
    form: fn(u8) -> u8,
) -> Common {
    let mut common = Common::default();
    let Some(mut expected) = secret.next() else { return common };
    for (at, byte) in text.enumerate() {
        if form(*byte) == form(*expected) {
            common = Common { matched: common.matched + 1, length: at + 1 };
            match secret.next() {
                Some(next) => expected = next,
                None => break,
            }
        } else if byte.is_ascii_graphic() || at - common.length >= MAX_GAP {
            break;
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use zeroize::Zeroizing;

    use super::*;

    const TOKEN: &str = "FwoGZXIvYXdzEXAMPLE0123456789abcdefghijklmnopqrstuvwxyz";

    fn secrets<S: AsRef<str>>(secrets: &[S]) -> Secrets {
        let bytes = secrets.iter().map(|secret| Zeroizing::new(secret.as_ref().as_bytes().to_vec()));
        Secrets::new(Bytes::new(), bytes.collect())
    }

    /// Returns the number of steps for a text.
    fn steps(secrets: &Secrets, text: &str) -> usize {
        usize::MAX - SecretSearch::within(secrets, text.as_bytes(), usize::MAX).1
    }

    #[test]
    fn se05_the_work_of_a_search_is_bounded_by_the_length_of_the_text() {
        let secrets = secrets(&[TOKEN, "A".repeat(5_000).as_str(), "\\\\\\\\", "short"]);
        let nested = format!("%{}", "25".repeat(100_000));
        let gaps = format!("{}{}", &TOKEN[..12], " ".repeat(60));
        for unit in [
            "%25",
            "\\",
            "&amp;",
            "%25\\\\&amp;",
            "\\u005c",
            "&#38;",
            "&#x26;",
            "%41",
            "A",
            "V",
            "41",
            "VkZaV1ZsWldWbFpX",
            "A ",
            "words of a message ",
            TOKEN,
            &TOKEN[..12],
            &TOKEN[1..15],
            &gaps,
            "AAAAAAAAAAAAAAA!",
            &nested,
        ] {
            let text = |length: usize| unit.repeat(length / unit.len() + 1)[..length].to_owned();
            let (short, long) = (steps(&secrets, &text(4_000)), steps(&secrets, &text(16_000)));
            let shown = &unit[..unit.len().min(20)];
            assert!(long <= 16_000 * MAX_STEPS / 4, "{shown}: {} steps for each byte", long / 16_000);
            assert!(long <= short * 5, "{shown}: {short} steps for 4,000 bytes, {long} for 16,000");
        }
    }

    #[test]
    fn se05_a_text_that_takes_too_long_to_search_is_masked_as_a_whole() {
        let many: Vec<String> = (0..2_000).map(|number| format!("user{number:07}")).collect();
        let secrets = secrets(&many);
        let found = |text: &[u8]| -> Vec<_> {
            SecretSearch::run(&secrets, text).into_iter().map(|place| (place.start, place.end)).collect()
        };
        assert_eq!(found(&b"user".repeat(1_000)), [(0, 4_000)]);
        assert_eq!(found(b"not found: user0000007"), [(11, 22)]);
    }
}
