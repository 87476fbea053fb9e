//! Issues credentials and recognises them.
//!
//! Nothing is stored: a session token says whom it stands for and until when, under a MAC with a random key of this
//! server; the secret follows from the access key id and that key. So a million sessions need no memory, and a token of
//! another server, or one with a changed byte, is worth nothing.

use std::fmt;
use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::session_record::SessionRecord;
use crate::{deflate, unique_id};
use sts::{Secret, Timestamp, api};

/// What stands before a MAC, so that one thing cannot be taken for another.
const SESSION: &[u8] = b"session token";
const SECRET: &[u8] = b"secret access key";
const MESSAGE: &[u8] = b"authorization message";
const TRADE_IN: &[u8] = b"trade-in token";

/// How long JSON may be to be sealed as it is, in bytes: packing takes longer than everything else in a call, and small
/// tokens need none. With tags and policies it is many times as long.
const PLAIN: usize = 1024;

/// How content was sealed: the first byte of it.
#[derive(Clone, Copy)]
enum PayloadEncoding {
    Plain,
    Deflated,
}

/// The key of an instance.
pub(super) struct CredentialIssuer {
    key: Zeroizing<[u8; 64]>,
}

/// Without the key.
impl fmt::Debug for CredentialIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer").finish_non_exhaustive()
    }
}

impl CredentialIssuer {
    pub(super) fn new() -> io::Result<Self> {
        let mut key = Zeroizing::new([0; 64]);
        getrandom::fill(&mut *key).map_err(io::Error::other)?;
        Ok(Self { key })
    }

    /// Credentials for a session, with a token of at least `token_size` bytes.
    pub(super) fn issue(&self, grant: &SessionRecord, token_size: usize) -> io::Result<api::Credentials> {
        let secret = self.secret_of(&grant.access_key_id);
        // Base64 makes 4 bytes of 3.
        let token = STANDARD.encode(self.seal(SESSION, grant, token_size.div_ceil(4) * 3)?);
        let expires_at = Timestamp::from_secs(grant.expires_at);
        Ok(api::Credentials::new(&grant.access_key_id, secret, token, expires_at))
    }

    /// A new access key id for a session in an account.
    pub(super) fn new_key_id(account: &str) -> io::Result<String> {
        let number = account.parse().map_err(|_| io::Error::other("an account id is a number of 12 digits"))?;
        unique_id::temporary(number)
    }

    /// The secret that goes with an access key id of this server.
    pub(super) fn secret_of(&self, access_key_id: &str) -> Secret {
        let mac = self.hmac(SECRET, access_key_id.as_bytes()).finalize().into_bytes();
        // 30 bytes make 40 characters, as AWS's secrets have.
        Secret::new(STANDARD.encode(mac.get(..30).unwrap_or_default()))
    }

    /// What a session token of this server says; `None` for any other text.
    pub(super) fn open(&self, token: &str) -> Option<SessionRecord> {
        self.unseal(SESSION, &STANDARD.decode(token).ok()?)
    }

    /// A message about a denied call, for `DecodeAuthorizationMessage`.
    pub(super) fn encode_message(&self, message: &serde_json::Value) -> io::Result<String> {
        Ok(URL_SAFE_NO_PAD.encode(self.seal(MESSAGE, message, 0)?))
    }

    pub(super) fn decode_message(&self, encoded: &str) -> Option<serde_json::Value> {
        self.unseal(MESSAGE, &URL_SAFE_NO_PAD.decode(encoded).ok()?)
    }

    /// A token that `GetDelegatedAccessToken` takes for credentials of this session.
    pub(super) fn trade_in(&self, grant: &SessionRecord) -> io::Result<Secret> {
        Ok(Secret::new(STANDARD.encode(self.seal(TRADE_IN, grant, 0)?)))
    }

    pub(super) fn open_trade_in(&self, token: &str) -> Option<SessionRecord> {
        self.unseal(TRADE_IN, &STANDARD.decode(token).ok()?)
    }

    /// A MAC, and what it is of; at least so many bytes, filled up with blanks, which mean nothing in JSON and are not
    /// unpacked.
    fn seal(&self, purpose: &[u8], content: &impl Serialize, least: usize) -> io::Result<Vec<u8>> {
        let json = serde_json::to_vec(content)?;
        let (form, content) = match json.len() > PLAIN {
            true => (PayloadEncoding::Deflated, deflate::compress(&json)?),
            false => (PayloadEncoding::Plain, json),
        };
        let mut sealed = vec![form as u8];
        sealed.extend_from_slice(&content);
        sealed.resize(sealed.len().max(least.saturating_sub(32)), b' ');
        let mut bytes = self.hmac(purpose, &sealed).finalize().into_bytes().to_vec();
        bytes.extend_from_slice(&sealed);
        Ok(bytes)
    }

    /// What was sealed here for this purpose: nothing else is unpacked.
    fn unseal<T: DeserializeOwned>(&self, purpose: &[u8], bytes: &[u8]) -> Option<T> {
        let (mac, sealed) = bytes.split_at_checked(32)?;
        self.hmac(purpose, sealed).verify_slice(mac).ok()?;
        match sealed.split_first()? {
            (form, content) if *form == PayloadEncoding::Plain as u8 => serde_json::from_slice(content).ok(),
            (_, content) => serde_json::from_slice(&deflate::decompress(content).ok()?).ok(),
        }
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
    use crate::identity::Identity;
    use crate::session_record::{SessionKind, SessionPolicies};

    fn grant() -> SessionRecord {
        SessionRecord {
            access_key_id: "ASIAIOSFODNN7EXAMPLE".to_owned(),
            identity: Identity::User { account: "123456789012".to_owned(), name: "Alice".to_owned() },
            kind: SessionKind::User,
            issued_at: 1_800_000_000,
            expires_at: 1_800_003_600,
            mfa_at: None,
            tags: [("team".to_owned(), "red".to_owned())].into(),
            transitive: vec!["team".to_owned()],
            source_identity: Some("Ann".to_owned()),
            policies: SessionPolicies::default(),
            provider: None,
        }
    }

    #[test]
    fn a_token_is_recognised_by_its_own_server_alone() {
        let (one, other) = (CredentialIssuer::new().unwrap(), CredentialIssuer::new().unwrap());
        let issued = one.issue(&grant(), 0).unwrap();
        assert_eq!(one.open(issued.session_token.expose()), Some(grant()));
        assert_eq!(other.open(issued.session_token.expose()), None);
    }

    #[test]
    fn em08_a_token_with_a_changed_byte_is_worth_nothing() {
        let issuer = CredentialIssuer::new().unwrap();
        let issued = issuer.issue(&grant(), 0).unwrap();
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
        let issuer = CredentialIssuer::new().unwrap();
        let shortest = issuer.issue(&grant(), 0).unwrap().session_token.expose().len();
        for size in [1, shortest - 4, shortest, shortest + 1, 1000, 4095, 4096] {
            let issued = issuer.issue(&grant(), size).unwrap();
            let length = issued.session_token.expose().len();
            assert!(length >= size.max(shortest) && length < size.max(shortest) + 4, "{length} for {size}");
            assert_eq!(issuer.open(issued.session_token.expose()), Some(grant()));
        }
    }

    #[test]
    fn much_to_say_is_packed_and_still_recognised() {
        let issuer = CredentialIssuer::new().unwrap();
        let tags = (0..50).map(|tag| (format!("cost-center-{tag}"), "red".repeat(20))).collect();
        let grant = SessionRecord { tags, ..grant() };
        let issued = issuer.issue(&grant, 0).unwrap();
        assert!(issued.session_token.expose().len() < serde_json::to_vec(&grant).unwrap().len() / 2);
        assert_eq!(issuer.open(issued.session_token.expose()), Some(grant));
    }

    #[test]
    fn what_is_sealed_for_one_purpose_is_worth_nothing_for_another() {
        let issuer = CredentialIssuer::new().unwrap();
        let token = issuer.trade_in(&grant()).unwrap();
        assert_eq!(issuer.open(token.expose()), None);
        assert_eq!(issuer.open_trade_in(token.expose()), Some(grant()));
        assert_eq!(issuer.open_trade_in(issuer.issue(&grant(), 0).unwrap().session_token.expose()), None);
    }

    #[test]
    fn secrets_have_forty_characters_and_differ() {
        let issuer = CredentialIssuer::new().unwrap();
        let (one, other) = (issuer.secret_of("ASIAONE"), issuer.secret_of("ASIATWO"));
        assert_eq!(one.expose().len(), 40);
        assert!(one != other);
    }
}
