//! An index of secrets by their blocks of four bytes, to find all of them in a text at once.

use zeroize::Zeroizing;

/// The length of a block in bytes. Every part of seven bytes contains a whole block.
pub(super) const BLOCK: usize = 4;

/// The maximum number of places of a block in one secret, in case the secret repeats itself.
const MAX_PLACES: usize = 4;

/// The number of entries in the table for each block. With more, fewer blocks share an entry.
const SPARSENESS: usize = 4;

/// A block, without its case and the difference between a plus sign and a space.
#[derive(Clone, Copy, Default)]
pub(super) struct SecretBlock(u32);

/// A place of a block: the number of the secret, and the offset in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BlockPlace {
    pub(super) secret: usize,
    pub(super) offset: usize,
}

/// The places of all blocks, by their hashes. It contains no bytes of the secrets.
pub(super) struct Index {
    /// For each hash the number of its last place, counted from 1, or 0 if there is none. The size is a power of two.
    last: Vec<u32>,
    /// Each place, and the number of the one before it with the same hash.
    places: Vec<(BlockPlace, u32)>,
}

impl SecretBlock {
    /// Returns the block that ends with this byte and starts one byte after this block.
    pub(super) fn next(self, byte: u8) -> Self {
        Self(self.0 << 8 | u32::from(folded(byte)))
    }

    fn of(bytes: &[u8]) -> Self {
        bytes.iter().fold(Self::default(), |block, byte| block.next(*byte))
    }

    /// Returns the hash of the block, for a table of this size.
    fn hash(self, size: usize) -> usize {
        /// 2^32 divided by the golden ratio (Knuth, The Art of Computer Programming, volume 3, 6.4).
        const MULTIPLIER: u32 = 0x9E37_79B1;
        let product = self.0.wrapping_mul(MULTIPLIER);
        // The upper bits of the product depend on all bits of the block.
        (product ^ product >> 16) as usize & (size - 1)
    }
}

impl Index {
    pub(super) fn of(secrets: &[Zeroizing<Vec<u8>>]) -> Self {
        let count: usize = secrets.iter().map(|secret| secret.len() / BLOCK).sum();
        let size = (count * SPARSENESS).next_power_of_two();
        let mut index = Self { last: vec![0; size], places: Vec::with_capacity(count) };
        for (secret, bytes) in secrets.iter().enumerate() {
            for (number, block) in bytes.chunks_exact(BLOCK).enumerate() {
                index.add(SecretBlock::of(block), BlockPlace { secret, offset: number * BLOCK });
            }
        }
        index
    }

    /// Returns places of a block, and perhaps those of a few others.
    pub(super) fn places(&self, block: SecretBlock) -> impl Iterator<Item = BlockPlace> {
        let at = |number: u32| self.places.get((number as usize).checked_sub(1)?);
        let last = self.last.get(block.hash(self.last.len())).and_then(|number| at(*number));
        std::iter::successors(last, move |(_, before)| at(*before)).map(|(place, _)| *place)
    }

    fn add(&mut self, block: SecretBlock, place: BlockPlace) {
        let is_in_secret = |other: &BlockPlace| other.secret == place.secret;
        if self.places(block).take(MAX_PLACES).filter(is_in_secret).count() == MAX_PLACES {
            return;
        }
        let hash = block.hash(self.last.len());
        if let Some(last) = self.last.get_mut(hash) {
            self.places.push((place, *last));
            // Secrets are texts in memory, of less than 4 GiB.
            *last = self.places.len() as u32;
        }
    }
}

/// Returns a byte without its case, and with a space instead of a plus sign.
pub(super) fn folded(byte: u8) -> u8 {
    spaced(byte).to_ascii_lowercase()
}

/// Returns a byte, with a space instead of a plus sign: forms send spaces as plus signs, and read plus signs as spaces.
pub(super) fn spaced(byte: u8) -> u8 {
    if byte == b'+' { b' ' } else { byte }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(index: &Index, block: &[u8]) -> Vec<(usize, usize)> {
        let mut places: Vec<_> =
            index.places(SecretBlock::of(block)).map(|place| (place.secret, place.offset)).collect();
        places.sort_unstable();
        places
    }

    #[test]
    fn blocks_are_found_where_they_are() {
        let secrets = ["abcdefgh", "xyz", "efghabcd!"].map(|secret| Zeroizing::new(secret.as_bytes().to_vec()));
        let index = Index::of(&secrets);
        assert_eq!(places(&index, b"abcd"), [(0, 0), (2, 4)]);
        assert_eq!(places(&index, b"EFGH"), [(0, 4), (2, 0)]);
        assert_eq!(places(&index, b"bcde"), []);
        assert_eq!(places(&Index::of(&[]), b"abcd"), []);
    }

    #[test]
    fn a_secret_that_repeats_itself_does_not_hide_others() {
        let secrets = ["a".repeat(4_000), "aaaab".to_owned()].map(|secret| Zeroizing::new(secret.into_bytes()));
        assert_eq!(places(&Index::of(&secrets), b"aaaa"), [(0, 0), (0, 4), (0, 8), (0, 12), (1, 0)]);
    }

    #[test]
    fn a_block_that_slides_over_a_text_forgets_what_is_before_it() {
        assert_eq!(SecretBlock::of(b"before+A b").0, SecretBlock::of(b"+a+B").0);
    }
}
