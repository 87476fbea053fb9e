//! Values that must not be shown.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

/// A value that must not be shown: a key, a token, a password.
///
/// It is zeroed when it is dropped, shows nothing of itself, compares in constant time, and gives its content only to
/// whoever asks for it by [`expose`](Self::expose). It has no hash and no order, which would tell something about it,
/// and does not serialize: that takes a type that says so.
#[derive(Clone)]
pub struct Secret<T: Zeroize = String>(Zeroizing<T>);

impl<T: Zeroize> Secret<T> {
    /// Takes over a value.
    pub fn new(value: impl Into<T>) -> Self {
        Self(Zeroizing::new(value.into()))
    }

    /// Whether this is the value: in constant time, as `==`.
    pub(crate) fn is(&self, value: &str) -> bool
    where
        T: AsRef<[u8]>,
    {
        self.expose().as_ref().ct_eq(value.as_bytes()).into()
    }

    /// The value. Whatever is made of it is the caller's to protect.
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

/// Takes the same time wherever two contents of the same length differ.
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
        T::deserialize(deserializer).map(Self::from).map_err(|error| {
            // A secret that is not there is asked for here too, and the error names the field.
            if error.to_string().starts_with("missing field `") {
                return error;
            }
            // The error of another type may quote what it found.
            serde::de::Error::custom("a secret that is not of the expected form")
        })
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;

    #[test]
    fn the_content_is_given_only_to_who_asks() {
        let secret = Secret::from("SENTINEL");
        assert_eq!(secret.expose(), "SENTINEL");
        for shown in [format!("{secret:?}"), format!("{secret:#?}")] {
            assert_eq!(shown, "Secret(redacted)");
        }
        assert_eq!(format!("{:?}", Some(&secret)), "Some(Secret(redacted))");
    }

    #[test]
    fn it_is_made_of_what_the_content_is_made_of() {
        let secrets: [Secret; 4] = [Secret::from("a"), Secret::from("a".to_owned()), Secret::new("a"), "a".into()];
        assert!(secrets.iter().all(|secret| *secret == secrets[0]));
        let bytes: Secret<Vec<u8>> = Secret::from(vec![1, 2]);
        assert_eq!(bytes.clone(), bytes);
    }

    #[test]
    fn se09_equal_means_the_same_content() {
        let secret = Secret::from("secret");
        assert_eq!(secret, Secret::from("secret"));
        for other in ["", "secre", "secret ", "Secret", "secreT"] {
            assert_ne!(secret, Secret::from(other), "{other}");
        }
    }

    /// Compiles only as long as the type has no such trait: with it, two implementations would fit.
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
    fn se07_what_holds_a_secret_is_not_written_out_without_asking() {
        assert_not!(serde::Serialize: Secret, Secret<Vec<u8>>, Secret<crate::value::blob::Blob>, crate::platform::credentials::Credentials, Option<Secret>);
    }

    #[test]
    fn se09_secrets_have_no_hash_no_order_and_no_text() {
        assert_not!(std::hash::Hash: Secret, Secret<Vec<u8>>, Secret<crate::value::blob::Blob>, crate::platform::credentials::Credentials);
        assert_not!(PartialOrd: Secret, Secret<Vec<u8>>, crate::platform::credentials::Credentials);
        assert_not!(fmt::Display: Secret, Secret<crate::value::blob::Blob>, crate::platform::credentials::Credentials);
    }

    /// Notes when it is zeroed.
    struct Probe(Rc<Cell<u32>>);

    impl Zeroize for Probe {
        fn zeroize(&mut self) {
            self.0.set(self.0.get() + 1);
        }
    }

    #[test]
    fn it_is_zeroed_when_it_is_dropped() {
        let zeroed = Rc::new(Cell::new(0));
        let secret: Secret<Probe> = Secret::new(Probe(Rc::clone(&zeroed)));
        assert_eq!(zeroed.get(), 0);
        drop(secret);
        assert_eq!(zeroed.get(), 1);
    }

    #[cfg(feature = "serde")]
    #[test]
    fn serde_reads_it_and_quotes_nothing() {
        let secret: Secret = serde_json::from_str("\"key\"").unwrap();
        assert_eq!(secret, Secret::from("key"));
        let blob: Secret<crate::value::blob::Blob> = serde_json::from_str("\"a2V5\"").unwrap();
        assert_eq!(blob.expose().as_ref(), b"key");
        let error = serde_json::from_str::<Secret>("123456").unwrap_err().to_string();
        assert!(!error.contains("123456"), "{error}");
    }

    #[cfg(feature = "serde")]
    #[test]
    fn a_field_that_is_missing_is_named() {
        #[derive(Debug, serde::Deserialize)]
        struct Login {
            #[serde(rename = "Password")]
            _password: Secret,
        }
        let error = serde_json::from_str::<Login>("{}").unwrap_err().to_string();
        assert!(error.starts_with("missing field `Password`"), "{error}");
    }
}
