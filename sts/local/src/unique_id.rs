//! Access key ids and other unique ids, in AWS's form: a prefix that tells the kind, then 16 characters of base32.

use sha2::{Digest as _, Sha256};

use crate::base32;

/// `ASIA` and 80 bits in base32: the account in 48 of them, chance in the rest.
pub(super) fn temporary(account: u64) -> std::io::Result<String> {
    let mut bytes = [0; 10];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    let [.., last, _, _, _, _] = bytes;
    let head = (1 << 47 | account << 7 | u64::from(last & 0x7F)).to_be_bytes();
    for (byte, head) in bytes.iter_mut().zip(head.iter().skip(2)) {
        *byte = *head;
    }
    Ok(format!("ASIA{}", base32::encode(&bytes)))
}

/// The account that an issued access key id belongs to: AWS writes it into the id, and so does [`temporary`].
pub(super) fn account_of(access_key_id: &str) -> Option<String> {
    let encoded = access_key_id.strip_prefix("ASIA").or_else(|| access_key_id.strip_prefix("AKIA"))?;
    let mut bits = 0_u64;
    for character in encoded.bytes().take(10) {
        bits = bits << 5 | base32::value(character)?;
    }
    (encoded.len() >= 10).then(|| format!("{:012}", (bits >> 2 & 0x7FFF_FFFF_FF80) >> 7))
}

/// An id in AWS's form, the same for the same ARN, so that tests can rely on it.
pub(super) fn unique_id(prefix: &str, arn: &str) -> String {
    let hash = Sha256::digest(arn.as_bytes());
    let bytes = hash.first_chunk::<10>().copied().unwrap_or_default();
    format!("{prefix}{}", base32::encode(&bytes))
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
