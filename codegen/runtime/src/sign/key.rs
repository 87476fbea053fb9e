//! Signing keys. Each is valid for one day, one region and one service.

use std::sync::Mutex;

use hmac::digest::Key;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{Scope, TERMINATOR};
use crate::platform::lock::lock;
use crate::value::secret::Secret;

/// A key that signs requests of one scope, as the HMAC that has read it: that costs as much as reading two blocks of a text.
/// It is zeroed when it is dropped, because `hmac` and `sha2` have the feature `zeroize`.
pub(crate) type SigningKey = Hmac<Sha256>;

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
    let mut secret = Zeroizing::new(Vec::with_capacity(4 + secret_access_key.len()));
    secret.extend_from_slice(b"AWS4");
    secret.extend_from_slice(secret_access_key.as_bytes());
    [scope.time.date(), scope.region, scope.service, TERMINATOR].into_iter().fold(hmac(&secret), |mut key, part| {
        key.update(part.as_bytes());
        hmac(&Zeroizing::new(<[u8; 32]>::from(key.finalize().into_bytes()))[..])
    })
}

fn hmac(key: &[u8]) -> SigningKey {
    // Cannot fail: HMAC accepts keys of any length.
    Hmac::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Key::<SigningKey>::default()))
}

#[cfg(test)]
mod tests {
    use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
    use hmac::EagerHash;
    use zeroize::ZeroizeOnDrop;

    use super::super::tests::scope;
    use super::*;
    use crate::testing::{FakeTime, SECRET};

    const DAY: i64 = 24 * 60 * 60;

    fn mac_of(text: &str, mut key: SigningKey) -> String {
        key.update(text.as_bytes());
        hex::encode(key.finalize().into_bytes())
    }

    #[test]
    fn a_derived_key_equals_the_one_of_aws_sigv4() {
        for secret in ["", SECRET, &"long".repeat(100)] {
            let scope = scope(FakeTime::START);
            let theirs = generate_signing_key(secret, scope.time.timestamp().into(), scope.region, scope.service);
            assert_eq!(mac_of("text", derive(secret, scope)), calculate_signature(theirs, b"text"));
        }
    }

    #[test]
    fn a_key_is_zeroed_when_it_is_dropped() {
        // An HMAC consists of hash states and of the buffer of a hash.
        fn assert_zeroed<T: ZeroizeOnDrop>() {}
        assert_zeroed::<<Sha256 as EagerHash>::Core>();
        assert_zeroed::<Sha256>();
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
                let (cached, derived) = (keys.get(secret, scope), derive(secret, scope));
                assert_eq!(mac_of("text", cached), mac_of("text", derived), "{secret} {scope:?}");
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
