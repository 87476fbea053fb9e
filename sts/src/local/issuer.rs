//! Issues credentials and recognises them.
//!
//! Nothing is stored: a session token says whom it stands for and until when, under a MAC with a random key of this
//! server; the secret follows from the access key id and that key. So a million sessions need no memory, and a token of
//! another server, or one with a changed byte, is worth nothing.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::account::Principal;
use super::key_id;
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

/// Without the key.
impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer").field("account", &self.account).finish_non_exhaustive()
    }
}

impl Issuer {
    pub(super) fn new(account: &str) -> std::io::Result<Self> {
        let mut key = Zeroizing::new([0; 64]);
        getrandom::fill(&mut *key).map_err(std::io::Error::other)?;
        let account = account.parse().map_err(|_| std::io::Error::other("an account id is a number of 12 digits"))?;
        Ok(Self { account, key })
    }

    /// New credentials for `principal`, with a token of at least `token_size` bytes.
    pub(super) fn issue(
        &self,
        principal: &Principal,
        expires_at: Timestamp,
        token_size: usize,
    ) -> std::io::Result<api::Credentials> {
        let access_key_id = key_id::temporary(self.account)?;
        let secret = self.secret_of(&access_key_id);
        let grant = Grant { access_key_id, principal: principal.clone(), expires_at };
        let token = self.seal(&grant, token_size);
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

    fn seal(&self, grant: &Grant, token_size: usize) -> String {
        let Principal { arn, user_id } = &grant.principal;
        let mut text = format!("{}\n{arn}\n{user_id}\n{}\n", grant.access_key_id, grant.expires_at.secs());
        // Base64 makes 4 bytes of 3, the first 32 of which are the MAC. What is after the last line is not read.
        let missing = (token_size.div_ceil(4) * 3).saturating_sub(32 + text.len());
        text.push_str(&"-".repeat(missing));
        let mut bytes = self.mac(TOKEN, text.as_bytes());
        bytes.extend_from_slice(text.as_bytes());
        STANDARD.encode(bytes)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn principal() -> Principal {
        Principal { arn: "arn:aws:iam::123456789012:user/Alice".to_owned(), user_id: "AIDAEXAMPLE".to_owned() }
    }

    #[test]
    fn a_token_is_recognised_by_its_own_server_alone() {
        let (one, other) = (Issuer::new("123456789012").unwrap(), Issuer::new("123456789012").unwrap());
        let issued = one.issue(&principal(), Timestamp::from_secs(1_800_000_000), 0).unwrap();
        let grant = one.open(issued.session_token.expose()).unwrap();
        assert_eq!(grant.principal, principal());
        assert_eq!(grant.access_key_id, issued.access_key_id);
        assert_eq!(other.open(issued.session_token.expose()), None);
    }

    #[test]
    fn a_token_with_a_changed_byte_is_worth_nothing() {
        let issuer = Issuer::new("123456789012").unwrap();
        let issued = issuer.issue(&principal(), Timestamp::from_secs(1_800_000_000), 0).unwrap();
        let bytes = STANDARD.decode(issued.session_token.expose()).unwrap();
        for index in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 1;
            assert_eq!(issuer.open(&STANDARD.encode(changed)), None, "byte {index}");
        }
        assert_eq!(issuer.open(""), None);
    }

    #[test]
    fn a_token_is_as_long_as_it_has_to_be_and_still_recognised() {
        let issuer = Issuer::new("123456789012").unwrap();
        let shortest = issuer.issue(&principal(), Timestamp::from_secs(0), 0).unwrap().session_token.expose().len();
        for size in [1, shortest - 1, shortest, shortest + 1, 1000, 4095, 4096] {
            let issued = issuer.issue(&principal(), Timestamp::from_secs(0), size).unwrap();
            let length = issued.session_token.expose().len();
            assert!(length >= size.max(shortest) && length < size.max(shortest) + 4, "{length} for {size}");
            assert_eq!(issuer.open(issued.session_token.expose()).unwrap().principal, principal());
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
