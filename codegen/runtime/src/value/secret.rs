//! Values that must stay secret.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

/// A value that must stay secret: a key, a token, a password.
///
/// - The value is zeroed when it is dropped.
/// - `Debug` shows `Secret(redacted)`. There is no `Display`.
/// - `==` takes the same time wherever two values of the same length differ.
/// - [`expose`](Self::expose) is the only way to read the value, so uses are easy to find.
/// - `Hash` and `Ord` are missing, because they would reveal something about the value.
/// - With the feature `serde`, a secret can be deserialized. To serialize one, wrap it in `Exposed`.
///
/// ```
/// use awsquery::Secret;
///
/// let password = Secret::from("correct horse");
/// assert_eq!(format!("{password:?}"), "Secret(redacted)");
/// assert_eq!(password, Secret::from("correct horse"));
/// assert_eq!(password.expose(), "correct horse");
/// ```
#[derive(Clone)]
pub struct Secret<T: Zeroize = String>(Zeroizing<T>);

impl<T: Zeroize> Secret<T> {
    /// Wraps a value.
    pub fn new(value: impl Into<T>) -> Self {
        Self(Zeroizing::new(value.into()))
    }

    /// Returns `true` if the secret is `value`. Compares in constant time, like `==`.
    pub(crate) fn equals(&self, value: &str) -> bool
    where
        T: AsRef<[u8]>,
    {
        self.expose().as_ref().ct_eq(value.as_bytes()).into()
    }

    /// Returns the value. The caller is responsible for protecting any copy of it.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(Zeroizing::new(value))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// Compares in constant time, given two values of the same length.
impl<T: Zeroize + AsRef<[u8]>> PartialEq for Secret<T> {
    fn eq(&self, other: &Self) -> bool {
        self.expose().as_ref().ct_eq(other.expose().as_ref()).into()
    }
}

impl<T: Zeroize + AsRef<[u8]>> Eq for Secret<T> {}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

#[cfg(feature = "serde")]
impl<'de, T: Zeroize + serde::Deserialize<'de>> serde::Deserialize<'de> for Secret<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::new).map_err(crate::value::redacted::without_value)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;

    #[test]
    fn only_expose_shows_the_value() {
        let secret = Secret::from("SENTINEL");
        assert_eq!(secret.expose(), "SENTINEL");
        for shown in [format!("{secret:?}"), format!("{secret:#?}")] {
            assert_eq!(shown, "Secret(redacted)");
        }
        assert_eq!(format!("{:?}", Some(&secret)), "Some(Secret(redacted))");
    }

    #[test]
    fn a_secret_can_be_built_from_anything_its_value_can_be_built_from() {
        let secrets: [Secret; 4] = [Secret::from("a"), Secret::from("a".to_owned()), Secret::new("a"), "a".into()];
        assert!(secrets.iter().all(|secret| *secret == secrets[0]));
        let bytes: Secret<Vec<u8>> = Secret::from(vec![1, 2]);
        assert_eq!(bytes.clone(), bytes);
    }

    #[test]
    fn se09_secrets_are_equal_if_their_values_are() {
        let secret = Secret::from("secret");
        assert_eq!(secret, Secret::from("secret"));
        for other in ["", "secre", "secret ", "Secret", "secreT"] {
            assert_ne!(secret, Secret::from(other), "{other}");
        }
    }

    /// Compiles only while the types do not implement the trait. If one did, two implementations of `Either` would apply
    /// to it, and the call would be ambiguous.
    macro_rules! assert_not {
        ($trait:path: $($type:ty),+) => {{
            trait Either<A> {
                fn holds() {}
            }
            impl<T> Either<()> for T {}
            struct Has;
            impl<T: $trait> Either<Has> for T {}
            $(<$type as Either<_>>::holds();)+
        }};
    }

    #[cfg(feature = "serde")]
    #[test]
    fn se07_types_that_hold_a_secret_do_not_serialize() {
        assert_not!(serde::Serialize: Secret, Secret<Vec<u8>>, Secret<crate::value::blob::Blob>, crate::platform::credentials::Credentials, Option<Secret>);
    }

    #[test]
    fn se09_secrets_implement_neither_hash_nor_order_nor_display() {
        assert_not!(std::hash::Hash: Secret, Secret<Vec<u8>>, Secret<crate::value::blob::Blob>, crate::platform::credentials::Credentials);
        assert_not!(PartialOrd: Secret, Secret<Vec<u8>>, crate::platform::credentials::Credentials);
        assert_not!(fmt::Display: Secret, Secret<crate::value::blob::Blob>, crate::platform::credentials::Credentials);
    }

    /// Counts how often it is zeroed.
    struct Probe(Rc<Cell<u32>>);

    impl Zeroize for Probe {
        fn zeroize(&mut self) {
            self.0.set(self.0.get() + 1);
        }
    }

    #[test]
    fn a_secret_is_zeroed_when_it_is_dropped() {
        let zeroed = Rc::new(Cell::new(0));
        let secret: Secret<Probe> = Secret::new(Probe(Rc::clone(&zeroed)));
        assert_eq!(zeroed.get(), 0);
        drop(secret);
        assert_eq!(zeroed.get(), 1);
    }

    #[cfg(feature = "serde")]
    #[test]
    fn deserializing_a_secret_never_quotes_it() {
        let secret: Secret = serde_json::from_str("\"key\"").unwrap();
        assert_eq!(secret, Secret::from("key"));
        let blob: Secret<crate::value::blob::Blob> = serde_json::from_str("\"a2V5\"").unwrap();
        assert_eq!(blob.expose().as_ref(), b"key");
        let error = serde_json::from_str::<Secret>("123456").unwrap_err().to_string();
        assert!(!error.contains("123456"), "{error}");
    }

    #[cfg(feature = "serde")]
    #[test]
    fn a_missing_secret_field_is_named() {
        #[derive(Debug, serde::Deserialize)]
        struct Login {
            #[serde(rename = "Password")]
            _password: Secret,
        }
        let error = serde_json::from_str::<Login>("{}").unwrap_err().to_string();
        assert!(error.starts_with("missing field `Password`"), "{error}");
    }
}
