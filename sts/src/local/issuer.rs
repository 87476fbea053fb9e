//! Issues credentials and recognises them.
//!
//! Nothing is stored: a session token says whom it stands for and until when, under a MAC with a random key of this
//! server; the secret follows from the access key id and that key. So a million sessions need no memory, and a token of
//! another server, or one with a changed byte, is worth nothing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::account::Principal;
use crate::{Secret, Timestamp, api};

/// What stands before the MAC of a token, so that it cannot be taken for that of a secret.
const TOKEN: &[u8] = b"session token";
const SECRET: &[u8] = b"secret access key";

/// Issues credentials of one account.
pub(super) struct Issuer {
    account: u64,
    key: Zeroizing<[u8; 64]>,
}

/// What a session token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grant {
    pub(super) access_key_id: String,
    pub(super) principal: Principal,
    pub(super) expires_at: Timestamp,
}

impl Issuer {
    pub(super) fn new(account: &str) -> std::io::Result<Self> {
        let mut key = Zeroizing::new([0; 64]);
        getrandom::fill(&mut *key).map_err(std::io::Error::other)?;
        let account = account.parse().map_err(|_| std::io::Error::other("an account id is a number of 12 digits"))?;
        Ok(Self { account, key })
    }

    /// New credentials for `principal`.
    pub(super) fn issue(&self, principal: &Principal, expires_at: Timestamp) -> std::io::Result<api::Credentials> {
        let access_key_id = self.new_key_id()?;
        let secret = self.secret_of(&access_key_id);
        let grant = Grant { access_key_id, principal: principal.clone(), expires_at };
        let token = self.seal(&grant);
        Ok(api::Credentials::new(grant.access_key_id, secret, token, expires_at))
    }

    /// The secret that goes with an access key id of this server.
    pub(super) fn secret_of(&self, access_key_id: &str) -> Secret {
        let mac = self.mac(SECRET, access_key_id.as_bytes());
        // 30 bytes make 40 characters, as AWS's secrets have.
        Secret::new(STANDARD.encode(mac.get(..30).unwrap_or_default()))
    }

    /// What a token of this server says; `None` for any other text.
    pub(super) fn open(&self, token: &str) -> Option<Grant> {
        let bytes = STANDARD.decode(token).ok()?;
        let (mac, text) = bytes.split_at_checked(32)?;
        self.hmac(TOKEN, text).verify_slice(mac).ok()?;
        let mut lines = std::str::from_utf8(text).ok()?.split('\n');
        let mut line = || lines.next().map(str::to_owned);
        let (access_key_id, arn, user_id) = (line()?, line()?, line()?);
        let expires_at = Timestamp::from_secs(line()?.parse().ok()?);
        Some(Grant { access_key_id, principal: Principal { arn, user_id }, expires_at })
    }

    /// The account that an issued access key id belongs to: AWS writes it into the id, and so does [`issue`](Self::issue).
    pub(super) fn account_of(access_key_id: &str) -> Option<String> {
        let encoded = access_key_id.strip_prefix("ASIA").or_else(|| access_key_id.strip_prefix("AKIA"))?;
        let mut bits = 0_u64;
        for character in encoded.bytes().take(10) {
            let value = BASE32.iter().position(|known| *known == character)?;
            bits = bits << 5 | u64::try_from(value).ok()?;
        }
        (encoded.len() >= 10).then(|| format!("{:012}", (bits >> 2 & 0x7FFF_FFFF_FF80) >> 7))
    }

    fn seal(&self, grant: &Grant) -> String {
        let Principal { arn, user_id } = &grant.principal;
        let text = format!("{}\n{arn}\n{user_id}\n{}", grant.access_key_id, grant.expires_at.secs());
        let mut bytes = self.mac(TOKEN, text.as_bytes());
        bytes.extend_from_slice(text.as_bytes());
        STANDARD.encode(bytes)
    }

    /// `ASIA` and 80 bits in base32: the account in 48 of them, chance in the rest.
    fn new_key_id(&self) -> std::io::Result<String> {
        let mut bytes = [0; 10];
        getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
        let [.., last, _, _, _, _] = bytes;
        let head = (1 << 47 | self.account << 7 | u64::from(last & 0x7F)).to_be_bytes();
        for (byte, head) in bytes.iter_mut().zip(head.iter().skip(2)) {
            *byte = *head;
        }
        Ok(format!("ASIA{}", base32(&bytes)))
    }

    fn mac(&self, purpose: &[u8], text: &[u8]) -> Vec<u8> {
        self.hmac(purpose, text).finalize().into_bytes().to_vec()
    }

    fn hmac(&self, purpose: &[u8], text: &[u8]) -> Hmac<Sha256> {
        let key: &[u8; 64] = &self.key;
        let mut mac = Hmac::<Sha256>::new(key.into());
        mac.update(purpose);
        mac.update(text);
        mac
    }
}

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

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

    fn principal() -> Principal {
        Principal { arn: "arn:aws:iam::123456789012:user/Alice".to_owned(), user_id: "AIDAEXAMPLE".to_owned() }
    }

    #[test]
    fn a_token_is_recognised_by_its_own_server_alone() {
        let (one, other) = (Issuer::new("123456789012").unwrap(), Issuer::new("123456789012").unwrap());
        let issued = one.issue(&principal(), Timestamp::from_secs(1_800_000_000)).unwrap();
        let grant = one.open(issued.session_token.expose()).unwrap();
        assert_eq!(grant.principal, principal());
        assert_eq!(grant.access_key_id, issued.access_key_id);
        assert_eq!(other.open(issued.session_token.expose()), None);
    }

    #[test]
    fn a_token_with_a_changed_byte_is_worth_nothing() {
        let issuer = Issuer::new("123456789012").unwrap();
        let issued = issuer.issue(&principal(), Timestamp::from_secs(1_800_000_000)).unwrap();
        let bytes = STANDARD.decode(issued.session_token.expose()).unwrap();
        for index in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 1;
            assert_eq!(issuer.open(&STANDARD.encode(changed)), None, "byte {index}");
        }
        assert_eq!(issuer.open(""), None);
    }

    #[test]
    fn key_ids_are_unique_and_name_their_account() {
        let issuer = Issuer::new("123456789012").unwrap();
        let ids: std::collections::BTreeSet<String> = (0..100).map(|_| issuer.new_key_id().unwrap()).collect();
        assert_eq!(ids.len(), 100);
        for id in &ids {
            assert_eq!(id.len(), 20);
            assert_eq!(Issuer::account_of(id).as_deref(), Some("123456789012"));
        }
    }

    #[test]
    fn secrets_have_forty_characters_and_differ() {
        let issuer = Issuer::new("123456789012").unwrap();
        let (one, other) = (issuer.secret_of("ASIAONE"), issuer.secret_of("ASIATWO"));
        assert_eq!(one.expose().len(), 40);
        assert!(one != other);
    }
}
