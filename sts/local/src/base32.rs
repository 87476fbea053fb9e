//! Base32 (RFC 4648).

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The five bits that a character stands for.
pub(super) fn value(character: u8) -> Option<u64> {
    ALPHABET.iter().position(|known| *known == character).and_then(|index| u64::try_from(index).ok())
}

/// The bytes behind base32, with or without `=` at the end.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u64, 0);
    for character in text.trim_end_matches('=').bytes() {
        bits = bits << 5 | value(character.to_ascii_uppercase())?;
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xFF).ok()?);
            bits &= (1 << held) - 1;
        }
    }
    Some(bytes)
}

/// 10 bytes as 16 characters.
pub(super) fn encode(bytes: &[u8; 10]) -> String {
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
