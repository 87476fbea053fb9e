//! Access key ids and other unique ids, in AWS's form: a prefix that tells the kind, then 16 characters of base32.

/// `ASIA` and 80 bits in base32: the account in 48 of them, chance in the rest.
pub(super) fn temporary(account: u64) -> std::io::Result<String> {
    let mut bytes = [0; 10];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    let [.., last, _, _, _, _] = bytes;
    let head = (1 << 47 | account << 7 | u64::from(last & 0x7F)).to_be_bytes();
    for (byte, head) in bytes.iter_mut().zip(head.iter().skip(2)) {
        *byte = *head;
    }
    Ok(format!("ASIA{}", base32(&bytes)))
}

/// The account that an issued access key id belongs to: AWS writes it into the id, and so does [`temporary`].
pub(super) fn account_of(access_key_id: &str) -> Option<String> {
    let encoded = access_key_id.strip_prefix("ASIA").or_else(|| access_key_id.strip_prefix("AKIA"))?;
    let mut bits = 0_u64;
    for character in encoded.bytes().take(10) {
        let value = BASE32.iter().position(|known| *known == character)?;
        bits = bits << 5 | u64::try_from(value).ok()?;
    }
    (encoded.len() >= 10).then(|| format!("{:012}", (bits >> 2 & 0x7FFF_FFFF_FF80) >> 7))
}

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The bytes behind base32, with or without `=` at the end.
pub(super) fn from_base32(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u64, 0);
    for character in text.trim_end_matches('=').bytes() {
        let value = BASE32.iter().position(|known| *known == character.to_ascii_uppercase())?;
        bits = bits << 5 | u64::try_from(value).ok()?;
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
pub(super) fn base32(bytes: &[u8; 10]) -> String {
    let mut text = String::with_capacity(16);
    for five in bytes.chunks(5) {
        let bits = five.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        for shift in (0..40).step_by(5).rev() {
            let index = usize::try_from(bits >> shift & 31).unwrap_or_default();
            text.push(BASE32.get(index).copied().map_or('A', char::from));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_ids_are_unique_and_name_their_account() {
        let ids: std::collections::BTreeSet<String> = (0..100).map(|_| temporary(123_456_789_012).unwrap()).collect();
        assert_eq!(ids.len(), 100);
        for id in &ids {
            assert_eq!(id.len(), 20);
            assert_eq!(account_of(id).as_deref(), Some("123456789012"));
        }
    }
}
