//! Issues temporary credentials and recognizes them later.
//!
//! The server stores nothing about sessions. A session token holds the whole session, authenticated by an HMAC with a
//! random key of the server. The secret access key is derived from the access key ID and the same key. A million sessions
//! therefore need no memory, and a token that was changed, or that another server issued, is rejected.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::deflate;
use crate::session_record::SessionRecord;
use sts::{Secret, Timestamp, api};

// Each HMAC also covers the purpose of its content, so that a token of one kind is never accepted as another.
const SESSION: &[u8] = b"session token";
const SECRET: &[u8] = b"secret access key";
const MESSAGE: &[u8] = b"authorization message";
const TRADE_IN: &[u8] = b"trade-in token";

/// The length of an HMAC, in bytes.
const MAC_LENGTH: usize = 32;

/// The longest JSON that is not compressed, in bytes. Compression takes longer than the rest of a call, and most tokens
/// are small. Those with tags and policies can be many times as long.
const MAX_UNCOMPRESSED: usize = 1024;

/// The encoding of the JSON in a token, which is the token's first byte after the HMAC.
#[derive(Clone, Copy)]
enum PayloadEncoding {
    Plain,
    Deflated,
}

/// Issues credentials with the random key of one server.
pub(crate) struct CredentialIssuer {
    key: Zeroizing<[u8; 64]>,
    /// A number that every HMAC covers. When it changes, everything that was issued before becomes invalid.
    generation: AtomicU64,
}

/// Does not show the key.
impl fmt::Debug for CredentialIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialIssuer").finish_non_exhaustive()
    }
}

impl CredentialIssuer {
    /// Creates an issuer with a new random key.
    pub(crate) fn new() -> io::Result<Self> {
        let mut key = Zeroizing::new([0; 64]);
        getrandom::fill(&mut *key).map_err(io::Error::other)?;
        Ok(Self { key, generation: AtomicU64::new(0) })
    }

    /// Makes all tokens, secrets and messages invalid that were issued before.
    pub(crate) fn end_sessions(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
    }

    /// Issues credentials for a session, with a token of at least `min_token_size` bytes.
    pub(crate) fn issue(&self, session: &SessionRecord, min_token_size: usize) -> io::Result<api::Credentials> {
        let secret = self.secret_access_key(&session.access_key_id);
        // Base64 encodes 3 bytes as 4 characters.
        let token = STANDARD.encode(self.seal(SESSION, session, min_token_size.div_ceil(4) * 3)?);
        let expires_at = Timestamp::from_secs(session.expires_at);
        Ok(api::Credentials::new(&session.access_key_id, secret, token, expires_at))
    }

    /// Returns the secret that belongs to an access key ID of this issuer.
    pub(crate) fn secret_access_key(&self, access_key_id: &str) -> Secret {
        let mac = self.hmac(SECRET, access_key_id.as_bytes()).finalize().into_bytes();
        // 30 bytes make 40 characters, the length of AWS's secrets.
        Secret::new(STANDARD.encode(mac.get(..30).unwrap_or_default()))
    }

    /// Returns the session in a token of this issuer, and `None` for all other text.
    pub(crate) fn open_session_token(&self, token: &str) -> Option<SessionRecord> {
        self.open(SESSION, &STANDARD.decode(token).ok()?)
    }

    /// Encodes a message about a denied call, for `DecodeAuthorizationMessage`.
    pub(crate) fn encode_message(&self, message: &serde_json::Value) -> io::Result<String> {
        Ok(URL_SAFE_NO_PAD.encode(self.seal(MESSAGE, message, 0)?))
    }

    /// Decodes a message of this issuer.
    pub(crate) fn decode_message(&self, encoded: &str) -> Option<serde_json::Value> {
        self.open(MESSAGE, &URL_SAFE_NO_PAD.decode(encoded).ok()?)
    }

    /// Returns a token that `GetDelegatedAccessToken` accepts for credentials of this session.
    pub(crate) fn trade_in_token(&self, session: &SessionRecord) -> io::Result<Secret> {
        Ok(Secret::new(STANDARD.encode(self.seal(TRADE_IN, session, 0)?)))
    }

    /// Returns the session in a trade-in token of this issuer.
    pub(crate) fn open_trade_in_token(&self, token: &str) -> Option<SessionRecord> {
        self.open(TRADE_IN, &STANDARD.decode(token).ok()?)
    }

    /// Returns an HMAC and the content that it authenticates, at least `min_size` bytes in all. Spaces fill the rest:
    /// JSON ignores them, and so does DEFLATE after its last block.
    fn seal(&self, purpose: &[u8], content: &impl Serialize, min_size: usize) -> io::Result<Vec<u8>> {
        let json = serde_json::to_vec(content)?;
        let (encoding, content) = if json.len() > MAX_UNCOMPRESSED {
            (PayloadEncoding::Deflated, deflate::compress(&json)?)
        } else {
            (PayloadEncoding::Plain, json)
        };
        let mut payload = vec![encoding as u8];
        payload.extend_from_slice(&content);
        payload.resize(payload.len().max(min_size.saturating_sub(MAC_LENGTH)), b' ');
        let mut bytes = self.hmac(purpose, &payload).finalize().into_bytes().to_vec();
        bytes.extend_from_slice(&payload);
        Ok(bytes)
    }

    /// Reads content that this issuer sealed for the same purpose. The HMAC is checked before anything is decompressed.
    fn open<T: DeserializeOwned>(&self, purpose: &[u8], bytes: &[u8]) -> Option<T> {
        let (mac, payload) = bytes.split_at_checked(MAC_LENGTH)?;
        self.hmac(purpose, payload).verify_slice(mac).ok()?;
        let (encoding, content) = payload.split_first()?;
        if *encoding == PayloadEncoding::Plain as u8 {
            serde_json::from_slice(content).ok()
        } else {
            serde_json::from_slice(&deflate::decompress(content).ok()?).ok()
        }
    }

    fn hmac(&self, purpose: &[u8], content: &[u8]) -> Hmac<Sha256> {
        let key: &[u8; 64] = &self.key;
        let mut mac = Hmac::<Sha256>::new(key.into());
        mac.update(&self.generation.load(Ordering::SeqCst).to_be_bytes());
        mac.update(purpose);
        mac.update(content);
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account_id::AccountId;
    use crate::identity::Identity;
    use crate::session_record::{SessionKind, SessionPolicies};

    fn session() -> SessionRecord {
        SessionRecord {
            access_key_id: "ASIAIOSFODNN7EXAMPLE".to_owned(),
            identity: Identity::User { account: AccountId::new("aws", "123456789012"), name: "Alice".to_owned() },
            generation: 0,
            kind: SessionKind::User,
            issued_at: 1_800_000_000,
            expires_at: 1_800_003_600,
            mfa_at: None,
            tags: [("team".to_owned(), "red".to_owned())].into(),
            transitive_tag_keys: vec!["team".to_owned()],
            source_identity: Some("Ann".to_owned()),
            policies: SessionPolicies::default(),
            scope_down_policies: Vec::new(),
            provider: None,
            trusted_context: None,
        }
    }

    #[test]
    fn a_token_is_accepted_only_by_the_server_that_issued_it() {
        let (issuer, other) = (CredentialIssuer::new().unwrap(), CredentialIssuer::new().unwrap());
        let issued = issuer.issue(&session(), 0).unwrap();
        assert_eq!(issuer.open_session_token(issued.session_token.expose()), Some(session()));
        assert_eq!(other.open_session_token(issued.session_token.expose()), None);
    }

    #[test]
    fn all_tokens_end_at_once() {
        let issuer = CredentialIssuer::new().unwrap();
        let before = issuer.issue(&session(), 0).unwrap();
        issuer.end_sessions();
        assert_eq!(issuer.open_session_token(before.session_token.expose()), None);
        let after = issuer.issue(&session(), 0).unwrap();
        assert_eq!(issuer.open_session_token(after.session_token.expose()), Some(session()));
        assert!(before.secret_access_key != after.secret_access_key);
    }

    #[test]
    fn em08_a_token_with_a_changed_byte_is_rejected() {
        let issuer = CredentialIssuer::new().unwrap();
        let issued = issuer.issue(&session(), 0).unwrap();
        let bytes = STANDARD.decode(issued.session_token.expose()).unwrap();
        for index in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 1;
            assert_eq!(issuer.open_session_token(&STANDARD.encode(changed)), None, "byte {index}");
        }
        assert_eq!(issuer.open_session_token(""), None);
    }

    #[test]
    fn a_token_is_padded_to_the_requested_size_and_still_accepted() {
        let issuer = CredentialIssuer::new().unwrap();
        let shortest = issuer.issue(&session(), 0).unwrap().session_token.expose().len();
        for size in [1, shortest - 4, shortest, shortest + 1, 1000, 4095, 4096] {
            let issued = issuer.issue(&session(), size).unwrap();
            let length = issued.session_token.expose().len();
            assert!(length >= size.max(shortest) && length < size.max(shortest) + 4, "{length} for {size}");
            assert_eq!(issuer.open_session_token(issued.session_token.expose()), Some(session()));
        }
    }

    #[test]
    fn a_large_session_is_compressed_and_still_accepted() {
        let issuer = CredentialIssuer::new().unwrap();
        let tags = (0..50).map(|tag| (format!("cost-center-{tag}"), "red".repeat(20))).collect();
        let session = SessionRecord { tags, ..session() };
        let issued = issuer.issue(&session, 0).unwrap();
        assert!(issued.session_token.expose().len() < serde_json::to_vec(&session).unwrap().len() / 2);
        assert_eq!(issuer.open_session_token(issued.session_token.expose()), Some(session));
    }

    #[test]
    fn a_token_of_one_purpose_is_rejected_for_another() {
        let issuer = CredentialIssuer::new().unwrap();
        let token = issuer.trade_in_token(&session()).unwrap();
        assert_eq!(issuer.open_session_token(token.expose()), None);
        assert_eq!(issuer.open_trade_in_token(token.expose()), Some(session()));
        assert_eq!(issuer.open_trade_in_token(issuer.issue(&session(), 0).unwrap().session_token.expose()), None);
    }

    #[test]
    fn secrets_have_forty_characters_and_differ() {
        let issuer = CredentialIssuer::new().unwrap();
        let (one, other) = (issuer.secret_access_key("ASIAONE"), issuer.secret_access_key("ASIATWO"));
        assert_eq!(one.expose().len(), 40);
        assert!(one != other);
    }
}
