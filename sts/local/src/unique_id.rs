//! Access key IDs and other unique IDs in AWS's form: a prefix for the kind of resource, then 16 characters of base32.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::base32;

/// The lifetime of an access key, which its ID begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyLifetime {
    Temporary,
    LongTerm,
}

/// Returns a new access key ID: `ASIA` or `AKIA`, then the account ID and 39 random bits in base32.
pub(crate) fn access_key_id(lifetime: KeyLifetime, account: &str) -> io::Result<String> {
    let prefix = match lifetime {
        KeyLifetime::Temporary => "ASIA",
        KeyLifetime::LongTerm => "AKIA",
    };
    let account: u64 = account.parse().map_err(|_| io::Error::other("an account ID is a number of 12 digits"))?;
    let mut bytes = [0; 10];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let [.., last, _, _, _, _] = bytes;
    // AWS writes the account ID into the 40 bits after the first one. The seven bits that follow stay random.
    let head = (1 << 47 | account << 7 | u64::from(last & 0x7F)).to_be_bytes();
    for (byte, head) in bytes.iter_mut().zip(head.iter().skip(2)) {
        *byte = *head;
    }
    Ok(format!("{prefix}{}", base32::encode(&bytes)))
}

/// Returns a new secret access key of 40 characters, the length of AWS's secrets.
pub(crate) fn new_secret_access_key() -> io::Result<String> {
    let mut bytes = [0; 30];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(STANDARD.encode(bytes))
}

/// Returns the ID of the account that an access key ID belongs to, which AWS encodes in the key ID.
pub(crate) fn account_of_access_key_id(access_key_id: &str) -> Option<String> {
    let encoded = access_key_id.strip_prefix("ASIA").or_else(|| access_key_id.strip_prefix("AKIA"))?;
    let mut bits = 0_u64;
    for character in encoded.bytes().take(10) {
        bits = bits << 5 | base32::value(character)?;
    }
    (encoded.len() >= 10).then(|| format!("{:012}", (bits >> 2 & 0x7FFF_FFFF_FF80) >> 7))
}

/// Returns a unique ID that is always the same for an ARN, so that tests can rely on it.
pub(crate) fn unique_id(prefix: &str, arn: &str) -> String {
    let hash = Sha256::digest(arn.as_bytes());
    let bytes = hash.first_chunk::<10>().copied().unwrap_or_default();
    format!("{prefix}{}", base32::encode(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn access_key_ids_are_unique_and_contain_their_account() {
        let ids: std::collections::BTreeSet<String> =
            (0..100).map(|_| access_key_id(KeyLifetime::Temporary, "123456789012").unwrap()).collect();
        assert_eq!(ids.len(), 100);
        for id in &ids {
            assert_eq!(id.len(), 20);
            assert_eq!(account_of_access_key_id(id).as_deref(), Some("123456789012"));
        }
    }
}
