//! Signing keys, each good for one day.

use std::sync::{Arc, Mutex, PoisonError};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::Scope;
use crate::value::secret::Secret;

/// A key that signs requests of one scope.
pub(crate) type SigningKey = Arc<Zeroizing<Vec<u8>>>;

/// Makes signing keys and keeps the last one: to make it takes more than twice as long as to sign with it.
#[derive(Default)]
pub(crate) struct SigningKeys(Mutex<Option<Kept>>);

struct Kept {
    /// Compared in constant time, and zeroed when it is dropped, as is the key.
    secret: Secret,
    date: [u8; 8],
    region: String,
    service: String,
    key: SigningKey,
}

impl SigningKeys {
    /// The key of this secret for this scope.
    pub(crate) fn get(&self, secret_access_key: &str, scope: Scope<'_>) -> SigningKey {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = kept.as_ref().filter(|kept| kept.is_for(secret_access_key, scope)) {
            return kept.key.clone();
        }
        let key = make(secret_access_key, scope);
        *kept = Some(Kept {
            secret: Secret::from(secret_access_key),
            date: scope.time.date_bytes(),
            region: scope.region.to_owned(),
            service: scope.service.to_owned(),
            key: key.clone(),
        });
        key
    }
}

impl Kept {
    fn is_for(&self, secret_access_key: &str, scope: Scope<'_>) -> bool {
        self.date == scope.time.date_bytes()
            && self.region == scope.region
            && self.service == scope.service
            && self.secret.is(secret_access_key)
    }
}

/// Makes a key. `aws-sigv4` makes the same one, and leaves the secret access key behind in memory.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>
pub(super) fn make(secret_access_key: &str, scope: Scope<'_>) -> SigningKey {
    let mut key = Zeroizing::new(Vec::with_capacity(4 + secret_access_key.len()));
    key.extend_from_slice(b"AWS4");
    key.extend_from_slice(secret_access_key.as_bytes());
    for part in [scope.time.date(), scope.region, scope.service, "aws4_request"] {
        key = mac(&key, part);
    }
    Arc::new(key)
}

fn mac(key: &[u8], part: &str) -> Zeroizing<Vec<u8>> {
    // A key of any length will do.
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
    fn a_key_is_the_one_that_aws_sigv4_makes() {
        for secret in ["", SECRET, &"long".repeat(100)] {
            let scope = scope(FakeTime::START);
            let theirs = generate_signing_key(secret, scope.time.system, scope.region, scope.service);
            assert_eq!(make(secret, scope).as_slice(), theirs.as_ref());
        }
    }

    #[test]
    fn a_kept_key_is_the_one_that_would_be_made() {
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
                assert_eq!(keys.get(secret, scope), make(secret, scope), "{secret} {scope:?}");
            }
        }
    }

    #[test]
    fn a_key_is_kept_while_its_day_lasts() {
        let keys = SigningKeys::default();
        let is_kept = |seconds: i64| {
            let kept = keys.0.lock().unwrap();
            kept.as_ref().is_some_and(|kept| kept.is_for(SECRET, scope(seconds)))
        };
        assert!(!is_kept(0));
        keys.get(SECRET, scope(0));
        assert!(is_kept(0) && is_kept(DAY - 1) && !is_kept(DAY));
    }
}
