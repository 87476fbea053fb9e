//! Signing keys. Each is valid for one day, one region and one service.

use std::sync::{Arc, Mutex};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{Scope, TERMINATOR};
use crate::platform::lock::lock;
use crate::value::secret::Secret;

/// A key that signs requests of one scope.
pub(crate) type SigningKey = Arc<Zeroizing<Vec<u8>>>;

/// Derives signing keys, and caches the last one: deriving a key takes more than twice as long as signing with it.
#[derive(Default)]
pub(crate) struct SigningKeys(Mutex<Option<CachedKey>>);

struct CachedKey {
    /// Compared in constant time. It is zeroed when it is dropped, and so is the key.
    secret: Secret,
    date: [u8; 8],
    region: String,
    service: String,
    key: SigningKey,
}

impl SigningKeys {
    /// Returns the key for a secret and a scope.
    pub(crate) fn get(&self, secret_access_key: &str, scope: Scope<'_>) -> SigningKey {
        let mut cached = lock(&self.0);
        if let Some(cached) = cached.as_ref().filter(|cached| cached.is_for(secret_access_key, scope)) {
            return cached.key.clone();
        }
        let key = derive(secret_access_key, scope);
        *cached = Some(CachedKey {
            secret: Secret::from(secret_access_key),
            date: scope.time.date_bytes(),
            region: scope.region.to_owned(),
            service: scope.service.to_owned(),
            key: key.clone(),
        });
        key
    }
}

impl CachedKey {
    fn is_for(&self, secret_access_key: &str, scope: Scope<'_>) -> bool {
        self.date == scope.time.date_bytes()
            && self.region == scope.region
            && self.service == scope.service
            && self.secret.equals(secret_access_key)
    }
}

/// Derives a signing key, as
/// [AWS documents it](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
///
/// `aws-sigv4` has a function for this, but it leaves copies of the secret access key in memory.
pub(super) fn derive(secret_access_key: &str, scope: Scope<'_>) -> SigningKey {
    let mut key = Zeroizing::new(Vec::with_capacity(4 + secret_access_key.len()));
    key.extend_from_slice(b"AWS4");
    key.extend_from_slice(secret_access_key.as_bytes());
    for part in [scope.time.date(), scope.region, scope.service, TERMINATOR] {
        key = mac(&key, part);
    }
    Arc::new(key)
}

fn mac(key: &[u8], part: &str) -> Zeroizing<Vec<u8>> {
    // Cannot fail: HMAC accepts keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Zeroizing::default() };
    mac.update(part.as_bytes());
    Zeroizing::new(mac.finalize().into_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use aws_sigv4::sign::v4::generate_signing_key;

    use super::super::tests::scope;
    use super::*;
    use crate::testing::{FakeTime, SECRET};

    const DAY: i64 = 24 * 60 * 60;

    #[test]
    fn a_derived_key_equals_the_one_of_aws_sigv4() {
        for secret in ["", SECRET, &"long".repeat(100)] {
            let scope = scope(FakeTime::START);
            let theirs = generate_signing_key(secret, scope.time.timestamp().into(), scope.region, scope.service);
            assert_eq!(derive(secret, scope).as_slice(), theirs.as_ref());
        }
    }

    #[test]
    fn a_cached_key_equals_a_newly_derived_one() {
        let keys = SigningKeys::default();
        let today = scope(FakeTime::START);
        let scopes = [
            today,
            today,
            scope(FakeTime::START + 1),
            scope(FakeTime::START + DAY),
            Scope { region: "us-east-1", ..today },
            Scope { service: "sns", ..today },
            today,
        ];
        for secret in [SECRET, "another", SECRET] {
            for scope in scopes {
                assert_eq!(keys.get(secret, scope), derive(secret, scope), "{secret} {scope:?}");
            }
        }
    }

    #[test]
    fn a_key_is_cached_until_the_end_of_its_day() {
        let keys = SigningKeys::default();
        let is_cached = |seconds: i64| {
            let cached = keys.0.lock().unwrap();
            cached.as_ref().is_some_and(|cached| cached.is_for(SECRET, scope(seconds)))
        };
        assert!(!is_cached(0));
        keys.get(SECRET, scope(0));
        assert!(is_cached(0) && is_cached(DAY - 1) && !is_cached(DAY));
    }
}
