//! The secrets of a request, and the places where a text quotes them.

use std::ops::Range;

use bytes::Bytes;
use zeroize::Zeroizing;

use super::index::{Block, Index, Place};
use super::search::Search;
use super::view::View;

/// The length in bytes below which a secret is not masked. It would reveal little, and masking it could hide most of a
/// message.
pub(super) const MIN_SECRET: usize = 4;

/// The length in bytes from which a part of a secret is masked.
pub(super) const MIN_PART: usize = 16;

/// The length in bytes of the pieces of a text that are searched one after the other. It bounds the memory of a search.
const PIECE: usize = 16 * 1024;

/// The length in bytes that pieces share. It is more than a part of a secret has, however it is escaped.
const SHARED: usize = 2 * 1024;

/// The secrets of a request, prepared for searching texts.
pub(crate) struct Secrets {
    /// The body of the request.
    pub(super) request: Bytes,
    /// The secrets, as they are and without what looks like escapes.
    secrets: Vec<Zeroizing<Vec<u8>>>,
    index: Index,
}

impl Secrets {
    /// Prepares the secrets of a request.
    pub(super) fn new(request: Bytes, mut secrets: Vec<Zeroizing<Vec<u8>>>) -> Self {
        let plain: Vec<_> = secrets.iter().filter_map(|secret| Some(View::of(secret).unescaped()?.bytes)).collect();
        secrets.extend(plain);
        secrets.retain(|secret| secret.len() >= MIN_SECRET);
        secrets.sort_unstable_by(|one, other| one.as_slice().cmp(other));
        secrets.dedup();
        Self { request, index: Index::of(&secrets), secrets }
    }

    /// Returns places of a block in the secrets, and perhaps those of a few other blocks.
    pub(super) fn places(&self, block: Block) -> impl Iterator<Item = Place> {
        self.index.places(block)
    }

    /// Returns a secret by its number.
    pub(super) fn get(&self, number: usize) -> &[u8] {
        self.secrets.get(number).map(|secret| secret.as_slice()).unwrap_or_default()
    }

    /// Returns the places of the text where secrets are, sorted and without overlaps.
    pub(super) fn find(&self, text: &str) -> Vec<Range<usize>> {
        if text.len() < MIN_SECRET || self.secrets.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut start = 0;
        loop {
            let end = text.len().min(start + PIECE);
            let piece = text.as_bytes().get(start..end).unwrap_or_default();
            let places = Search::run(self, piece).into_iter();
            found.extend(places.map(|place| {
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
}
