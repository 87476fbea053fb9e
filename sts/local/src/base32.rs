//! Base32 (RFC 4648).

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Returns the five bits that a character stands for.
pub(crate) fn value(character: u8) -> Option<u64> {
    ALPHABET.iter().position(|known| *known == character).and_then(|index| u64::try_from(index).ok())
}

/// Decodes base32 in upper or lower case, with or without padding.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut bits = 0_u64;
    let mut bit_count = 0;
    for character in text.trim_end_matches('=').bytes() {
        bits = bits << 5 | value(character.to_ascii_uppercase())?;
        bit_count += 5;
        if bit_count >= 8 {
            bit_count -= 8;
            bytes.push(u8::try_from(bits >> bit_count & 0xFF).ok()?);
            bits &= (1 << bit_count) - 1;
        }
    }
    Some(bytes)
}

/// Encodes 10 bytes as 16 characters.
pub(crate) fn encode(bytes: &[u8; 10]) -> String {
    let mut text = String::with_capacity(16);
    for five in bytes.chunks(5) {
        let bits = five.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        for shift in (0..40).step_by(5).rev() {
            let index = usize::try_from(bits >> shift & 31).unwrap_or_default();
            text.push(ALPHABET.get(index).copied().map_or('A', char::from));
        }
    }
    text
}
