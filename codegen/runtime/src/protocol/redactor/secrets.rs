//! Finds secrets in a text that quotes them, whole or in part, as they are, escaped, in base64 or in hexadecimal digits.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use zeroize::Zeroizing;

use super::escapes::{self, Layer};

/// The length in bytes below which a secret is not masked. It would reveal little, and masking it could hide most of a
/// message.
const MIN_SECRET: usize = 4;

/// The length in bytes from which a part of a secret is masked.
const MIN_PART: usize = 16;

/// The length of the blocks by which parts are found. Every part of [`MIN_PART`] bytes contains a whole block.
const BLOCK: usize = MIN_PART / 2;

/// The maximum number of places at which a block is looked up, in case a secret repeats itself.
const MAX_PLACES: usize = 4;

/// The number of times that a text may be escaped: an error document in a message in JSON, for example.
const MAX_ESCAPES: usize = 3;

/// The secrets of a request, prepared for searching texts.
pub(crate) struct Secrets {
    /// The body of the request.
    pub(super) request: Bytes,
    secrets: Vec<Zeroizing<Vec<u8>>>,
    /// The places of the blocks of the secrets, by their hashes: the secret, and the start of the block.
    blocks: HashMap<u64, Vec<(usize, usize)>>,
    hash: RandomState,
}

impl Secrets {
    /// Prepares the secrets of a request. Adds their forms in base64 and in hexadecimal digits.
    pub(super) fn new(request: Bytes, secrets: Vec<Zeroizing<Vec<u8>>>) -> Self {
        let mut all: Vec<Zeroizing<Vec<u8>>> = secrets.iter().flat_map(|secret| encoded(secret)).collect();
        all.extend(secrets);
        all.retain(|secret| secret.len() >= MIN_SECRET);
        let mut prepared = Self { request, secrets: all, blocks: HashMap::new(), hash: RandomState::new() };
        for (index, secret) in prepared.secrets.iter().enumerate() {
            for (number, block) in secret.chunks_exact(BLOCK).enumerate() {
                let places = prepared.blocks.entry(prepared.hash.hash_one(block)).or_default();
                if places.len() < MAX_PLACES {
                    places.push((index, number * BLOCK));
                }
            }
        }
        prepared
    }

    /// Returns the places of the text where secrets are, sorted and without overlaps.
    pub(super) fn find(&self, text: &str) -> Vec<Range<usize>> {
        if text.len() < MIN_SECRET || self.secrets.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        self.search(&Layer::of(text), MAX_ESCAPES, &mut found);
        let boundary = |range: &Range<usize>| {
            let start = (0..=range.start).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
            let end = (range.end..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
            start..end
        };
        let mut found: Vec<_> = found.iter().map(boundary).collect();
        found.sort_by_key(|range| range.start);
        found.dedup_by(|next, last| {
            let overlap = next.start < last.end;
            if overlap {
                last.end = last.end.max(next.end);
            }
            overlap
        });
        found
    }

    fn search(&self, layer: &Layer, escapes: usize, found: &mut Vec<Range<usize>>) {
        let origin = |at: usize| layer.origins.get(at).copied().unwrap_or_default();
        let places = self.whole(&layer.bytes).chain(self.parts(&layer.bytes));
        found.extend(places.map(|place| origin(place.start)..origin(place.end)));
        if escapes == 0 {
            return;
        }
        for unescaped in escapes::ALL.iter().filter_map(|kind| layer.without(kind)) {
            self.search(&unescaped, escapes - 1, found);
        }
    }

    /// Finds the secrets that are too short to have parts.
    fn whole<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = Range<usize>> + 'a {
        let short = self.secrets.iter().filter(|secret| secret.len() < MIN_PART);
        short.flat_map(move |secret| {
            let places =
                bytes.windows(secret.len()).enumerate().filter(move |(_, window)| *window == secret.as_slice());
            places.map(|(at, window)| at..at + window.len())
        })
    }

    /// Finds long parts of secrets, up to whole ones.
    fn parts<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = Range<usize>> + 'a {
        let mut end = 0;
        bytes.windows(BLOCK).enumerate().filter_map(move |(at, block)| {
            // A place inside of a part that was found needs no other search.
            if at + BLOCK <= end {
                return None;
            }
            let places = self.blocks.get(&self.hash.hash_one(block))?;
            let longest = places.iter().filter_map(|(index, start)| self.common(bytes, at, *index, *start));
            let part = longest.max_by_key(ExactSizeIterator::len).filter(|part| part.len() >= MIN_PART)?;
            end = part.end;
            Some(part)
        })
    }

    /// Returns what text and secret have in common around a block, which is at `at` in the text and at `start` in the
    /// secret.
    fn common(&self, bytes: &[u8], at: usize, index: usize, start: usize) -> Option<Range<usize>> {
        let (before, after) = bytes.split_at_checked(at)?;
        let (secret_before, secret_after) = self.secrets.get(index)?.split_at_checked(start)?;
        let same = |(one, other): &(&u8, &u8)| one == other;
        let left = before.iter().rev().zip(secret_before.iter().rev()).take_while(same).count();
        let right = after.iter().zip(secret_after).take_while(same).count();
        Some(at - left..at + right)
    }
}

/// Returns a secret in base64 and in hexadecimal digits. A short one would be found where it is not.
fn encoded(secret: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    if secret.len() < 2 * MIN_SECRET {
        return Vec::new();
    }
    let digits = |alphabet: &[u8; 16]| {
        let mut text = Zeroizing::new(Vec::with_capacity(2 * secret.len()));
        text.extend(
            secret.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|digit| alphabet.get(usize::from(digit))),
        );
        text
    };
    let mut forms = in_base64(secret);
    forms.extend([b"0123456789abcdef", b"0123456789ABCDEF"].map(digits));
    forms
}

/// Returns what base64 makes of a secret inside of another text: in both alphabets, and for each place in a group of three
/// bytes. The characters at both ends depend on what surrounds the secret, and are left out.
fn in_base64(secret: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    let mut forms = Vec::new();
    for before in 0..3_usize {
        let mut padded = Zeroizing::new(Vec::with_capacity(secret.len() + before));
        padded.resize(before, 0);
        padded.extend_from_slice(secret);
        let first = (before * 8).div_ceil(6);
        let last = padded.len() * 8 / 6;
        for alphabet in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let encoded = Zeroizing::new(alphabet.encode(&padded));
            forms.push(Zeroizing::new(encoded.as_bytes().get(first..last).unwrap_or_default().to_vec()));
        }
    }
    forms
}
